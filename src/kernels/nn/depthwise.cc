#include "kernels/nn/depthwise.h"

#include <algorithm>
#include <optional>

#include "kernels/nn/channel_conv.h"
#include "kernels/nn/tapped_map.h"

namespace berth {

void DepthwiseConv(const float* x, const float* w, float* y, size_t channels, size_t maps, const PlacedWindow& window,
                   const GemmEpilogue& epilogue, ThreadPool* pool) {
  const auto in_size = static_cast<size_t>(window.in_size()), out_size = static_cast<size_t>(window.out_size());
  const auto kernel_size = static_cast<size_t>(window.kernel_size());
  const auto grain = static_cast<std::ptrdiff_t>((1 << 18) / (out_size * kernel_size + 1) + 1);
  std::optional<TappedWindow> tapped;
  if (TappedWindow::Takes(window)) tapped.emplace(window);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(channels * maps), grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      float* out = y + i * out_size;
      const float bias = epilogue.row_bias != nullptr ? epilogue.row_bias[i] : 0.0f;
      if (tapped) {
        TapMap(Tapped::kWeighted, *tapped, {x + i / maps * in_size, w + i * kernel_size, bias, out});
      } else {
        std::fill_n(out, out_size, bias);
        AddChannel(x + i / maps * in_size, w + i * kernel_size, out, window);
      }
      if (!epilogue.clamps) continue;
      for (size_t j = 0; j < out_size; ++j) {
        out[j] = out[j] < epilogue.low ? epilogue.low : out[j] > epilogue.high ? epilogue.high : out[j];
      }
    }
  });
}

}  // namespace berth
