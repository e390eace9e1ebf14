#include "kernels/nn/direct_conv.h"

#include <algorithm>
#include <vector>

#include "base/checked_math.h"
#include "kernels/nn/direct_tile.h"

namespace berth {
namespace {

// The input as tiles read it: with its padding, and each line split by the stride, so that the next position is the next float.
struct DirectInput {
  const float* data;
  size_t plane, slice, line, phase;   // floats from one channel, depth, line, remainder by the stride to the next
};

// Whether positions follow one another in the input and no window leaves it.
bool IsReadable(const PlacedWindow& window) {
  if (window.stride[2] != 1) return false;
  for (size_t axis = 0; axis < kSpatial; ++axis) {
    if (window.pad[axis] != 0 || (window.out[axis] - 1) * window.stride[axis] + window.extent(axis) > window.in[axis]) return false;
  }
  return true;
}

// One line: columns from -pad, those with column % stride == p behind one another.
void SplitLine(const float* from, const PlacedWindow& window, int64_t phase, float* to) {
  const int64_t stride = window.stride[2], pad = window.pad[2], width = window.in[2];
  for (int64_t p = 0; p < stride; ++p, to += phase) {
    // The positions whose column p + i * stride - pad lies inside.
    const int64_t begin = std::min(phase, std::max<int64_t>(0, (pad - p + stride - 1) / stride));
    const int64_t end = std::clamp<int64_t>((width + pad - p + stride - 1) / stride, begin, phase);
    std::fill(to, to + begin, 0.0f);
    if (const float* first = from + (p + begin * stride - pad); stride == 1) {
      std::copy_n(first, end - begin, to + begin);
    } else {
      for (int64_t i = begin; i < end; ++i) to[i] = first[(i - begin) * stride];
    }
    std::fill(to + end, to + phase, 0.0f);
  }
}

StatusOr<DirectInput> PaddedInput(KernelContext& ctx, const DirectConvCall& call, const PlacedWindow& window) {
  Spatial size;   // what windows reach
  for (size_t axis = 0; axis < kSpatial; ++axis) size[axis] = (window.out[axis] - 1) * window.stride[axis] + window.extent(axis);
  const int64_t stride = window.stride[2], phase = (size[2] + stride - 1) / stride;
  const auto lines = CheckedMul(size[0], size[1]);
  const auto line = CheckedMul(phase, stride);
  const auto plane = lines && line ? CheckedMul(*lines, *line) : std::nullopt;
  const auto floats = plane ? CheckedMul(static_cast<size_t>(*plane), call.channels) : std::nullopt;
  const auto bytes = floats ? CheckedMul(*floats, sizeof(float)) : std::nullopt;
  if (!bytes) return Error(ORT_FAIL, "input \"X\": too large to be padded");
  BERTH_ASSIGN_OR_RETURN(void* memory, ctx.Scratch(*bytes));
  float* padded = static_cast<float*>(memory);
  const int64_t in_size = window.in_size();
  const auto copy = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i) {
      const int64_t channel = i / *lines, z = i % *lines / size[1] - window.pad[0], y = i % size[1] - window.pad[1];
      float* to = padded + i * *line;
      if (z < 0 || z >= window.in[0] || y < 0 || y >= window.in[1]) {
        std::fill_n(to, *line, 0.0f);
      } else {
        SplitLine(call.image + channel * in_size + (z * window.in[1] + y) * window.in[2], window, phase, to);
      }
    }
  };
  ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(call.channels) * *lines, 16384 / *line + 1, copy);
  return DirectInput{padded, static_cast<size_t>(*plane), static_cast<size_t>(size[1] * *line), static_cast<size_t>(*line),
                     static_cast<size_t>(phase)};
}

std::vector<size_t> TapOffsets(const DirectInput& input, const PlacedWindow& window) {
  std::vector<size_t> taps;
  for (int64_t z = 0; z < window.kernel[0]; ++z) {
    for (int64_t y = 0; y < window.kernel[1]; ++y) {
      for (int64_t x = 0; x < window.kernel[2]; ++x) {
        const int64_t column = x * window.dilation[2];
        taps.push_back(static_cast<size_t>(z * window.dilation[0]) * input.slice +
                       static_cast<size_t>(y * window.dilation[1]) * input.line +
                       static_cast<size_t>(column % window.stride[2]) * input.phase +
                       static_cast<size_t>(column / window.stride[2]));
      }
    }
  }
  return taps;
}

// Which weights a thread keeps near while positions pass by, or the other way round.
constexpr size_t kWeightsKept = 96 * 1024;   // floats
// A thread is worth its start for about this many multiplications.
constexpr size_t kWorthAThread = 1 << 18;

}  // namespace

bool WantsDirectConv(size_t channels, size_t maps, size_t taps, size_t positions) {
  const size_t columns = ChosenGemmMicro().columns, padded = (maps + columns - 1) / columns * columns;
  if (maps * 4 < padded * 3 || channels * taps < 16) return false;   // vectors that are half empty, sums that are soon done
  return taps > 1 || (positions > 0 && positions < 512);
}

Status DirectConv(KernelContext& ctx, const DirectConvCall& call, const PlacedWindow& window) {
  DirectInput input{call.image, static_cast<size_t>(window.in_size()), static_cast<size_t>(window.in[1] * window.in[2]),
                    static_cast<size_t>(window.in[2]), 0};
  PlacedWindow placed = window;
  if (!IsReadable(window)) {
    BERTH_ASSIGN_OR_RETURN(input, PaddedInput(ctx, call, window));
  } else if (window.kernel_size() == 1 && window.in == window.out) {
    placed.out = {1, 1, window.out_size()};   // all positions are one line
  }
  const std::vector<size_t> taps = TapOffsets(input, window);
  const DirectMicro& micro = ChosenDirectMicro();
  const size_t columns = ChosenGemmMicro().columns, depth = call.channels * taps.size();
  const auto width = static_cast<size_t>(placed.out[2]), lines = static_cast<size_t>(placed.out[0] * placed.out[1]);
  const size_t parts = (width + micro.positions - 1) / micro.positions;   // of a line, nearly equal
  const size_t panels = (call.maps + columns - 1) / columns, tiles = lines * parts;
  const bool keeps_weights = panels * columns * depth <= kWeightsKept;
  const auto tile_at = [&](size_t panel, size_t at) {
    const size_t row = at / parts, begin = at % parts * width / parts, end = (at % parts + 1) * width / parts;
    const auto z = static_cast<size_t>(static_cast<int64_t>(row) / placed.out[1] * placed.stride[0]);
    const auto y = static_cast<size_t>(static_cast<int64_t>(row) % placed.out[1] * placed.stride[1]);
    const size_t map = panel * columns;
    const float* bias = call.epilogue.row_bias != nullptr ? call.epilogue.row_bias + map : nullptr;
    const size_t out_size = lines * width;
    micro.tile({end - begin, input.data + z * input.slice + y * input.line + begin, call.channels, input.plane, taps.data(),
                taps.size(), call.weights + map * depth, call.y + map * out_size + row * width + begin,
                std::min(columns, call.maps - map), out_size, bias, call.epilogue.clamps, call.epilogue.low,
                call.epilogue.high});
  };
  const size_t per_tile = depth * columns * micro.positions;
  ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(panels * tiles), static_cast<std::ptrdiff_t>(kWorthAThread / per_tile + 1),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
                  keeps_weights ? tile_at(i % panels, i / panels) : tile_at(i / tiles, i % tiles);
                }
              });
  return Ok();
}

}  // namespace berth
