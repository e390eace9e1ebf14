#include "exec/copy_kernel.h"

#include "kernels/body.h"

namespace berth {

bool CopyKernel::IsThere(const OrtValue& value) const {
  if (!value.is_tensor() || value.tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return true;
  const OrtMemoryDevice& device = value.tensor.memory_info().device;
  return place_ == kHostPlace ? device.IsHostAccessible() : device == memory_.device(place_);
}

Status CopyKernel::Run(KernelContext& ctx) const {
  const OrtValue* from = ctx.InputValue(0);
  if (from == nullptr) return Ok();  // an optional one that nobody gave
  if (IsThere(*from)) return ctx.ShareOutput(0, Borrowed(from));
  BERTH_RETURN_IF_ERROR(ctx.Output(0, from->tensor.type(), from->tensor.dims()).status());
  return memory_.Copy(*from, const_cast<OrtValue&>(*ctx.MadeOutput(0)), {ctx.control().streams, stays_, true});
}

}  // namespace berth
