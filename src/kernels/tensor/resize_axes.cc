#include "kernels/tensor/resize_axes.h"

#include <algorithm>
#include <cmath>

#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

// The place of attribute `name` among `words`, the first of which is the default.
template <typename Enum>
StatusOr<Enum> ReadWord(const KernelInfo& info, const char* name, std::span<const std::string_view> words) {
  BERTH_ASSIGN_OR_RETURN(const std::string word, info.String(name, words[0]));
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<Enum>(found - words.begin());
  std::string all;
  for (std::string_view known : words) absl::StrAppend(&all, all.empty() ? "" : ", ", known);
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", name, "\": ", word, " seen, one of ", all, " wanted");
}

constexpr std::string_view kModes[] = {"nearest", "linear", "cubic"};
constexpr std::string_view kCoordinates[] = {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
                                             "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"};
constexpr std::string_view kNearest[] = {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};

}  // namespace

StatusOr<ResizeOptions> ResizeOptions::Read(const KernelInfo& info, bool mode_alone) {
  ResizeOptions options;
  BERTH_ASSIGN_OR_RETURN(const std::string mode, info.String("mode", "nearest"));
  if (mode_alone && mode == "bilinear") {
    options.mode = ResizeMode::kLinear;
  } else {
    BERTH_ASSIGN_OR_RETURN(options.mode, ReadWord<ResizeMode>(info, "mode", std::span(kModes).first(mode_alone ? 2 : 3)));
  }
  if (!mode_alone) {
    BERTH_ASSIGN_OR_RETURN(options.coordinates,
                           ReadWord<ResizeCoordinates>(info, "coordinate_transformation_mode", kCoordinates));
    BERTH_ASSIGN_OR_RETURN(options.nearest, ReadWord<ResizeNearest>(info, "nearest_mode", kNearest));
    BERTH_ASSIGN_OR_RETURN(options.cubic_a, info.Float("cubic_coeff_a", -0.75f));
    BERTH_ASSIGN_OR_RETURN(options.extrapolation_value, info.Float("extrapolation_value", 0.0f));
    BERTH_ASSIGN_OR_RETURN(const int64_t exclude_outside, info.Int("exclude_outside", 0));
    BERTH_ASSIGN_OR_RETURN(const int64_t antialias, info.Int("antialias", 0));
    options.exclude_outside = exclude_outside != 0;
    options.antialias = antialias != 0;
  }
  if (options.mode == ResizeMode::kNearest) {
    if (options.antialias) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"antialias\": 1 seen with mode nearest");
  } else if (const ElementType type = info.input_type(0); !ResizeWeightedTypes().contains(type)) {
    return Error(ORT_NOT_IMPLEMENTED, info.label(), ": mode ", mode, " of ", ElementTypeName(type), ": no kernel");
  }
  return options;
}

StatusOr<ResizeAxis> ScaledAxis(int64_t in, float scale) {
  // In float, as the inference of shapes does it.
  const float out = std::floor(static_cast<float>(in) * scale);
  if (!(scale > 0) || !(out < 0x1p62f)) return InvalidArgument("scales: ", scale, " seen for an axis of size ", in);
  return ResizeAxis{in, static_cast<int64_t>(out), scale};
}

Status ResizeAlong(KernelContext& ctx, const Tensor& x, const ResizeOptions& options, std::span<const ResizeAxis> axes) {
  bool stays = true;
  for (const ResizeAxis& axis : axes) {
    stays &= axis.Stays(options.coordinates);
    if (axis.in == 0 && axis.out > 0) {
      return InvalidArgument("input \"X\": shape ", ShapeText(x.dims()), " seen, elements to make ", axis.out, " of wanted");
    }
  }
  if (stays) return CopyElements(ctx, x, x.dims());
  return options.mode == ResizeMode::kNearest ? ResizeByNearest(ctx, x, options, axes) : ResizeByWeights(ctx, x, options, axes);
}

}  // namespace berth
