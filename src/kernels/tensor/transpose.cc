#include <numeric>

#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// Output axis i is input axis perm[i]; without `perm` the axes are reversed. ONNX Transpose-1, -13, -21 and later.
class Transpose final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Transpose>();
    kernel->reverses_ = !info.HasAttribute("perm");
    BERTH_ASSIGN_OR_RETURN(kernel->perm_, IntsAttribute(info, "perm"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const size_t rank = x.dims().size();
    Dims perm = perm_;
    if (reverses_) {
      perm.resize(rank);
      std::iota(perm.rbegin(), perm.rend(), 0);
    }
    BERTH_ASSIGN_OR_RETURN(perm, NormalizeAxes(perm, rank));
    if (perm.size() != rank) return InvalidArgument("attribute \"perm\": ", perm.size(), " axes seen, ", rank, " wanted");
    Dims dims(rank);
    for (size_t i = 0; i < rank; ++i) dims[i] = x.dims()[static_cast<size_t>(perm[i])];
    return CopyPermuted(ctx, x, x.dims(), perm, dims);
  }

 private:
  Dims perm_;
  bool reverses_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(transpose,
    {"", "Transpose", 1, kLatest, {}, Transpose::Make})

}  // namespace berth
