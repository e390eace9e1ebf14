// What takes how long, written as a trace that Chrome and Perfetto read: a list of events in JSON.
//
//   [ {"cat":"Session","pid":1,"tid":2,"dur":30,"ts":4,"ph":"X","name":"model_run","args":{}}, ... ]
//
// Times are microseconds since the profiler was made. Any thread may add events.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
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
    const char* category;      // "Session" or "Node"
    std::string name;
    Clock::time_point start, end;
    Args args;                 // in this order; a value that starts with [ or { is JSON already
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
  void Add(Event event);
  // Writes the file and ends: what is added later is dropped. The path as it was opened; the same again later.
  StatusOr<std::string> Finish();

 private:
  explicit Profiler(std::filesystem::path path) : path_(std::move(path)) {}
  Status Write(std::vector<std::pair<Event, uint64_t>> events) const;

  const std::filesystem::path path_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;                                // guards what follows
  std::vector<std::pair<Event, uint64_t>> events_;  // with the thread's number
  bool finished_ = false;
};

}  // namespace berth
