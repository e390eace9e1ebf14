// What takes how long, written as a trace that Chrome and Perfetto read: a list of events in JSON.
//
//   [ {"cat":"Session","pid":1,"tid":2,"dur":30,"ts":4,"ph":"X","name":"model_run","args":{}}, ... ]
//
// Times are microseconds since the profiler was made. Any thread may add events.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"

namespace berth {

class Profiler {
 public:
  using Clock = std::chrono::steady_clock;
  using Args = std::vector<std::pair<std::string, std::string>>;
  struct Event {
    const char* category;      // "Session", "Node", "Kernel" or "Api"
    std::string name;
    Clock::time_point start, end;
    Args args;                 // in this order; a value that starts with [ or { is JSON already
    int64_t process = -1, thread = -1;   // -1: those that add it
  };

  // Records beside the profiler: is told of its events, and has some of its own at the end. Any thread, several at once, but
  // for Finish, which comes once and last.
  class Recorder {
   public:
    virtual ~Recorder() = default;
    virtual void EventStarts(uint64_t id) = 0;
    virtual void EventStops(uint64_t id, const Profiler& profiler, const Event& event) = 0;
    virtual std::vector<Event> Finish(const Profiler& profiler) = 0;
  };

  // Opens `<prefix>_<date>_<time>.json`, local time to the millisecond; a name that is taken gets a number. Error ORT_FAIL: the
  // file cannot be written.
  static StatusOr<std::unique_ptr<Profiler>> Open(const std::filesystem::path& prefix);
  // Like Finish, without an answer.
  ~Profiler();
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  Clock::time_point start() const { return start_; }
  // The steady clock's nanoseconds at the start.
  uint64_t start_nanoseconds() const;
  int64_t MicrosecondsUntil(Clock::time_point time) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(time - start_).count();
  }
  // `recorder` is told of events from now on, and must live until Finish has returned.
  void Attach(Recorder& recorder);
  // An event begins. Its number for End: when it began, in microseconds since 1970.
  uint64_t Begin(Clock::time_point start);
  // It has ended.
  void End(uint64_t id, Event event);
  // An event of which no recorder is told.
  void Add(Event event);
  // Writes the file and ends: what is added later is dropped. The path as it was opened; the same again later.
  StatusOr<std::string> Finish();

 private:
  explicit Profiler(std::filesystem::path path) : path_(std::move(path)) {}
  Status Write(std::vector<std::pair<Event, uint64_t>> events) const;

  const std::filesystem::path path_;
  const Clock::time_point start_ = Clock::now();
  const std::chrono::system_clock::time_point started_at_ = std::chrono::system_clock::now();
  std::shared_mutex recorders_mutex_;               // held, shared, while recorders are told
  std::vector<Recorder*> recorders_;                // guarded by it
  std::mutex mutex_;                                // guards what follows
  std::vector<std::pair<Event, uint64_t>> events_;  // with the thread's number
  bool finished_ = false;
};

// One event in all the profiles that want it: a session's and a run's. Costs nothing without any.
class ProfiledEvent {
 public:
  using Profilers = std::array<Profiler*, 2>;   // null: not wanted

  // Begins.
  explicit ProfiledEvent(const Profilers& profilers) : profilers_(profilers) {
    if (is_wanted()) Begin();
  }
  bool is_wanted() const { return profilers_[0] != nullptr || profilers_[1] != nullptr; }
  Profiler::Clock::time_point start() const { return start_; }
  void End(Profiler::Event event) const;

 private:
  void Begin();

  const Profilers& profilers_;
  Profiler::Clock::time_point start_;
  std::array<uint64_t, 2> ids_{};
};

}  // namespace berth
