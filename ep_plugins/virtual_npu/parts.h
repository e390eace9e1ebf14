// What the factory hands out: allocators, streams, a data transfer, compiled groups.
#pragma once

#include <atomic>

#include "../elementwise_ep/host.h"
#include "device.h"

namespace npu {

using elementwise::Guard;
using elementwise::ort;
using elementwise::ort_ep;

inline constexpr char kVendor[] = "Berth";
inline constexpr uint32_t kVendorId = 0xBE47;
inline constexpr uint32_t kDeviceId = 1;

// How much went over the border, in tensors; for tests.
struct Traffic {
  std::atomic<size_t> to_device{0}, to_host{0}, inside{0};
};
Traffic& GetTraffic();

// Of the device's memory, or of host memory that `info` describes.
OrtAllocator* MakeAllocator(const OrtMemoryInfo* info);
void ReleaseAllocator(OrtAllocator* allocator);

// A stream with a queue of its own.
OrtSyncStreamImpl* MakeStream(int delay_us);
// The queue of a stream that we made; null for null.
std::shared_ptr<Queue> QueueOf(const OrtSyncStream* stream);

OrtDataTransferImpl* MakeTransfer();
// Whether it is our device's own memory.
bool IsOurs(const OrtMemoryDevice* device);

class EventLog;          // profiler.h
struct ContextOptions;   // context.h

// What runs a fused group of element-wise operators, or what a compiled model has in its place, and writes into `log` when. With
// compiled models in the making, the node for one too.
OrtStatus* MakeCompiled(const OrtGraph* graph, const OrtNode* fused_node, std::shared_ptr<EventLog> log,
                        const ContextOptions& options, OrtNodeComputeInfo** info, OrtNode** context_node);
void ReleaseCompiled(OrtNodeComputeInfo* info);

}  // namespace npu
