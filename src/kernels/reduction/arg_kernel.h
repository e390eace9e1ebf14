// ArgMax and ArgMin: where along an axis the chosen element is.
#pragma once

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// x: any shape; y: int64, the axis of size 1 or left out. Among equals the first, or the last with select_last_index; the first
// not-a-number wins over all. `Better<T>()(a, b)`: a is chosen over b.
template <template <typename> class Better>
class ArgKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ArgKernel>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    BERTH_ASSIGN_OR_RETURN(int64_t keeps, info.Int("keepdims", 1));
    BERTH_ASSIGN_OR_RETURN(int64_t last, info.Int("select_last_index", 0));
    kernel->keeps_ = keeps != 0;
    kernel->last_ = last != 0;
    kernel->run_ = SelectByType<NumberTypes>(info.input_type(0), []<typename T>() { return &Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(int64_t axis, NormalizeAxis(axis_, x.dims().size()));
    const auto at = static_cast<size_t>(axis);
    Dims dims(x.dims().begin(), x.dims().end());
    if (keeps_) {
      dims[at] = 1;
    } else {
      dims.erase(dims.begin() + axis);
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, dims));
    if (y->element_count() == 0) return Ok();
    const auto count = static_cast<size_t>(x.dims()[at]);
    if (count == 0) {
      return InvalidArgument("input: axis ", axis, " of shape ", ShapeText(x.dims()), " is empty, an element wanted");
    }
    run_(x, y->mutable_span<int64_t>(), count, ElementCountOf(x.dims().subspan(at + 1)), last_);
    return Ok();
  }

 private:
  template <typename T>
  static void Typed(const Tensor& x, std::span<int64_t> out, size_t count, size_t inner, bool last) {
    using M = MathType<T>;
    const T* in = x.span<T>().data();
    for (size_t o = 0; o < out.size(); ++o) {
      const T* line = in + o / inner * count * inner + o % inner;
      auto best = static_cast<M>(line[0]);
      int64_t index = 0;
      for (size_t i = 1; i < count && best == best; ++i) {
        const auto value = static_cast<M>(line[i * inner]);
        if (!Better<M>()(value, best) && value == value && !(last && value == best)) continue;
        best = value;
        index = static_cast<int64_t>(i);
      }
      out[o] = index;
    }
  }

  int64_t axis_ = 0;
  bool keeps_ = true, last_ = false;
  void (*run_)(const Tensor& x, std::span<int64_t> out, size_t count, size_t inner, bool last) = nullptr;
};

}  // namespace berth
