// Convolution in which every output channel sees one input channel: too thin for a matrix product.
#pragma once

#include "base/thread_pool.h"
#include "kernels/math/gemm_micro.h"
#include "kernels/nn/window.h"

namespace berth {

// x: [channels, in...]; w: [channels * maps, kernel...]; y: [channels * maps, out...]. Row i of the epilogue is output channel i.
void DepthwiseConv(const float* x, const float* w, float* y, size_t channels, size_t maps, const PlacedWindow& window,
                   const GemmEpilogue& epilogue, ThreadPool* pool);

}  // namespace berth
