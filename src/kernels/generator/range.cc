#include <cmath>

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {
namespace {

using RangeTypes = Join<FloatTypes, TypeList<int16_t, int32_t, int64_t>>;

// start, start + delta, ... before limit. ONNX Range-11, -27 (which computes 16-bit floats in `stash_type`, float or double).
class Range final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Range>();
    constexpr int64_t kFloat = 1, kDouble = 11;   // of TensorProto.DataType
    BERTH_ASSIGN_OR_RETURN(const int64_t stash, info.Int("stash_type", kFloat));
    if (stash != kFloat && stash != kDouble) {
      return InvalidArgument(info.label(), ": attribute \"stash_type\": ", stash, " seen, ", kFloat, " or ", kDouble, " wanted");
    }
    kernel->stash_is_float_ = stash == kFloat;
    kernel->run_ = SelectByType<RangeTypes>(info.input_type(0), []<typename T>() { return &Range::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    static constexpr const char* kNames[] = {"start", "limit", "delta"};
    for (size_t i = 0; i < 3; ++i) {
      if (ctx.Input(i).element_count() == 1) continue;
      return InvalidArgument("input ", kNames[i], ": shape ", ShapeText(ctx.Input(i).dims()), " seen, a scalar wanted");
    }
    return (this->*run_)(ctx);
  }

 private:
  // How many steps of `delta` start before `limit`; with integers no difference overflows.
  template <typename T>
  static StatusOr<int64_t> CountOf(T start, T limit, T delta) {
    if (delta == 0) return InvalidArgument("input delta: 0 seen, another number wanted");
    if constexpr (std::is_integral_v<T>) {
      if (delta > 0 ? start >= limit : start <= limit) return int64_t{0};
      const auto from = static_cast<uint64_t>(delta > 0 ? start : limit), to = static_cast<uint64_t>(delta > 0 ? limit : start);
      const uint64_t step = delta > 0 ? static_cast<uint64_t>(delta) : 0 - static_cast<uint64_t>(delta);
      const uint64_t count = (to - from - 1) / step + 1;
      if (count <= static_cast<uint64_t>(INT64_MAX)) return static_cast<int64_t>(count);
    } else {
      const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) / static_cast<double>(delta));
      if (count <= 0) return int64_t{0};
      if (count < 0x1p62) return static_cast<int64_t>(count);
    }
    return InvalidArgument("inputs start, limit, delta: ", start, ", ", limit, ", ", delta, " seen: too many elements");
  }

  template <typename T>
  Status Typed(KernelContext& ctx) const {
    using M = MathType<T>;
    const M start = static_cast<M>(*static_cast<const T*>(ctx.Input(0).data()));
    const M limit = static_cast<M>(*static_cast<const T*>(ctx.Input(1).data()));
    const M delta = static_cast<M>(*static_cast<const T*>(ctx.Input(2).data()));
    BERTH_ASSIGN_OR_RETURN(const int64_t count, CountOf(start, limit, delta));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{count}));
    T* out = static_cast<T*>(y->mutable_data());
    for (int64_t i = 0; i < count; ++i) {
      if constexpr (std::is_integral_v<T>) {
        out[i] = static_cast<T>(static_cast<uint64_t>(start) + static_cast<uint64_t>(i) * static_cast<uint64_t>(delta));
      } else {
        const double value = static_cast<double>(start) + static_cast<double>(i) * static_cast<double>(delta);
        out[i] = kIsSmallFloat<T> && stash_is_float_ ? T(static_cast<float>(value)) : static_cast<T>(value);
      }
    }
    return Ok();
  }

  bool stash_is_float_ = true;
  Status (Range::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(range,
    {"", "Range", 11, kLatest, {{{"T", RangeTypes::kSet}}}, Range::Make})

}  // namespace berth
