#include "ep/ep_profiler.h"

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {
namespace {

constexpr const char* kCategories[] = {"Session", "Node", "Kernel", "Api"};   // by OrtProfilingEventCategory

OrtProfilingEventCategory CategoryOf(const char* text) {
  for (size_t i = 0; i < std::size(kCategories); ++i) {
    if (std::string_view(text) == kCategories[i]) return static_cast<OrtProfilingEventCategory>(i);
  }
  return OrtProfilingEventCategory_SESSION;
}

// Farther from a profile's start no clock of a machine gets, and sums stay in what a time point holds.
constexpr int64_t kFarthest = int64_t{1} << 51;

}  // namespace

StatusOr<std::unique_ptr<EpProfiler>> EpProfiler::Make(const std::string& ep, OrtEp* of, const Logger& logger) {
  auto create = Slot<&OrtEp::CreateProfiler>(of);
  if (create == nullptr) return std::unique_ptr<EpProfiler>();
  OrtEpProfilerImpl* raw = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(ep, "CreateProfiler", [&] { return create(of, &raw); }));
  if (raw == nullptr) return std::unique_ptr<EpProfiler>();
  // From here on the object is released whatever it lacks.
  std::unique_ptr<EpProfiler> made(new EpProfiler(ep, logger, raw));
  const char* missing = nullptr;
  if (Slot<&OrtEpProfilerImpl::Release>(raw) == nullptr) missing = "Release";
  if (Slot<&OrtEpProfilerImpl::StartProfiling>(raw) == nullptr) missing = "StartProfiling";
  if (Slot<&OrtEpProfilerImpl::EndProfiling>(raw) == nullptr) missing = "EndProfiling";
  if (missing == nullptr) return made;
  return Error(ORT_EP_FAIL, Broken("EPC-034", ep, "CreateProfiler"), ": OrtEpProfilerImpl::", missing,
               ": null seen, the callback wanted");
}

EpProfiler::~EpProfiler() {
  auto release = Slot<&OrtEpProfilerImpl::Release>(raw_);
  if (release != nullptr) CallEpVoid(ep_, "OrtEpProfilerImpl::Release", logger_, [&] { release(raw_); });
}

void EpProfiler::AttachTo(Profiler& profiler) {
  auto start = Slot<&OrtEpProfilerImpl::StartProfiling>(raw_);
  const auto offset = std::chrono::duration_cast<std::chrono::nanoseconds>(Profiler::Clock::now() - profiler.start());
  if (Worked(CallEp(ep_, "OrtEpProfilerImpl::StartProfiling", [&] { return start(raw_, offset.count()); }))) {
    profiler.Attach(*this);
  }
}

void EpProfiler::EventStarts(uint64_t id) {
  auto start = Slot<&OrtEpProfilerImpl::StartEvent>(raw_);
  if (start != nullptr) Worked(CallEp(ep_, "OrtEpProfilerImpl::StartEvent", [&] { return start(raw_, id); }));
}

void EpProfiler::EventStops(uint64_t id, const Profiler& profiler, const Profiler::Event& event) {
  auto stop = Slot<&OrtEpProfilerImpl::StopEvent>(raw_);
  if (stop == nullptr) return;
  OrtProfilingEvent shown;
  shown.category = CategoryOf(event.category);
  shown.name = event.name;
  shown.timestamp_us = profiler.MicrosecondsUntil(event.start);
  shown.duration_us = profiler.MicrosecondsUntil(event.end) - shown.timestamp_us;
  shown.args = event.args;
  Worked(CallEp(ep_, "OrtEpProfilerImpl::StopEvent", [&] { return stop(raw_, id, &shown); }));
}

std::vector<Profiler::Event> EpProfiler::Finish(const Profiler& profiler) {
  OrtProfilingEventsContainer container;
  auto end = Slot<&OrtEpProfilerImpl::EndProfiling>(raw_);
  std::vector<Profiler::Event> events;
  if (!Worked(CallEp(ep_, "OrtEpProfilerImpl::EndProfiling", [&] { return end(raw_, &container); }))) return events;
  for (OrtProfilingEvent& event : container.events) {
    const bool has_times = event.timestamp_us >= -kFarthest && event.timestamp_us <= kFarthest && event.duration_us >= 0 &&
                           event.duration_us <= kFarthest;
    if (!has_times) {
      BERTH_LOG(logger_, kWarning, "ep") << Broken("EPC-036", ep_, "OrtEpProfilerImpl::EndProfiling") << ": event \""
                                         << event.name << "\": start " << event.timestamp_us << " and length "
                                         << event.duration_us << " seen, microseconds of this profile wanted; it is left out";
      continue;
    }
    const auto start = profiler.start() + std::chrono::microseconds(event.timestamp_us);
    events.push_back({kCategories[event.category], std::move(event.name), start,
                      start + std::chrono::microseconds(event.duration_us), std::move(event.args), event.process_id,
                      event.thread_id});
  }
  return events;
}

bool EpProfiler::Worked(const Status& status) const {
  if (status.ok()) return true;
  BERTH_LOG(logger_, kWarning, "ep") << status.message();
  return false;
}

}  // namespace berth

const std::string* OrtProfilingEvent::FindArg(std::string_view key) const {
  for (const auto& [name, value] : args) {
    if (name == key) return &value;
  }
  return nullptr;
}
