#include "kernels/nn/split_input.h"

#include <algorithm>

#include "base/checked_math.h"

namespace berth {
namespace {

// to[i] = from[i * stride]; a stride that is known makes vector code of it.
void CopyStrided(const float* from, int64_t stride, int64_t count, float* to) {
  if (stride == 2) {
    for (int64_t i = 0; i < count; ++i) to[i] = from[2 * i];
  } else {
    for (int64_t i = 0; i < count; ++i) to[i] = from[i * stride];
  }
}

// Columns from -pad, those with column % stride == p behind one another.
void SplitLine(const float* from, const PlacedWindow& window, int64_t phase, float* to) {
  const int64_t stride = window.stride[2], pad = window.pad[2], width = window.in[2];
  for (int64_t p = 0; p < stride; ++p, to += phase) {
    // The positions whose column p + i * stride - pad lies inside.
    const int64_t begin = std::min(phase, std::max<int64_t>(0, (pad - p + stride - 1) / stride));
    const int64_t end = std::clamp<int64_t>((width + pad - p + stride - 1) / stride, begin, phase);
    std::fill(to, to + begin, 0.0f);
    if (begin < end) {
      const float* first = from + (p + begin * stride - pad);
      stride == 1 ? (void)std::copy_n(first, end - begin, to + begin) : CopyStrided(first, stride, end - begin, to + begin);
    }
    std::fill(to + end, to + phase, 0.0f);
  }
}

Spatial Reach(const PlacedWindow& window) {
  Spatial size;
  for (size_t axis = 0; axis < kSpatial; ++axis) size[axis] = (window.out[axis] - 1) * window.stride[axis] + window.extent(axis);
  return size;
}

}  // namespace

std::optional<SplitInput> SplitInput::Of(const PlacedWindow& window) {
  SplitInput split;
  split.size = Reach(window);
  const int64_t stride = window.stride[2];
  split.phase = (split.size[2] - 1) / stride + 1;
  const auto line = CheckedMul(split.phase, stride);
  const auto slice = line ? CheckedMul(*line, split.size[1]) : std::nullopt;
  const auto plane = slice ? CheckedMul(*slice, split.size[0]) : std::nullopt;
  if (!plane) return std::nullopt;
  split.line = *line;
  split.slice = *slice;
  split.plane = *plane;
  return split;
}

std::optional<SplitInput> SplitInput::AsItIs(const PlacedWindow& window) {
  const Spatial size = Reach(window);
  if (window.stride[2] != 1) return std::nullopt;
  for (size_t axis = 0; axis < kSpatial; ++axis) {
    if (window.pad[axis] != 0 || size[axis] > window.in[axis]) return std::nullopt;
  }
  return SplitInput{size, 0, window.in[2], window.in[1] * window.in[2], window.in_size()};
}

void SplitInput::FillLine(const float* channel, const PlacedWindow& window, int64_t row, float* to) const {
  const int64_t z = row / size[1] - window.pad[0], y = row % size[1] - window.pad[1];
  if (z < 0 || z >= window.in[0] || y < 0 || y >= window.in[1]) {
    std::fill_n(to, line, 0.0f);
  } else {
    SplitLine(channel + (z * window.in[1] + y) * window.in[2], window, phase, to);
  }
}

void SplitInput::FillInside(const float* channel, const PlacedWindow& window, float* to) const {
  const int64_t stride = window.stride[2], width = window.in[2];
  // Of each column that a stride begins with: where it goes, and how many there are.
  int64_t place[2] = {}, count[2] = {};
  for (int64_t q = 0; q < stride; ++q) {
    const int64_t column = q + window.pad[2], start = column / stride;
    place[q] = column % stride * phase + start;
    count[q] = std::max<int64_t>(0, std::min((width - q + stride - 1) / stride, phase - start));
  }
  const auto inside = [&](size_t axis) {
    return std::pair(std::min(window.pad[axis], size[axis]), std::min(window.pad[axis] + window.in[axis], size[axis]));
  };
  const auto [z_begin, z_end] = inside(0);
  const auto [y_begin, y_end] = inside(1);
  for (int64_t z = z_begin; z < z_end; ++z) {
    for (int64_t y = y_begin; y < y_end; ++y) {
      const float* from = channel + ((z - window.pad[0]) * window.in[1] + y - window.pad[1]) * width;
      float* at = to + (z * size[1] + y) * line;
      for (int64_t q = 0; q < stride; ++q) {
        stride == 1 ? (void)std::copy_n(from, count[0], at + place[0]) : CopyStrided(from + q, stride, count[q], at + place[q]);
      }
    }
  }
}

std::vector<size_t> SplitInput::TapOffsets(const PlacedWindow& window) const {
  std::vector<size_t> taps;
  for (int64_t z = 0; z < window.kernel[0]; ++z) {
    for (int64_t y = 0; y < window.kernel[1]; ++y) {
      for (int64_t x = 0; x < window.kernel[2]; ++x) {
        const int64_t column = x * window.dilation[2];
        taps.push_back(static_cast<size_t>(z * window.dilation[0] * slice + y * window.dilation[1] * line +
                                           column % window.stride[2] * phase + column / window.stride[2]));
      }
    }
  }
  return taps;
}

}  // namespace berth
