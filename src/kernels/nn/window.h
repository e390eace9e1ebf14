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
  Spatial in, out, kernel, stride, dilation, pad;   // pad: before the first element
  size_t rank;                                      // spatial axes of the tensor, 1 to 3

  int64_t in_size() const { return in[0] * in[1] * in[2]; }
  int64_t out_size() const { return out[0] * out[1] * out[2]; }
  int64_t kernel_size() const { return kernel[0] * kernel[1] * kernel[2]; }
  // [n, c, out...] with as many spatial axes as the tensor has.
  Dims OutputDims(int64_t n, int64_t c) const;
};

// The attributes of a node, checked.
class Window {
 public:
  // `pools`: a pooling operator, whose kernel_shape is required and whose ceil_mode counts. Errors: ORT_INVALID_GRAPH for
  // values that no input could have (stride 0, negative padding, lists of different lengths).
  static StatusOr<Window> FromAttributes(const KernelInfo& info, bool pools);

  // `input`: [n, c, spatial...]; `kernel`: the spatial kernel shape, used where the attribute is absent.
  // Errors: ORT_INVALID_ARGUMENT for a rank that does not fit, or an input smaller than the window.
  StatusOr<PlacedWindow> Place(DimsView input, DimsView kernel) const;

  const std::vector<int64_t>& kernel_shape() const { return kernel_; }

 private:
  enum class AutoPad { kNotSet, kValid, kSameUpper, kSameLower };
  Status PlaceAxis(size_t axis, size_t rank, PlacedWindow& placed) const;

  AutoPad auto_pad_ = AutoPad::kNotSet;
  bool ceil_mode_ = false;
  std::vector<int64_t> kernel_, strides_, dilations_, pads_;
};

}  // namespace berth
