// What the device did when, for the host's profiles.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "parts.h"

namespace npu {

// The log of one EP: its groups write into it while somebody profiles. Any thread.
class EventLog {
 public:
  using Clock = std::chrono::steady_clock;
  struct Event {
    std::string name;
    Clock::time_point start, end;
    uint64_t host_event;   // the host's event that the work belongs to, by its number; 0: none
  };

  void Open();
  void Close();   // the last one to close forgets all
  bool is_open() const;
  size_t size() const;
  void Add(Event event);

  // The host's events, which nest on each thread.
  void HostEventStarts(uint64_t id);
  void HostEventStops(uint64_t id, const char* name);
  // The one that runs on this thread.
  static uint64_t HostEvent();

  // Calls visit(event, name of the host's event or null) for all from number `first` on.
  template <typename Visit>
  void ForEachFrom(size_t first, Visit&& visit) const {
    std::lock_guard lock(mutex_);
    for (size_t i = first; i < events_.size(); ++i) {
      auto host = host_events_.find(events_[i].host_event);
      visit(events_[i], host != host_events_.end() ? host->second.c_str() : nullptr);
    }
  }

 private:
  mutable std::mutex mutex_;   // guards what follows
  int readers_ = 0;
  std::vector<Event> events_;
  std::map<uint64_t, std::string> host_events_;
};

OrtEpProfilerImpl* MakeProfiler(std::shared_ptr<EventLog> log);

}  // namespace npu
