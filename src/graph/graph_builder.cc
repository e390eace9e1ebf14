#include "graph/graph_builder.h"

#include "graph/negative_dims.h"
#include "graph/node_reader.h"
#include "graph/sparse_initializer.h"

namespace berth {
namespace {

// Reads a whole level: the main graph, or a body.
class GraphReader {
 public:
  GraphReader(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Names& names, const NodeSource& source)
      : proto_(proto), raw_(raw), names_(names), graph_(names.graph()), nodes_(names, source) {}

  Status Read() {
    graph_.name = proto_.name();
    graph_.doc = proto_.doc_string();
    BERTH_RETURN_IF_ERROR(AddInputs());
    BERTH_RETURN_IF_ERROR(AddInitializers());
    BERTH_RETURN_IF_ERROR(nodes_.DeclareOutputs(proto_.node()));
    for (auto& type : *proto_.mutable_value_info()) {
      const ValueId id = names_.Find(type.name());
      if (id != kNone && graph_.value(id).type.value_case() == onnx::TypeProto::VALUE_NOT_SET) {
        TakeType(*type.mutable_type(), graph_.value(id));
      }
    }
    for (auto& node : *proto_.mutable_node()) {
      BERTH_ASSIGN_OR_RETURN([[maybe_unused]] NodeId id, nodes_.Read(node));
    }
    return AddOutputs();
  }

 private:
  static void TakeType(onnx::TypeProto& declared, Value& value) {
    value.type.Swap(&declared);
    ClearNegativeDims(value.type);
  }

  Status AddInputs() {
    for (auto& input : *proto_.mutable_input()) {
      if (names_.Find(input.name()) != kNone) return DuplicateName(graph_, input.name(), "two graph inputs");
      Value& value = names_.Define(input.name());
      TakeType(*input.mutable_type(), value);
      value.is_input = true;
      graph_.inputs.push_back(value.id);
    }
    return Ok();
  }

  Status AddInitializers() {
    for (int i = 0; i < proto_.initializer_size(); ++i) {
      const auto index = static_cast<size_t>(i);
      const auto raw = index < raw_.size() ? raw_[index] : std::span<const std::byte>();
      BERTH_RETURN_IF_ERROR(AddInitializer(*proto_.mutable_initializer(i), raw));
    }
    for (const auto& sparse : proto_.sparse_initializer()) {
      BERTH_ASSIGN_OR_RETURN(onnx::TensorProto tensor, DenseTensor(sparse));
      BERTH_RETURN_IF_ERROR(AddInitializer(tensor, {}));
    }
    return Ok();
  }

  Status AddInitializer(onnx::TensorProto& tensor, std::span<const std::byte> raw) {
    const ValueId id = names_.Find(tensor.name());
    Value& value = id == kNone ? names_.Define(tensor.name()) : graph_.value(id);
    // Before IR version 4 every initializer had to be an input; such inputs are not meant to be overridden.
    if (value.is_input && graph_.model().ir_version < 4) {
      value.is_input = false;
      std::erase(graph_.inputs, value.id);
    }
    return SetInitializer(tensor, raw, value, graph_);
  }

  Status AddOutputs() {
    for (auto& output : *proto_.mutable_output()) {
      const ValueId id = names_.Resolve(output.name());
      if (id == kNone) {
        return Error(ORT_FAIL, "graph \"", graph_.name, "\": This is an invalid model. Graph output (", output.name(),
                     ") does not exist in the graph.");
      }
      Value& value = graph_.value(id);
      value.is_output = true;
      if (value.type.value_case() == onnx::TypeProto::VALUE_NOT_SET) TakeType(*output.mutable_type(), value);
      graph_.outputs.push_back(id);
    }
    return Ok();
  }

  onnx::GraphProto& proto_;
  std::span<const std::span<const std::byte>> raw_;
  Names& names_;
  Graph& graph_;
  NodeReader nodes_;
};

}  // namespace

Status ReadGraph(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Names& names,
                 const NodeSource& source) {
  return GraphReader(proto, raw, names, source).Read();
}

Status BuildGraph(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Graph& graph) {
  Names names(graph);
  return ReadGraph(proto, raw, names, {&graph.model().opsets});
}

}  // namespace berth
