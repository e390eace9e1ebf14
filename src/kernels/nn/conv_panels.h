// The windows of a convolution as the right operand of a matrix product, without laying all of them out at once.
#pragma once

#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/window.h"

namespace berth {

// Row: a tap (channel, then kernel position); column: an output position. Borrows the image [channels, in...] and the window.
class ConvPanels final : public PanelSource {
 public:
  ConvPanels(const float* image, size_t channels, const PlacedWindow& window)
      : image_(image), end_(image + channels * static_cast<size_t>(window.in_size())), window_(window) {}
  void Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const override;

 private:
  const float* image_;
  const float* end_;
  const PlacedWindow& window_;
};

}  // namespace berth
