// How Resize and Upsample map places of the output to places of the input, axis by axis.
#pragma once

#include <span>

#include "absl/container/inlined_vector.h"
#include "kernels/kernel.h"

namespace berth {

enum class ResizeMode { kNearest, kLinear, kCubic };
// Names as ONNX has them.
enum class ResizeCoordinates {
  kHalfPixel, kHalfPixelSymmetric, kPytorchHalfPixel, kAlignCorners, kAsymmetric, kTfHalfPixelForNn, kTfCropAndResize
};
enum class ResizeNearest {
  kRoundPreferFloor, kRoundPreferCeil, kFloor, kCeil,
  kFloorUpCeilDown   // what Upsample and Resize-10, which do not say, have always done
};

struct ResizeOptions {
  ResizeMode mode = ResizeMode::kNearest;
  ResizeCoordinates coordinates = ResizeCoordinates::kAsymmetric;
  ResizeNearest nearest = ResizeNearest::kFloorUpCeilDown;
  float cubic_a = -0.75f;
  bool exclude_outside = false;
  bool antialias = false;
  float extrapolation_value = 0;

  // "mode" alone for Upsample and Resize-10; all of them from Resize-11 on.
  static StatusOr<ResizeOptions> Read(const KernelInfo& info, bool mode_alone);
};

struct ResizeAxis {
  int64_t in = 0, out = 0;
  double scale = 1;
  double start = 0, end = 1;   // of the region of interest, as parts of the input

  bool Stays(ResizeCoordinates coordinates) const {
    const bool crops = coordinates == ResizeCoordinates::kTfCropAndResize && (start != 0 || end != 1);
    return in == out && scale == 1 && !crops;
  }
};
using ResizeAxes = absl::InlinedVector<ResizeAxis, 6>;

// The place in the input, before any clamping, that place `x` of the output comes from. float: as nearest neighbours are found
// everywhere; double for weights.
template <typename F>
F ResizeOrigin(ResizeCoordinates coordinates, const ResizeAxis& axis, F x) {
  const F scale = static_cast<F>(axis.scale), in = static_cast<F>(axis.in), out = static_cast<F>(axis.out);
  const F start = static_cast<F>(axis.start), end = static_cast<F>(axis.end), half = F(0.5);
  switch (coordinates) {
    case ResizeCoordinates::kHalfPixel: return (x + half) / scale - half;
    case ResizeCoordinates::kHalfPixelSymmetric: return in / 2 * (1 - out / (scale * in)) + (x + half) / scale - half;
    case ResizeCoordinates::kPytorchHalfPixel: return axis.out > 1 ? (x + half) / scale - half : F(0);
    case ResizeCoordinates::kAlignCorners: {
      const F length = scale * in;   // not whole when a scale was given
      return length == 1 || axis.out == 1 ? F(0) : x * (in - 1) / (length - 1);
    }
    case ResizeCoordinates::kAsymmetric: return x / scale;
    case ResizeCoordinates::kTfHalfPixelForNn: return (x + half) / scale;
    case ResizeCoordinates::kTfCropAndResize:
      return axis.out > 1 ? start * (in - 1) + x * (end - start) * (in - 1) / (out - 1) : half * (start + end) * (in - 1);
  }
  return x;
}

// Whether a place there is outside of the input, so that the extrapolation value stands for it.
inline bool ResizeExtrapolates(ResizeCoordinates coordinates, const ResizeAxis& axis, double origin) {
  return coordinates == ResizeCoordinates::kTfCropAndResize && !(origin >= 0 && origin <= static_cast<double>(axis.in - 1));
}

// Output 0, resized along `axes` (all that `x` has).
Status ResizeByNearest(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes);
// Types whose mode is not nearest: numbers, complex ones too, and bool.
TypeSet ResizeWeightedTypes();
Status ResizeByWeights(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes);

// Either of them, or a plain copy when no axis changes.
Status ResizeAlong(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes);

// An axis of that size with a scale given. Error: not positive, or a result that no axis can have.
StatusOr<ResizeAxis> ScaledAxis(int64_t in, float scale);

}  // namespace berth
