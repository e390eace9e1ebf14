#include "graph/view.h"

#include <algorithm>

#include "graph/initializer.h"

namespace berth {
namespace {

// Builds one view; the nodes in it are given in order.
class ViewBuilder {
 public:
  ViewBuilder(const Graph& graph, OrtGraph& view) : graph_(graph), view_(view) { view_.source = &graph; }

  Status AddNodes(std::span<const NodeId> order) {
    for (NodeId id : order) BERTH_RETURN_IF_ERROR(AddNode(*graph_.node(id)));
    return Ok();
  }

  OrtValueInfo* ValueInfo(ValueId id) {
    if (id == kNone) return nullptr;
    OrtValueInfo*& known = view_.by_value[id];
    if (known != nullptr) return known;
    const Value& value = graph_.value(id);
    auto info = std::make_unique<OrtValueInfo>();
    info->graph = &view_;
    info->source = &graph_;
    info->value = &value;
    info->name = value.name;
    info->type = TypeFromProto(value.type);
    info->is_constant_initializer = value.is_constant();
    info->is_from_outer_scope = value.outer != nullptr;
    known = info.get();
    view_.values.push_back(std::move(info));
    return known;
  }

 private:
  Status AddNode(const Node& source) {
    auto node = std::make_unique<OrtNode>();
    node->graph = &view_;
    node->node = &source;
    node->name = source.name;
    node->op_type = source.op_type;
    node->domain = source.domain;
    node->ep = source.ep;
    node->id = static_cast<size_t>(source.id);
    node->since_version = source.since_version;
    for (size_t i = 0; i < source.inputs.size(); ++i) {
      node->inputs.push_back(Use(source.inputs[i], *node, static_cast<int64_t>(i)));
    }
    for (ValueId id : source.implicit_inputs) node->implicit_inputs.push_back(Use(id, *node, -1));
    for (size_t i = 0; i < source.outputs.size(); ++i) {
      OrtValueInfo* info = ValueInfo(source.outputs[i]);
      if (info != nullptr) {
        info->producer = node.get();
        info->producer_output = static_cast<int32_t>(i);
      }
      node->outputs.push_back(info);
    }
    for (const onnx::AttributeProto& attribute : source.attributes) {
      node->attributes.push_back(std::make_unique<OrtOpAttr>());
      node->attributes.back()->proto = &attribute;
    }
    for (const Body& body : source.bodies) {
      BERTH_ASSIGN_OR_RETURN(std::unique_ptr<OrtGraph> nested, MakeGraphView(*body.graph));
      nested->parent_node = node.get();
      node->bodies.push_back(std::move(nested));
    }
    view_.by_node[source.id] = node.get();
    view_.nodes.push_back(std::move(node));
    return Ok();
  }

  const OrtValueInfo* Use(ValueId id, const OrtNode& node, int64_t input) {
    OrtValueInfo* info = ValueInfo(id);
    if (info == nullptr) return nullptr;
    info->consumers.push_back(&node);
    info->consumer_inputs.push_back(input);
    return info;
  }

  const Graph& graph_;
  OrtGraph& view_;
};

}  // namespace

StatusOr<std::unique_ptr<OrtGraph>> MakeGraphView(const Graph& graph) {
  auto view = std::make_unique<OrtGraph>();
  view->name = graph.name;
  ViewBuilder builder(graph, *view);
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph.TopologicalOrder());
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
  ViewBuilder builder(graph, *view);
  for (ValueId id : inputs) {
    OrtValueInfo* info = builder.ValueInfo(id);
    info->is_required_input = graph.value(id).initializer == nullptr;
    info->is_optional_input = !info->is_required_input && !info->is_constant_initializer;
    view->inputs.push_back(info);
  }
  // Members in the graph's order, whatever order the EP named them in.
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, OrderOf(graph, nodes));
  BERTH_RETURN_IF_ERROR(builder.AddNodes(order));
  for (ValueId id : outputs) {
    OrtValueInfo* info = builder.ValueInfo(id);
    info->is_output = true;
    view->outputs.push_back(info);
  }
  for (const auto& info : view->values) {
    if (info->value->initializer != nullptr) view->initializers.push_back(info.get());
  }
  return view;
}

FusedNodeView MakeFusedNodeView(const Graph& graph, const Node& fused) {
  FusedNodeView view;
  view.node = std::make_unique<OrtNode>();
  view.node->name = fused.name;
  view.node->op_type = fused.op_type;
  view.node->domain = fused.domain;
  view.node->ep = fused.ep;
  view.node->since_version = fused.since_version;
  auto add = [&](ValueId id) -> const OrtValueInfo* {
    if (id == kNone) return nullptr;
    const Value& value = graph.value(id);
    auto info = std::make_unique<OrtValueInfo>();
    info->source = &graph;
    info->name = value.name;
    info->type = TypeFromProto(value.type);
    info->is_constant_initializer = value.is_constant();
    view.values.push_back(std::move(info));
    return view.values.back().get();
  };
  for (ValueId id : fused.inputs) view.node->inputs.push_back(add(id));
  for (ValueId id : fused.outputs) view.node->outputs.push_back(add(id));
  return view;
}

}  // namespace berth
