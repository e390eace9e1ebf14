#include <algorithm>

#include "kernels/generator/random.h"
#include "kernels/kernel.h"
#include "kernels/tensor/copy_elements.h"
#include "kernels/tensor/element_access.h"
#include "kernels/types.h"

namespace berth {
namespace {

// The input as it is; in training, elements become 0 with probability `ratio` and the others are divided by 1 - ratio. The mask
// says which stayed. Training: up to version 6 where `is_test` is 0, from 12 on where the input training_mode is true.
// ONNX Dropout-1, -6, -7, -10, -12, -13, -22.
class Dropout final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Dropout>();
    BERTH_RETURN_IF_ERROR(kernel->source_.Init(info));
    kernel->has_inputs_ = info.node().since_version >= 12;
    if (kernel->has_inputs_) return kernel;
    BERTH_ASSIGN_OR_RETURN(kernel->ratio_, info.Float("ratio", 0.5f));
    BERTH_ASSIGN_OR_RETURN(const int64_t is_test, info.Int("is_test", info.node().since_version < 7 ? 0 : 1));
    kernel->trains_ = is_test == 0;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    double ratio = ratio_;
    bool trains = trains_;
    if (has_inputs_) {
      BERTH_RETURN_IF_ERROR(Scalar(ctx.OptionalInput(1), "ratio", ratio));
      double mode = 0;
      BERTH_RETURN_IF_ERROR(Scalar(ctx.OptionalInput(2), "training_mode", mode));
      trains = mode != 0;
    }
    Tensor* mask = nullptr;
    if (ctx.WantsOutput(1)) {
      BERTH_ASSIGN_OR_RETURN(mask, ctx.Output(1, x.dims()));
    }
    if (trains && ratio != 0) return Drop(ctx, x, ratio, mask);
    if (mask != nullptr) {
      const double kept = 1;
      for (size_t i = 0; i < x.element_count(); ++i) AccessTo(mask->type())->write_doubles(&kept, 1, {}, mask->mutable_data(), i);
    }
    return CopyElements(ctx, x, x.dims());
  }

 private:
  static Status Scalar(const Tensor* tensor, const char* name, double& value) {
    if (tensor == nullptr) return Ok();
    if (tensor->element_count() != 1) {
      return InvalidArgument("input ", name, ": shape ", ShapeText(tensor->dims()), " seen, a scalar wanted");
    }
    AccessTo(tensor->type())->read_doubles(tensor->data(), 0, 1, &value);
    return Ok();
  }

  Status Drop(KernelContext& ctx, const Tensor& x, double ratio, Tensor* mask) const {
    if (!(ratio > 0 && ratio < 1)) return InvalidArgument("ratio ", ratio, " seen, at least 0 and less than 1 wanted");
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const RandomStream stream = source_.NextRun();
    const ElementAccess& access = *AccessTo(x.type());
    const size_t total = x.element_count();
    constexpr std::ptrdiff_t kBlocksAThread = 16;
    const auto blocks = static_cast<std::ptrdiff_t>((total + kAccessBlock - 1) / kAccessBlock);
    ParallelFor(ctx.pool(), blocks, kBlocksAThread, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
      double values[kAccessBlock], numbers[kAccessBlock];
      for (auto block = static_cast<size_t>(first); block < static_cast<size_t>(last); ++block) {
        const size_t begin = block * kAccessBlock, count = std::min(kAccessBlock, total - begin);
        access.read_doubles(x.data(), begin, count, values);
        stream.Uniform(begin, count, numbers);
        for (size_t i = 0; i < count; ++i) numbers[i] = numbers[i] >= ratio ? 1.0 : 0.0;
        for (size_t i = 0; i < count; ++i) values[i] = numbers[i] != 0 ? values[i] / (1 - ratio) : 0.0;
        access.write_doubles(values, count, {}, y->mutable_data(), begin);
        if (mask != nullptr) AccessTo(mask->type())->write_doubles(numbers, count, {}, mask->mutable_data(), begin);
      }
    });
    return Ok();
  }

  RandomSource source_;
  float ratio_ = 0.5f;
  bool has_inputs_ = false, trains_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(dropout,
    {"", "Dropout", 1, kLatest, {{{"T", FloatTypesWithFloat8::kSet}}}, Dropout::Make})

}  // namespace berth
