#include <cmath>

#include "kernels/math/binary_kernel.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

// base to the exponent; wraps. A negative exponent leaves the whole part of the fraction.
int64_t IntegerPower(int64_t base, int64_t exponent, bool exponent_is_unsigned) {
  auto left = static_cast<uint64_t>(exponent);
  if (!exponent_is_unsigned && exponent < 0) {
    if (base != 1 && base != -1) return 0;
    left = left & 1;   // 1 / -1 is -1
  }
  uint64_t result = 1, factor = static_cast<uint64_t>(base);
  for (; left != 0; left >>= 1) {
    if ((left & 1) != 0) result *= factor;
    factor *= factor;
  }
  return static_cast<int64_t>(result);
}

struct PowOp {
  template <typename T>
  T operator()(T x, T y) const {
    return std::pow(x, y);
  }
};

struct SquareOp {
  template <typename T>
  T operator()(T x) const {
    return x * x;
  }
};

struct PowCall {
  const BroadcastPlan& plan;
  const Tensor& base;
  const Tensor& exponent;
  Tensor& result;
};

// Both of one floating-point type.
template <typename T>
void SameType(const PowCall& call, ThreadPool* pool) {
  const T* x = static_cast<const T*>(call.base.data());
  const T* y = static_cast<const T*>(call.exponent.data());
  if (call.exponent.element_count() == 1 && static_cast<MathType<T>>(*y) == MathType<T>(2)) {
    UnaryParallel<T>(SquareOp(), call.base, call.result, pool);
  } else {
    BroadcastApply(PowOp(), call.plan, x, y, static_cast<T*>(call.result.mutable_data()), pool);
  }
}

// Calls body(at, base, exponent, count) for pieces of the result, `at` being its first element, the others those of the inputs.
template <typename Body>
void ForPieces(const PowCall& call, ThreadPool* pool, Body body) {
  const BroadcastPlan& plan = call.plan;
  ParallelFor(pool, static_cast<std::ptrdiff_t>(plan.count()), kElementGrain / 8, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    plan.ForRange(static_cast<size_t>(begin), static_cast<size_t>(end),
                  [&](size_t at, const BroadcastPlan::Offsets& from, size_t count) {
                    for (size_t i = 0; i < count; i += kAccessBlock) {
                      body(at + i, from[0] + (plan.stays(0) ? 0 : i), from[1] + (plan.stays(1) ? 0 : i),
                           std::min(kAccessBlock, count - i));
                    }
                  });
  });
}

// Types of two kinds, through double.
void ThroughDouble(const PowCall& call, ThreadPool* pool) {
  const ElementAccess& bases = *AccessTo(call.base.type());
  const ElementAccess& exponents = *AccessTo(call.exponent.type());
  const bool base_stays = call.plan.stays(0), exponent_stays = call.plan.stays(1);
  ForPieces(call, pool, [&](size_t at, size_t base, size_t exponent, size_t count) {
    double x[kAccessBlock], y[kAccessBlock], z[kAccessBlock];
    bases.read_doubles(call.base.data(), base, base_stays ? 1 : count, x);
    exponents.read_doubles(call.exponent.data(), exponent, exponent_stays ? 1 : count, y);
    BinaryLoop(PowOp(), x, base_stays, y, exponent_stays, z, count);
    bases.write_doubles(z, count, {}, call.result.mutable_data(), at);
  });
}

void ThroughInteger(const PowCall& call, ThreadPool* pool) {
  const ElementAccess& bases = *AccessTo(call.base.type());
  const ElementAccess& exponents = *AccessTo(call.exponent.type());
  const bool base_stays = call.plan.stays(0), exponent_stays = call.plan.stays(1);
  const bool is_unsigned = call.exponent.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
  ForPieces(call, pool, [&](size_t at, size_t base, size_t exponent, size_t count) {
    int64_t x[kAccessBlock], y[kAccessBlock], z[kAccessBlock];
    bases.read_ints(call.base.data(), base, base_stays ? 1 : count, x);
    exponents.read_ints(call.exponent.data(), exponent, exponent_stays ? 1 : count, y);
    const auto power = [is_unsigned](int64_t b, int64_t e) { return IntegerPower(b, e, is_unsigned); };
    BinaryLoop(power, x, base_stays, y, exponent_stays, z, count);
    bases.write_ints(z, count, call.result.mutable_data(), at);
  });
}

// base to the exponent, of the base's type. Integers wrap. ONNX Pow-1, -7, -12, -13, -15.
class Pow final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Pow>();
    BERTH_ASSIGN_OR_RETURN(kernel->old_, OldBroadcast::Of(info));
    const ElementAccess* base = AccessTo(info.input_type(0));
    const ElementAccess* exponent = AccessTo(info.input_type(1));
    if (base == nullptr) return NoCodeFor(info.input_type(0));
    if (exponent == nullptr) return NoCodeFor(info.input_type(1));
    kernel->run_ = base->is_integer && exponent->is_integer ? ThroughInteger : ThroughDouble;
    if (!base->is_integer && base == exponent) {
      kernel->run_ = SelectByType<FloatTypes>(base->type, []<typename T>() { return &SameType<T>; });
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& y = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const Dims y_dims, old_.DimsOfB(x.dims(), y.dims()));
    BERTH_ASSIGN_OR_RETURN(const Dims dims, BroadcastDims(x.dims(), y_dims));
    BERTH_ASSIGN_OR_RETURN(Tensor * z, ctx.Output(0, dims));
    run_({BroadcastPlan({x.dims(), y_dims}, dims), x, y, *z}, ctx.pool());
    return Ok();
  }

 private:
  OldBroadcast old_;
  void (*run_)(const PowCall& call, ThreadPool* pool) = nullptr;
};

constexpr TypeSet kPowTypes = kFloats | kI32 | kI64;

}  // namespace

BERTH_KERNEL_LIST(pow,
    {"", "Pow", 1, kLatest, {{{"T", kPowTypes}, {"T1", NumberTypes::kSet}}}, Pow::Make})

}  // namespace berth
