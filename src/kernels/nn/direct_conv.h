// Convolution without laying windows out: output positions that follow one another in a line times the maps that fill two
// vectors, straight from the input. It suits kernels with several taps and small images, where a matrix product would spend its
// time on packing and on tiles that are half empty.
#pragma once

#include <cstddef>

#include "base/thread_pool.h"
#include "kernels/context.h"
#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/window.h"

namespace berth {

// One image, one group.
struct DirectConvCall {
  const float* image = nullptr;      // [channels, window.in...]
  size_t channels = 0, maps = 0;
  // PackedMatrix::Right of the weights' transpose, [channels * window.kernel_size(), maps].
  const float* weights = nullptr;
  float* y = nullptr;                // [maps, window.out...]
  GemmEpilogue epilogue;             // row_bias: by map
};

// Whether it is the better way for weights [maps, channels, taps] and `positions` of output; 0: not known.
bool WantsDirectConv(size_t channels, size_t maps, size_t taps, size_t positions);

// Error: memory is short.
Status DirectConv(KernelContext& ctx, const DirectConvCall& call, const PlacedWindow& window);

}  // namespace berth
