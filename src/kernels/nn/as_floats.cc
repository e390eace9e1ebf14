#include "kernels/nn/as_floats.h"

#include "base/checked_math.h"

namespace berth {
namespace {

// Below this many elements a second thread costs more than it saves.
constexpr std::ptrdiff_t kGrain = 16384;

template <typename To>
StatusOr<To*> ScratchOf(KernelContext& ctx, size_t count) {
  const auto bytes = CheckedMul(count, sizeof(To));
  if (!bytes) return Error(ORT_FAIL, "a copy of ", count, " elements: too large");
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(*bytes));
  return static_cast<To*>(scratch);
}

template <typename From, typename To>
void Convert(const void* from, void* to, std::ptrdiff_t begin, std::ptrdiff_t end) {
  const From* x = static_cast<const From*>(from);
  To* y = static_cast<To*>(to);
  for (std::ptrdiff_t i = begin; i < end; ++i) y[i] = To(static_cast<MathType<From>>(x[i]));
}

using ConvertFn = void (*)(const void* from, void* to, std::ptrdiff_t begin, std::ptrdiff_t end);

}  // namespace

template <typename To>
StatusOr<const To*> FloatsAs(KernelContext& ctx, const Tensor& x) {
  if (x.type() == ElementTypeOf<To>()) return static_cast<const To*>(x.data());
  const ConvertFn convert = SelectByType<FloatTypes>(x.type(), []<typename T>() -> ConvertFn { return &Convert<T, To>; });
  if (convert == nullptr) return InvalidArgument("input: ", ElementTypeName(x.type()), " seen, a floating-point type wanted");
  BERTH_ASSIGN_OR_RETURN(To * copy, ScratchOf<To>(ctx, x.element_count()));
  ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(x.element_count()), kGrain,
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) { convert(x.data(), copy, begin, end); });
  return copy;
}

template <typename To>
StatusOr<FloatResult<To>> FloatResult<To>::For(KernelContext& ctx, Tensor& y) {
  if (y.type() == ElementTypeOf<To>()) return FloatResult(y, static_cast<To*>(y.mutable_data()));
  BERTH_ASSIGN_OR_RETURN(To * scratch, ScratchOf<To>(ctx, y.element_count()));
  return FloatResult(y, scratch);
}

template <typename To>
void FloatResult<To>::Finish(ThreadPool* pool) const {
  if (y_->type() == ElementTypeOf<To>()) return;
  const ConvertFn convert = SelectByType<FloatTypes>(y_->type(), []<typename T>() -> ConvertFn { return &Convert<To, T>; });
  void* to = y_->mutable_data();
  ParallelFor(pool, static_cast<std::ptrdiff_t>(y_->element_count()), kGrain,
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) { convert(data_, to, begin, end); });
}

template <typename From>
Status WriteFloats(const From* values, Tensor& y) {
  const ConvertFn convert = SelectByType<FloatTypes>(y.type(), []<typename T>() -> ConvertFn { return &Convert<From, T>; });
  if (convert == nullptr) return InvalidArgument("output: ", ElementTypeName(y.type()), " seen, a floating-point type wanted");
  convert(values, y.mutable_data(), 0, static_cast<std::ptrdiff_t>(y.element_count()));
  return Ok();
}

template StatusOr<const float*> FloatsAs<float>(KernelContext& ctx, const Tensor& x);
template StatusOr<const double*> FloatsAs<double>(KernelContext& ctx, const Tensor& x);
template Status WriteFloats<float>(const float* values, Tensor& y);
template Status WriteFloats<double>(const double* values, Tensor& y);
template class FloatResult<float>;
template class FloatResult<double>;

}  // namespace berth
