// What an EP sees of a graph: OrtGraph, OrtNode, OrtValueInfo, OrtOpAttr.
//
// A view is a fixed picture of some nodes of one graph level, made for one call into an EP (GetCapability, Compile,
// GetGraphView). It borrows the graph, which must not change meanwhile. Each view has objects of its own, so that
// producers and consumers outside of it are not reported. Immutable once made, but for initializer values, which are
// loaded at first use (one thread at a time), and for types.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "base/handle.h"
#include "graph/boundary.h"
#include "graph/graph.h"
#include "graph/model.h"

namespace berth {
struct EditedGraph;
}

// An attribute: of a node (borrowed), or made by CreateOpAttr (owned).
struct OrtOpAttr : berth::Tagged<berth::HandleKind::kOpAttr> {
  const onnx::AttributeProto* proto = nullptr;
  std::unique_ptr<onnx::AttributeProto> owned;
};

struct OrtExternalInitializerInfo : berth::Tagged<berth::HandleKind::kExternalInitializerInfo> {
  berth::ExternalData data;
};

namespace berth {

// A type that is made when it is first asked for, by any thread.
class LazyType {
 public:
  LazyType() = default;
  explicit LazyType(const OrtTypeInfo& type) : type_(new OrtTypeInfo(type)) {}
  LazyType(LazyType&& other) noexcept : type_(other.type_.exchange(nullptr)) {}
  ~LazyType() { delete type_.load(); }

  // The one that is there, else that of `proto`.
  const OrtTypeInfo& Get(const onnx::TypeProto& proto) const;

 private:
  mutable std::atomic<const OrtTypeInfo*> type_ = nullptr;
};

}  // namespace berth

// One value inside the view. There are many of them: what the graph says of it stays there.
struct OrtValueInfo : berth::Tagged<berth::HandleKind::kValueInfo> {
  struct Consumer {
    const OrtNode* node;
    int64_t input;                     // -1: implicit
  };
  OrtValueInfo() = default;
  OrtValueInfo(const OrtGraph* view, const berth::Value& shown)
      : graph(view), value(&shown), is_constant_initializer(shown.is_constant()), is_from_outer_scope(shown.outer != nullptr) {}
  // Of the model editor: there is no `value` then.
  OrtValueInfo(std::string edited_name, const OrtTypeInfo& type)
      : edited(std::make_unique<const std::string>(std::move(edited_name))), type_(type) {}

  const std::string& name() const { return edited != nullptr ? *edited : value->name; }
  const OrtTypeInfo& type() const { return type_.Get(value != nullptr ? value->type : onnx::TypeProto::default_instance()); }

  const OrtGraph* graph = nullptr;     // the view it belongs to; null for values of a fused node, and of the model editor
  const berth::Value* value = nullptr;
  std::unique_ptr<const std::string> edited;   // the name of one that the model editor made
  const OrtNode* producer = nullptr;   // inside the view, or null
  int32_t producer_output = berth::kNone;
  bool is_required_input = false;      // graph input without initializer
  bool is_optional_input = false;      // overridable initializer
  bool is_output = false;
  bool is_constant_initializer = false;
  bool is_from_outer_scope = false;
  absl::InlinedVector<Consumer, 1> consumers;

 private:
  berth::LazyType type_;
};

struct OrtNode : berth::Tagged<berth::HandleKind::kNode> {
  using Infos = absl::InlinedVector<const OrtValueInfo*, 2>;

  const std::string& name() const { return edited != nullptr ? edited->name() : node->name; }
  const std::string& op_type() const { return edited != nullptr ? edited->op_type() : node->op_type; }
  const std::string& domain() const { return edited != nullptr ? edited->domain() : node->domain; }
  const std::string& ep() const;
  int since_version() const { return node != nullptr ? node->since_version : 0; }

  const OrtGraph* graph = nullptr;     // the view it belongs to; null for a fused node
  const berth::Node* node = nullptr;
  size_t id = 0;
  Infos inputs;                        // null where an optional one is left out
  Infos outputs;
  std::vector<const OrtValueInfo*> implicit_inputs;
  std::vector<OrtOpAttr> attributes;
  std::vector<std::unique_ptr<OrtGraph>> bodies;  // parallel to node->bodies
  std::unique_ptr<onnx::NodeProto> edited;        // of the model editor (editor.h): the node in full; there is no `node` then
};

struct OrtGraph : berth::Tagged<berth::HandleKind::kGraph> {
  const berth::Graph* source = nullptr;
  std::string name;
  std::vector<OrtNode> nodes;                           // topological order; never moved once made, as `values`
  std::vector<OrtValueInfo> values;
  std::vector<const OrtValueInfo*> inputs;              // initializers that are inputs included
  std::vector<const OrtValueInfo*> outputs;
  std::vector<const OrtValueInfo*> initializers;        // of this level
  const OrtNode* parent_node = nullptr;                 // the control-flow node whose body this is, else null
  std::shared_ptr<berth::EditedGraph> edited;           // of the model editor: what was added; there is no `source` then
};

namespace berth {

// A view of all nodes of `graph`, in topological order, with bodies as nested views.
StatusOr<std::unique_ptr<OrtGraph>> MakeGraphView(const Graph& graph);

// A view of some nodes. `inputs`/`outputs` are its boundary in order. Constant initializers that nodes use are listed in
// the view's initializers whether or not they are inputs.
StatusOr<std::unique_ptr<OrtGraph>> MakeSubgraphView(const Graph& graph, std::span<const NodeId> nodes,
                                                     std::string name, std::span<const ValueId> inputs,
                                                     std::span<const ValueId> outputs);

// A node that stands for a fused group, with value infos of its own: lives as long as the EP that owns the group, and the node
// and its graph longer. No graph, no producers, no consumers.
struct FusedNodeView {
  std::unique_ptr<OrtNode> node;
  std::vector<OrtValueInfo> values;
};
FusedNodeView MakeFusedNodeView(const Graph& graph, const Node& fused);

}  // namespace berth
