#include "compile.h"

#include <cstring>
#include <map>

#include "program.h"

namespace elementwise {
namespace {

// Names of the values in the group become numbers.
class Translator {
 public:
  OrtStatus* Number(const OrtValueInfo* value, size_t* number) {
    const char* name = nullptr;
    EP_RETURN_IF_ERROR(ort->GetValueInfoName(value, &name));
    auto [entry, added] = numbers_.try_emplace(name, program_.tensor_count);
    if (added) ++program_.tensor_count;
    *number = entry->second;
    return nullptr;
  }

  OrtStatus* AddNode(const OrtNode* node) {
    const char* op_type = nullptr;
    EP_RETURN_IF_ERROR(ort->Node_GetOperatorType(node, &op_type));
    std::vector<const OrtValueInfo*> inputs, outputs;
    EP_RETURN_IF_ERROR(List(node, ort->Node_GetNumInputs, ort->Node_GetInputs, &inputs));
    EP_RETURN_IF_ERROR(List(node, ort->Node_GetNumOutputs, ort->Node_GetOutputs, &outputs));
    const OpName* op = FindOp(op_type);
    if (op == nullptr || inputs.size() != op->inputs || outputs.size() != 1) {
      return Fail(std::string("Compile: operator ") + op_type + " that was not claimed");
    }
    Step step{op->op, {}, 0};
    EP_RETURN_IF_ERROR(Number(inputs.front(), &step.inputs[0]));
    EP_RETURN_IF_ERROR(Number(inputs.back(), &step.inputs[1]));
    EP_RETURN_IF_ERROR(Number(outputs.front(), &step.output));
    program_.steps.push_back(step);
    return nullptr;
  }

  Program program_;

 private:
  std::map<std::string, size_t> numbers_;
};

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
  Translator translator;
  // The fused node says in which order the host passes inputs and wants outputs.
  std::vector<const OrtValueInfo*> inputs, outputs;
  EP_RETURN_IF_ERROR(List(fused_node, ort->Node_GetNumInputs, ort->Node_GetInputs, &inputs));
  EP_RETURN_IF_ERROR(List(fused_node, ort->Node_GetNumOutputs, ort->Node_GetOutputs, &outputs));
  std::vector<const OrtNode*> nodes;
  EP_RETURN_IF_ERROR(List(graph, ort->Graph_GetNumNodes, ort->Graph_GetNodes, &nodes));
  for (const OrtValueInfo* input : inputs) {
    EP_RETURN_IF_ERROR(translator.Number(input, &translator.program_.inputs.emplace_back()));
  }
  for (const OrtNode* node : nodes) EP_RETURN_IF_ERROR(translator.AddNode(node));
  for (const OrtValueInfo* output : outputs) {
    EP_RETURN_IF_ERROR(translator.Number(output, &translator.program_.outputs.emplace_back()));
  }
  *info = new Compiled(std::move(translator.program_));
  return nullptr;
}

void ReleaseCompiled(OrtNodeComputeInfo* info) { delete static_cast<Compiled*>(info); }

}  // namespace elementwise
