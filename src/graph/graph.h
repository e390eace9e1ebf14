// A model's graph in memory: numbered nodes and values.
//
//   Node    one operator call: schema, inputs and outputs by number, attributes, bodies
//   Value   one name of a graph: type, producer, uses, the initializer behind it
//   Graph   one level; a body (If, Loop, Scan, SequenceMap) is a Graph owned by its node
//
// Numbers are dense and never reused; a removed node leaves a null entry. A graph is built and rewritten by one thread;
// afterwards any thread may read it. Nothing here checks a model: graph_builder.h and infer.h do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "base/mapped_file.h"
#include "base/status.h"
#include "onnx/onnx_pb.h"
#include "values/value.h"
#include "values/value_type.h"

namespace onnx {
class OpSchema;
}

namespace berth {

class Graph;
class Model;
struct LocalFunction;

// Opset versions by domain, "" for ai.onnx.
using OpsetImports = std::map<std::string, int, std::less<>>;

using NodeId = int32_t;
using ValueId = int32_t;
inline constexpr int32_t kNone = -1;

// One place where a value is consumed. `input` is the input's index, or -1 when a body inside `node` uses it.
struct Use {
  NodeId node;
  int32_t input;
};

// Where an external initializer's bytes are, as the model says it.
struct ExternalData {
  std::string location;  // path relative to the model's folder
  int64_t offset = 0;
  size_t bytes = 0;
};

// Where external data may be.
struct DataFolder {
  std::filesystem::path path;      // that locations are relative to; empty: the working directory
  std::filesystem::path of_file;   // of the model's file itself, when `path` has a link to it only; else empty
};

// A constant tensor of the model. Its OrtValue is made at first use (decoded, mapped, or copied) and kept.
struct Initializer {
  onnx::TensorProto proto;             // type and dims; its raw_data is empty when `raw` is set
  std::span<const std::byte> raw;      // little-endian bytes inside the mapped model file; empty when not mapped
  std::optional<ExternalData> external;
  const DataFolder* folder = nullptr;  // of external data; the model's
  std::unique_ptr<OrtValue> value;     // see InitializerValue() in initializer.h
  std::shared_ptr<const MappedFile> file;   // that the bytes are in, when they are in one
  std::shared_ptr<const Buffer> copy;  // what `value` points to when the bytes could not be used where they are
  bool is_lent = false;                // foreign code may point to `value`: its bytes stay
  bool is_retired = false;             // `value` has no bytes now
};

struct Value {
  ValueId id = kNone;
  std::string name;
  onnx::TypeProto type;                // VALUE_NOT_SET when nothing is known
  NodeId producer = kNone;             // kNone for graph inputs, initializers and outer values
  int32_t producer_output = kNone;
  absl::InlinedVector<Use, 2> uses;    // in node order
  std::unique_ptr<Initializer> initializer;
  const Value* outer = nullptr;        // for a name of an enclosing graph: that graph's value
  bool is_input = false;               // of the graph; an initializer may be an input too (overridable)
  bool is_output = false;

  // An initializer that no caller can replace; for an outer value, that of its origin.
  bool is_constant() const { return outer ? outer->is_constant() : initializer != nullptr && !is_input; }
};

struct Body {
  std::string attribute;               // "then_branch", "body", ...
  std::unique_ptr<Graph> graph;
  std::unique_ptr<onnx::AttributeProto> proto;   // as the model has it, where onnx may build a function from it; else null
};

struct Node {
  NodeId id = kNone;
  std::string name;                    // may be empty, as the model has it
  std::string op_type;
  std::string domain;                  // "" for ai.onnx
  int since_version = 0;               // of the schema
  const onnx::OpSchema* schema = nullptr;  // null for fused nodes and for calls of a local function
  const LocalFunction* function = nullptr; // the function of the model that the node calls
  const OpsetImports* imports = nullptr;   // that the node was read under: the model's, or those of a function's body
  std::vector<ValueId> inputs;         // kNone where an optional input is left out
  std::vector<ValueId> outputs;
  std::vector<ValueId> implicit_inputs;    // values of this graph that bodies use
  std::vector<onnx::AttributeProto> attributes;  // schema defaults filled in; sorted by name; without bodies
  std::vector<Body> bodies;
  std::string doc;
  std::string ep;                      // name of the EP it is assigned to; empty while open

  const onnx::AttributeProto* FindAttribute(std::string_view name) const;
  // `name`, or `op_type(first output)` for a nameless node: what messages call it.
  std::string Label(const Graph& graph) const;
};

class Graph {
 public:
  explicit Graph(Model& model, Graph* parent = nullptr, Node* parent_node = nullptr)
      : model_(&model), parent_(parent), parent_node_(parent_node) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  Model& model() const { return *model_; }
  Graph* parent() const { return parent_; }
  Node* parent_node() const { return parent_node_; }

  // New entries. AddValue: the name must be new in this graph (FindValue says). AddNode wires producer and uses.
  Value& AddValue(std::string name);
  Node& AddNode(std::unique_ptr<Node> node);
  // Unwires a node and hands it out; its output values lose their producer.
  std::unique_ptr<Node> RemoveNode(NodeId id);

  size_t node_bound() const { return nodes_.size(); }     // ids are below this
  size_t value_bound() const { return values_.size(); }
  size_t node_count() const { return node_count_; }       // without removed ones
  Node* node(NodeId id) { return nodes_[id].get(); }      // null when removed
  const Node* node(NodeId id) const { return nodes_[id].get(); }
  Value& value(ValueId id) { return *values_[id]; }
  const Value& value(ValueId id) const { return *values_[id]; }
  // kNone when this graph has no such name.
  ValueId FindValue(std::string_view name) const;
  // The name of an optional slot: "" for kNone.
  std::string_view ValueName(ValueId id) const { return id == kNone ? std::string_view() : values_[id]->name; }

  // Live nodes so that producers come first; among ready nodes the file's order. Error ORT_FAIL on a cycle.
  StatusOr<std::vector<NodeId>> TopologicalOrder() const;

  std::string name;
  std::string doc;
  std::vector<ValueId> inputs;         // in the model's order, initializers that are inputs included
  std::vector<ValueId> outputs;
  std::vector<ValueId> initializers;   // of this level, in the model's order

 private:
  Model* model_;
  Graph* parent_;
  Node* parent_node_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::unique_ptr<Value>> values_;
  size_t node_count_ = 0;
  absl::flat_hash_map<std::string, ValueId> names_;
};

}  // namespace berth
