#include "kernels/nn/group_norm.h"

namespace berth {
namespace {

// Every map is normalized by itself: a group has one channel. ONNX InstanceNormalization-1, -6, -22.
class InstanceNormalization final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<InstanceNormalization>();
    BERTH_ASSIGN_OR_RETURN(kernel->epsilon_, info.Float("epsilon", 1e-5f));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const DimsView dims = ctx.Input(0).dims();
    return NormalizeGroups(ctx, dims.size() > 1 ? std::max<int64_t>(dims[1], 1) : 1, true, epsilon_);
  }

 private:
  float epsilon_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(instance_normalization,
    {"", "InstanceNormalization", 1, kLatest, {{{"T", kFloats}}}, InstanceNormalization::Make})

}  // namespace berth
