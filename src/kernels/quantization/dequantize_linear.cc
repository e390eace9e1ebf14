#include <vector>

#include "kernels/kernel.h"
#include "kernels/quantization/quant_layout.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

// y = (x - zero_point) * scale, computed in float. ONNX DequantizeLinear-10, -13, -19, -21, -23, -24, -25, -28.
class DequantizeLinear final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<DequantizeLinear>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 1));
    BERTH_ASSIGN_OR_RETURN(kernel->block_, info.Int("block_size", 0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& scale = ctx.Input(1);
    const Tensor* zero = ctx.OptionalInput(2);
    BERTH_ASSIGN_OR_RETURN(const QuantLayout layout, QuantLayout::Make(x.dims(), scale.dims(), axis_, block_));
    if (zero != nullptr) BERTH_RETURN_IF_ERROR(QuantLayout::CheckZeroPoint(scale.dims(), zero->dims()));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    if (scale.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && y->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
      if (x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8) return Bytes<uint8_t>(layout, x, scale, zero, *y, ctx.pool());
      if (x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8) return Bytes<int8_t>(layout, x, scale, zero, *y, ctx.pool());
    }
    return Any(layout, x, scale, zero, *y);
  }

 private:
  // The common case, in loops that the compiler vectorizes.
  template <typename Q>
  static Status Bytes(const QuantLayout& layout, const Tensor& x, const Tensor& scale, const Tensor* zero, Tensor& y, ThreadPool* pool) {
    const Q* in = x.span<Q>().data();
    const float* scales = scale.span<float>().data();
    const Q* zeros = zero != nullptr ? zero->span<Q>().data() : nullptr;
    float* out = static_cast<float*>(y.mutable_data());
    layout.ForEachRun(x.element_count(), x.element_count(), [&](size_t begin, size_t count, size_t index) {
      const float by = scales[index];
      const int shift = zeros != nullptr ? zeros[index] : 0;
      ParallelFor(pool, static_cast<std::ptrdiff_t>(count), 16384, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
        const size_t end = begin + static_cast<size_t>(last);
        for (size_t at = begin + static_cast<size_t>(first); at < end; ++at) out[at] = static_cast<float>(in[at] - shift) * by;
      });
    });
    return Ok();
  }

  static Status Any(const QuantLayout& layout, const Tensor& x, const Tensor& scale, const Tensor* zero, Tensor& y) {
    const ElementAccess* from = AccessTo(x.type());
    const ElementAccess* to = AccessTo(y.type());
    const ElementAccess* scale_access = AccessTo(scale.type());
    if (from == nullptr || to == nullptr || scale_access == nullptr) {
      return Error(ORT_NOT_IMPLEMENTED, ElementTypeName(x.type()), " to ", ElementTypeName(y.type()), ": no kernel");
    }
    std::vector<double> scales(scale.element_count()), zeros(scale.element_count(), 0.0);
    scale_access->read_doubles(scale.data(), 0, scales.size(), scales.data());
    if (zero != nullptr) from->read_doubles(zero->data(), 0, zeros.size(), zeros.data());
    std::vector<size_t> index(x.element_count());
    layout.ForEachRun(index.size(), index.size(), [&](size_t begin, size_t count, size_t at) {
      std::fill_n(index.begin() + static_cast<std::ptrdiff_t>(begin), count, at);
    });
    double values[kAccessBlock];
    for (size_t begin = 0; begin < index.size(); begin += kAccessBlock) {
      const size_t count = std::min(kAccessBlock, index.size() - begin);
      from->read_doubles(x.data(), begin, count, values);
      for (size_t i = 0; i < count; ++i) {
        const size_t at = index[begin + i];
        values[i] = static_cast<float>((static_cast<float>(values[i]) - zeros[at]) * scales[at]);
      }
      to->write_doubles(values, count, WriteOptions{}, y.mutable_data(), begin);
    }
    return Ok();
  }

  int64_t axis_ = 1, block_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(dequantize_linear,
    {"", "DequantizeLinear", 10, kLatest, {}, DequantizeLinear::Make})

}  // namespace berth
