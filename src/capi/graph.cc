#include "graph/editor.h"
#include "graph/initializer.h"
#include "graph/view.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "graph/model_metadata.h"

namespace berth::capi {
namespace {

// ---- OrtGraph ----

// A graph of the model editor has no model around it.
Status CheckInModel(const OrtGraph* graph) {
  if (graph->source != nullptr) return Ok();
  return Error(ORT_NOT_IMPLEMENTED, "graph: built with the model editor: it is not asked for what a model's graph knows");
}
const Model& ModelAround(const OrtGraph& graph) {
  static const Model* const none = [] {
    auto* model = new Model();
    model->ir_version = onnx::IR_VERSION;
    return model;
  }();
  return graph.source != nullptr ? graph.source->model() : *none;
}
// Reads something of the model; for a graph of the model editor, of one that says nothing.
template <typename Out, typename Read>
OrtStatus* OfModel(const OrtGraph* graph, Out* out, Read&& read) noexcept {
  return Get(graph, "graph", out, [&] { return read(ModelAround(*graph)); });
}

OrtStatus* ORT_API_CALL GraphName(const OrtGraph* graph, const char** out) noexcept {
  return Get(graph, "graph", out, [&] { return graph->edited != nullptr ? "ModelEditorGraph" : graph->name.c_str(); });
}
OrtStatus* ORT_API_CALL GraphModelPath(const OrtGraph* graph, const ORTCHAR_T** out) noexcept {
  return OfModel(graph, out, [](const Model& model) { return model.path.c_str(); });
}
OrtStatus* ORT_API_CALL GraphIrVersion(const OrtGraph* graph, int64_t* out) noexcept {
  return OfModel(graph, out, [](const Model& model) { return model.ir_version; });
}
OrtStatus* ORT_API_CALL GraphNumOpsets(const OrtGraph* graph, size_t* out) noexcept {
  return Ask(graph, "graph", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckInModel(graph));
    *out = graph->source->model().opsets.size();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GraphOpsets(const OrtGraph* graph, const char** domains, int64_t* versions,
                                    size_t count) noexcept {
  return Ask(graph, "graph", domains, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(versions, "opset_versions"));
    BERTH_RETURN_IF_ERROR(CheckInModel(graph));
    const auto& opsets = graph->source->model().opsets;
    if (count < opsets.size()) {
      return InvalidArgument("Graph_GetOperatorSets: room for ", count, " elements seen, ", opsets.size(), " wanted");
    }
    size_t i = 0;
    for (const auto& [domain, version] : opsets) {
      domains[i] = domain.c_str();
      versions[i++] = version;
    }
    return Ok();
  });
}
OrtStatus* ORT_API_CALL GraphNumInputs(const OrtGraph* graph, size_t* out) noexcept {
  return Get(graph, "graph", out, [&] { return graph->inputs.size(); });
}
OrtStatus* ORT_API_CALL GraphInputs(const OrtGraph* graph, const OrtValueInfo** out, size_t room) noexcept {
  return Ask(graph, "graph", out, [&] { return FillArray(graph->inputs, out, room, "inputs"); });
}
OrtStatus* ORT_API_CALL GraphNumOutputs(const OrtGraph* graph, size_t* out) noexcept {
  return Get(graph, "graph", out, [&] { return graph->outputs.size(); });
}
OrtStatus* ORT_API_CALL GraphOutputs(const OrtGraph* graph, const OrtValueInfo** out, size_t room) noexcept {
  return Ask(graph, "graph", out, [&] { return FillArray(graph->outputs, out, room, "outputs"); });
}
OrtStatus* ORT_API_CALL GraphNumInitializers(const OrtGraph* graph, size_t* out) noexcept {
  return Get(graph, "graph", out, [&] { return graph->initializers.size(); });
}
OrtStatus* ORT_API_CALL GraphInitializers(const OrtGraph* graph, const OrtValueInfo** out, size_t room) noexcept {
  return Ask(graph, "graph", out, [&] { return FillArray(graph->initializers, out, room, "initializers"); });
}
OrtStatus* ORT_API_CALL GraphNumNodes(const OrtGraph* graph, size_t* out) noexcept {
  return Get(graph, "graph", out, [&] {
    return graph->edited != nullptr ? graph->edited->nodes.size() : graph->nodes.size();
  });
}
OrtStatus* ORT_API_CALL GraphNodes(const OrtGraph* graph, const OrtNode** out, size_t room) noexcept {
  return Ask(graph, "graph", out, [&]() -> Status {
    if (graph->edited != nullptr) {
      return FillArray(graph->edited->nodes, out, room, "nodes", [](const auto& node) { return node.get(); });
    }
    return FillArray(graph->nodes, out, room, "nodes", [](const OrtNode& node) { return &node; });
  });
}
OrtStatus* ORT_API_CALL GraphParentNode(const OrtGraph* graph, const OrtNode** out) noexcept {
  return Get(graph, "graph", out, [&] { return graph->parent_node; });
}
OrtStatus* ORT_API_CALL GraphModelMetadata(const OrtGraph* graph, OrtModelMetadata** out) noexcept {
  return OfModel(graph, out, [](const Model& model) { return new OrtModelMetadata(MetadataOf(model)); });
}

OrtStatus* ORT_API_CALL GraphView(const OrtGraph* graph, const OrtNode** nodes, size_t count, OrtGraph** out) noexcept {
  return Ask(graph, "src_graph", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckInModel(graph));
    if (nodes == nullptr || count == 0) return InvalidArgument("Graph_GetGraphView: no node seen, at least one wanted");
    std::vector<NodeId> ids;
    for (size_t i = 0; i < count; ++i) {
      BERTH_RETURN_IF_ERROR(CheckHandle(nodes[i], "nodes"));
      if (nodes[i]->graph != graph) {
        return InvalidArgument("Graph_GetGraphView: node ", i, " (\"", nodes[i]->name(), "\"): not of this graph");
      }
      ids.push_back(nodes[i]->node->id);
    }
    const Boundary boundary = BoundaryOf(*graph->source, ids, false);
    BERTH_ASSIGN_OR_RETURN(auto view, MakeSubgraphView(*graph->source, ids, "sub_graph", boundary.inputs, boundary.outputs));
    *out = view.release();
    return Ok();
  });
}

