// What an EP does for the host's Loop and Scan kernels on nodes of its own.
#pragma once

#include <span>

#include "kernels/context.h"

namespace berth {

class LoopHelper {
 public:
  virtual ~LoopHelper() = default;
  // Puts what the trips gave, at least one, one after the other into `output`, which has room for all of it.
  virtual Status Concat(KernelContext& ctx, std::span<const OrtValue* const> items, void* output,
                        size_t bytes) const = 0;
};

// For scan inputs along another axis than the first; scan outputs are written where they belong.
class ScanHelper {
 public:
  virtual ~ScanHelper() = default;
  // Transposes a tensor into another, as ONNX's Transpose with `perm` does.
  virtual Status Transpose(KernelContext& ctx, std::span<const size_t> perm, const OrtValue& input,
                           OrtValue& output) const = 0;
};

}  // namespace berth
