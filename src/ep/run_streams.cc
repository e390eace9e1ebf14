#include "ep/run_streams.h"

namespace berth {

RunStreams::RunStreams(const SessionMemory& memory, const std::vector<bool>& places)
    : memory_(memory), places_(places), own_(places.size()), in_use_(places.size(), nullptr) {}

Status RunStreams::Begin(OrtSyncStream* given) {
  in_use_.assign(places_.size(), nullptr);
  bool taken = given == nullptr;
  for (PlaceId place = 0; place < places_.size(); ++place) {
    if (!places_[place]) continue;
    if (given != nullptr && memory_.device(place) == given->device()) {
      in_use_[place] = given;
      taken = true;
      continue;
    }
    if (own_[place] == nullptr) {
      EpInstance& ep = memory_.ep(place);
      BERTH_ASSIGN_OR_RETURN(own_[place], OrtSyncStream::Make(ep.factory(), ep.raw(), memory_.device(place), nullptr));
    }
    in_use_[place] = own_[place].get();
  }
  if (taken) return Ok();
  return InvalidArgument(
      "Run: stream of the run options: its device is that of no EP of this session that works with streams");
}

Status RunStreams::End(bool sync) {
  Status status;
  for (OrtSyncStream* stream : in_use_) {
    if (stream == nullptr) continue;
    Status end = stream->OnSessionRunEnd();
    if (status.ok()) status = std::move(end);
    Status done = sync ? stream->Flush() : Ok();
    if (status.ok()) status = std::move(done);
  }
  in_use_.assign(places_.size(), nullptr);
  return status;
}

Status RunStreams::Flush() const {
  Status status;
  for (OrtSyncStream* stream : in_use_) {
    if (stream == nullptr) continue;
    Status done = stream->Flush();
    if (status.ok()) status = std::move(done);
  }
  return status;
}

std::unique_ptr<RunStreams> StreamPool::Take() {
  std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<RunStreams>(memory_, places_);
  auto streams = std::move(idle_.back());
  idle_.pop_back();
  return streams;
}

void StreamPool::Return(std::unique_ptr<RunStreams> streams) {
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(streams));
}

}  // namespace berth
