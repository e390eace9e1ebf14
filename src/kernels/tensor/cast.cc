#include "absl/strings/ascii.h"
#include "graph/onnx_type.h"
#include "kernels/kernel.h"
#include "kernels/tensor/convert.h"
#include "kernels/types.h"

namespace berth {
namespace {

// The elements as another type: numbers, bool, text. ONNX Cast-1 (which names the type by text), -6, -9, -13, -19, -21, -23, -24,
// -25, -28.
class Cast final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Cast>();
    if (info.node().since_version < 6) {
      BERTH_ASSIGN_OR_RETURN(std::string to, info.String("to"));
      kernel->to_ = ElementTypeByName(absl::AsciiStrToLower(to)).value_or(ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
    } else {
      BERTH_ASSIGN_OR_RETURN(int64_t to, info.Int("to"));
      if (to != static_cast<int32_t>(to) || !onnx::TensorProto_DataType_IsValid(static_cast<int32_t>(to))) {
        return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"to\": ", to, " seen: no such type");
      }
      kernel->to_ = ElementTypeFromOnnx(to);
    }
    BERTH_ASSIGN_OR_RETURN(kernel->options_, WriteOptionsOf(info));
    if (!CanConvert(info.input_type(0), kernel->to_)) {
      return Error(ORT_NOT_IMPLEMENTED, info.label(), ": from ", ElementTypeName(info.input_type(0)), " to ",
                   ElementTypeName(kernel->to_), ": no conversion");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, to_, x.dims()));
    return ConvertElements(x, *y, options_, ctx.pool());
  }

 private:
  ElementType to_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  WriteOptions options_;
};

}  // namespace

BERTH_KERNEL_LIST(cast,
    {"", "Cast", 1, kLatest, {}, Cast::Make})

}  // namespace berth
