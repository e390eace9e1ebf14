#include "kernels/tensor/depth_space.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// Blocks of pixels gathered in channels: [n, c, h*b, w*b] to [n, c*b*b, h, w]. ONNX SpaceToDepth-1, -13, -28 and later.
class SpaceToDepth final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SpaceToDepth>();
    BERTH_ASSIGN_OR_RETURN(kernel->options_, DepthSpaceOptions::Read(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_RETURN_IF_ERROR(CheckFourAxes(x.dims()));
    const int64_t b = options_.block, n = x.dims()[0], c = x.dims()[1], h = x.dims()[2] / b, w = x.dims()[3] / b;
    BERTH_RETURN_IF_ERROR(CheckDivides(b, x.dims()[2], "height"));
    BERTH_RETURN_IF_ERROR(CheckDivides(b, x.dims()[3], "width"));
    BERTH_ASSIGN_OR_RETURN(const Dims dims, Scaled(Dims{n, c, h, w}, b * b, 1, 1));
    const Dims view{n, c, h, b, w, b};
    return CopyPermuted(ctx, x, view, options_.channel_first ? Dims{0, 1, 3, 5, 2, 4} : Dims{0, 3, 5, 1, 2, 4}, dims);
  }

 private:
  DepthSpaceOptions options_;
};

}  // namespace

BERTH_KERNEL_LIST(space_to_depth,
    {"", "SpaceToDepth", 1, kLatest, {}, SpaceToDepth::Make})

}  // namespace berth
