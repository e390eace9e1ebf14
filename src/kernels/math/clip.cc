#include <limits>
#include <optional>

#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// One bound after the other, so that the upper one wins where they cross; NaN stays.
template <typename T>
struct ClipOp {
  T low, high;
  T operator()(T x) const {
    const T raised = x < low ? low : x;
    return raised > high ? high : raised;
  }
};

// The element of an input that gives a bound; nothing when it is left out.
template <typename T>
StatusOr<std::optional<MathType<T>>> Bound(const Tensor* tensor, const char* name) {
  using Result = std::optional<MathType<T>>;
  if (tensor == nullptr) return Result();
  if (tensor->element_count() != 1) {
    return InvalidArgument("input ", name, ": shape ", ShapeText(tensor->dims()), " seen, a scalar wanted");
  }
  return Result(static_cast<MathType<T>>(*static_cast<const T*>(tensor->data())));
}

// x limited to [min, max]: attributes up to version 6, then inputs, each of which may be left out.
// ONNX Clip-1, -6, -11, -12, -13.
class Clip final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Clip>();
    if (info.node().since_version < 11) {
      BERTH_RETURN_IF_ERROR(Attribute(info, "min", kernel->min_));
      BERTH_RETURN_IF_ERROR(Attribute(info, "max", kernel->max_));
    }
    kernel->run_ = SelectByType<NumberTypes>(info.input_type(0), []<typename T>() { return &Clip::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  static Status Attribute(const KernelInfo& info, const char* name, std::optional<float>& bound) {
    if (!info.HasAttribute(name)) return Ok();
    BERTH_ASSIGN_OR_RETURN(bound, info.Float(name));
    return Ok();
  }

  template <typename T>
  Status Typed(KernelContext& ctx) const {
    using M = MathType<T>;
    using Limits = std::numeric_limits<M>;
    BERTH_ASSIGN_OR_RETURN(std::optional<M> low, Bound<T>(ctx.OptionalInput(1), "min"));
    BERTH_ASSIGN_OR_RETURN(std::optional<M> high, Bound<T>(ctx.OptionalInput(2), "max"));
    if (min_) low = static_cast<M>(*min_);
    if (max_) high = static_cast<M>(*max_);
    const ClipOp<M> op{low.value_or(Limits::has_infinity ? -Limits::infinity() : Limits::lowest()),
                       high.value_or(Limits::has_infinity ? Limits::infinity() : Limits::max())};
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    UnaryParallel<T>(op, x, *y, ctx.pool());
    return Ok();
  }

  std::optional<float> min_, max_;
  Status (Clip::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(clip,
    {"", "Clip", 1, kLatest, {{{"T", NumberTypes::kSet}}}, Clip::Make})

}  // namespace berth
