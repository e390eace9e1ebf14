#include "kernels/tensor/grid_taps.h"

#include <algorithm>
#include <cmath>

namespace berth {
namespace {

// `x` mirrored at `low` and `high` until it lies between them.
double Reflect(double x, double low, double high) {
  const double range = high - low;
  if (!(range > 0)) return low;
  const double beyond = x < low ? low - x : x > high ? x - high : -1;
  if (beyond < 0) return x;
  const double turns = std::floor(beyond / range), rest = beyond - turns * range;
  const bool even = std::fmod(turns, 2) == 0;
  return (x < low) == even ? low + rest : high - rest;
}

// How four neighbours count, by the distance from the second of them (Keys' cubic convolution, a = -0.75).
void CubicWeights(double x, double* weight) {
  constexpr double a = -0.75;
  const auto near = [](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  const auto far = [](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  weight[0] = far(x + 1);
  weight[1] = near(x);
  weight[2] = near(1 - x);
  weight[3] = far(2 - x);
}

}  // namespace

StatusOr<GridOptions> GridOptions::Read(const KernelInfo& info) {
  GridOptions options;
  BERTH_ASSIGN_OR_RETURN(const std::string mode, info.String("mode", "linear"));
  if (mode == "nearest") {
    options.mode = ResizeMode::kNearest;
  } else if (mode == "cubic" || mode == "bicubic") {
    options.mode = ResizeMode::kCubic;
  } else if (mode != "linear" && mode != "bilinear") {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"mode\": ", mode, " seen, linear, nearest or cubic wanted");
  }
  BERTH_ASSIGN_OR_RETURN(const std::string padding, info.String("padding_mode", "zeros"));
  if (padding == "border") {
    options.padding = GridPadding::kBorder;
  } else if (padding == "reflection") {
    options.padding = GridPadding::kReflection;
  } else if (padding != "zeros") {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"padding_mode\": ", padding,
                 " seen, zeros, border or reflection wanted");
  }
  BERTH_ASSIGN_OR_RETURN(const int64_t align_corners, info.Int("align_corners", 0));
  options.align_corners = align_corners != 0;
  return options;
}

GridTaps TapsAt(const GridOptions& options, double x, int64_t size, int64_t step) {
  const auto last = static_cast<double>(size - 1);
  const double low = options.align_corners ? 0 : -0.5, high = options.align_corners ? last : last + 0.5;
  if (options.mode == ResizeMode::kNearest) x = std::nearbyint(x);
  if (!(x >= low && x <= high)) {
    if (options.padding == GridPadding::kBorder) x = std::clamp(std::isnan(x) ? 0 : x, 0.0, last);
    if (options.padding == GridPadding::kReflection) x = Reflect(x, low, high);
  }
  // Far out, or no number: as good as just beyond every tap.
  x = std::isnan(x) ? -8 : std::clamp(x, -8.0, last + 8);
  GridTaps taps;
  const double floor = std::floor(x);
  auto first = static_cast<int64_t>(floor);
  switch (options.mode) {
    case ResizeMode::kNearest:
      taps.count = 1;
      taps.weight[0] = 1;
      first = static_cast<int64_t>(x);
      break;
    case ResizeMode::kLinear:
      taps.count = 2;
      taps.weight[0] = 1 - (x - floor);
      taps.weight[1] = x - floor;
      break;
    case ResizeMode::kCubic:
      taps.count = 4;
      CubicWeights(x - floor, taps.weight);
      --first;
      break;
  }
  for (int i = 0; i < taps.count; ++i) {
    int64_t at = first + i;
    if (at < 0 || at >= size) {
      if (options.padding == GridPadding::kZeros) {
        taps.offset[i] = GridTaps::kOutside;
        continue;
      }
      if (options.padding == GridPadding::kReflection) at = static_cast<int64_t>(Reflect(static_cast<double>(at), low, high));
      at = std::clamp<int64_t>(at, 0, size - 1);
    }
    taps.offset[i] = at * step;
  }
  return taps;
}

}  // namespace berth
