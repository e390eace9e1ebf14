#include "kernels/nn/window.h"

#include <algorithm>

#include "base/checked_math.h"

namespace berth {
namespace {

// No tensor has an axis this long; sums of a few such numbers cannot overflow.
constexpr int64_t kLargest = int64_t{1} << 40;
// No window has more taps.
constexpr int64_t kMostTaps = int64_t{1} << 28;

Status CheckRange(const KernelInfo& info, const char* name, const std::vector<int64_t>& values, int64_t lowest) {
  for (int64_t value : values) {
    if (value < lowest || value > kLargest) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", name, "\": ", value, " seen, at least ", lowest, " wanted");
    }
  }
  return Ok();
}

}  // namespace

Dims PlacedWindow::OutputDims(int64_t n, int64_t c) const {
  Dims dims{n, c};
  dims.insert(dims.end(), out.end() - static_cast<std::ptrdiff_t>(rank), out.end());
  return dims;
}

InsidePositions::InsidePositions(const PlacedWindow& window, size_t axis, int64_t tap) {
  const int64_t stride = window.stride[axis];
  start = tap * window.dilation[axis] - window.pad[axis];
  begin = start >= 0 ? 0 : (-start + stride - 1) / stride;
  end = start >= window.in[axis] ? 0 : std::min(window.out[axis], (window.in[axis] - start + stride - 1) / stride);
}

InsideTaps::InsideTaps(const PlacedWindow& window, size_t axis, int64_t position) {
  const int64_t dilation = window.dilation[axis];
  start = position * window.stride[axis] - window.pad[axis];
  // Taps until one is `distance` further; most windows have no dilation and need no division.
  const auto taps = [dilation](int64_t distance) { return dilation == 1 ? distance : (distance + dilation - 1) / dilation; };
  begin = start < 0 ? taps(-start) : 0;
  const int64_t room = window.in[axis] - start;
  end = room <= 0 ? 0 : std::min(window.kernel[axis], taps(room));
}

StatusOr<Window> Window::FromAttributes(const KernelInfo& info, bool pools) {
  Window window;
  BERTH_ASSIGN_OR_RETURN(window.kernel_, info.Ints("kernel_shape"));
  BERTH_ASSIGN_OR_RETURN(window.strides_, info.Ints("strides"));
  BERTH_ASSIGN_OR_RETURN(window.dilations_, info.Ints("dilations"));
  BERTH_ASSIGN_OR_RETURN(window.pads_, info.Ints("pads"));
  BERTH_ASSIGN_OR_RETURN(std::string auto_pad, info.String("auto_pad", "NOTSET"));
  BERTH_ASSIGN_OR_RETURN(int64_t ceil_mode, info.Int("ceil_mode", 0));
  window.ceil_mode_ = ceil_mode != 0;
  window.pools_ = pools;
  if (pools && window.kernel_.empty()) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"kernel_shape\": missing");
  BERTH_RETURN_IF_ERROR(CheckRange(info, "kernel_shape", window.kernel_, 1));
  BERTH_RETURN_IF_ERROR(CheckRange(info, "strides", window.strides_, 1));
  BERTH_RETURN_IF_ERROR(CheckRange(info, "dilations", window.dilations_, 1));
  BERTH_RETURN_IF_ERROR(CheckRange(info, "pads", window.pads_, 0));
  if (auto_pad == "VALID") {
    window.auto_pad_ = AutoPad::kValid;
  } else if (auto_pad == "SAME_UPPER") {
    window.auto_pad_ = AutoPad::kSameUpper;
  } else if (auto_pad == "SAME_LOWER") {
    window.auto_pad_ = AutoPad::kSameLower;
  } else if (auto_pad != "NOTSET") {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"auto_pad\": \"", auto_pad, "\": no such mode");
  }
  return window;
}

StatusOr<PlacedWindow> Window::Begin(DimsView input, DimsView kernel) const {
  if (input.size() < 3 || input.size() > 2 + kSpatial) {
    return InvalidArgument("input: shape ", ShapeText(input), " seen, 1 to 3 spatial axes wanted");
  }
  const size_t rank = input.size() - 2;
  const DimsView shape = kernel_.empty() ? kernel : DimsView(kernel_);
  const auto fits = [rank](const std::vector<int64_t>& list, size_t per_axis) {
    return list.empty() || list.size() == rank * per_axis;
  };
  if (shape.size() != rank || !fits(strides_, 1) || !fits(dilations_, 1) || !fits(pads_, 2)) {
    return InvalidArgument("input: shape ", ShapeText(input),
                           " seen, but kernel, strides, dilations or pads are for another rank");
  }
  PlacedWindow placed{};
  placed.rank = rank;
  placed.in = placed.out = placed.kernel = placed.stride = placed.dilation = {1, 1, 1};
  int64_t taps = 1;
  for (size_t axis = 0; axis < rank; ++axis) {
    const size_t at = kSpatial - rank + axis;
    if (shape[axis] < 1 || shape[axis] > kMostTaps / taps) {
      return InvalidArgument("kernel: shape ", ShapeText(shape), " seen: too large, or empty");
    }
    taps *= shape[axis];
    placed.kernel[at] = shape[axis];
    placed.stride[at] = strides_.empty() ? 1 : strides_[axis];
    placed.dilation[at] = dilations_.empty() ? 1 : dilations_[axis];
    const auto extent = CheckedMul<int64_t>(placed.kernel[at] - 1, placed.dilation[at]);
    if (!extent || *extent > kLargest) return InvalidArgument("kernel: dilated size too large at spatial axis ", axis);
  }
  return placed;
}

