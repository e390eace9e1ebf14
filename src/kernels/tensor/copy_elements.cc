#include "kernels/tensor/copy_elements.h"

#include <algorithm>
#include <cstring>

namespace berth {

Status CopyElements(KernelContext& ctx, const Tensor& x, DimsView dims) {
  BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.type(), dims));
  if (x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    std::copy(x.strings().begin(), x.strings().end(), y->mutable_strings().begin());
  } else if (x.bytes() > 0) {
    std::memcpy(y->mutable_data(), x.data(), x.bytes());
  }
  return Ok();
}

}  // namespace berth
