#include <cmath>
#include <vector>

#include "kernels/quantization/int_product.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

// Matrix product of quantized tensors, quantized again: saturate(round(a_scale * b_scale / y_scale * sum) + y_zero_point).
// ONNX QLinearMatMul-10, -21. Scales and zero points: one number, or one for each row of A or column of B.
class QLinearMatMul final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<QLinearMatMul>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(3);
    BERTH_ASSIGN_OR_RETURN(const StackedProduct product, StackedProduct::Make(a.dims(), b.dims()));
    const auto [m, n, k] = product.size;
    IntMatrices matrices{product.size, &a, &b, 0, 0, &ctx.Input(2), &ctx.Input(5)};
    const Tensor& y_zero = ctx.Input(7);
    BERTH_RETURN_IF_ERROR(CheckLineParameter(matrices.a_zero, m, "a_zero_point"));
    BERTH_RETURN_IF_ERROR(CheckLineParameter(matrices.b_zero, n, "b_zero_point"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> a_scale, Scales(ctx.Input(1), m, "a_scale"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> b_scale, Scales(ctx.Input(4), n, "b_scale"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> y_scale, Scales(ctx.Input(6), 1, "y_scale"));
    if (y_zero.element_count() != 1) {
      return InvalidArgument("input y_zero_point: shape ", ShapeText(y_zero.dims()), " seen, one number wanted");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, product.dims));
    std::vector<int32_t> sums(m * n);
    std::vector<double> values(sums.size());
    const ElementAccess& to = *AccessTo(y->type());
    const bool is_signed = y->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8;
    double shift = 0;
    AccessTo(y_zero.type())->read_doubles(y_zero.data(), 0, 1, &shift);
    product.ForEachMatrix([&, m = m, n = n, k = k](size_t result, size_t left, size_t right) {
      matrices.a_begin = left * m * k;
      matrices.b_begin = right * k * n;
      IntProduct(matrices, sums.data());
      for (size_t at = 0; at < sums.size(); ++at) {
        const float factor = a_scale[at / n] * b_scale[at % n] / y_scale[0];
        const double value = std::nearbyint(factor * static_cast<float>(sums[at])) + shift;
        values[at] = std::min(std::max(value, is_signed ? -128.0 : 0.0), is_signed ? 127.0 : 255.0);
      }
      for (size_t at = 0; at < values.size(); at += kAccessBlock) {
        const size_t count = std::min(kAccessBlock, values.size() - at);
        to.write_doubles(values.data() + at, count, WriteOptions{}, y->mutable_data(), result * values.size() + at);
      }
    });
    return Ok();
  }

 private:
  // One for each of `lines`.
  static StatusOr<std::vector<float>> Scales(const Tensor& tensor, size_t lines, const char* name) {
    BERTH_RETURN_IF_ERROR(CheckLineParameter(&tensor, lines, name));
    std::vector<double> read(tensor.element_count());
    AccessTo(tensor.type())->read_doubles(tensor.data(), 0, read.size(), read.data());
    std::vector<float> scales(lines);
    for (size_t i = 0; i < lines; ++i) scales[i] = static_cast<float>(read[read.size() == 1 ? 0 : i]);
    return scales;
  }
};

}  // namespace

BERTH_KERNEL_LIST(qlinear_matmul,
    {"", "QLinearMatMul", 10, kLatest, {{{"T1", kI8 | kU8}, {"T2", kI8 | kU8}, {"T3", kI8 | kU8}}}, QLinearMatMul::Make})

}  // namespace berth
