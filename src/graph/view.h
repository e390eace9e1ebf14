// What an EP sees of a graph: OrtGraph, OrtNode, OrtValueInfo, OrtOpAttr.
//
// A view is a fixed picture of some nodes of one graph level, made for one call into an EP (GetCapability, Compile,
// GetGraphView). It borrows the graph, which must not change meanwhile. Each view has objects of its own, so that
// producers and consumers outside of it are not reported. Immutable once made, but for initializer values, which are
// loaded at first use (one thread at a time).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
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

// One use of a value inside the view, parallel arrays for the ABI.
struct OrtValueInfo : berth::Tagged<berth::HandleKind::kValueInfo> {
  const OrtGraph* graph = nullptr;     // the view it belongs to; null for values of a fused node
  const berth::Graph* source = nullptr;
  const berth::Value* value = nullptr;
  std::string name;
  OrtTypeInfo type;
  const OrtNode* producer = nullptr;   // inside the view, or null
  int32_t producer_output = berth::kNone;
  std::vector<const OrtNode*> consumers;
  std::vector<int64_t> consumer_inputs;  // -1: implicit
  bool is_required_input = false;      // graph input without initializer
  bool is_optional_input = false;      // overridable initializer
  bool is_output = false;
  bool is_constant_initializer = false;
  bool is_from_outer_scope = false;
};

struct OrtNode : berth::Tagged<berth::HandleKind::kNode> {
  const OrtGraph* graph = nullptr;     // the view it belongs to; null for a fused node
  const berth::Node* node = nullptr;
  std::string name, op_type, domain, ep;
  size_t id = 0;
  int since_version = 0;
  std::vector<const OrtValueInfo*> inputs;    // null where an optional one is left out
  std::vector<const OrtValueInfo*> outputs;
  std::vector<const OrtValueInfo*> implicit_inputs;
  std::vector<std::unique_ptr<OrtOpAttr>> attributes;
  std::vector<std::unique_ptr<OrtGraph>> bodies;  // parallel to node->bodies
  std::unique_ptr<onnx::NodeProto> edited;        // of the model editor (editor.h): the node in full; there is no `node` then
};

struct OrtGraph : berth::Tagged<berth::HandleKind::kGraph> {
  const berth::Graph* source = nullptr;
  std::string name;
  std::vector<std::unique_ptr<OrtNode>> nodes;          // topological order
  std::vector<std::unique_ptr<OrtValueInfo>> values;
  std::vector<const OrtValueInfo*> inputs;              // initializers that are inputs included
  std::vector<const OrtValueInfo*> outputs;
  std::vector<const OrtValueInfo*> initializers;        // of this level
  const OrtNode* parent_node = nullptr;                 // the control-flow node whose body this is, else null
  absl::flat_hash_map<berth::ValueId, OrtValueInfo*> by_value;
  absl::flat_hash_map<berth::NodeId, OrtNode*> by_node;
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

// A node that stands for a fused group, with value infos of its own: lives as long as the EP that owns the group. No graph,
// no producers, no consumers.
struct FusedNodeView {
  std::unique_ptr<OrtNode> node;
  std::vector<std::unique_ptr<OrtValueInfo>> values;
};
FusedNodeView MakeFusedNodeView(const Graph& graph, const Node& fused);

}  // namespace berth
