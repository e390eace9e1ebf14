// Element-wise operators with two broadcast inputs of one type: Add, Sub, Mul, Div.
#pragma once

#include "kernels/kernel.h"
#include "kernels/math/broadcast.h"

namespace berth {

// a, b: any shapes that broadcast; y: their broadcast shape. `Op<T>()(x, y)` is one element.
template <template <typename> class Op>
class BinaryKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<BinaryKernel>();
    kernel->run_ = Select(info.input_type(0));
    if (kernel->run_ == nullptr) {
      return Error(ORT_NOT_IMPLEMENTED, "element type ", ElementTypeName(info.input_type(0)), ": no kernel");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& a = ctx.Input(0);
    const Tensor& b = ctx.Input(1);
    // Equal shapes are the common case and need no plan.
    if (SameDims(a.dims(), b.dims())) return run_(ctx, a, b, nullptr);
    BERTH_ASSIGN_OR_RETURN(Dims dims, BroadcastDims(a.dims(), b.dims()));
    return run_(ctx, a, b, &dims);
  }

 private:
  using RunTyped = Status (*)(KernelContext& ctx, const Tensor& a, const Tensor& b, const Dims* dims);

  template <typename T>
  static Status Typed(KernelContext& ctx, const Tensor& a, const Tensor& b, const Dims* dims) {
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims != nullptr ? DimsView(*dims) : a.dims()));
    const T* x0 = static_cast<const T*>(a.data());
    const T* x1 = static_cast<const T*>(b.data());
    T* out = static_cast<T*>(y->mutable_data());
    if (dims == nullptr) {
      const Op<T> op;
      for (size_t i = 0, n = y->element_count(); i < n; ++i) out[i] = op(x0[i], x1[i]);
    } else {
      BroadcastApply(BroadcastPlan(a.dims(), b.dims(), *dims), x0, x1, out, Op<T>());
    }
    return Ok();
  }

  static RunTyped Select(ElementType type) {
    switch (type) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT: return Typed<float>;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE: return Typed<double>;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32: return Typed<int32_t>;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64: return Typed<int64_t>;
      default: return nullptr;
    }
  }

  RunTyped run_ = nullptr;
};

inline constexpr TypeSet kBinaryTypes = kF32 | kF64 | kI32 | kI64;

// Arithmetic on integers wraps, as ONNX's reference does; done unsigned, where C++ allows it.
template <typename T>
using Wrapping = std::conditional_t<std::is_integral_v<T>, std::make_unsigned<T>, std::type_identity<T>>::type;

}  // namespace berth
