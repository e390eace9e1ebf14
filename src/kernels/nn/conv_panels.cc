#include "kernels/nn/conv_panels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nn/conv_panels.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#ifndef BERTH_CONV_PANELS_RUN
#define BERTH_CONV_PANELS_RUN
namespace berth {

// Output positions that follow one another in the innermost axis.
struct PanelRun {
  size_t at;               // columns of the panel
  int64_t count;
  Spatial start;           // where the first position's window starts in the input; may lie outside
};

struct PanelCall {
  const float* image;
  const float* end;        // of what may be read
  const PlacedWindow& window;
  const PanelRun* runs;
  size_t run_count;
  size_t row, rows, columns, step;
  float* panel;
};

// First of `count` positions whose coordinate start + i * stride is not below `limit`.
inline int64_t FirstAtLeast(int64_t start, int64_t stride, int64_t limit, int64_t count) {
  if (start >= limit) return 0;
  return stride == 1 ? std::min(count, limit - start) : std::min(count, (limit - start + stride - 1) / stride);
}

}  // namespace berth
#endif

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, PanelSource::kSlack>;
constexpr auto kLanes = static_cast<int64_t>(hn::MaxLanes(Lane()));

// to[i] = from[i * stride]. Whole vectors are written: what they put behind the last element is overwritten later.
HWY_INLINE void CopyRun(const float* from, const float* end, int64_t stride, int64_t count, float* to) {
  const Lane lane;
  int64_t i = 0;
  if (stride == 1) {
    for (; i < count && end - from >= i + kLanes; i += kLanes) hn::StoreU(hn::LoadU(lane, from + i), lane, to + i);
#if HWY_TARGET != HWY_SCALAR
  } else if (stride == 2) {
    for (; i < count && end - from >= 2 * (i + kLanes); i += kLanes) {
      const auto low = hn::LoadU(lane, from + 2 * i), high = hn::LoadU(lane, from + 2 * i + kLanes);
      hn::StoreU(hn::ConcatEven(lane, high, low), lane, to + i);
    }
#endif
  }
  for (; i < count; ++i) to[i] = from[i * stride];
}

HWY_INLINE void PackRun(const PanelCall& call, const PanelRun& run, const float* channel, const Spatial& tap, float* to) {
  const PlacedWindow& window = call.window;
  const int64_t z = run.start[0] + tap[0], y = run.start[1] + tap[1], x = run.start[2] + tap[2];
  if (z < 0 || z >= window.in[0] || y < 0 || y >= window.in[1]) {
    std::fill_n(to, run.count, 0.0f);
    return;
  }
  const int64_t stride = window.stride[2];
  const int64_t begin = FirstAtLeast(x, stride, 0, run.count), end = FirstAtLeast(x, stride, window.in[2], run.count);
  for (int64_t i = 0; i < begin; ++i) to[i] = 0.0f;
  if (begin < end) {
    const float* line = channel + (z * window.in[1] + y) * window.in[2];
    CopyRun(line + x + begin * stride, call.end, stride, end - begin, to + begin);
  }
  for (int64_t i = std::max(begin, end); i < run.count; ++i) to[i] = 0.0f;
}

void PackRuns(const PanelCall& call) {
  const PlacedWindow& window = call.window;
  const auto kernel_size = static_cast<size_t>(window.kernel_size());
  const float* channel = call.image + call.row / kernel_size * static_cast<size_t>(window.in_size());
  const auto first = static_cast<int64_t>(call.row % kernel_size);
  const int64_t plane = window.kernel[1] * window.kernel[2];
  Spatial k{first / plane, first / window.kernel[2] % window.kernel[1], first % window.kernel[2]};
  float* panel = call.panel;
  for (size_t i = 0; i < call.rows; ++i, panel += call.step) {
    const Spatial tap{k[0] * window.dilation[0], k[1] * window.dilation[1], k[2] * window.dilation[2]};
    for (size_t r = 0; r < call.run_count; ++r) PackRun(call, call.runs[r], channel, tap, panel + call.runs[r].at);
    if (call.columns < call.step) std::fill(panel + call.columns, panel + call.step, 0.0f);
    if (++k[2] < window.kernel[2]) continue;
    k[2] = 0;
    if (++k[1] < window.kernel[1]) continue;
    k[1] = 0;
    if (++k[0] < window.kernel[0]) continue;
    k[0] = 0;
    channel += window.in_size();
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(PackRuns);

void ConvPanels::Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const {
  const int64_t width = window_.out[2];
  absl::InlinedVector<PanelRun, 8> runs;
  for (size_t at = 0; at < columns;) {
    const auto position = static_cast<int64_t>(column + at);
    const Spatial out{position / width / window_.out[1], position / width % window_.out[1], position % width};
    PanelRun run{at, std::min(static_cast<int64_t>(columns - at), width - out[2]), {}};
    for (size_t axis = 0; axis < kSpatial; ++axis) run.start[axis] = out[axis] * window_.stride[axis] - window_.pad[axis];
    runs.push_back(run);
    at += static_cast<size_t>(run.count);
  }
  HWY_DYNAMIC_DISPATCH(PackRuns)({image_, end_, window_, runs.data(), runs.size(), row, rows, columns, step, panel});
}

}  // namespace berth
#endif
