#include "kernels/nn/window.h"

#include <algorithm>

#include "base/checked_math.h"

namespace berth {
namespace {

// No tensor has an axis this long; sums of a few such numbers cannot overflow.
constexpr int64_t kLargest = int64_t{1} << 40;

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

StatusOr<Window> Window::FromAttributes(const KernelInfo& info, bool pools) {
  Window window;
  BERTH_ASSIGN_OR_RETURN(window.kernel_, info.Ints("kernel_shape"));
  BERTH_ASSIGN_OR_RETURN(window.strides_, info.Ints("strides"));
  BERTH_ASSIGN_OR_RETURN(window.dilations_, info.Ints("dilations"));
  BERTH_ASSIGN_OR_RETURN(window.pads_, info.Ints("pads"));
  BERTH_ASSIGN_OR_RETURN(std::string auto_pad, info.String("auto_pad", "NOTSET"));
  BERTH_ASSIGN_OR_RETURN(int64_t ceil_mode, info.Int("ceil_mode", 0));
  window.ceil_mode_ = ceil_mode != 0;
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

Status Window::PlaceAxis(size_t axis, size_t rank, PlacedWindow& placed) const {
  const size_t at = kSpatial - rank + axis;
  const int64_t stride = strides_.empty() ? 1 : strides_[axis];
  const int64_t dilation = dilations_.empty() ? 1 : dilations_[axis];
  const auto extent = CheckedMul<int64_t>(placed.kernel[at] - 1, dilation);
  if (!extent || *extent > kLargest) return InvalidArgument("kernel: dilated size too large at spatial axis ", axis);
  const int64_t window = *extent + 1, in = placed.in[at];
  placed.stride[at] = stride;
  placed.dilation[at] = dilation;
  int64_t before = 0, after = 0;
  if (auto_pad_ == AutoPad::kSameUpper || auto_pad_ == AutoPad::kSameLower) {
    placed.out[at] = (in + stride - 1) / stride;
    const int64_t total = std::max<int64_t>(0, (placed.out[at] - 1) * stride + window - in);
    placed.pad[at] = auto_pad_ == AutoPad::kSameUpper ? total / 2 : total - total / 2;
    return Ok();
  }
  if (auto_pad_ == AutoPad::kNotSet && !pads_.empty()) {
    before = pads_[axis];
    after = pads_[rank + axis];
  }
  placed.pad[at] = before;
  const int64_t room = in + before + after - window;
  if (room < 0) {
    return InvalidArgument("input: spatial axis ", axis, ": ", in, " elements and ", before + after, " of padding seen, a window of ",
                           window, " wanted");
  }
  placed.out[at] = (ceil_mode_ ? room + stride - 1 : room) / stride + 1;
  // A last window that would lie in the padding behind alone does not count.
  if (ceil_mode_ && (placed.out[at] - 1) * stride >= in + before) --placed.out[at];
  return Ok();
}

StatusOr<PlacedWindow> Window::Place(DimsView input, DimsView kernel) const {
  if (input.size() < 3 || input.size() > 2 + kSpatial) {
    return InvalidArgument("input: shape ", ShapeText(input), " seen, 1 to 3 spatial axes wanted");
  }
  const size_t rank = input.size() - 2;
  const DimsView shape = kernel_.empty() ? kernel : DimsView(kernel_);
  const auto fits = [rank](const std::vector<int64_t>& list, size_t per_axis) {
    return list.empty() || list.size() == rank * per_axis;
  };
  if (shape.size() != rank || !fits(strides_, 1) || !fits(dilations_, 1) || !fits(pads_, 2)) {
    return InvalidArgument("input: shape ", ShapeText(input), " seen, but kernel, strides, dilations or pads are for another rank");
  }
  PlacedWindow placed{};
  placed.rank = rank;
  placed.in = placed.out = placed.kernel = placed.stride = placed.dilation = {1, 1, 1};
  for (size_t axis = 0; axis < rank; ++axis) {
    placed.in[kSpatial - rank + axis] = input[2 + axis];
    placed.kernel[kSpatial - rank + axis] = shape[axis];
    BERTH_RETURN_IF_ERROR(PlaceAxis(axis, rank, placed));
  }
  return placed;
}

}  // namespace berth
