// What a kernel of others may ask beyond what our own do. Every OrtKernelInfo that leaves through the C API is one of these.
#pragma once

#include <onnxruntime_c_api.h>

#include "base/key_value_pairs.h"
#include "kernels/info.h"

namespace berth {

// Copies are as good as the one that they were made of, and live no longer than the session.
struct ForeignKernelInfo : OrtKernelInfo {
  explicit ForeignKernelInfo(const OrtKernelInfo& info) : OrtKernelInfo(info) {}

  const OrtKeyValuePairs* config = nullptr;   // entries of the session; null: none are known
  const OrtEp* ep = nullptr;                  // that the kernel runs for; null: the CPU
  bool is_copy = false;                       // of CopyKernelInfo, whose caller releases it
  OrtAllocator* device_allocator = nullptr;   // for values in the EP's memory; null: they are in host memory
};

}  // namespace berth
