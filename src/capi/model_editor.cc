#include "graph/editor.h"

#include <algorithm>

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "kernels/packed_weights.h"
#include "session/session.h"

namespace berth::capi {
namespace {

// ---- types ----

template <ONNXType kKind>
OrtStatus* ORT_API_CALL TensorType(const OrtTensorTypeAndShapeInfo* tensor, OrtTypeInfo** out) noexcept {
  return Ask(tensor, "tensor_info", out, [&]() -> Status {
    auto type = std::make_unique<OrtTypeInfo>();
    type->kind = kKind;
    type->tensor = *tensor;
    *out = type.release();
    return Ok();
  });
}
// A type around another one; `place` puts it in.
template <typename Place>
OrtStatus* NestedType(ONNXType kind, const OrtTypeInfo* inner, const char* name, OrtTypeInfo** out, Place&& place) noexcept {
  return Ask(inner, name, out, [&]() -> Status {
    auto type = std::make_unique<OrtTypeInfo>();
    type->kind = kind;
    place(*type, std::make_shared<const OrtTypeInfo>(*inner));
    *out = type.release();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL MapType(ONNXTensorElementDataType key, const OrtTypeInfo* value, OrtTypeInfo** out) noexcept {
  return NestedType(ONNX_TYPE_MAP, value, "map_value_type", out, [&](OrtTypeInfo& type, auto inner) {
    type.map.key_type = key;
    type.map.value = std::move(inner);
  });
}
OrtStatus* ORT_API_CALL SequenceType(const OrtTypeInfo* element, OrtTypeInfo** out) noexcept {
  return NestedType(ONNX_TYPE_SEQUENCE, element, "sequence_type", out,
                    [](OrtTypeInfo& type, auto inner) { type.sequence.element = std::move(inner); });
}
OrtStatus* ORT_API_CALL OptionalType(const OrtTypeInfo* contained, OrtTypeInfo** out) noexcept {
  return NestedType(ONNX_TYPE_OPTIONAL, contained, "contained_type", out,
                    [](OrtTypeInfo& type, auto inner) { type.optional.element = std::move(inner); });
}

// ---- parts ----

Status NotEmpty(const char* text, const char* name) {
  if (text != nullptr && *text != '\0') return Ok();
  return InvalidArgument("argument \"", name, "\": null or empty seen, text wanted: cannot be null or empty string");
}

OrtStatus* ORT_API_CALL CreateValueInfo(const char* name, const OrtTypeInfo* type, OrtValueInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotEmpty(name, "name"));
    BERTH_RETURN_IF_ERROR(CheckHandle(type, "type_info"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "value_info"));
    if (type->kind != ONNX_TYPE_TENSOR) {
      return Error(ORT_FAIL, "CreateValueInfo: \"", name, "\": ", TypeText(*type),
                   " seen: Only tensor types are supported currently");
    }
    *out = new OrtValueInfo(name, *type);
    return Ok();
  });
}
// Those of a view, and those that a graph has taken over, are not the caller's; the latter cannot be told apart.
void ORT_API_CALL ReleaseValueInfo(OrtValueInfo* info) {
  if (CheckHandle(info, "value_info").ok() && info->edited != nullptr) ReleaseHandle(info);
}

template <typename Add>
Status ReadNames(const char* const* names, size_t count, const char* argument, Add&& add) {
  if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(names, argument));
  BERTH_RETURN_IF_ERROR(CheckArraySize(names, count, argument));
  for (size_t i = 0; i < count; ++i) {
    BERTH_RETURN_IF_ERROR(NotNull(names[i], argument));
    add(names[i]);
  }
  return Ok();
}

OrtStatus* ORT_API_CALL CreateNode(const char* op, const char* domain, const char* name, const char* const* inputs,
                                   size_t input_count, const char* const* outputs, size_t output_count,
                                   OrtOpAttr** attributes, size_t attribute_count, OrtNode** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(op, "operator_name"));
    BERTH_RETURN_IF_ERROR(NotNull(domain, "domain_name"));
    BERTH_RETURN_IF_ERROR(NotNull(name, "node_name"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "node"));
    onnx::NodeProto proto;
    proto.set_op_type(op);
    proto.set_domain(domain);
    proto.set_name(name);
    BERTH_RETURN_IF_ERROR(ReadNames(inputs, input_count, "input_names", [&](const char* text) { proto.add_input(text); }));
    BERTH_RETURN_IF_ERROR(ReadNames(outputs, output_count, "output_names", [&](const char* text) { proto.add_output(text); }));
    if (attribute_count > 0) BERTH_RETURN_IF_ERROR(NotNull(attributes, "attributes"));
    for (size_t i = 0; i < attribute_count; ++i) {
      BERTH_RETURN_IF_ERROR(CheckHandle(attributes[i], "attributes"));
      if (std::find(attributes, attributes + i, attributes[i]) != attributes + i) {
        return InvalidArgument("CreateNode: attribute ", i, ": given twice, and taken over once");
      }
      *proto.add_attribute() = *attributes[i]->proto;
    }
    *out = MakeEditedNode(std::move(proto)).release();
    // Taken over: those of a node stay the node's.
    for (size_t i = 0; i < attribute_count; ++i) {
      if (attributes[i]->owned != nullptr) ReleaseHandle(attributes[i]);
    }
    return Ok();
  });
}
void ORT_API_CALL ReleaseNode(OrtNode* node) {
  if (CheckHandle(node, "node").ok() && node->edited != nullptr) ReleaseHandle(node);
}

