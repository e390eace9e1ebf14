#include "kernels/quantization/int_product.h"

namespace berth {
namespace {

// Matrix product of 8-bit integers, exact in int32. ONNX MatMulInteger-10. Zero points: one number, or one for each row of A or
// column of B.
class MatMulInteger final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<MatMulInteger>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    BERTH_ASSIGN_OR_RETURN(const StackedProduct product, StackedProduct::Make(a.dims(), b.dims()));
    IntMatrices matrices{product.size, &a, &b, 0, 0, ctx.OptionalInput(2), ctx.OptionalInput(3)};
    BERTH_RETURN_IF_ERROR(CheckLineParameter(matrices.a_zero, product.size.m, "a_zero_point"));
    BERTH_RETURN_IF_ERROR(CheckLineParameter(matrices.b_zero, product.size.n, "b_zero_point"));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, product.dims));
    int32_t* out = static_cast<int32_t*>(y->mutable_data());
    const auto [m, n, k] = product.size;
    product.ForEachMatrix([&, m = m, n = n, k = k](size_t result, size_t left, size_t right) {
      matrices.a_begin = left * m * k;
      matrices.b_begin = right * k * n;
      IntProduct(matrices, out + result * m * n);
    });
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(matmul_integer,
    {"", "MatMulInteger", 10, kLatest, {{{"T1", kI8 | kU8}, {"T2", kI8 | kU8}}}, MatMulInteger::Make})

}  // namespace berth
