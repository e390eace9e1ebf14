#include "kernels/math/binary_kernel.h"

namespace berth {
namespace {

using PReluTypes = Join<FloatTypes, TypeList<int32_t, int64_t, uint32_t, uint64_t>>;

struct PReluOp {
  template <typename T>
  T operator()(T x, T slope) const {
    return x < T(0) ? static_cast<T>(static_cast<Wrapping<T>>(slope) * static_cast<Wrapping<T>>(x)) : x;
  }
};

// x, or slope * x where x is negative. Slope broadcasts to x; up to version 6 it is one number, or one for each channel (axis 1).
// ONNX PRelu-1, -6, -7, -9, -16.
class PRelu final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<PRelu>();
    kernel->by_channel_ = info.node().since_version < 7;
    kernel->run_ = SelectByType<PReluTypes>(info.input_type(0), []<typename T>() { return &Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& slope = ctx.Input(1);
    Dims dims(slope.dims().begin(), slope.dims().end());
    if (by_channel_ && dims.size() == 1 && x.dims().size() > 2) dims.resize(x.dims().size() - 1, 1);
    BERTH_ASSIGN_OR_RETURN(const Dims both, BroadcastDims(x.dims(), dims));
    if (!SameDims(both, x.dims())) {
      return InvalidArgument("input slope: shape ", ShapeText(slope.dims()), " seen: it does not broadcast to X",
                             ShapeText(x.dims()));
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    run_(BroadcastPlan({x.dims(), dims}, both), x, slope, *y, ctx.pool());
    return Ok();
  }

 private:
  template <typename T>
  static void Typed(const BroadcastPlan& plan, const Tensor& x, const Tensor& slope, Tensor& y, ThreadPool* pool) {
    BroadcastApply(PReluOp(), plan, static_cast<const T*>(x.data()), static_cast<const T*>(slope.data()),
                   static_cast<T*>(y.mutable_data()), pool);
  }

  bool by_channel_ = false;
  void (*run_)(const BroadcastPlan& plan, const Tensor& x, const Tensor& slope, Tensor& y, ThreadPool* pool) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(prelu,
    {"", "PRelu", 1, kLatest, {{{"T", PReluTypes::kSet}}}, PRelu::Make})

}  // namespace berth
