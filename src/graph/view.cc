#include "graph/view.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "graph/initializer.h"

namespace berth {
namespace {

// Builds one view; the nodes in it are given in order.
class ViewBuilder {
 public:
  // `nodes`: how many there will be; `most_values`: no more than those. A view of all looks its values up by number.
  ViewBuilder(const Graph& graph, OrtGraph& view, size_t nodes, size_t most_values, bool all) : graph_(graph), view_(view) {
    view_.source = &graph;
    view_.nodes.reserve(nodes);
    view_.values.reserve(most_values);
    if (all) by_number_.resize(graph.value_bound(), nullptr);
  }

  Status AddNodes(std::span<const NodeId> order) {
    for (NodeId id : order) BERTH_RETURN_IF_ERROR(AddNode(*graph_.node(id)));
    return Ok();
  }

  OrtValueInfo* ValueInfo(ValueId id) {
    if (id == kNone) return nullptr;
    if (by_number_.empty() && view_.values.capacity() <= kFew) return AmongFew(graph_.value(id));
    OrtValueInfo*& known = by_number_.empty() ? by_id_[id] : by_number_[static_cast<size_t>(id)];
    if (known == nullptr) known = &view_.values.emplace_back(&view_, graph_.value(id));
    return known;
  }

 private:
  Status AddNode(const Node& source) {
    OrtNode& node = view_.nodes.emplace_back();
    node.graph = &view_;
    node.node = &source;
    node.id = static_cast<size_t>(source.id);
    for (size_t i = 0; i < source.inputs.size(); ++i) {
      node.inputs.push_back(Use(source.inputs[i], node, static_cast<int64_t>(i)));
    }
    for (ValueId id : source.implicit_inputs) node.implicit_inputs.push_back(Use(id, node, -1));
    for (size_t i = 0; i < source.outputs.size(); ++i) {
      OrtValueInfo* info = ValueInfo(source.outputs[i]);
      if (info != nullptr) {
        info->producer = &node;
        info->producer_output = static_cast<int32_t>(i);
      }
      node.outputs.push_back(info);
    }
    node.attributes.reserve(source.attributes.size());
    for (const onnx::AttributeProto& attribute : source.attributes) node.attributes.emplace_back().proto = &attribute;
    for (const Body& body : source.bodies) {
      BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtGraph> nested, MakeGraphView(*body.graph));
      nested->parent_node = &node;
      node.bodies.push_back(std::move(nested));
    }
    return Ok();
  }

  OrtValueInfo* AmongFew(const Value& value) {
    const auto known = std::find_if(view_.values.begin(), view_.values.end(),
                                    [&](const OrtValueInfo& info) { return info.value == &value; });
    return known != view_.values.end() ? &*known : &view_.values.emplace_back(&view_, value);
  }

  const OrtValueInfo* Use(ValueId id, const OrtNode& node, int64_t input) {
    OrtValueInfo* info = ValueInfo(id);
    if (info != nullptr) info->consumers.push_back({&node, input});
    return info;
  }

  static constexpr size_t kFew = 16;   // are looked through
  const Graph& graph_;
  OrtGraph& view_;
  std::vector<OrtValueInfo*> by_number_;                 // by ValueId, of a view of all; else empty
  absl::flat_hash_map<ValueId, OrtValueInfo*> by_id_;
};

size_t SlotsOf(const Node& node) { return node.inputs.size() + node.outputs.size() + node.implicit_inputs.size(); }

}  // namespace

const OrtTypeInfo& LazyType::Get(const onnx::TypeProto& proto) const {
  const OrtTypeInfo* type = type_.load(std::memory_order_acquire);
  if (type != nullptr) return *type;
  auto made = std::make_unique<const OrtTypeInfo>(TypeFromProto(proto));
  if (type_.compare_exchange_strong(type, made.get(), std::memory_order_acq_rel)) type = made.release();
  return *type;
}

StatusOr<std::unique_ptr<OrtGraph>> MakeGraphView(const Graph& graph) {
  auto view = std::make_unique<OrtGraph>();
  view->name = graph.name;
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph.TopologicalOrder());
  ViewBuilder builder(graph, *view, order.size(), graph.value_bound(), true);
  for (ValueId id : graph.inputs) {
    OrtValueInfo* info = builder.ValueInfo(id);
    info->is_required_input = graph.value(id).initializer == nullptr;
    info->is_optional_input = !info->is_required_input;
    view->inputs.push_back(info);
  }
  for (ValueId id : graph.initializers) view->initializers.push_back(builder.ValueInfo(id));
  BERTH_RETURN_IF_ERROR(builder.AddNodes(order));
  for (ValueId id : graph.outputs) {
    OrtValueInfo* info = builder.ValueInfo(id);
    info->is_output = true;
    view->outputs.push_back(info);
  }
  return view;
}

StatusOr<std::unique_ptr<OrtGraph>> MakeSubgraphView(const Graph& graph, std::span<const NodeId> nodes,
                                                     std::string name, std::span<const ValueId> inputs,
                                                     std::span<const ValueId> outputs) {
  auto view = std::make_unique<OrtGraph>();
  view->name = std::move(name);
  size_t most_values = inputs.size() + outputs.size();
  for (NodeId id : nodes) most_values += SlotsOf(*graph.node(id));
  ViewBuilder builder(graph, *view, nodes.size(), most_values, false);
  for (ValueId id : inputs) {
    OrtValueInfo* info = builder.ValueInfo(id);
    info->is_required_input = graph.value(id).initializer == nullptr;
    info->is_optional_input = !info->is_required_input && !info->is_constant_initializer;
    view->inputs.push_back(info);
  }
  // Members in the graph's order, whatever order the EP named them in.
  if (nodes.size() == 1) {
    BERTH_RETURN_IF_ERROR(builder.AddNodes(nodes));
  } else {
    BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, OrderOf(graph, nodes));
    BERTH_RETURN_IF_ERROR(builder.AddNodes(order));
  }
  for (ValueId id : outputs) {
    OrtValueInfo* info = builder.ValueInfo(id);
    info->is_output = true;
    view->outputs.push_back(info);
  }
  for (const OrtValueInfo& info : view->values) {
    if (info.value->initializer != nullptr) view->initializers.push_back(&info);
  }
  return view;
}

FusedNodeView MakeFusedNodeView(const Graph& graph, const Node& fused) {
  FusedNodeView view;
  view.node = std::make_unique<OrtNode>();
  view.node->node = &fused;
  view.values.reserve(SlotsOf(fused));
  auto add = [&](ValueId id) { return id == kNone ? nullptr : &view.values.emplace_back(nullptr, graph.value(id)); };
  for (ValueId id : fused.inputs) view.node->inputs.push_back(add(id));
  for (ValueId id : fused.outputs) view.node->outputs.push_back(add(id));
  return view;
}

}  // namespace berth

const std::string& OrtNode::ep() const {
  static const std::string none;
  return node != nullptr ? node->ep : none;
}
