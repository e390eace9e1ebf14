#include "kernels/nn/direct_conv.h"

#include <vector>

#include "base/checked_math.h"
#include "kernels/nn/direct_tile.h"
#include "kernels/nn/split_input.h"

namespace berth {
namespace {

// A channel's lines behind those of the one before, in scratch memory.
StatusOr<const float*> FillInput(KernelContext& ctx, const DirectConvCall& call, const PlacedWindow& window,
                                 const SplitInput& split) {
  const auto floats = CheckedMul(static_cast<size_t>(split.plane), call.channels);
  const auto bytes = floats ? CheckedMul(*floats, sizeof(float)) : std::nullopt;
  if (!bytes) return Error(ORT_FAIL, "input \"X\": too large to be padded");
  BERTH_ASSIGN_OR_RETURN(void* memory, ctx.Scratch(*bytes));
  float* to = static_cast<float*>(memory);
  const int64_t lines = split.size[0] * split.size[1], in_size = window.in_size();
  ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(call.channels) * lines, 16384 / split.line + 1,
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (std::ptrdiff_t i = begin; i < end; ++i) {
                  split.FillLine(call.image + i / lines * in_size, window, i % lines, to + i * split.line);
                }
              });
  return to;
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
  PlacedWindow placed = window;
  std::optional<SplitInput> split = SplitInput::AsItIs(window);
  const float* input = call.image;
  if (!split) {
    split = SplitInput::Of(window);
    if (!split) return Error(ORT_FAIL, "input \"X\": too large to be padded");
    BERTH_ASSIGN_OR_RETURN(input, FillInput(ctx, call, window, *split));
  } else if (window.kernel_size() == 1 && window.in == window.out) {
    placed.out = {1, 1, window.out_size()};   // all positions are one line
  }
  const std::vector<size_t> taps = split->TapOffsets(window);
  const DirectMicro& micro = ChosenDirectMicro();
  const size_t columns = ChosenGemmMicro().columns, depth = call.channels * taps.size();
  const auto width = static_cast<size_t>(placed.out[2]), lines = static_cast<size_t>(placed.out[0] * placed.out[1]);
  const size_t parts = (width + micro.positions - 1) / micro.positions;   // of a line, nearly equal
  const size_t panels = (call.maps + columns - 1) / columns, tiles = lines * parts;
  const bool keeps_weights = panels * columns * depth <= kWeightsKept;
  const auto tile_at = [&](size_t panel, size_t at) {
    const size_t row = at / parts, begin = at % parts * width / parts, end = (at % parts + 1) * width / parts;
    const int64_t z = static_cast<int64_t>(row) / placed.out[1] * placed.stride[0];
    const int64_t y = static_cast<int64_t>(row) % placed.out[1] * placed.stride[1];
    const float* x = input + (z * split->slice + y * split->line) + begin;
    const size_t map = panel * columns;
    const float* bias = call.epilogue.row_bias != nullptr ? call.epilogue.row_bias + map : nullptr;
    const size_t out_size = lines * width;
    micro.tile({end - begin, x, call.channels, static_cast<size_t>(split->plane), taps.data(), taps.size(),
                call.weights + map * depth, call.y + map * out_size + row * width + begin, std::min(columns, call.maps - map),
                out_size, bias, call.epilogue.clamps, call.epilogue.low, call.epilogue.high});
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
