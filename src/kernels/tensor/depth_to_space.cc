#include "kernels/tensor/depth_space.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// Channels spread over blocks of pixels: [n, c*b*b, h, w] to [n, c, h*b, w*b]. ONNX DepthToSpace-1, -11, -13, -28 and later.
class DepthToSpace final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<DepthToSpace>();
    BERTH_ASSIGN_OR_RETURN(kernel->options_, DepthSpaceOptions::Read(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_RETURN_IF_ERROR(CheckFourAxes(x.dims()));
    const int64_t b = options_.block, n = x.dims()[0], h = x.dims()[2], w = x.dims()[3];
    BERTH_RETURN_IF_ERROR(CheckDivides(b * b, x.dims()[1], "channels"));
    const int64_t c = x.dims()[1] / (b * b);
    BERTH_ASSIGN_OR_RETURN(const Dims dims, Scaled(Dims{n, c, h, w}, 1, b, b));
    if (options_.channel_first) return CopyPermuted(ctx, x, Dims{n, c, b, b, h, w}, Dims{0, 1, 4, 2, 5, 3}, dims);
    return CopyPermuted(ctx, x, Dims{n, b, b, c, h, w}, Dims{0, 3, 4, 1, 5, 2}, dims);
  }

 private:
  DepthSpaceOptions options_;
};

}  // namespace

BERTH_KERNEL_LIST(depth_to_space,
    {"", "DepthToSpace", 1, kLatest, {}, DepthToSpace::Make})

}  // namespace berth
