// What the nodes behind a kernel's own do to its output, for it to compute along with it.
#pragma once

#include <limits>
#include <vector>

namespace berth {

struct Tail {
  // First out = out * scale + shift, by channel (axis 1). Both empty: nothing.
  std::vector<float> scale, shift;
  // Then limited to [low, high]; NaN stays.
  bool clamps = false;
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity();
};

}  // namespace berth
