#include "compile.h"

#include <cstring>

#include "translate.h"

namespace elementwise {
namespace {

OrtStatus* ReadInput(OrtKernelContext* context, size_t index, Tensor* tensor) {
  const OrtValue* value = nullptr;
  EP_RETURN_IF_ERROR(ort->KernelContext_GetInput(context, index, &value));
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorTypeAndShape(value, &shape));
  const std::unique_ptr<OrtTensorTypeAndShapeInfo, decltype(ort->ReleaseTensorTypeAndShapeInfo)> owner(
      shape, ort->ReleaseTensorTypeAndShapeInfo);
  size_t rank = 0;
  EP_RETURN_IF_ERROR(ort->GetDimensionsCount(shape, &rank));
  tensor->dims.resize(rank);
  EP_RETURN_IF_ERROR(ort->GetDimensions(shape, tensor->dims.data(), rank));
  const void* data = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorData(value, &data));
  tensor->data = static_cast<const float*>(data);
  return nullptr;
}

OrtStatus* WriteOutput(OrtKernelContext* context, size_t index, const Tensor& tensor) {
  OrtValue* value = nullptr;
  EP_RETURN_IF_ERROR(ort->KernelContext_GetOutput(context, index, tensor.dims.data(), tensor.dims.size(), &value));
  if (value == nullptr) return nullptr;   // nobody wants it
  void* data = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorMutableData(value, &data));
  if (!tensor.own.empty()) std::memcpy(data, tensor.own.data(), tensor.own.size() * sizeof(float));
  return nullptr;
}

struct Compiled : OrtNodeComputeInfo {
  explicit Compiled(Program p) : OrtNodeComputeInfo{}, program(std::move(p)) {
    ort_version_supported = ORT_API_VERSION;
    // The program is all there is: a run needs no state of its own.
    CreateState = [](OrtNodeComputeInfo* self, OrtNodeComputeContext*, void** state) -> OrtStatus* {
      *state = self;
      return nullptr;
    };
    Compute = [](OrtNodeComputeInfo* self, void*, OrtKernelContext* context) -> OrtStatus* {
      return Guard([&] { return static_cast<Compiled*>(self)->Run(context); });
    };
    ReleaseState = [](OrtNodeComputeInfo*, void*) {};
  }

  // May run on several threads at once: everything that changes is local.
  OrtStatus* Run(OrtKernelContext* context) const {
    std::vector<Tensor> tensors(program.tensor_count);
    for (size_t i = 0; i < program.inputs.size(); ++i) {
      EP_RETURN_IF_ERROR(ReadInput(context, i, &tensors[program.inputs[i]]));
    }
    for (const Step& step : program.steps) {
      const std::string problem = elementwise::Run(step, tensors);
      if (!problem.empty()) return Fail("Compute: " + problem);
    }
    for (size_t i = 0; i < program.outputs.size(); ++i) {
      EP_RETURN_IF_ERROR(WriteOutput(context, i, tensors[program.outputs[i]]));
    }
    return nullptr;
  }

  const Program program;
};

}  // namespace

OrtStatus* CompileGroup(const OrtGraph* graph, const OrtNode* fused_node, OrtNodeComputeInfo** info) {
  Program program;
  EP_RETURN_IF_ERROR(TranslateGroup(graph, fused_node, &program));
  *info = new Compiled(std::move(program));
  return nullptr;
}

void ReleaseCompiled(OrtNodeComputeInfo* info) { delete static_cast<Compiled*>(info); }

}  // namespace elementwise
