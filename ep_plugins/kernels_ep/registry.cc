#include <utility>

#include "kernels.h"

namespace kernels {
namespace {

OrtStatus* Describe(const Row& row, OrtKernelDefBuilder* builder) {
  EP_RETURN_IF_ERROR(ort_ep->KernelDefBuilder_SetOperatorType(builder, row.op_type));
  EP_RETURN_IF_ERROR(ort_ep->KernelDefBuilder_SetDomain(builder, ""));
  EP_RETURN_IF_ERROR(ort_ep->KernelDefBuilder_SetSinceVersion(builder, row.since, row.until));
  EP_RETURN_IF_ERROR(ort_ep->KernelDefBuilder_SetExecutionProvider(builder, elementwise::kName));
  if (row.is_float) {
    const OrtDataType* type = nullptr;
    EP_RETURN_IF_ERROR(ort_ep->GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &type));
    EP_RETURN_IF_ERROR(ort_ep->KernelDefBuilder_AddTypeConstraint(builder, "T", &type, 1));
  }
  if (row.describe != nullptr) row.describe(builder);
  return nullptr;
}

OrtStatus* AddRow(OrtKernelRegistry* registry, const Row& row) {
  OrtKernelDefBuilder* builder = nullptr;
  EP_RETURN_IF_ERROR(ort_ep->CreateKernelDefBuilder(&builder));
  const std::unique_ptr<OrtKernelDefBuilder, decltype(ort_ep->ReleaseKernelDefBuilder)> owner(
      builder, ort_ep->ReleaseKernelDefBuilder);
  EP_RETURN_IF_ERROR(Describe(row, builder));
  OrtKernelDef* def = nullptr;
  EP_RETURN_IF_ERROR(ort_ep->KernelDefBuilder_Build(builder, &def));
  OrtStatus* status = ort_ep->KernelRegistry_AddKernel(registry, def, row.create, nullptr);
  ort_ep->ReleaseKernelDef(def);
  return status;
}

OrtStatus* AddRows(OrtKernelRegistry* registry) {
  for (size_t i = 0; i < kMathRowCount; ++i) EP_RETURN_IF_ERROR(AddRow(registry, kMathRows[i]));
  for (size_t i = 0; i < kMatMulRowCount; ++i) EP_RETURN_IF_ERROR(AddRow(registry, kMatMulRows[i]));
  for (size_t i = 0; i < kControlFlowRowCount; ++i) EP_RETURN_IF_ERROR(AddRow(registry, kControlFlowRows[i]));
  return nullptr;
}

}  // namespace

OrtStatus* MakeRegistry(OrtKernelRegistry** registry) {
  EP_RETURN_IF_ERROR(ort_ep->CreateKernelRegistry(registry));
  OrtStatus* status = AddRows(*registry);
  if (status != nullptr) ort_ep->ReleaseKernelRegistry(std::exchange(*registry, nullptr));
  return status;
}

OrtStatus* ReadTensor(const OrtValue* value, View* view) {
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorTypeAndShape(value, &shape));
  const std::unique_ptr<OrtTensorTypeAndShapeInfo, decltype(ort->ReleaseTensorTypeAndShapeInfo)> owner(
      shape, ort->ReleaseTensorTypeAndShapeInfo);
  size_t rank = 0;
  EP_RETURN_IF_ERROR(ort->GetDimensionsCount(shape, &rank));
  view->dims.resize(rank);
  EP_RETURN_IF_ERROR(ort->GetDimensions(shape, view->dims.data(), rank));
  EP_RETURN_IF_ERROR(ort->GetTensorShapeElementCount(shape, &view->count));
  void* data = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorMutableData(const_cast<OrtValue*>(value), &data));
  view->data = static_cast<float*>(data);
  return nullptr;
}

OrtStatus* ReadInput(OrtKernelContext* context, size_t index, View* view) {
  const OrtValue* value = nullptr;
  EP_RETURN_IF_ERROR(ort->KernelContext_GetInput(context, index, &value));
  return ReadTensor(value, view);
}

OrtStatus* MakeOutput(OrtKernelContext* context, size_t index, const std::vector<int64_t>& dims, View* view) {
  OrtValue* value = nullptr;
  EP_RETURN_IF_ERROR(ort->KernelContext_GetOutput(context, index, dims.data(), dims.size(), &value));
  return value != nullptr ? ReadTensor(value, view) : nullptr;
}

}  // namespace kernels
