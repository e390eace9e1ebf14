#include "graph/gradient/rules.h"

#include "absl/container/flat_hash_map.h"

namespace berth {

int64_t Differential::Int(std::string_view name, int64_t absent) const {
  const onnx::AttributeProto* attribute = node.FindAttribute(name);
  return attribute == nullptr ? absent : attribute->i();
}

double Differential::Float(std::string_view name, double absent) const {
  const onnx::AttributeProto* attribute = node.FindAttribute(name);
  return attribute == nullptr ? absent : static_cast<double>(attribute->f());
}

std::vector<int64_t> Differential::Ints(std::string_view name) const {
  const onnx::AttributeProto* attribute = node.FindAttribute(name);
  if (attribute == nullptr) return {};
  return {attribute->ints().begin(), attribute->ints().end()};
}

Rule FindRule(const Node& node) {
  static const auto* rules = [] {
    auto* made = new absl::flat_hash_map<std::string_view, const RuleRow*>();
    for (const RuleRow* rows : {kElementwiseRules, kActivationRules, kReductionRules, kMatrixRules, kMovementRules,
                                kConvolutionRules}) {
      for (; rows->op_type != nullptr; ++rows) made->emplace(rows->op_type, rows);
    }
    return made;
  }();
  if (!node.domain.empty() || node.schema == nullptr || !node.bodies.empty()) return nullptr;
  const auto found = rules->find(node.op_type);
  return found == rules->end() || node.since_version < found->second->since ? nullptr : found->second->rule;
}

}  // namespace berth
