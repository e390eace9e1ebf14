#include "kernels/nn/group_norm.h"

namespace berth {
namespace {

// ONNX GroupNormalization-18 (scale and bias for each group), -21 (for each channel). Computed as group_norm.h says, whatever
// stash_type says.
class GroupNormalization final : public Kernel {
 public:
  template <bool kPerChannel>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<GroupNormalization>();
    kernel->per_channel_ = kPerChannel;
    BERTH_ASSIGN_OR_RETURN(kernel->groups_, info.Int("num_groups"));
    BERTH_ASSIGN_OR_RETURN(kernel->epsilon_, info.Float("epsilon", 1e-5f));
    if (kernel->groups_ < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"num_groups\": ", kernel->groups_, " seen, at least 1 wanted");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return NormalizeGroups(ctx, groups_, per_channel_, epsilon_); }

 private:
  int64_t groups_ = 1;
  bool per_channel_ = false;
  float epsilon_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(group_normalization,
    {"", "GroupNormalization", 18, 20, {{{"T", kFloats}}}, GroupNormalization::Make<false>},
    {"", "GroupNormalization", 21, kLatest, {{{"T", kFloats}}}, GroupNormalization::Make<true>})

}  // namespace berth
