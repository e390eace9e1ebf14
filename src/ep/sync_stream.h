// A queue of work on a device: OrtSyncStream is this class, with an EP's OrtSyncStreamImpl behind the guard.
//
//   owns     the EP's stream, one use of its library
//   threads  used by one thread at a time; the numbers may be asked from any
#pragma once

#include <onnxruntime_c_api.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/handle.h"
#include "ep/library.h"
#include "values/memory_info.h"

struct OrtSyncStream : berth::Tagged<berth::HandleKind::kSyncStream> {
 public:
  // CreateSyncStreamForDevice of the EP, where `ep` is not null and has it, else of the factory. `options` may be null.
  // Errors: the EP's code; ORT_FAIL when nobody makes streams, for a null stream and for one without a callback.
  static berth::StatusOr<std::unique_ptr<OrtSyncStream>> Make(berth::EpFactory& factory, OrtEp* ep,
                                                              const OrtMemoryDevice& device,
                                                              const OrtKeyValuePairs* options);
  ~OrtSyncStream();
  OrtSyncStream(const OrtSyncStream&) = delete;
  OrtSyncStream& operator=(const OrtSyncStream&) = delete;

  const OrtMemoryDevice& device() const { return device_; }
  OrtSyncStreamImpl* impl() const { return impl_; }
  void* handle() const { return handle_; }
  // Grows with every notification that the stream activates.
  uint64_t sync_id() const { return sync_id_.load(std::memory_order_acquire); }
  // The producer's number when this stream last waited for it; 0 if it never did.
  uint64_t LastWaitFor(const OrtSyncStream& producer) const;

  // Lets `consumer` wait for what this stream has been given so far; null: this thread waits. Streams of other
  // libraries cannot be told to: then this thread waits too. Errors: the EP's.
  berth::Status Join(OrtSyncStream* consumer);
  // Waits until all work is done.
  berth::Status Flush();
  berth::Status OnSessionRunEnd();

 private:
  OrtSyncStream(berth::EpFactory& factory, const OrtMemoryDevice& device, OrtSyncStreamImpl* impl);
  berth::Status Check() const;

  const berth::EpFactory& factory_;
  berth::LibraryUse use_;
  const OrtMemoryDevice device_;
  OrtSyncStreamImpl* impl_;
  void* handle_ = nullptr;
  std::atomic<uint64_t> sync_id_{0};
  struct Wait {
    const OrtSyncStream* producer;
    uint64_t sync_id;
  };
  mutable std::mutex mutex_;  // guards waits_
  std::vector<Wait> waits_;
};