Status Window::PlaceAxis(size_t axis, PlacedWindow& placed) const {
  const size_t rank = placed.rank, at = kSpatial - rank + axis;
  const int64_t window = placed.extent(at), in = placed.in[at], stride = placed.stride[at];
  int64_t before = 0, after = 0;
  if (auto_pad_ == AutoPad::kSameUpper || auto_pad_ == AutoPad::kSameLower) {
    placed.out[at] = (in + stride - 1) / stride;
    const int64_t total = std::max<int64_t>(0, (placed.out[at] - 1) * stride + window - in);
    placed.pad[at] = auto_pad_ == AutoPad::kSameUpper ? total / 2 : total - total / 2;
    placed.pad_after[at] = total - placed.pad[at];
    return Ok();
  }
  if (auto_pad_ == AutoPad::kNotSet && !pads_.empty()) {
    before = pads_[axis];
    after = pads_[rank + axis];
  }
  placed.pad[at] = before;
  placed.pad_after[at] = after;
  const int64_t room = in + before + after - window;
  // A pool's window that is larger: onnx's shape inference divides towards zero, which leaves one window or none.
  if (room < 0 && !(pools_ && room / stride > -2)) {
    return InvalidArgument("input: spatial axis ", axis, ": ", in, " elements and ", before + after,
                           " of padding seen, a window of ", window, " wanted");
  }
  placed.out[at] = (ceil_mode_ && room > 0 ? room + stride - 1 : room) / stride + 1;
  // A last window that would lie in the padding behind alone does not count.
  if (ceil_mode_ && (placed.out[at] - 1) * stride >= in + before) --placed.out[at];
  return Ok();
}

StatusOr<PlacedWindow> Window::Place(DimsView input, DimsView kernel) const {
  BERTH_ASSIGN_OR_RETURN(PlacedWindow placed, Begin(input, kernel));
  for (size_t axis = 0; axis < placed.rank; ++axis) {
    placed.in[kSpatial - placed.rank + axis] = input[2 + axis];
    BERTH_RETURN_IF_ERROR(PlaceAxis(axis, placed));
  }
  return placed;
}

Status Window::PlaceTransposedAxis(size_t axis, int64_t output_padding, int64_t output_size, PlacedWindow& placed) const {
  const size_t at = kSpatial - placed.rank + axis;
  const bool same = auto_pad_ == AutoPad::kSameUpper || auto_pad_ == AutoPad::kSameLower;
  const auto steps = CheckedMul(std::max<int64_t>(0, placed.out[at] - 1), placed.stride[at]);
  if (!steps || *steps > kLargest || output_padding < 0 || output_padding > kLargest || output_size > kLargest) {
    return InvalidArgument("output: spatial axis ", axis, ": too large, or output_padding is negative");
  }
  const int64_t whole = *steps + output_padding + placed.extent(at);
  if (output_size < 0 && !same) {
    const bool given = auto_pad_ == AutoPad::kNotSet && !pads_.empty();
    placed.pad[at] = given ? pads_[axis] : 0;
    placed.pad_after[at] = given ? pads_[placed.rank + axis] : 0;
    placed.in[at] = whole - placed.pad[at] - placed.pad_after[at];
  } else {
    placed.in[at] = output_size >= 0 ? output_size : placed.out[at] * placed.stride[at];
    const int64_t total = std::max<int64_t>(0, whole - placed.in[at]);
    placed.pad[at] = auto_pad_ == AutoPad::kSameUpper ? total / 2 : total - total / 2;
    placed.pad_after[at] = total - placed.pad[at];
  }
  if (placed.in[at] >= 0) return Ok();
  return InvalidArgument("output: spatial axis ", axis, ": the pads ", placed.pad[at], " and ", placed.pad_after[at],
                         " leave nothing of ", whole, " elements");
}

StatusOr<PlacedWindow> Window::PlaceTransposed(DimsView input, DimsView kernel, DimsView output_padding,
                                               DimsView output_shape) const {
  BERTH_ASSIGN_OR_RETURN(PlacedWindow placed, Begin(input, kernel));
  const size_t rank = placed.rank;
  // Some models name the batch and the channels too.
  if (output_shape.size() == rank + 2) output_shape = output_shape.subspan(2);
  if ((!output_padding.empty() && output_padding.size() != rank) || (!output_shape.empty() && output_shape.size() != rank)) {
    return InvalidArgument("input: shape ", ShapeText(input), " seen, but output_padding or output_shape are for another rank");
  }
  for (size_t axis = 0; axis < rank; ++axis) {
    placed.out[kSpatial - rank + axis] = input[2 + axis];
    const int64_t padding = output_padding.empty() ? 0 : output_padding[axis];
    const int64_t size = output_shape.empty() ? -1 : output_shape[axis];
    BERTH_RETURN_IF_ERROR(PlaceTransposedAxis(axis, padding, size, placed));
  }
  return placed;
}

}  // namespace berth
