#include "kernels/context.h"

using berth::DimsView;
using berth::ElementType;
using berth::Status;
using berth::StatusOr;
using berth::Tensor;

StatusOr<Tensor*> OrtKernelContext::Output(size_t i, DimsView dims) { return Output(i, output_types_[i], dims); }

StatusOr<Tensor*> OrtKernelContext::Output(size_t i, ElementType type, DimsView dims) {
  if (!WantsOutput(i)) return berth::Error(ORT_INVALID_ARGUMENT, "output ", i, ": not wanted by the graph");
  int32_t id = output_ids_[i];
  OrtValue& value = values_[id];
  // A slot that still has this shape from an earlier run keeps its planned memory: the common case costs no call.
  bool reusable = value.is_tensor() && value.tensor.type() == type && berth::SameDims(value.tensor.dims(), dims);
  if (!reusable) BERTH_RETURN_IF_ERROR(services_.PrepareOutput(id, type, dims, value));
  refs_[id] = &value;
  return &value.tensor;
}

OrtValue* OrtKernelContext::GivenOutput(size_t i) const {
  if (!WantsOutput(i)) return nullptr;
  OrtValue& value = values_[output_ids_[i]];
  OrtValue* given = services_.GivenOutput(output_ids_[i], value);
  if (given != nullptr) refs_[output_ids_[i]] = &value;
  return given;
}

Status OrtKernelContext::ShareOutput(size_t i, berth::SharedValue value) {
  if (!WantsOutput(i)) return berth::Ok();
  const ElementType wanted = output_types_[i];
  if (value->is_tensor() && wanted != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED && value->tensor.type() != wanted) {
    return berth::InvalidArgument("output ", i, ": ", berth::ElementTypeName(value->tensor.type()), " seen, ",
                                  berth::ElementTypeName(wanted), " wanted");
  }
  refs_[output_ids_[i]] = value.get();
  services_.HoldValue(output_ids_[i], std::move(value));
  return berth::Ok();
}
