#include <cstring>

#include "kernels/generator/random.h"
#include "kernels/kernel.h"
#include "kernels/tensor/element_access.h"
#include "kernels/types.h"

namespace berth {
namespace {

// A matrix of the input's shape: 1 on diagonal `k`, else 0; of type `dtype`, or else the input's. ONNX EyeLike-9, -22.
class EyeLike final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<EyeLike>();
    BERTH_ASSIGN_OR_RETURN(kernel->diagonal_, info.Int("k", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->type_, TypeAttribute(info, info.input_type(0)));
    if (!(NumberTypes::kSet | kBool).contains(kernel->type_)) return NoCodeFor(kernel->type_);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const DimsView dims = ctx.Input(0).dims();
    if (dims.size() != 2) return InvalidArgument("input: shape ", ShapeText(dims), " seen, a matrix wanted");
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, type_, dims));
    if (y->bytes() > 0) std::memset(y->mutable_data(), 0, y->bytes());
    const int64_t rows = dims[0], columns = dims[1];
    if (diagonal_ <= -rows || diagonal_ >= columns) return Ok();
    const ElementAccess& access = *AccessTo(type_);
    const double one = 1;
    const int64_t first = diagonal_ < 0 ? -diagonal_ : 0;
    for (int64_t row = first; row < rows && row + diagonal_ < columns; ++row) {
      access.write_doubles(&one, 1, {}, y->mutable_data(), static_cast<size_t>(row * columns + row + diagonal_));
    }
    return Ok();
  }

 private:
  int64_t diagonal_ = 0;
  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
};

}  // namespace

BERTH_KERNEL_LIST(eye_like,
    {"", "EyeLike", 9, kLatest, {}, EyeLike::Make})

}  // namespace berth
