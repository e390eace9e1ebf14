#include "claim.h"

#include <map>
#include <set>

#include "program.h"

namespace elementwise {
namespace {

OrtStatus* IsFloat(const OrtValueInfo* value, bool* is_float) {
  *is_float = false;
  if (value == nullptr) return nullptr;
  const OrtTypeInfo* type = nullptr;
  EP_RETURN_IF_ERROR(ort->GetValueInfoTypeInfo(value, &type));
  const OrtTensorTypeAndShapeInfo* tensor = nullptr;
  EP_RETURN_IF_ERROR(ort->CastTypeInfoToTensorInfo(type, &tensor));
  if (tensor == nullptr) return nullptr;
  ONNXTensorElementDataType element = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  EP_RETURN_IF_ERROR(ort->GetTensorElementType(tensor, &element));
  *is_float = element == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  return nullptr;
}

// Nobody else's, of ai.onnx, with broadcasting as of opset 7, and float32 all round.
OrtStatus* IsOurs(const OrtNode* node, bool* ours) {
  *ours = false;
  const char *op_type = nullptr, *domain = nullptr, *ep = nullptr;
  int since = 0;
  EP_RETURN_IF_ERROR(ort->Node_GetOperatorType(node, &op_type));
  EP_RETURN_IF_ERROR(ort->Node_GetDomain(node, &domain));
  EP_RETURN_IF_ERROR(ort->Node_GetEpName(node, &ep));
  EP_RETURN_IF_ERROR(ort->Node_GetSinceVersion(node, &since));
  const bool taken = ep != nullptr && *ep != '\0';
  if (taken || *domain != '\0' || FindOp(op_type) == nullptr || since < 6) return nullptr;
  if (since < 7 && FindOp(op_type)->inputs == 2) return nullptr;
  std::vector<const OrtValueInfo*> inputs;
  EP_RETURN_IF_ERROR(List(node, ort->Node_GetNumInputs, ort->Node_GetInputs, &inputs));
  for (const OrtValueInfo* input : inputs) {
    bool is_float = false;
    EP_RETURN_IF_ERROR(IsFloat(input, &is_float));
    if (!is_float) return nullptr;
  }
  *ours = true;
  return nullptr;
}

// Grows groups while nodes come in topological order.
class Grouping {
 public:
  // `inputs`: the nodes that make the inputs of `node`.
  void Add(const OrtNode* node, bool ours, const std::vector<const OrtNode*>& inputs) {
    // Units (groups, or nodes that are not ours) that this node needs.
    std::set<int> needs;
    for (const OrtNode* input : inputs) needs.insert(unit_of_[input]);
    int unit = -1;
    if (ours) {
      for (int candidate : needs) {
        if (is_group_[candidate] && MayJoin(candidate, needs)) unit = candidate;
      }
    }
    if (unit < 0) {
      unit = static_cast<int>(needs_.size());
      needs_.emplace_back();
      is_group_.push_back(ours);
      members_.emplace_back();
    }
    needs.erase(unit);
    needs_[unit].insert(needs.begin(), needs.end());
    unit_of_[node] = unit;
    if (ours) members_[unit].push_back(node);
  }

  std::vector<std::vector<const OrtNode*>> Groups() const {
    std::vector<std::vector<const OrtNode*>> groups;
    for (const auto& members : members_) {
      if (!members.empty()) groups.push_back(members);
    }
    return groups;
  }

 private:
  // Not when something that the node needs besides the group needs the group in turn.
  bool MayJoin(int group, const std::set<int>& needs) const {
    std::set<int> seen;
    std::vector<int> open;
    for (int need : needs) {
      if (need != group) open.push_back(need);
    }
    while (!open.empty()) {
      const int unit = open.back();
      open.pop_back();
      if (unit == group) return false;
      if (!seen.insert(unit).second) continue;
      open.insert(open.end(), needs_[unit].begin(), needs_[unit].end());
    }
    return true;
  }

  std::map<const OrtNode*, int> unit_of_;
  std::vector<std::set<int>> needs_;   // by unit: the units that it needs directly
  std::vector<bool> is_group_;
  std::vector<std::vector<const OrtNode*>> members_;
};

}  // namespace

OrtStatus* FindGroups(const OrtGraph* graph, std::vector<std::vector<const OrtNode*>>* groups) {
  std::vector<const OrtNode*> nodes;
  EP_RETURN_IF_ERROR(List(graph, ort->Graph_GetNumNodes, ort->Graph_GetNodes, &nodes));
  Grouping grouping;
  for (const OrtNode* node : nodes) {
    bool ours = false;
    EP_RETURN_IF_ERROR(IsOurs(node, &ours));
    std::vector<const OrtValueInfo*> inputs, implicit;
    EP_RETURN_IF_ERROR(List(node, ort->Node_GetNumInputs, ort->Node_GetInputs, &inputs));
    EP_RETURN_IF_ERROR(List(node, ort->Node_GetNumImplicitInputs, ort->Node_GetImplicitInputs, &implicit));
    inputs.insert(inputs.end(), implicit.begin(), implicit.end());
    std::vector<const OrtNode*> producers;
    for (const OrtValueInfo* input : inputs) {
      if (input == nullptr) continue;
      const OrtNode* producer = nullptr;
      size_t index = 0;
      EP_RETURN_IF_ERROR(ort->ValueInfo_GetValueProducer(input, &producer, &index));
      if (producer != nullptr) producers.push_back(producer);
    }
    grouping.Add(node, ours, producers);
  }
  *groups = grouping.Groups();
  return nullptr;
}

}  // namespace elementwise
