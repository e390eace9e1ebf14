#include "kernels/nn/integer_conv.h"

#include "base/checked_math.h"
#include "kernels/nn/conv_panels.h"

namespace berth {
namespace {

// Sums of this many products of differences of 8-bit numbers are whole numbers that float holds exactly: 256 * 255^2 < 2^24.
constexpr size_t kExactTaps = 256;

int32_t ElementAt(const Tensor& tensor, size_t i) {
  const uint8_t byte = static_cast<const uint8_t*>(tensor.data())[i];
  return tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 ? static_cast<int8_t>(byte) : byte;
}

// to[i] = from[i] - zero.
void Center(const Tensor& from, size_t begin, size_t count, int32_t zero, float* to) {
  if (from.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8) {
    const int8_t* data = from.span<int8_t>().data() + begin;
    for (size_t i = 0; i < count; ++i) to[i] = static_cast<float>(data[i] - zero);
  } else {
    const uint8_t* data = from.span<uint8_t>().data() + begin;
    for (size_t i = 0; i < count; ++i) to[i] = static_cast<float>(data[i] - zero);
  }
}

// The rows from `first` on of the windows.
class LaterPanels final : public PanelSource {
 public:
  LaterPanels(const ConvPanels& panels, size_t first) : panels_(panels), first_(first) {}
  void Pack(size_t row, size_t rows, size_t column, size_t columns, size_t step, float* panel) const override {
    panels_.Pack(first_ + row, rows, column, columns, step, panel);
  }

 private:
  const ConvPanels& panels_;
  size_t first_;
};

template <typename T>
StatusOr<T*> ScratchOf(KernelContext& ctx, size_t count) {
  const auto bytes = CheckedMul(count, sizeof(T));
  if (!bytes) return Error(ORT_FAIL, "scratch for ", count, " elements: too large");
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(*bytes));
  return static_cast<T*>(scratch);
}

}  // namespace

StatusOr<int32_t> ReadZeroPoint(const Tensor* zero, const char* name) {
  if (zero == nullptr) return 0;
  if (zero->element_count() != 1) {
    return InvalidArgument("input ", name, ": shape ", ShapeText(zero->dims()), " seen, one element wanted");
  }
  return ElementAt(*zero, 0);
}

Status RunIntegerConv(KernelContext& ctx, const IntegerConv& call, int32_t* y) {
  const DimsView w_dims = call.w->dims();
  const auto all_maps = static_cast<size_t>(w_dims[0]), groups = static_cast<size_t>(call.group), maps = all_maps / groups;
  const size_t taps = ElementCountOf(w_dims.subspan(1)), channels = static_cast<size_t>(w_dims[1]);
  if (call.w_zero != nullptr && call.w_zero->element_count() != 1 && call.w_zero->element_count() != all_maps) {
    return InvalidArgument("input w_zero_point: shape ", ShapeText(call.w_zero->dims()), " seen, 1 or ", all_maps,
                           " elements wanted");
  }
  const size_t in_size = static_cast<size_t>(call.window->in_size()), out_size = static_cast<size_t>(call.window->out_size());
  BERTH_ASSIGN_OR_RETURN(float* w, ScratchOf<float>(ctx, all_maps * taps));
  BERTH_ASSIGN_OR_RETURN(float* x, ScratchOf<float>(ctx, channels * in_size));
  BERTH_ASSIGN_OR_RETURN(float* product, ScratchOf<float>(ctx, maps * out_size));
  for (size_t map = 0; map < all_maps; ++map) {
    const bool per_map = call.w_zero != nullptr && call.w_zero->element_count() == all_maps;
    const int32_t zero = call.w_zero == nullptr ? 0 : ElementAt(*call.w_zero, per_map ? map : 0);
    Center(*call.w, map * taps, taps, zero, w + map * taps);
  }
  for (size_t i = 0; i < static_cast<size_t>(call.x->dims()[0]) * groups; ++i) {
    Center(*call.x, i * channels * in_size, channels * in_size, call.x_zero, x);
    int32_t* sums = y + i * maps * out_size;
    std::fill_n(sums, maps * out_size, 0);
    const ConvPanels panels(x, channels, *call.window);
    for (size_t first = 0; first < taps; first += kExactTaps) {
      const LaterPanels later(panels, first);
      GemmCall gemm;
      gemm.m = maps;
      gemm.n = out_size;
      gemm.k = std::min(kExactTaps, taps - first);
      gemm.a = MatrixView::RowMajor(w + i % groups * maps * taps + first, taps);
      gemm.panels = &later;
      gemm.c = product;
      gemm.c_step = out_size;
      Gemm(gemm, ctx.pool());
      ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(maps * out_size), 32768, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        auto* to = reinterpret_cast<uint32_t*>(sums);
        for (std::ptrdiff_t j = begin; j < end; ++j) to[j] += static_cast<uint32_t>(static_cast<int32_t>(product[j]));
      });
    }
  }
  return Ok();
}

}  // namespace berth
