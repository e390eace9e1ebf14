#include <cmath>
#include <vector>

#include "kernels/quantization/int_product.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

// Matrix product of quantized tensors, quantized again: saturate(round(a_scale * b_scale / y_scale * sum) + y_zero_point).
// ONNX QLinearMatMul-10, -21. Scales and zero points: one number, or one for each row of A or column of B. 8-bit floats are not
// rounded to whole numbers, and have a general way, in double.
class QLinearMatMul final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<QLinearMatMul>();
    constexpr TypeSet kBytes = kI8 | kU8;
    kernel->is_whole_ = kBytes.contains(info.input_type(0)) && kBytes.contains(info.input_type(3));
    return kernel;
  }

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
    std::vector<int32_t> sums(is_whole_ ? m * n : 0);
    std::vector<double> values(m * n);
    FloatMatrices floats{product.size, &a, &b, Doubles(*matrices.a_zero), Doubles(*matrices.b_zero), {}, {}};
    const double shift = Doubles(y_zero)[0];
    product.ForEachMatrix([&, m = m, n = n, k = k](size_t result, size_t left, size_t right) {
      if (is_whole_) {
        matrices.a_begin = left * m * k;
        matrices.b_begin = right * k * n;
        IntProduct(matrices, sums.data());
        std::copy(sums.begin(), sums.end(), values.begin());
      } else {
        floats.Multiply(left * m * k, right * k * n, values.data(), ctx.pool());
      }
      for (size_t at = 0; at < values.size(); ++at) {
        const float factor = a_scale[at / n] * b_scale[at % n] / y_scale[0];
        values[at] = factor * static_cast<float>(values[at]);
      }
      Write(values, shift, *y, result * values.size());
    });
    return Ok();
  }

 private:
  // Matrices of any numbers, without their zero points.
  struct FloatMatrices {
    ProductSize size;
    const Tensor *a, *b;
    std::vector<double> a_zero, b_zero, left, right;

    void Multiply(size_t a_begin, size_t b_begin, double* product, ThreadPool* pool) {
      left.resize(size.m * size.k);
      right.resize(size.k * size.n);
      ReadInto(*a, a_begin, left);
      ReadInto(*b, b_begin, right);
      for (size_t i = 0; i < left.size(); ++i) left[i] -= a_zero[a_zero.size() == 1 ? 0 : i / size.k];
      for (size_t i = 0; i < right.size(); ++i) right[i] -= b_zero[b_zero.size() == 1 ? 0 : i % size.n];
      MultiplyMatrices<double>(size, {left.data(), size.k}, {right.data(), size.n}, product, pool);
    }
  };

  static void ReadInto(const Tensor& tensor, size_t begin, std::vector<double>& values) {
    const ElementAccess& from = *AccessTo(tensor.type());
    for (size_t at = 0; at < values.size(); at += kAccessBlock) {
      from.read_doubles(tensor.data(), begin + at, std::min(kAccessBlock, values.size() - at), values.data() + at);
    }
  }

  static std::vector<double> Doubles(const Tensor& tensor) {
    std::vector<double> values(tensor.element_count());
    ReadInto(tensor, 0, values);
    return values;
  }

  // Rounds to the type of `y`, from its element `begin` on.
  static void Write(std::vector<double>& values, double shift, Tensor& y, size_t begin) {
    const ElementAccess& to = *AccessTo(y.type());
    const bool is_signed = y.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8;
    const double low = is_signed ? -128 : 0, high = is_signed ? 127 : 255;
    for (double& value : values) {
      value = to.is_integer ? std::min(std::max(std::nearbyint(value) + shift, low), high) : value + shift;
    }
    for (size_t at = 0; at < values.size(); at += kAccessBlock) {
      const size_t count = std::min(kAccessBlock, values.size() - at);
      to.write_doubles(values.data() + at, count, WriteOptions{}, y.mutable_data(), begin + at);
    }
  }

  // One for each of `lines`.
  static StatusOr<std::vector<float>> Scales(const Tensor& tensor, size_t lines, const char* name) {
    BERTH_RETURN_IF_ERROR(CheckLineParameter(&tensor, lines, name));
    const std::vector<double> read = Doubles(tensor);
    std::vector<float> scales(lines);
    for (size_t i = 0; i < lines; ++i) scales[i] = static_cast<float>(read[read.size() == 1 ? 0 : i]);
    return scales;
  }

  bool is_whole_ = true;
};

constexpr TypeSet kTypes = kI8 | kU8 | Float8Types::kSet;

}  // namespace

BERTH_KERNEL_LIST(qlinear_matmul,
    {"", "QLinearMatMul", 10, kLatest, {{{"T1", kTypes}, {"T2", kTypes}, {"T3", kTypes}}}, QLinearMatMul::Make})

}  // namespace berth
