#include "graph/graph.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace berth {
namespace {

// The nodes as they were added, when each comes behind all that it takes values from; else nothing.
std::vector<NodeId> OrderOfNumbers(const Graph& graph) {
  std::vector<NodeId> order;
  order.reserve(graph.node_count());
  for (size_t id = 0; id < graph.node_bound(); ++id) {
    const Node* node = graph.node(static_cast<NodeId>(id));
    if (node == nullptr) continue;
    const auto is_before = [&](ValueId input) { return input == kNone || graph.value(input).producer < node->id; };
    if (!std::all_of(node->inputs.begin(), node->inputs.end(), is_before)) return {};
    if (!std::all_of(node->implicit_inputs.begin(), node->implicit_inputs.end(), is_before)) return {};
    order.push_back(node->id);
  }
  return order;
}

}  // namespace

const onnx::AttributeProto* Node::FindAttribute(std::string_view wanted) const {
  for (const onnx::AttributeProto& attribute : attributes) {
    if (attribute.name() == wanted) return &attribute;
  }
  return nullptr;
}

std::string Node::Label(const Graph& graph) const {
  if (!name.empty()) return name;
  for (ValueId id : outputs) {
    if (id != kNone) return absl::StrCat(op_type, "(", graph.value(id).name, ")");
  }
  return op_type;
}

Value& Graph::AddValue(std::string value_name) {
  auto value = std::make_unique<Value>();
  value->id = static_cast<ValueId>(values_.size());
  names_.emplace(value_name, value->id);
  value->name = std::move(value_name);
  values_.push_back(std::move(value));
  return *values_.back();
}

Node& Graph::AddNode(std::unique_ptr<Node> node) {
  node->id = static_cast<NodeId>(nodes_.size());
  for (size_t i = 0; i < node->inputs.size(); ++i) {
    if (node->inputs[i] != kNone) value(node->inputs[i]).uses.push_back({node->id, static_cast<int32_t>(i)});
  }
  for (ValueId id : node->implicit_inputs) value(id).uses.push_back({node->id, -1});
  for (size_t i = 0; i < node->outputs.size(); ++i) {
    if (node->outputs[i] == kNone) continue;
    value(node->outputs[i]).producer = node->id;
    value(node->outputs[i]).producer_output = static_cast<int32_t>(i);
  }
  nodes_.push_back(std::move(node));
  ++node_count_;
  return *nodes_.back();
}

std::unique_ptr<Node> Graph::RemoveNode(NodeId id) {
  Node& node = *nodes_[id];
  auto forget = [&](ValueId used) {
    auto& uses = value(used).uses;
    uses.erase(std::remove_if(uses.begin(), uses.end(), [id](const Use& use) { return use.node == id; }), uses.end());
  };
  for (ValueId used : node.inputs) {
    if (used != kNone) forget(used);
  }
  for (ValueId used : node.implicit_inputs) forget(used);
  for (ValueId made : node.outputs) {
    // A fused node may have taken its place as the producer already.
    if (made != kNone && value(made).producer == id) {
      value(made).producer = kNone;
      value(made).producer_output = kNone;
    }
  }
  --node_count_;
  return std::move(nodes_[id]);
}

ValueId Graph::FindValue(std::string_view value_name) const {
  auto found = names_.find(value_name);
  return found == names_.end() ? kNone : found->second;
}

StatusOr<std::vector<NodeId>> Graph::TopologicalOrder() const {
  // Most models come in order.
  if (std::vector<NodeId> numbers = OrderOfNumbers(*this); !numbers.empty()) return numbers;
  std::vector<int32_t> waiting(nodes_.size(), 0);
  std::priority_queue<NodeId, std::vector<NodeId>, std::greater<>> ready;
  for (const auto& node : nodes_) {
    if (node == nullptr) continue;
    auto wait_for = [&](ValueId id) {
      if (id != kNone && value(id).producer != kNone) ++waiting[node->id];
    };
    for (ValueId id : node->inputs) wait_for(id);
    for (ValueId id : node->implicit_inputs) wait_for(id);
    if (waiting[node->id] == 0) ready.push(node->id);
  }
  std::vector<NodeId> order;
  order.reserve(node_count_);
  while (!ready.empty()) {
    const NodeId id = ready.top();
    ready.pop();
    order.push_back(id);
    for (ValueId made : nodes_[id]->outputs) {
      if (made == kNone) continue;
      for (const Use& use : value(made).uses) {
        if (--waiting[use.node] == 0) ready.push(use.node);
      }
    }
  }
  if (order.size() == node_count_) return order;
  for (const auto& node : nodes_) {
    if (node != nullptr && waiting[node->id] > 0) {
      return Error(ORT_FAIL, "graph \"", name, "\": node \"", node->Label(*this),
                   "\": on a cycle, or behind one: This is an invalid model");
    }
  }
  return order;
}

}  // namespace berth
