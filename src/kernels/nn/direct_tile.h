// The innermost part of a direct convolution: a few output positions of one line times the maps of one panel of weights, in
// vector registers.
#pragma once

#include <cstddef>

namespace berth {

struct DirectTile {
  size_t positions;                  // 1 to DirectMicro::positions
  const float* x;                    // of the first position's first tap; the next position's is one float on
  size_t channels, plane;            // floats from one channel to the next
  const size_t* taps;                // floats from the first tap to each
  size_t tap_count;
  const float* weights;              // [channels * tap_count, GemmMicro::columns]
  float* y;                          // of the first position in the first map
  size_t maps, y_step;               // at most GemmMicro::columns; floats from one map to the next
  const float* bias;                 // by map; may be null
  bool clamps;                       // then limited to [low, high]; NaN stays
  float low, high;
};

struct DirectMicro {
  size_t positions;                  // of the largest tile
  void (*tile)(const DirectTile& tile);
};

// Of this processor. Any thread.
const DirectMicro& ChosenDirectMicro();

}  // namespace berth
