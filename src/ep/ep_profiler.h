// What records an EP's own events while a session or a run is profiled: an OrtEpProfilerImpl behind the guard
// (ep-contract e.1).
//
//   threads  StartEvent and StopEvent come from any thread; the rest from one at a time
#pragma once

#include <onnxruntime_c_api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/handle.h"
#include "base/log.h"
#include "base/profiler.h"
#include "base/status.h"

// An event of a profile, the host's or an EP's. Texts are its own.
struct OrtProfilingEvent : berth::Tagged<berth::HandleKind::kProfilingEvent> {
  OrtProfilingEventCategory category = OrtProfilingEventCategory_SESSION;
  int32_t process_id = -1, thread_id = -1;  // -1: not known
  std::string name;
  int64_t timestamp_us = 0, duration_us = 0;  // since profiling began; how long
  std::vector<std::pair<std::string, std::string>> args;

  // Null when it has none of that name.
  const std::string* FindArg(std::string_view key) const;
};

// Lives during one EndProfiling call; filled through OrtEpApi.
struct OrtProfilingEventsContainer : berth::Tagged<berth::HandleKind::kProfilingEvents> {
  std::vector<OrtProfilingEvent> events;
};

namespace berth {

class EpProfiler final : public Profiler::Recorder {
 public:
  // CreateProfiler. Null when the EP has none or makes none. Errors: the EP's; ORT_EP_FAIL for one without a callback.
  static StatusOr<std::unique_ptr<EpProfiler>> Make(const std::string& ep, OrtEp* raw, const Logger& logger);
  ~EpProfiler() override;
  EpProfiler(const EpProfiler&) = delete;
  EpProfiler& operator=(const EpProfiler&) = delete;

  // Starts recording beside `profiler`. What fails, here and later, is logged: nothing else fails for its profile.
  void AttachTo(Profiler& profiler);

  void EventStarts(uint64_t id) override;
  void EventStops(uint64_t id, const Profiler& profiler, const Profiler::Event& event) override;
  // The EP's own events.
  std::vector<Profiler::Event> Finish(const Profiler& profiler) override;

 private:
  EpProfiler(std::string ep, const Logger& logger, OrtEpProfilerImpl* raw)
      : ep_(std::move(ep)), logger_(logger), raw_(raw) {}
  bool Worked(const Status& status) const;

  std::string ep_;
  const Logger& logger_;
  OrtEpProfilerImpl* raw_;
};

}  // namespace berth
