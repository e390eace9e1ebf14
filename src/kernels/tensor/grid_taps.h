// Where GridSample reads for one point of its grid: some places along each axis of the image, each with a weight.
#pragma once

#include "kernels/kernel.h"
#include "kernels/tensor/resize_axes.h"
#include "kernels/types.h"

namespace berth {

inline constexpr size_t kGridAxes = 6;

enum class GridPadding { kZeros, kBorder, kReflection };

struct GridOptions {
  ResizeMode mode = ResizeMode::kLinear;
  GridPadding padding = GridPadding::kZeros;
  bool align_corners = false;

  static StatusOr<GridOptions> Read(const KernelInfo& info);
};

struct GridTaps {
  static constexpr int64_t kOutside = -1;   // counts as zero
  int count = 0;
  int64_t offset[4];   // in elements along this axis
  double weight[4];
};

struct GridPoint {
  GridTaps axes[kGridAxes];   // outermost first
};

// The taps along one axis of `size` elements, `step` apart, for the place `x` between its first (0) and last (size - 1).
GridTaps TapsAt(const GridOptions& options, double x, int64_t size, int64_t step);

// The point whose coordinates, innermost axis first, start at element `at` of the grid.
using PlaceGrid = void (*)(const GridOptions& options, DimsView image, const void* grid, size_t at, GridPoint& point);

template <typename G>
void PlaceGridPoint(const GridOptions& options, DimsView image, const void* grid, size_t at, GridPoint& point) {
  using F = MathType<G>;
  const G* coordinates = static_cast<const G*>(grid) + at;
  int64_t step = 1;
  for (size_t axis = image.size(); axis-- > 0;) {
    const F n = static_cast<F>(*coordinates++), size = static_cast<F>(image[axis]);
    const F x = options.align_corners ? (n + 1) / 2 * (size - 1) : ((n + 1) * size - 1) / 2;
    point.axes[axis] = TapsAt(options, static_cast<double>(x), image[axis], step);
    step *= image[axis];
  }
}

}  // namespace berth
