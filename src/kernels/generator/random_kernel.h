// RandomNormal, RandomUniform, and the same with the shape of an input.
#pragma once

#include "kernels/generator/random.h"
#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// mean + scale * a number of the standard normal distribution.
struct NormalNumbers {
  static StatusOr<RandomFill> Fill(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const float mean, info.Float("mean", 0.0f));
    BERTH_ASSIGN_OR_RETURN(const float scale, info.Float("scale", 1.0f));
    return RandomFill{&RandomStream::Normal, mean, scale};
  }
};

// Uniform between low and high.
struct UniformNumbers {
  static StatusOr<RandomFill> Fill(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const float low, info.Float("low", 0.0f));
    BERTH_ASSIGN_OR_RETURN(const float high, info.Float("high", 1.0f));
    return RandomFill{&RandomStream::Uniform, low, double{high} - double{low}};
  }
};

// y has the shape of the attribute `shape`, or that of the input where there is one; its type is `dtype`, or else the input's, or
// else float.
template <typename Numbers>
class RandomKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<RandomKernel>();
    BERTH_RETURN_IF_ERROR(kernel->source_.Init(info));
    BERTH_ASSIGN_OR_RETURN(kernel->fill_, Numbers::Fill(info));
    const bool like = info.input_count() > 0;
    BERTH_ASSIGN_OR_RETURN(kernel->type_, TypeAttribute(info, like ? info.input_type(0) : ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT));
    if (!FloatTypes::kSet.contains(kernel->type_)) return NoCodeFor(kernel->type_);
    if (!like) {
      BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> shape, info.Ints("shape"));
      kernel->shape_.assign(shape.begin(), shape.end());
      BERTH_RETURN_IF_ERROR(ElementCount(kernel->shape_).status());
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, type_, ctx.input_count() > 0 ? ctx.Input(0).dims() : DimsView(shape_)));
    FillRandom(source_.NextRun(), fill_, *y, ctx.pool());
    return Ok();
  }

 private:
  RandomSource source_;
  RandomFill fill_{};
  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  Dims shape_;
};

}  // namespace berth
