#include "kernels/generator/random.h"
#include "kernels/kernel.h"
#include "kernels/tensor/element_access.h"
#include "kernels/types.h"

namespace berth {
namespace {

// 1 with the probability that x gives, else 0. ONNX Bernoulli-15, -22. y: of type `dtype`, or else the input's.
class Bernoulli final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Bernoulli>();
    BERTH_RETURN_IF_ERROR(kernel->source_.Init(info));
    BERTH_ASSIGN_OR_RETURN(kernel->type_, TypeAttribute(info, info.input_type(0)));
    if (AccessTo(info.input_type(0)) == nullptr) return NoCodeFor(info.input_type(0));
    if (AccessTo(kernel->type_) == nullptr) return NoCodeFor(kernel->type_);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, type_, x.dims()));
    const RandomStream stream = source_.NextRun();
    const ElementAccess& reader = *AccessTo(x.type());
    const ElementAccess& writer = *AccessTo(type_);
    double chances[kAccessBlock], numbers[kAccessBlock];
    for (size_t at = 0, total = x.element_count(); at < total; at += kAccessBlock) {
      const size_t count = std::min(kAccessBlock, total - at);
      reader.read_doubles(x.data(), at, count, chances);
      stream.Uniform(at, count, numbers);
      for (size_t i = 0; i < count; ++i) numbers[i] = numbers[i] < chances[i] ? 1.0 : 0.0;
      writer.write_doubles(numbers, count, {}, y->mutable_data(), at);
    }
    return Ok();
  }

 private:
  RandomSource source_;
  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
};

}  // namespace

BERTH_KERNEL_LIST(bernoulli,
    {"", "Bernoulli", 15, kLatest, {{{"T1", FloatTypes::kSet}}}, Bernoulli::Make})

}  // namespace berth
