#include "kernels/nn/depthwise.h"

#include <algorithm>
#include <optional>

#include "kernels/nn/channel_conv.h"
#include "kernels/nn/depthwise_lines.h"
#include "kernels/nn/split_input.h"

namespace berth {
namespace {

// One channel with its padding, if it is not much larger than what it is for: huge padding and gaps between taps are walked
// tap by tap.
std::optional<SplitInput> SplitOf(const PlacedWindow& window) {
  std::optional<SplitInput> split = SplitInput::Of(window);
  const int64_t most = 65536 + 4 * std::min<int64_t>(window.in_size() + window.out_size(), int64_t{1} << 40);
  return split && split->plane <= most ? split : std::nullopt;
}

class Channel {
 public:
  Channel(const PlacedWindow& window, const SplitInput& split)
      : window_(window), split_(split), taps_(split.TapOffsets(window)) {}

  // x: [in...], its lines laid out in `memory`, which is for this window alone.
  void Fill(const float* x, std::vector<float>& memory) const {
    memory.resize(static_cast<size_t>(split_.plane) + DepthwiseLines::kSlack);
    if (window_.stride[2] <= 2) return split_.FillInside(x, window_, memory.data());
    const int64_t rows = split_.size[0] * split_.size[1];
    for (int64_t row = 0; row < rows; ++row) split_.FillLine(x, window_, row, memory.data() + row * split_.line);
  }

  void Run(const float* filled, const float* w, float bias, const GemmEpilogue& end, float* y) const {
    const auto rows = static_cast<size_t>(window_.out[1]), width = static_cast<size_t>(window_.out[2]);
    for (int64_t z = 0; z < window_.out[0]; ++z, y += rows * width) {
      RunDepthwiseLines({filled + z * window_.stride[0] * split_.slice, static_cast<size_t>(window_.stride[1] * split_.line),
                         taps_.data(), taps_.size(), w, bias, y, rows, width, end.clamps, end.low, end.high});
    }
  }

 private:
  const PlacedWindow& window_;
  const SplitInput& split_;
  const std::vector<size_t> taps_;
};

void TapByTap(const float* x, const float* w, float bias, const PlacedWindow& window, const GemmEpilogue& end, float* y) {
  const int64_t out_size = window.out_size();
  std::fill_n(y, out_size, bias);
  AddChannel(x, w, y, window);
  if (!end.clamps) return;
  for (int64_t j = 0; j < out_size; ++j) y[j] = y[j] < end.low ? end.low : y[j] > end.high ? end.high : y[j];
}

}  // namespace

void DepthwiseConv(const float* x, const float* w, float* y, size_t channels, size_t maps, const PlacedWindow& window,
                   const GemmEpilogue& epilogue, ThreadPool* pool) {
  const auto in_size = static_cast<size_t>(window.in_size()), out_size = static_cast<size_t>(window.out_size());
  const auto kernel_size = static_cast<size_t>(window.kernel_size());
  const std::optional<SplitInput> split = SplitOf(window);
  std::optional<Channel> channel;
  if (split) channel.emplace(window, *split);
  const auto grain = static_cast<std::ptrdiff_t>((1 << 18) / (out_size * kernel_size * maps + 1) + 1);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(channels), grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    std::vector<float> filled;
    for (auto c = static_cast<size_t>(begin); c < static_cast<size_t>(end); ++c) {
      if (channel) channel->Fill(x + c * in_size, filled);
      for (size_t i = c * maps; i < (c + 1) * maps; ++i) {
        const float bias = epilogue.row_bias != nullptr ? epilogue.row_bias[i] : 0.0f;
        if (channel) {
          channel->Run(filled.data(), w + i * kernel_size, bias, epilogue, y + i * out_size);
        } else {
          TapByTap(x + c * in_size, w + i * kernel_size, bias, window, epilogue, y + i * out_size);
        }
      }
    }
  });
}

}  // namespace berth
