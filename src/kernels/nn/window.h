// The sliding window that convolution and pooling share: kernel, strides, dilations, padding.
//
// Up to three spatial axes; fewer are led by axes of size 1, so that kernels always see three.
#pragma once

#include <array>
#include <string>

#include "kernels/info.h"

namespace berth {

inline constexpr size_t kSpatial = 3;
using Spatial = std::array<int64_t, kSpatial>;

// A window placed over a concrete input.
struct PlacedWindow {
  Spatial in, out, kernel, stride, dilation;
  Spatial pad, pad_after;                           // before the first element and behind the last
  size_t rank;                                      // spatial axes of the tensor, 1 to 3

  int64_t in_size() const { return in[0] * in[1] * in[2]; }
  int64_t out_size() const { return out[0] * out[1] * out[2]; }
  // Elements from the first tap to the last.
  int64_t extent(size_t axis) const { return (kernel[axis] - 1) * dilation[axis] + 1; }
  int64_t kernel_size() const { return kernel[0] * kernel[1] * kernel[2]; }
  // [n, c, out...] with as many spatial axes as the tensor has.
  Dims OutputDims(int64_t n, int64_t c) const;
};

// Output positions [begin, end) along one axis for which `tap` falls inside of the input.
struct InsidePositions {
  InsidePositions(const PlacedWindow& window, size_t axis, int64_t tap);
  int64_t start, begin, end;                        // start: input coordinate of output position 0
};

// Taps [begin, end) along one axis that fall inside of the input when the window is at output `position`.
struct InsideTaps {
  InsideTaps(const PlacedWindow& window, size_t axis, int64_t position);
  int64_t start, begin, end;                        // start: input coordinate of tap 0
};

// The attributes of a node, checked.
class Window {
 public:
  // `pools`: a pooling operator, whose kernel_shape is required and whose ceil_mode counts, and whose windows may hang over an
  // input that is smaller. Errors: ORT_INVALID_GRAPH for values that no input could have (stride 0, negative padding, lists of
  // different lengths).
  static StatusOr<Window> FromAttributes(const KernelInfo& info, bool pools);

  // `input`: [n, c, spatial...]; `kernel`: the spatial kernel shape, used where the attribute is absent.
  // Errors: ORT_INVALID_ARGUMENT for a rank that does not fit, or an input smaller than the window.
  StatusOr<PlacedWindow> Place(DimsView input, DimsView kernel) const;

  // The window of a transposed convolution of `input`, that is of the convolution which turns its output (`in`) into `input`
  // (`out`). `output_padding` and `output_shape` as the operator's attributes have them, either may be empty.
  StatusOr<PlacedWindow> PlaceTransposed(DimsView input, DimsView kernel, DimsView output_padding, DimsView output_shape) const;

  const std::vector<int64_t>& kernel_shape() const { return kernel_; }
  const std::vector<int64_t>& strides() const { return strides_; }
  const std::vector<int64_t>& pads() const { return pads_; }

 private:
  enum class AutoPad { kNotSet, kValid, kSameUpper, kSameLower };
  // `placed` with kernel, strides and dilations of each axis; input and output are open yet.
  StatusOr<PlacedWindow> Begin(DimsView input, DimsView kernel) const;
  Status PlaceAxis(size_t axis, PlacedWindow& placed) const;
  Status PlaceTransposedAxis(size_t axis, int64_t output_padding, int64_t output_size, PlacedWindow& placed) const;

  AutoPad auto_pad_ = AutoPad::kNotSet;
  bool ceil_mode_ = false, pools_ = false;
  std::vector<int64_t> kernel_, strides_, dilations_, pads_;
};

}  // namespace berth
