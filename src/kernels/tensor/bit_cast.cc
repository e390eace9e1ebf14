#include <cstring>

#include "kernels/kernel.h"

namespace berth {
namespace {

// The bits of the elements as another type of as many bits; the graph says which. ONNX BitCast-26.
class BitCast final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    const ElementTypeRow* from = FindElementType(info.input_type(0));
    const ElementTypeRow* to = FindElementType(info.output_type(0));
    if (from == nullptr || to == nullptr || from->bits != to->bits || from->bits == 0) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": ", ElementTypeName(info.input_type(0)), " to ",
                   ElementTypeName(info.output_type(0)), " seen, types of as many bits wanted");
    }
    return std::make_unique<BitCast>();
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    if (x.bytes() > 0) std::memcpy(y->mutable_data(), x.data(), x.bytes());
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(bit_cast,
    {"", "BitCast", 26, kLatest, {}, BitCast::Make})

}  // namespace berth
