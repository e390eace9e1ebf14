#include "session/session.h"

// A profile that cannot be written is no reason to fail: the log says so.
void OrtSession::StartProfiling() {
  if (!options_.enable_profiling) return;
  auto opened = berth::Profiler::Open(options_.profile_prefix);
  if (!opened.ok()) {
    BERTH_LOG(*logger_, kError, "session") << "Session: " << opened.status().message();
    return;
  }
  profiler_ = std::move(*opened);
  profiling_.store(true, std::memory_order_release);
}

std::vector<std::unique_ptr<berth::EpProfiler>> OrtSession::MakeEpProfilers() const {
  std::vector<std::unique_ptr<berth::EpProfiler>> profilers;
  for (const auto& ep : eps_) {
    if (auto profiler = ep->CreateProfiler()) profilers.push_back(std::move(profiler));
  }
  return profilers;
}

void OrtSession::Profile(const char* event, berth::Profiler::Clock::time_point start) {
  if (profiler_ != nullptr) profiler_->Add({"Session", event, start, berth::Profiler::Clock::now(), {}});
}

// The EPs are there: from now on they are told of events.
void OrtSession::StartEpProfilers() {
  if (profiler_ == nullptr) return;
  for (const auto& ep : eps_) {
    if (ep->profiler() != nullptr) ep->profiler()->AttachTo(*profiler_);
  }
}

berth::StatusOr<std::string> OrtSession::EndProfiling() {
  if (!profiling_.exchange(false)) {
    BERTH_LOG(*logger_, kError, "session") << "Session: EndProfiling: there is no profile, or it has ended";
    return std::string();
  }
  return profiler_->Finish();
}