// ---- OrtValueInfo ----

OrtStatus* ORT_API_CALL ValueName(const OrtValueInfo* value, const char** out) noexcept {
  return Get(value, "value_info", out, [&] { return value->name().c_str(); });
}
OrtStatus* ORT_API_CALL ValueType(const OrtValueInfo* value, const OrtTypeInfo** out) noexcept {
  return Get(value, "value_info", out, [&] { return &value->type(); });
}
// A value of a fused node stands alone: what is around it is not known any more, nor what it may have been made from.
const Value* Origin(const OrtValueInfo* value) { return value->graph != nullptr ? value->value : nullptr; }
Status CheckInGraph(const OrtValueInfo* value) {
  if (value->graph != nullptr) return Ok();
  return Error(ORT_NOT_FOUND, "value \"", value->name(), "\": belongs to a fused node, which has no graph around it");
}
OrtStatus* ORT_API_CALL ValueProducer(const OrtValueInfo* value, const OrtNode** out, size_t* index) noexcept {
  return Ask(value, "value_info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckInGraph(value));
    *out = value->producer;
    if (index != nullptr) *index = value->producer != nullptr ? static_cast<size_t>(value->producer_output) : 0;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ValueNumConsumers(const OrtValueInfo* value, size_t* out) noexcept {
  return Ask(value, "value_info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckInGraph(value));
    *out = value->consumers.size();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ValueConsumers(const OrtValueInfo* value, const OrtNode** nodes, int64_t* inputs,
                                       size_t room) noexcept {
  return Ask(value, "value_info", nodes, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckInGraph(value));
    using Consumer = OrtValueInfo::Consumer;
    BERTH_RETURN_IF_ERROR(FillArray(value->consumers, nodes, room, "nodes", [](const Consumer& one) { return one.node; }));
    return FillArray(value->consumers, inputs, room, "input_indices", [](const Consumer& one) { return one.input; });
  });
}
OrtStatus* ORT_API_CALL ValueInitializer(const OrtValueInfo* value, const OrtValue** out) noexcept {
  return Ask(value, "value_info", out, [&]() -> Status {
    *out = nullptr;
    const Value* origin = Origin(value);
    while (origin != nullptr && origin->outer != nullptr) origin = origin->outer;
    if (origin == nullptr || origin->initializer == nullptr) return Ok();
    BERTH_ASSIGN_OR_RETURN(*out, InitializerValue(*origin));
    LendInitializer(*origin);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ValueExternal(const OrtValueInfo* value, OrtExternalInitializerInfo** out) noexcept {
  return Ask(value, "value_info", out, [&]() -> Status {
    *out = nullptr;
    const Value* origin = Origin(value);
    if (origin == nullptr || origin->initializer == nullptr || !origin->initializer->external) return Ok();
    auto info = std::make_unique<OrtExternalInitializerInfo>();
    info->data = *origin->initializer->external;
    *out = info.release();
    return Ok();
  });
}
template <bool OrtValueInfo::*kFlag>
OrtStatus* ORT_API_CALL ValueFlag(const OrtValueInfo* value, bool* out) noexcept {
  return Get(value, "value_info", out, [&] { return value->*kFlag; });
}

// ---- OrtExternalInitializerInfo ----

OrtStatus* ORT_API_CALL CreateExternal(const ORTCHAR_T* path, int64_t offset, size_t bytes,
                                       OrtExternalInitializerInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(path, "filepath"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    auto info = std::make_unique<OrtExternalInitializerInfo>();
    info->data = {std::filesystem::path(path).string(), offset, bytes};
    *out = info.release();
    return Ok();
  });
}

const ORTCHAR_T* ORT_API_CALL ExternalPath(const OrtExternalInitializerInfo* info) noexcept {
  return CheckHandle(info, "info").ok() ? info->data.location.c_str() : nullptr;
}
int64_t ORT_API_CALL ExternalOffset(const OrtExternalInitializerInfo* info) noexcept {
  return CheckHandle(info, "info").ok() ? info->data.offset : 0;
}
size_t ORT_API_CALL ExternalBytes(const OrtExternalInitializerInfo* info) noexcept {
  return CheckHandle(info, "info").ok() ? info->data.bytes : 0;
}

}  // namespace

void BindGraph(OrtApi& api) {
  api.Graph_GetName = GraphName;
  api.Graph_GetModelPath = GraphModelPath;
  api.Graph_GetOnnxIRVersion = GraphIrVersion;
  api.Graph_GetNumOperatorSets = GraphNumOpsets;
  api.Graph_GetOperatorSets = GraphOpsets;
  api.Graph_GetNumInputs = GraphNumInputs;
  api.Graph_GetInputs = GraphInputs;
  api.Graph_GetNumOutputs = GraphNumOutputs;
  api.Graph_GetOutputs = GraphOutputs;
  api.Graph_GetNumInitializers = GraphNumInitializers;
  api.Graph_GetInitializers = GraphInitializers;
  api.Graph_GetNumNodes = GraphNumNodes;
  api.Graph_GetNodes = GraphNodes;
  api.Graph_GetParentNode = GraphParentNode;
  api.Graph_GetModelMetadata = GraphModelMetadata;
  api.Graph_GetGraphView = GraphView;
  api.ReleaseGraph = ReleaseHandle<OrtGraph>;
}

void BindValueInfo(OrtApi& api) {
  api.GetValueInfoName = ValueName;
  api.GetValueInfoTypeInfo = ValueType;
  api.ValueInfo_GetValueProducer = ValueProducer;
  api.ValueInfo_GetValueNumConsumers = ValueNumConsumers;
  api.ValueInfo_GetValueConsumers = ValueConsumers;
  api.ValueInfo_GetInitializerValue = ValueInitializer;
  api.ValueInfo_GetExternalInitializerInfo = ValueExternal;
  api.ValueInfo_IsRequiredGraphInput = ValueFlag<&OrtValueInfo::is_required_input>;
  api.ValueInfo_IsOptionalGraphInput = ValueFlag<&OrtValueInfo::is_optional_input>;
  api.ValueInfo_IsGraphOutput = ValueFlag<&OrtValueInfo::is_output>;
  api.ValueInfo_IsConstantInitializer = ValueFlag<&OrtValueInfo::is_constant_initializer>;
  api.ValueInfo_IsFromOuterScope = ValueFlag<&OrtValueInfo::is_from_outer_scope>;
  api.CreateExternalInitializerInfo = CreateExternal;
  api.ExternalInitializerInfo_GetFilePath = ExternalPath;
  api.ExternalInitializerInfo_GetFileOffset = ExternalOffset;
  api.ExternalInitializerInfo_GetByteSize = ExternalBytes;
  api.ReleaseExternalInitializerInfo = ReleaseHandle<OrtExternalInitializerInfo>;
}

}  // namespace berth::capi
