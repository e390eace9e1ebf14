// The windows of a convolution as the right operand of a matrix product, without laying all of them out at once.
#pragma once

#include "kernels/math/gemm_kernel.h"
#include "kernels/nn/window.h"

namespace berth {

// Row: a tap (channel, then kernel position); column: an output position. Borrows the image [channels, in...].
class ConvPanels final : public PanelSource {
 public:
  ConvPanels(const float* image, const PlacedWindow& window) : image_(image), window_(window) {}
  void Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const override;

 private:
  // Output positions that follow one another in the innermost axis.
  struct Run {
    size_t at, count;          // columns of the panel
    int64_t d, h, w;           // the first output position
  };
  void PackRun(const Run& run, const float* channel, const Spatial& tap, float* out) const;

  const float* image_;
  const PlacedWindow& window_;
};

}  // namespace berth
