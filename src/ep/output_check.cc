#include "ep/output_check.h"

#include "ep/guard.h"

namespace berth {
namespace {

bool Fits(DimsView seen, const std::optional<Dims>& wanted) {
  if (!wanted) return true;
  if (seen.size() != wanted->size()) return false;
  for (size_t i = 0; i < seen.size(); ++i) {
    if ((*wanted)[i] >= 0 && seen[i] != (*wanted)[i]) return false;
  }
  return true;
}

}  // namespace

Status CheckOutput(const KernelContext& ctx, size_t i, const WantedOutput& wanted, const std::string& ep) {
  if (!ctx.WantsOutput(i)) return Ok();
  const OrtValue* made = ctx.MadeOutput(i);
  if (made == nullptr || !made->has_value()) {
    return Error(ORT_EP_FAIL, Broken("EPC-016", ep, "Compute"), ": output \"", wanted.name, "\": not made");
  }
  if (wanted.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) return Ok();
  if (!made->is_tensor() || made->tensor.type() != wanted.type) {
    return Error(ORT_EP_FAIL, Broken("EPC-016", ep, "Compute"), ": output \"", wanted.name,
                 "\": ", made->is_tensor() ? ElementTypeName(made->tensor.type()) : "no tensor", " seen, ",
                 ElementTypeName(wanted.type), " wanted");
  }
  if (Fits(made->tensor.dims(), wanted.dims)) return Ok();
  return Error(ORT_EP_FAIL, Broken("EPC-016", ep, "Compute"), ": output \"", wanted.name, "\": shape ",
               ShapeText(made->tensor.dims()), " seen, ", ShapeText(*wanted.dims), " wanted");
}

}  // namespace berth
