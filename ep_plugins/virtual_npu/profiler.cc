#include "profiler.h"

namespace npu {
namespace {

thread_local std::vector<uint64_t> host_events;

int64_t Microseconds(EventLog::Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

struct Profiler : OrtEpProfilerImpl {
  explicit Profiler(std::shared_ptr<EventLog> of) : OrtEpProfilerImpl{}, log(std::move(of)) {
    ort_version_supported = ORT_API_VERSION;
    OrtEpProfilerImpl::Release = [](OrtEpProfilerImpl* self) noexcept { delete static_cast<Profiler*>(self); };
    OrtEpProfilerImpl::StartProfiling = [](OrtEpProfilerImpl* self, int64_t offset_ns) noexcept -> OrtStatus* {
      return Guard([&] { return static_cast<Profiler*>(self)->Start(offset_ns); });
    };
    OrtEpProfilerImpl::StartEvent = [](OrtEpProfilerImpl* self, uint64_t id) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        static_cast<Profiler*>(self)->log->HostEventStarts(id);
        return nullptr;
      });
    };
    OrtEpProfilerImpl::StopEvent = [](OrtEpProfilerImpl* self, uint64_t id,
                                      const OrtProfilingEvent* event) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        const char* name = nullptr;
        OrtStatus* status = ort_ep->ProfilingEvent_GetName(event, &name);
        static_cast<Profiler*>(self)->log->HostEventStops(id, name != nullptr ? name : "");
        return status;
      });
    };
    OrtEpProfilerImpl::EndProfiling = [](OrtEpProfilerImpl* self, OrtProfilingEventsContainer* into) noexcept -> OrtStatus* {
      return Guard([&] { return static_cast<Profiler*>(self)->End(into); });
    };
  }
  ~Profiler() {
    if (started) log->Close();
  }

  // The host's clock is not ours: only how long ago its profile began.
  OrtStatus* Start(int64_t offset_ns) {
    began = EventLog::Clock::now() - std::chrono::nanoseconds(offset_ns);
    log->Open();
    started = true;
    first = log->size();
    return nullptr;
  }

  OrtStatus* End(OrtProfilingEventsContainer* into) {
    Memory::Get().Drain();   // what is queued belongs to the profile
    OrtStatus* status = nullptr;
    log->ForEachFrom(first, [&](const EventLog::Event& event, const char* host_event) {
      if (status == nullptr) status = Give(event, host_event, into);
    });
    return status;
  }

  OrtStatus* Give(const EventLog::Event& event, const char* host_event, OrtProfilingEventsContainer* into) const {
    const char* key = "host_event";
    OrtProfilingEvent* made = nullptr;
    EP_RETURN_IF_ERROR(ort_ep->CreateProfilingEvent(OrtProfilingEventCategory_KERNEL, -1, -1, event.name.c_str(),
                                                    Microseconds(event.start - began), Microseconds(event.end - event.start),
                                                    &key, &host_event, host_event != nullptr ? 1 : 0, &made));
    OrtStatus* status = ort_ep->ProfilingEventsContainer_AddEvents(into, &made, 1);
    ort_ep->ReleaseProfilingEvent(made);
    return status;
  }

  const std::shared_ptr<EventLog> log;
  EventLog::Clock::time_point began;
  size_t first = 0;   // number of the first event of this profile
  bool started = false;
};

}  // namespace

void EventLog::Open() {
  std::lock_guard lock(mutex_);
  ++readers_;
}

void EventLog::Close() {
  std::lock_guard lock(mutex_);
  if (--readers_ > 0) return;
  events_.clear();
  host_events_.clear();
}

bool EventLog::is_open() const {
  std::lock_guard lock(mutex_);
  return readers_ > 0;
}

size_t EventLog::size() const {
  std::lock_guard lock(mutex_);
  return events_.size();
}

void EventLog::Add(Event event) {
  std::lock_guard lock(mutex_);
  if (readers_ > 0) events_.push_back(std::move(event));
}

void EventLog::HostEventStarts(uint64_t id) { host_events.push_back(id); }

void EventLog::HostEventStops(uint64_t id, const char* name) {
  if (!host_events.empty()) host_events.pop_back();
  std::lock_guard lock(mutex_);
  host_events_.emplace(id, name);   // a host may number by the microsecond: of events with one number the innermost stops first
}

uint64_t EventLog::HostEvent() { return host_events.empty() ? 0 : host_events.back(); }

OrtEpProfilerImpl* MakeProfiler(std::shared_ptr<EventLog> log) { return new Profiler(std::move(log)); }

}  // namespace npu
