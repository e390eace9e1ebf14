#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {
namespace {

using Types = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t,
                       bool, std::complex<float>, std::complex<double>, std::string>;

template <typename T>
bool IsNonZero(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) return !value.empty();
  else if constexpr (kIsSmallFloat<T>) return (value.bits & 0x7fff) != 0;   // -0 is zero too
  else return value != T();
}

// The places of the elements that are not zero (true, not empty) as int64 [rank, count], in the order they lie. ONNX NonZero-9,
// -13.
class NonZero final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<NonZero>();
    kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &Typed<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return run_(ctx); }

 private:
  template <typename T>
  static Status Typed(KernelContext& ctx) {
    const Tensor& x = ctx.Input(0);
    const auto rank = static_cast<int64_t>(x.dims().size());
    int64_t count = 0;
    for (const T& value : x.span<T>()) count += IsNonZero(value) ? 1 : 0;
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{rank, count}));
    if (rank == 0 || count == 0) return Ok();
    // Row by row: the places on the outer axes are the same along a row.
    const int64_t row = x.dims().back();
    const T* value = x.span<T>().data();
    int64_t* out = y->mutable_span<int64_t>().data();
    Dims at(x.dims().size());
    for (const T* end = value + x.element_count(); value != end; value += row) {
      for (int64_t i = 0; i < row; ++i) {
        if (!IsNonZero(value[i])) continue;
        at.back() = i;
        for (int64_t axis = 0; axis < rank; ++axis) out[axis * count] = at[static_cast<size_t>(axis)];
        ++out;
      }
      for (size_t axis = x.dims().size() - 1; axis-- > 0;) {
        if (++at[axis] < x.dims()[axis]) break;
        at[axis] = 0;
      }
    }
    return Ok();
  }

  Status (*run_)(KernelContext& ctx) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(non_zero,
    {"", "NonZero", 9, kLatest, {{{"T", Types::kSet}}}, NonZero::Make})

}  // namespace berth
