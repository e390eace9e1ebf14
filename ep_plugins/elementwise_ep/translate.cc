#include "translate.h"

#include <map>

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

}  // namespace

OrtStatus* TranslateGroup(const OrtGraph* graph, const OrtNode* fused_node, Program* program) {
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
  *program = std::move(translator.program_);
  return nullptr;
}

}  // namespace elementwise
