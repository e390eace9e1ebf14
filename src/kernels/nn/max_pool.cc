#include <algorithm>
#include <limits>

#include "kernels/kernel.h"
#include "kernels/nn/window.h"

namespace berth {
namespace {

// The largest element of each window. ONNX MaxPool-1, -8, -10, -11, -12, -22.
// x: [n, c, spatial...] float32; y: [n, c, out...]; indices: of the same shape, int64: the element's place in x as if it
// were flat, row-major, or column-major within a map when storage_order is 1. Padding never wins.
class MaxPool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MaxPool>();
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, true));
    BERTH_ASSIGN_OR_RETURN(int64_t order, info.Int("storage_order", 0));
    kernel->column_major_ = order != 0;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(PlacedWindow window, window_.Place(x.dims(), {}));
    const Dims dims = window.OutputDims(x.dims()[0], x.dims()[1]);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    int64_t* indices = nullptr;
    if (ctx.WantsOutput(1)) {
      BERTH_ASSIGN_OR_RETURN(Tensor * places, ctx.Output(1, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, dims));
      indices = static_cast<int64_t*>(places->mutable_data());
    }
    if (y->element_count() == 0) return Ok();
    const float* in = static_cast<const float*>(x.data());
    float* out = static_cast<float*>(y->mutable_data());
    const int64_t in_size = window.in_size(), out_size = window.out_size();
    ParallelFor(ctx.pool(), x.dims()[0] * x.dims()[1], 16384 / (out_size * window.kernel_size()) + 1,
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (std::ptrdiff_t map = begin; map < end; ++map) {
                    Map(in + map * in_size, window, out + map * out_size,
                        indices != nullptr ? indices + map * out_size : nullptr, map * in_size);
                  }
                });
    return Ok();
  }

 private:
  void Map(const float* in, const PlacedWindow& window, float* out, int64_t* indices, int64_t base) const {
    int64_t at = 0;
    for (int64_t d = 0; d < window.out[0]; ++d) {
      for (int64_t h = 0; h < window.out[1]; ++h) {
        for (int64_t w = 0; w < window.out[2]; ++w, ++at) {
          Spatial place{};
          out[at] = Largest(in, window, {d, h, w}, place);
          if (indices != nullptr) indices[at] = base + PlaceOf(place, window);
        }
      }
    }
  }

  static float Largest(const float* in, const PlacedWindow& window, const Spatial& position, Spatial& place) {
    // The taps of each axis that lie inside of the input.
    Spatial first{}, last{}, start{};
    for (size_t axis = 0; axis < kSpatial; ++axis) {
      start[axis] = position[axis] * window.stride[axis] - window.pad[axis];
      const int64_t dilation = window.dilation[axis];
      first[axis] = start[axis] < 0 ? (-start[axis] + dilation - 1) / dilation : 0;
      const int64_t room = window.in[axis] - 1 - start[axis];
      last[axis] = room < 0 ? -1 : std::min(window.kernel[axis] - 1, room / dilation);
    }
    float best = -std::numeric_limits<float>::infinity();
    bool found = false;
    for (int64_t i = first[0]; i <= last[0]; ++i) {
      const int64_t z = start[0] + i * window.dilation[0];
      for (int64_t j = first[1]; j <= last[1]; ++j) {
        const int64_t y = start[1] + j * window.dilation[1];
        for (int64_t k = first[2]; k <= last[2]; ++k) {
          const int64_t x = start[2] + k * window.dilation[2];
          const float value = in[(z * window.in[1] + y) * window.in[2] + x];
          if (value > best || !found) {
            best = value;
            place = {z, y, x};
            found = true;
          }
        }
      }
    }
    return best;
  }

  int64_t PlaceOf(const Spatial& at, const PlacedWindow& window) const {
    if (!column_major_) return (at[0] * window.in[1] + at[1]) * window.in[2] + at[2];
    // Column-major over the axes that the tensor has.
    int64_t place = 0, step = 1;
    for (size_t axis = kSpatial - window.rank; axis < kSpatial; ++axis) {
      place += at[axis] * step;
      step *= window.in[axis];
    }
    return place;
  }

  Window window_;
  bool column_major_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(max_pool,
    {"", "MaxPool", 1, kLatest, {{{"T", kF32}}}, MaxPool::Make})

}  // namespace berth
