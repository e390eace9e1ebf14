#include <complex>

#include "kernels/math/broadcast.h"
#include "kernels/math/unary_kernel.h"

namespace berth {
namespace {

// Elements are copied, so that their size alone matters.
using WhereTypes = TypeList<uint8_t, uint16_t, uint32_t, uint64_t, std::complex<double>, std::string>;

struct Sources {
  const bool* condition;
  const void* x;
  const void* y;
};

// x where the condition holds, else y; all three broadcast. ONNX Where-9, -16: tensors of any type whose elements have addresses.
class Where final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Where>();
    kernel->run_ = SelectByType<WhereTypes>(StandIn(info.input_type(1)), []<typename T>() { return &Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(1));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& condition = ctx.Input(0);
    const Tensor& x = ctx.Input(1);
    const Tensor& y = ctx.Input(2);
    BERTH_ASSIGN_OR_RETURN(Dims dims, BroadcastDims(x.dims(), y.dims()));
    BERTH_ASSIGN_OR_RETURN(dims, BroadcastDims(condition.dims(), dims));
    BERTH_ASSIGN_OR_RETURN(Tensor * out, ctx.Output(0, dims));
    run_(BroadcastPlan({condition.dims(), x.dims(), y.dims()}, dims),
         {static_cast<const bool*>(condition.data()), x.data(), y.data()}, out->mutable_data(), ctx.pool());
    return Ok();
  }

 private:
  static ElementType StandIn(ElementType type) {
    const ElementTypeRow* row = FindElementType(type);
    switch (row != nullptr ? row->bits : 0) {
      case 8: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
      case 16: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
      case 32: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32;
      case 64: return ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
      default: return type;
    }
  }

  template <typename T>
  static void Typed(const BroadcastPlan& plan, const Sources& from, void* out, ThreadPool* pool) {
    ParallelFor(pool, static_cast<std::ptrdiff_t>(plan.count()), kElementGrain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      plan.ForRange(static_cast<size_t>(begin), static_cast<size_t>(end),
                    [&](size_t at, const BroadcastPlan::Offsets& starts, size_t count) {
                      Choose(plan, from.condition + starts[0], static_cast<const T*>(from.x) + starts[1],
                             static_cast<const T*>(from.y) + starts[2], static_cast<T*>(out) + at, count);
                    });
    });
  }

  template <typename T>
  static void Choose(const BroadcastPlan& plan, const bool* condition, const T* x, const T* y, T* out, size_t count) {
    const size_t x_step = plan.stays(1) ? 0 : 1, y_step = plan.stays(2) ? 0 : 1;
    if (plan.stays(0)) {
      const T* chosen = *condition ? x : y;
      const size_t step = *condition ? x_step : y_step;
      for (size_t i = 0; i < count; ++i) out[i] = chosen[i * step];
    } else if (x_step + y_step == 2) {
      for (size_t i = 0; i < count; ++i) out[i] = condition[i] ? x[i] : y[i];
    } else {
      for (size_t i = 0; i < count; ++i) out[i] = condition[i] ? x[i * x_step] : y[i * y_step];
    }
  }

  void (*run_)(const BroadcastPlan& plan, const Sources& from, void* out, ThreadPool* pool) = nullptr;
};

constexpr TypeSet kWhereTypes = NumberTypes::kSet | kBool | kString | TypeSet(ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64) |
                                TypeSet(ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128);

}  // namespace

BERTH_KERNEL_LIST(where,
    {"", "Where", 9, kLatest, {{{"T", kWhereTypes}}}, Where::Make})

}  // namespace berth
