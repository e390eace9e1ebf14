// The streams of one run: one for each place whose EP works with streams. Kept by the session from run to run.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "ep/session_memory.h"
#include "ep/sync_stream.h"

namespace berth {

class RunStreams {
 public:
  // Streams are made at the first use of a set. `places`: which places have one.
  RunStreams(const SessionMemory& memory, const std::vector<bool>& places);

  // Makes what is missing; `given`, which may be null, stands in for the session's own on its device. Errors: the EP's;
  // ORT_INVALID_ARGUMENT for a stream of a device that no EP of the session has.
  Status Begin(OrtSyncStream* given);
  // Null for a place without one.
  OrtSyncStream* of(PlaceId place) const { return place < in_use_.size() ? in_use_[place] : nullptr; }
  // OnSessionRunEnd of each, and, with `sync`, Flush. All are called; the first error is the answer. None is in use
  // then.
  Status End(bool sync);
  Status Flush() const;

 private:
  const SessionMemory& memory_;
  std::vector<bool> places_;
  std::vector<std::unique_ptr<OrtSyncStream>> own_;  // by place
  std::vector<OrtSyncStream*> in_use_;               // by place, of this run
};

// Sets of streams of a session, for as many runs as there are at a time.
class StreamPool {
 public:
  StreamPool(const SessionMemory& memory, std::vector<bool> places) : memory_(memory), places_(std::move(places)) {}
  std::unique_ptr<RunStreams> Take();
  void Return(std::unique_ptr<RunStreams> streams);

 private:
  const SessionMemory& memory_;
  const std::vector<bool> places_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<RunStreams>> idle_;
};

}  // namespace berth