// ---- graphs ----

Status CheckEdited(const OrtGraph* graph) {
  BERTH_RETURN_IF_ERROR(CheckHandle(graph, "graph"));
  if (graph->edited != nullptr) return Ok();
  return InvalidArgument("argument \"graph\": a graph of a model seen, one that CreateGraph made wanted");
}

OrtStatus* ORT_API_CALL CreateGraph(OrtGraph** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "graph"));
    auto graph = std::make_unique<OrtGraph>();
    graph->edited = std::make_shared<EditedGraph>();
    *out = graph.release();
    return Ok();
  });
}

// Takes over all of `infos`, or on an error none of them.
template <std::vector<std::unique_ptr<OrtValueInfo>> EditedGraph::*kList, std::vector<const OrtValueInfo*> OrtGraph::*kShown>
OrtStatus* ORT_API_CALL SetInfos(OrtGraph* graph, OrtValueInfo** infos, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckEdited(graph));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(infos, "inputs or outputs"));
    for (size_t i = 0; i < count; ++i) {
      if (infos[i] == nullptr) return InvalidArgument("SetGraphInputs or -Outputs: ", i, ": cannot contain null entries");
      BERTH_RETURN_IF_ERROR(CheckHandle(infos[i], "inputs or outputs"));
      const bool is_free = infos[i]->edited != nullptr;
      if (!is_free || std::find(infos, infos + i, infos[i]) != infos + i) {
        return InvalidArgument("SetGraphInputs or -Outputs: \"", infos[i]->name(), "\": given twice, or part of a graph");
      }
    }
    auto& list = (*graph->edited).*kList;
    list.clear();
    (graph->*kShown).clear();
    for (size_t i = 0; i < count; ++i) {
      list.emplace_back(infos[i]);
      (graph->*kShown).push_back(infos[i]);
      infos[i] = nullptr;
    }
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddInitializer(OrtGraph* graph, const char* name, OrtValue* tensor, bool external) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckEdited(graph));
    BERTH_RETURN_IF_ERROR(NotEmpty(name, "name"));
    BERTH_RETURN_IF_ERROR(CheckHandle(tensor, "tensor"));
    return AddWeight(*graph->edited, name, tensor, external);
  });
}

OrtStatus* ORT_API_CALL AddNode(OrtGraph* graph, OrtNode* node) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckEdited(graph));
    BERTH_RETURN_IF_ERROR(CheckHandle(node, "node"));
    if (node->edited == nullptr) {
      return InvalidArgument("argument \"node\": a node of a model seen, one that CreateNode made wanted");
    }
    auto& nodes = graph->edited->nodes;
    if (std::any_of(nodes.begin(), nodes.end(), [&](const auto& other) { return other.get() == node; })) {
      return InvalidArgument("AddNodeToGraph: node \"", node->name(), "\": the graph has it already");
    }
    node->id = nodes.size();
    nodes.emplace_back(node);
    return Ok();
  });
}

// ---- models ----

