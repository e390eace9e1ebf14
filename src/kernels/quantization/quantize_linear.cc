#include <cmath>

#include "kernels/quantization/byte_lanes.h"
#include "kernels/quantization/quant_call.h"

namespace berth {
namespace {

// y = saturate(round(x / scale) + zero_point), ties to even; float8 and float4: x / scale, rounded to the type. The division is
// done in x's own precision, or in the one that attribute `precision` names. ONNX QuantizeLinear-10, -13, -19, -21, -23, -24,
// -25, -28.
class QuantizeLinear final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<QuantizeLinear>();
    BERTH_ASSIGN_OR_RETURN(kernel->attributes_, QuantAttributes::Of(info));
    BERTH_ASSIGN_OR_RETURN(int64_t saturate, info.Int("saturate", 1));
    BERTH_ASSIGN_OR_RETURN(int64_t precision, info.Int("precision", 0));
    kernel->options_.saturate = saturate != 0;
    kernel->precision_ = PrecisionOf(info.input_type(0), info.input_type(1), precision);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const QuantCall call, QuantCall::Begin(ctx, attributes_));
    const bool floats = call.x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && call.scale.type() == call.x.type();
    if (floats && precision_ == kFloat) {
      if (call.y.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8) return Bytes<uint8_t>(call, ctx.pool());
      if (call.y.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8) return Bytes<int8_t>(call, ctx.pool());
    }
    return Any(call);
  }

 private:
  enum Precision { kFloat, kDouble, kHalf, kBFloat };

  static Precision PrecisionOf(ElementType x, ElementType scale, int64_t attribute) {
    const auto type = attribute != 0 ? static_cast<ElementType>(attribute) : x;
    if (attribute == 0 && x == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32) return kDouble;
    if (attribute == 0 && scale != x) return kFloat;
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16) return kHalf;
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16) return kBFloat;
    return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE ? kDouble : kFloat;
  }

  // The common case.
  template <typename Q>
  static Status Bytes(const QuantCall& call, ThreadPool* pool) {
    const float* in = call.x.span<float>().data();
    const float* scales = static_cast<const float*>(call.scale.data());
    const Q* zeros = call.zero != nullptr ? call.zero->span<Q>().data() : nullptr;
    Q* out = static_cast<Q*>(call.y.mutable_data());
    call.layout.ForEachRun(call.x.element_count(), [&](size_t begin, size_t count, size_t index) {
      const float by = scales[index];
      const int shift = zeros != nullptr ? zeros[index] : 0;
      ParallelFor(pool, static_cast<std::ptrdiff_t>(count), 16384, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
        const size_t at = begin + static_cast<size_t>(first);
        QuantizeRun(in + at, static_cast<size_t>(last - first), by, shift, out + at);
      });
    });
    return Ok();
  }

  Status Any(const QuantCall& call) const {
    BERTH_ASSIGN_OR_RETURN(const QuantParameters parameters, QuantParameters::Of(call));
    const auto& [from, to, scales, zeros, index] = parameters;
    const auto [low, high] = LimitsOf(call.y.type());
    double values[kAccessBlock];
    for (size_t begin = 0; begin < index.size(); begin += kAccessBlock) {
      const size_t count = std::min(kAccessBlock, index.size() - begin);
      from->read_doubles(call.x.data(), begin, count, values);
      for (size_t i = 0; i < count; ++i) {
        const double quotient = Divide(values[i], scales[index[begin + i]]), shift = zeros[index[begin + i]];
        values[i] = to->is_integer ? Clamped(std::nearbyint(quotient) + shift, low, high) : quotient + shift;
      }
      to->write_doubles(values, count, options_, call.y.mutable_data(), begin);
    }
    return Ok();
  }

  double Divide(double x, double by) const {
    switch (precision_) {
      case kDouble: return x / by;
      case kHalf: return static_cast<float>(Float16(static_cast<float>(x) / static_cast<float>(by)));
      case kBFloat: return static_cast<float>(BFloat16(static_cast<float>(x) / static_cast<float>(by)));
      default: return static_cast<float>(x) / static_cast<float>(by);
    }
  }

  static double Clamped(double value, double low, double high) { return value > low ? std::min(value, high) : low; }

  static std::pair<double, double> LimitsOf(ElementType type) {
    const ElementTypeRow* row = FindElementType(type);
    const bool is_signed = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 ||
                           type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4 || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2;
    const double steps = std::ldexp(1.0, row->bits);
    return is_signed ? std::pair(-steps / 2, steps / 2 - 1) : std::pair(0.0, steps - 1);
  }

  QuantAttributes attributes_;
  WriteOptions options_;
  Precision precision_ = kFloat;
};

}  // namespace

BERTH_KERNEL_LIST(quantize_linear,
    {"", "QuantizeLinear", 10, kLatest, {}, QuantizeLinear::Make})

}  // namespace berth
