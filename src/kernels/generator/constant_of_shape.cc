#include <algorithm>
#include <complex>
#include <cstring>

#include "graph/initializer.h"
#include "kernels/kernel.h"
#include "kernels/tensor/element_access.h"
#include "kernels/types.h"
#include "values/packed.h"

namespace berth {
namespace {

// A tensor of the shape that the input gives, every element `value`: a float 0 without it. ONNX ConstantOfShape-9, -20, -21, -23,
// -24, -25.
class ConstantOfShape final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ConstantOfShape>();
    const auto* value = info.node().FindAttribute("value");
    if (value == nullptr) return kernel;
    BERTH_ASSIGN_OR_RETURN(const Tensor tensor, TensorFromProto(value->t(), DefaultCpuAllocator()));
    kernel->type_ = tensor.type();
    if (tensor.element_count() != 1 || AccessTo(tensor.type()) == nullptr) {
      return InvalidArgument(info.label(), ": attribute \"value\": ", ElementTypeName(tensor.type()), ShapeText(tensor.dims()),
                             " seen, one number wanted");
    }
    if (!IsPacked(tensor.type())) {
      kernel->size_ = tensor.bytes();
      std::memcpy(kernel->pattern_, tensor.data(), tensor.bytes());
      return kernel;
    }
    // A byte of equal elements.
    const unsigned bits = FindElementType(tensor.type())->bits;
    uint8_t code = 0;
    UnpackElements(tensor, &code);
    const uint8_t codes[4] = {code, code, code, code};
    PackElements(codes, tensor.type(), 0, 8 / bits, kernel->pattern_);
    kernel->size_ = 1;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& shape = ctx.Input(0);
    if (shape.dims().size() != 1) return InvalidArgument("input: shape ", ShapeText(shape.dims()), " seen, a list wanted");
    const Dims dims(shape.span<int64_t>().begin(), shape.span<int64_t>().end());
    BERTH_RETURN_IF_ERROR(ElementCount(dims).status());
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, type_, dims));
    const size_t count = y->bytes() / size_;
    switch (size_) {
      case 1: Fill<uint8_t>(*y, count); break;
      case 2: Fill<uint16_t>(*y, count); break;
      case 4: Fill<uint32_t>(*y, count); break;
      default: Fill<uint64_t>(*y, count); break;
    }
    return Ok();
  }

 private:
  template <typename Word>
  void Fill(Tensor& y, size_t count) const {
    Word word;
    std::memcpy(&word, pattern_, sizeof(word));
    std::fill_n(static_cast<Word*>(y.mutable_data()), count, word);
  }

  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  size_t size_ = sizeof(float);   // of a word: an element, or a byte of packed ones
  uint8_t pattern_[8] = {};
};

}  // namespace

BERTH_KERNEL_LIST(constant_of_shape,
    {"", "ConstantOfShape", 9, kLatest, {}, ConstantOfShape::Make})

}  // namespace berth
