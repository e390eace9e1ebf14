#include "kernels/quantization/byte_lanes.h"
#include "kernels/quantization/quant_call.h"

namespace berth {
namespace {

// y = (x - zero_point) * scale, computed in float. ONNX DequantizeLinear-10, -13, -19, -21, -23, -24, -25, -28.
class DequantizeLinear final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<DequantizeLinear>();
    BERTH_ASSIGN_OR_RETURN(kernel->attributes_, QuantAttributes::Of(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const QuantCall call, QuantCall::Begin(ctx, attributes_));
    if (call.scale.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && call.y.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
      if (call.x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8) return Bytes<uint8_t>(call, ctx.pool());
      if (call.x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8) return Bytes<int8_t>(call, ctx.pool());
    }
    return Any(call);
  }

 private:
  // The common case.
  template <typename Q>
  static Status Bytes(const QuantCall& call, ThreadPool* pool) {
    const Q* in = call.x.span<Q>().data();
    const float* scales = call.scale.span<float>().data();
    const Q* zeros = call.zero != nullptr ? call.zero->span<Q>().data() : nullptr;
    float* out = static_cast<float*>(call.y.mutable_data());
    call.layout.ForEachRun(call.x.element_count(), [&](size_t begin, size_t count, size_t index) {
      const float by = scales[index];
      const int shift = zeros != nullptr ? zeros[index] : 0;
      ParallelFor(pool, static_cast<std::ptrdiff_t>(count), 16384, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
        const size_t at = begin + static_cast<size_t>(first);
        DequantizeRun(in + at, static_cast<size_t>(last - first), by, shift, out + at);
      });
    });
    return Ok();
  }

  static Status Any(const QuantCall& call) {
    BERTH_ASSIGN_OR_RETURN(const QuantParameters parameters, QuantParameters::Of(call));
    const auto& [from, to, scales, zeros, index] = parameters;
    double values[kAccessBlock];
    for (size_t begin = 0; begin < index.size(); begin += kAccessBlock) {
      const size_t count = std::min(kAccessBlock, index.size() - begin);
      from->read_doubles(call.x.data(), begin, count, values);
      for (size_t i = 0; i < count; ++i) {
        const size_t at = index[begin + i];
        values[i] = static_cast<float>((static_cast<float>(values[i]) - zeros[at]) * scales[at]);
      }
      to->write_doubles(values, count, WriteOptions{}, call.y.mutable_data(), begin);
    }
    return Ok();
  }

  QuantAttributes attributes_;
};

}  // namespace

BERTH_KERNEL_LIST(dequantize_linear,
    {"", "DequantizeLinear", 10, kLatest, {}, DequantizeLinear::Make})

}  // namespace berth
