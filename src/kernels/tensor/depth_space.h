// What DepthToSpace and SpaceToDepth share: attributes, and the order of the pieces that a channel axis is seen as.
#pragma once

#include "kernels/kernel.h"

namespace berth {

struct DepthSpaceOptions {
  int64_t block = 1;
  // Column, row, depth: the channel comes before the offsets in the block; else (depth, column, row) behind them.
  bool channel_first = false;

  static StatusOr<DepthSpaceOptions> Read(const KernelInfo& info);
};

// Error unless `dims` are [n, channels, height, width] and the block divides `what`, of the size `size`.
Status CheckFourAxes(DimsView dims);
Status CheckDivides(int64_t divisor, int64_t size, const char* what);

// [n, channels, height, width] with all but n multiplied. Error: an axis that no tensor can have.
StatusOr<Dims> Scaled(Dims dims, int64_t channels, int64_t height, int64_t width);

}  // namespace berth
