#include <cmath>

#include "kernels/ints.h"
#include "kernels/tensor/resize_axes.h"
#include "kernels/types.h"

namespace berth {
namespace {

// The numbers of a float tensor of any kind.
StatusOr<absl::InlinedVector<double, 12>> ReadFloats(const Tensor& tensor) {
  const auto read = SelectByType<TypeList<float, double, Float16>>(tensor.type(), []<typename T>() {
    return +[](const Tensor& t) {
      absl::InlinedVector<double, 12> values;
      for (T value : t.span<T>()) values.push_back(static_cast<double>(static_cast<MathType<T>>(value)));
      return values;
    };
  });
  if (read == nullptr) return InvalidArgument("input \"roi\": ", ElementTypeName(tensor.type()), " seen, floats wanted");
  return read(tensor);
}

enum class Aspect { kStretch, kNotLarger, kNotSmaller };

// The input resized: to `scales` times its size, or to `sizes`. ONNX Resize-10 (scales alone), -11, -13, -18 (axes, antialias,
// aspect ratio), -19 and later.
class Resize final : public Kernel {
 public:
  template <bool kScalesAlone>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Resize>();
    kernel->scales_alone_ = kScalesAlone;
    BERTH_ASSIGN_OR_RETURN(kernel->options_, ResizeOptions::Read(info, kScalesAlone));
    kernel->has_axes_ = info.HasAttribute("axes");
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, IntsAttribute(info, "axes"));
    BERTH_ASSIGN_OR_RETURN(const std::string policy, info.String("keep_aspect_ratio_policy", "stretch"));
    if (policy != "stretch" && policy != "not_larger" && policy != "not_smaller") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"keep_aspect_ratio_policy\": ", policy,
                   " seen, stretch, not_larger or not_smaller wanted");
    }
    kernel->aspect_ = policy == "stretch" ? Aspect::kStretch : policy == "not_larger" ? Aspect::kNotLarger : Aspect::kNotSmaller;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const size_t rank = x.dims().size();
    Dims chosen = axes_;
    for (size_t i = 0; !has_axes_ && i < rank; ++i) chosen.push_back(static_cast<int64_t>(i));
    BERTH_ASSIGN_OR_RETURN(chosen, NormalizeAxes(chosen, rank));
    ResizeAxes axes;
    for (int64_t dim : x.dims()) axes.push_back({dim, dim});
    const auto given = [&](size_t i) {
      const Tensor* tensor = ctx.OptionalInput(i);
      return tensor != nullptr && tensor->element_count() > 0 ? tensor : nullptr;
    };
    const Tensor* scales = given(scales_alone_ ? 1 : 2);
    const Tensor* sizes = scales_alone_ ? nullptr : given(3);
    if ((scales != nullptr) == (sizes != nullptr) && rank > 0) {
      return InvalidArgument("inputs \"scales\" and \"sizes\": ", scales != nullptr ? "both" : "none",
                             " seen, one of them wanted");
    }
    if (scales != nullptr) BERTH_RETURN_IF_ERROR(Scale(*scales, chosen, axes));
    if (sizes != nullptr) BERTH_RETURN_IF_ERROR(SetSizes(*sizes, chosen, axes));
    if (options_.coordinates == ResizeCoordinates::kTfCropAndResize) BERTH_RETURN_IF_ERROR(SetRegion(given(1), chosen, axes));
    return ResizeAlong(ctx, x, options_, axes);
  }

 private:
  static Status CheckCount(const char* name, size_t count, size_t wanted) {
    if (count == wanted) return Ok();
    return InvalidArgument("input \"", name, "\": ", count, " elements seen, ", wanted, " wanted");
  }

  static Status Scale(const Tensor& scales, DimsView chosen, ResizeAxes& axes) {
    BERTH_RETURN_IF_ERROR(CheckCount("scales", scales.element_count(), chosen.size()));
    for (size_t i = 0; i < chosen.size(); ++i) {
      ResizeAxis& axis = axes[static_cast<size_t>(chosen[i])];
      BERTH_ASSIGN_OR_RETURN(axis, ScaledAxis(axis.in, scales.span<float>()[i]));
    }
    return Ok();
  }

  Status SetSizes(const Tensor& sizes, DimsView chosen, ResizeAxes& axes) const {
    BERTH_RETURN_IF_ERROR(CheckCount("sizes", sizes.element_count(), chosen.size()));
    double common = 0;
    for (size_t i = 0; i < chosen.size(); ++i) {
      ResizeAxis& axis = axes[static_cast<size_t>(chosen[i])];
      axis.out = sizes.span<int64_t>()[i];
      if (axis.out < 0) return InvalidArgument("input \"sizes\": ", axis.out, " seen for axis ", chosen[i]);
      if (axis.in == 0) continue;
      axis.scale = static_cast<double>(axis.out) / static_cast<double>(axis.in);
      const bool first = i == 0;
      common = first ? axis.scale : aspect_ == Aspect::kNotLarger ? std::min(common, axis.scale) : std::max(common, axis.scale);
    }
    if (aspect_ == Aspect::kStretch) return Ok();
    for (int64_t at : chosen) {
      ResizeAxis& axis = axes[static_cast<size_t>(at)];
      const double out = std::floor(common * static_cast<double>(axis.in) + 0.5);
      if (!(out < 0x1p62)) return InvalidArgument("input \"sizes\": axis ", at, " of size ", axis.in, " would become too large");
      axis.out = static_cast<int64_t>(out);
      axis.scale = common;
    }
    return Ok();
  }

  static Status SetRegion(const Tensor* roi, DimsView chosen, ResizeAxes& axes) {
    if (roi == nullptr) return InvalidArgument("input \"roi\": missing, wanted for tf_crop_and_resize");
    BERTH_RETURN_IF_ERROR(CheckCount("roi", roi->element_count(), 2 * chosen.size()));
    BERTH_ASSIGN_OR_RETURN(const auto region, ReadFloats(*roi));
    for (size_t i = 0; i < chosen.size(); ++i) {
      axes[static_cast<size_t>(chosen[i])].start = region[i];
      axes[static_cast<size_t>(chosen[i])].end = region[chosen.size() + i];
    }
    return Ok();
  }

  ResizeOptions options_;
  Dims axes_;
  bool has_axes_ = false, scales_alone_ = false;
  Aspect aspect_ = Aspect::kStretch;
};

}  // namespace

BERTH_KERNEL_LIST(resize,
    {"", "Resize", 10, 10, {}, Resize::Make<true>},
    {"", "Resize", 11, kLatest, {}, Resize::Make<false>})

}  // namespace berth
