#include "kernels/kernel.h"
#include "kernels/tensor/convert.h"

namespace berth {
namespace {

// Cast to the type of the second input, whose elements do not matter. ONNX CastLike-15, -19, -21, -23, -24, -25.
class CastLike final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<CastLike>();
    BERTH_ASSIGN_OR_RETURN(kernel->options_, WriteOptionsOf(info));
    if (!CanConvert(info.input_type(0), info.input_type(1))) {
      return Error(ORT_NOT_IMPLEMENTED, info.label(), ": from ", ElementTypeName(info.input_type(0)), " to ",
                   ElementTypeName(info.input_type(1)), ": no conversion");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ctx.Input(1).type(), x.dims()));
    return ConvertElements(x, *y, options_, ctx.pool());
  }

 private:
  WriteOptions options_;
};

}  // namespace

BERTH_KERNEL_LIST(cast_like,
    {"", "CastLike", 15, kLatest, {}, CastLike::Make})

}  // namespace berth
