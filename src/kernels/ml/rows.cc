#include "kernels/ml/rows.h"

#include "base/checked_math.h"

namespace berth {
namespace {

template <typename From, typename T>
void Convert(const void* from, T* to, size_t count) {
  const From* in = static_cast<const From*>(from);
  for (size_t i = 0; i < count; ++i) to[i] = static_cast<T>(static_cast<MathType<From>>(in[i]));
}

template <typename T>
using ConvertFn = void (*)(const void* from, T* to, size_t count);

}  // namespace

template <typename T>
StatusOr<Rows<T>> RowsOf(KernelContext& ctx, const Tensor& x) {
  const DimsView dims = x.dims();
  if (dims.empty() || dims.size() > 2) return InvalidArgument("input: shape ", ShapeText(dims), " seen, [N,C] or [C] wanted");
  Rows<T> table{nullptr, dims.size() == 2 ? static_cast<size_t>(dims[0]) : 1, static_cast<size_t>(dims.back())};
  if (x.type() == ElementTypeOf<T>()) {
    table.data = static_cast<const T*>(x.data());
    return table;
  }
  using Types = Join<MlNumbers, TypeList<Float16>>;
  const auto convert = SelectByType<Types>(x.type(), []<typename From>() -> ConvertFn<T> { return &Convert<From, T>; });
  if (convert == nullptr) return NoCodeFor(x.type());
  const auto bytes = CheckedMul(x.element_count(), sizeof(T));
  if (!bytes) return InvalidArgument("input: shape ", ShapeText(dims), " seen: too large");
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(*bytes));
  convert(x.data(), static_cast<T*>(scratch), x.element_count());
  table.data = static_cast<const T*>(scratch);
  return table;
}

template StatusOr<Rows<float>> RowsOf<float>(KernelContext& ctx, const Tensor& x);
template StatusOr<Rows<double>> RowsOf<double>(KernelContext& ctx, const Tensor& x);

}  // namespace berth
