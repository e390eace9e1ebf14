#include "ep/ep_profiler.h"

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {

StatusOr<std::unique_ptr<EpProfiler>> EpProfiler::Make(const EpInstance& ep, const Logger& logger) {
  auto create = Slot<&OrtEp::CreateProfiler>(ep.raw());
  if (create == nullptr) return std::unique_ptr<EpProfiler>();
  OrtEpProfilerImpl* raw = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(ep.name(), "CreateProfiler", [&] { return create(ep.raw(), &raw); }));
  if (raw == nullptr) return std::unique_ptr<EpProfiler>();
  // From here on the object is released whatever it lacks.
  std::unique_ptr<EpProfiler> made(new EpProfiler(ep.name(), logger, raw));
  const char* missing = nullptr;
  if (Slot<&OrtEpProfilerImpl::Release>(raw) == nullptr) missing = "Release";
  if (Slot<&OrtEpProfilerImpl::StartProfiling>(raw) == nullptr) missing = "StartProfiling";
  if (Slot<&OrtEpProfilerImpl::EndProfiling>(raw) == nullptr) missing = "EndProfiling";
  if (missing == nullptr) return made;
  return Error(ORT_EP_FAIL, EpCall(ep.name(), "CreateProfiler"), ": OrtEpProfilerImpl::", missing,
               ": null seen, the callback wanted");
}

EpProfiler::~EpProfiler() {
  auto release = Slot<&OrtEpProfilerImpl::Release>(raw_);
  if (release != nullptr) CallEpVoid(ep_, "OrtEpProfilerImpl::Release", logger_, [&] { release(raw_); });
}

Status EpProfiler::Start(int64_t offset_ns) const {
  auto start = Slot<&OrtEpProfilerImpl::StartProfiling>(raw_);
  return CallEp(ep_, "OrtEpProfilerImpl::StartProfiling", [&] { return start(raw_, offset_ns); });
}

void EpProfiler::StartEvent(uint64_t id) const {
  auto start = Slot<&OrtEpProfilerImpl::StartEvent>(raw_);
  if (start != nullptr) Log(CallEp(ep_, "OrtEpProfilerImpl::StartEvent", [&] { return start(raw_, id); }));
}

void EpProfiler::StopEvent(uint64_t id, const OrtProfilingEvent& event) const {
  auto stop = Slot<&OrtEpProfilerImpl::StopEvent>(raw_);
  if (stop != nullptr) Log(CallEp(ep_, "OrtEpProfilerImpl::StopEvent", [&] { return stop(raw_, id, &event); }));
}

StatusOr<std::vector<OrtProfilingEvent>> EpProfiler::End() const {
  OrtProfilingEventsContainer container;
  auto end = Slot<&OrtEpProfilerImpl::EndProfiling>(raw_);
  BERTH_RETURN_IF_ERROR(CallEp(ep_, "OrtEpProfilerImpl::EndProfiling", [&] { return end(raw_, &container); }));
  return std::move(container.events);
}

void EpProfiler::Log(const Status& status) const {
  if (status.ok()) return;
  BERTH_LOG(logger_, kWarning, "ep") << status.message();
}

}  // namespace berth

const std::string* OrtProfilingEvent::FindArg(std::string_view key) const {
  for (const auto& [name, value] : args) {
    if (name == key) return &value;
  }
  return nullptr;
}
