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
    BERTH_ASSIGN_OR_RETURN(const ProductShape shape, ProductShape::Make(a.dims(), b.dims()));
    IntMatrices matrices{shape.m, shape.n, shape.k, &a, &b, 0, 0, ctx.OptionalInput(2), ctx.OptionalInput(3)};
    BERTH_RETURN_IF_ERROR(CheckLineParameter(matrices.a_zero, shape.m, "a_zero_point"));
    BERTH_RETURN_IF_ERROR(CheckLineParameter(matrices.b_zero, shape.n, "b_zero_point"));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, shape.dims));
    int32_t* out = static_cast<int32_t*>(y->mutable_data());
    for (size_t i = 0; i < shape.count; ++i) {
      matrices.a_begin = shape.MatrixOf(i, shape.a_outer) * shape.m * shape.k;
      matrices.b_begin = shape.MatrixOf(i, shape.b_outer) * shape.k * shape.n;
      IntProduct(matrices, out + i * shape.m * shape.n);
    }
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(matmul_integer,
    {"", "MatMulInteger", 10, kLatest, {{{"T1", kI8 | kU8}, {"T2", kI8 | kU8}}}, MatMulInteger::Make})

}  // namespace berth