OrtStatus* ORT_API_CALL CreateModel(const char* const* domains, const int* versions, size_t count, OrtModel** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "model"));
    if (count > 0) BERTH_RETURN_IF_ERROR(NotNull(versions, "opset_versions"));
    auto model = std::make_unique<OrtModel>();
    BERTH_RETURN_IF_ERROR(ReadNames(domains, count, "domain_names", [&](const char* domain) {
      model->opsets.emplace_back(domain, versions[model->opsets.size()]);
    }));
    *out = model.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddGraph(OrtModel* model, OrtGraph* graph) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(model, "model"));
    BERTH_RETURN_IF_ERROR(CheckEdited(graph));
    if (model->graph.get() == graph) return InvalidArgument("AddGraphToModel: graph: the model has it already");
    model->graph.reset(graph);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SessionFromModel(const OrtEnv* env, const OrtModel* model, const OrtSessionOptions* options,
                                         OrtSession** out) noexcept {
  return Ask(env, "env", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(model, "model"));
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_ASSIGN_OR_RETURN(auto session, OrtSession::Create(*const_cast<OrtEnv*>(env), model, options));
    *out = session.release();
    return Ok();
  });
}

OrtStatus* EditorSession(const OrtEnv* env, const ModelSource& source, const OrtSessionOptions* options,
                         OrtSession** out) noexcept {
  return Ask(env, "env", out, [&]() -> Status {
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_ASSIGN_OR_RETURN(auto session, OrtSession::CreateForEditing(*const_cast<OrtEnv*>(env), source, options));
    *out = session.release();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL EditorSessionFromFile(const OrtEnv* env, const ORTCHAR_T* path, const OrtSessionOptions* options,
                                              OrtSession** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(path, "model_path"))) return status;
  return EditorSession(env, std::filesystem::path(path), options, out);
}
OrtStatus* ORT_API_CALL EditorSessionFromArray(const OrtEnv* env, const void* data, size_t size,
                                               const OrtSessionOptions* options, OrtSession** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(data, "model_data"))) return status;
  return EditorSession(env, std::span(static_cast<const std::byte*>(data), size), options, out);
}

OrtStatus* ORT_API_CALL OpsetForDomain(const OrtSession* session, const char* domain, int* out) noexcept {
  return Ask(session, "session", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(domain, "domain"));
    const OpsetImports& opsets = session->model().opsets;
    const auto found = opsets.find(domain);
    if (found == opsets.end()) return Error(ORT_FAIL, "Session: domain \"", domain, "\": Domain not used by model.");
    *out = found->second;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ApplyModel(OrtSession* session, OrtModel* model) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    BERTH_RETURN_IF_ERROR(CheckHandle(model, "model"));
    return session->Apply(*model);
  });
}

OrtStatus* ORT_API_CALL FinalizeSession(OrtSession* session, const OrtSessionOptions* options,
                                        OrtPrepackedWeightsContainer* packed) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    if (packed != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(packed, "prepacked_weights_container"));
    return session->Finalize(options, packed);
  });
}

void BindParts(OrtModelEditorApi& api) {
  api.CreateTensorTypeInfo = TensorType<ONNX_TYPE_TENSOR>;
  api.CreateSparseTensorTypeInfo = TensorType<ONNX_TYPE_SPARSETENSOR>;
  api.CreateMapTypeInfo = MapType;
  api.CreateSequenceTypeInfo = SequenceType;
  api.CreateOptionalTypeInfo = OptionalType;
  api.CreateValueInfo = CreateValueInfo;
  api.CreateNode = CreateNode;
  api.CreateGraph = CreateGraph;
  api.SetGraphInputs = SetInfos<&EditedGraph::inputs, &OrtGraph::inputs>;
  api.SetGraphOutputs = SetInfos<&EditedGraph::outputs, &OrtGraph::outputs>;
  api.AddInitializerToGraph = AddInitializer;
  api.AddNodeToGraph = AddNode;
}

}  // namespace

void BindModelEditor(OrtModelEditorApi& api) {
  BindParts(api);
  api.CreateModel = CreateModel;
  api.AddGraphToModel = AddGraph;
  api.CreateSessionFromModel = SessionFromModel;
  api.CreateModelEditorSession = EditorSessionFromFile;
  api.CreateModelEditorSessionFromArray = EditorSessionFromArray;
  api.SessionGetOpsetForDomain = OpsetForDomain;
  api.ApplyModelToModelEditorSession = ApplyModel;
  api.FinalizeModelEditorSession = FinalizeSession;
}

void BindEditedParts(OrtApi& api) {
  api.ReleaseValueInfo = ReleaseValueInfo;
  api.ReleaseNode = ReleaseNode;
  api.ReleaseModel = ReleaseHandle<OrtModel>;
}

}  // namespace berth::capi
