// Signals inside tensors: samples a step apart, real or as pairs of a real and an imaginary part.
#pragma once

#include <algorithm>

#include "kernels/context.h"
#include "kernels/signal/fft.h"
#include "kernels/types.h"

namespace berth {

// Where the samples of a signal are; `step` counts elements from one sample to the next.
struct Line {
  size_t first = 0, step = 1, count = 0;
  bool complex = false;
};

using LoadLine = void (*)(const void* data, const Line& line, Complex* out);
using StoreLine = void (*)(const Complex* from, const Line& line, void* data);

template <typename T>
void LoadLineOf(const void* data, const Line& line, Complex* out) {
  const T* x = static_cast<const T*>(data) + line.first;
  const auto number = [](T value) { return static_cast<double>(static_cast<MathType<T>>(value)); };
  for (size_t i = 0; i < line.count; ++i, x += line.step) out[i] = {number(x[0]), line.complex ? number(x[1]) : 0};
}

template <typename T>
void StoreLineOf(const Complex* from, const Line& line, void* data) {
  T* y = static_cast<T*>(data) + line.first;
  for (size_t i = 0; i < line.count; ++i, y += line.step) {
    y[0] = static_cast<T>(static_cast<MathType<T>>(from[i].re));
    if (line.complex) y[1] = static_cast<T>(static_cast<MathType<T>>(from[i].im));
  }
}

// body(line, x, scratch) for each of `lines` numbers, on the threads there are; `x` has room for one signal of the plan.
Status ForEachLine(KernelContext& ctx, const Fft& fft, size_t lines,
                   absl::FunctionRef<void(size_t line, Complex* x, Complex* scratch)> body);

}  // namespace berth
