// QuantizeLinear and DequantizeLinear of runs of bytes that share a scale, vectorized.
#pragma once

#include <cstddef>
#include <cstdint>

namespace berth {

// y[i] = saturate(round(x[i] / scale) + zero), ties to even; not-a-number ends at the low limit.
void QuantizeRun(const float* x, size_t count, float scale, int zero, uint8_t* y);
void QuantizeRun(const float* x, size_t count, float scale, int zero, int8_t* y);

// y[i] = (x[i] - zero) * scale.
void DequantizeRun(const uint8_t* x, size_t count, float scale, int zero, float* y);
void DequantizeRun(const int8_t* x, size_t count, float scale, int zero, float* y);

}  // namespace berth
