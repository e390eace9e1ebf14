#include <cstring>

#include "capi/bind.h"
#include "capi/guard.h"
#include "graph/initializer.h"
#include "graph/view.h"
#include "onnx/defs/schema.h"

namespace berth::capi {
namespace {

// ---- OrtNode ----

OrtStatus* ORT_API_CALL NodeId(const OrtNode* node, size_t* out) noexcept {
  return Get(node, "node", out, [&] { return node->id; });
}
template <const std::string& (OrtNode::*kText)() const>
OrtStatus* ORT_API_CALL NodeText(const OrtNode* node, const char** out) noexcept {
  return Get(node, "node", out, [&] { return (node->*kText)().c_str(); });
}
// A node of the model editor has no place and no schema yet.
template <typename Out, typename Read>
OrtStatus* OfPlaced(const OrtNode* node, Out* out, Read&& read) noexcept {
  return Ask(node, "node", out, [&]() -> Status {
    if (node->edited != nullptr) {
      return Error(ORT_NOT_IMPLEMENTED, "node \"", node->name(),
                   "\": made with the model editor: only what it was made of is known");
    }
    *out = read();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL NodeSinceVersion(const OrtNode* node, int* out) noexcept {
  return OfPlaced(node, out, [&] { return node->since_version(); });
}

template <auto kList>
OrtStatus* ORT_API_CALL NodeCount(const OrtNode* node, size_t* out) noexcept {
  return Get(node, "node", out, [&] {
    if (node->edited == nullptr) return (node->*kList).size();
    // Of the model editor: names alone.
    if constexpr (std::is_same_v<decltype(kList), OrtNode::Infos OrtNode::*>) {
      return static_cast<size_t>(kList == &OrtNode::inputs ? node->edited->input_size() : node->edited->output_size());
    }
    return size_t{0};
  });
}
template <auto kList>
OrtStatus* ORT_API_CALL NodeList(const OrtNode* node, const OrtValueInfo** out, size_t room) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(node, "node"));
    if ((node->*kList).empty()) return Ok();
    return FillArray(node->*kList, out, room, "values");
  });
}

OrtStatus* ORT_API_CALL NodeNumAttributes(const OrtNode* node, size_t* out) noexcept {
  return Get(node, "node", out, [&] { return node->attributes.size(); });
}
OrtStatus* ORT_API_CALL NodeAttributes(const OrtNode* node, const OrtOpAttr** out, size_t room) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(node, "node"));
    if (node->attributes.empty()) return Ok();
    return FillArray(node->attributes, out, room, "attributes", [](const OrtOpAttr& attribute) { return &attribute; });
  });
}
OrtStatus* ORT_API_CALL NodeAttributeByName(const OrtNode* node, const char* name, const OrtOpAttr** out) noexcept {
  return Ask(node, "node", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "attribute_name"));
    *out = nullptr;
    for (const OrtOpAttr& attribute : node->attributes) {
      if (attribute.proto->name() == name) {
        *out = &attribute;
        return Ok();
      }
    }
    // Known to the operator but not set here is no error.
    const onnx::OpSchema* schema = node->node != nullptr ? node->node->schema : nullptr;
    if (schema != nullptr && schema->attributes().contains(name)) return Ok();
    return Error(ORT_NOT_FOUND, "node \"", node->name(), "\" (", node->op_type(), "): attribute \"", name,
                 "\": no such attribute");
  });
}

OrtStatus* ORT_API_CALL NodeNumSubgraphs(const OrtNode* node, size_t* out) noexcept {
  return Get(node, "node", out, [&] { return node->bodies.size(); });
}
OrtStatus* ORT_API_CALL NodeSubgraphs(const OrtNode* node, const OrtGraph** graphs, size_t room,
                                      const char** names) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(node, "node"));
    if (room < node->bodies.size()) {
      return InvalidArgument("argument \"subgraphs\": room for ", room, " elements seen, ", node->bodies.size(), " wanted");
    }
    if (!node->bodies.empty()) BERTH_RETURN_IF_ERROR(NotNull(graphs, "subgraphs"));
    for (size_t i = 0; i < node->bodies.size(); ++i) {
      graphs[i] = node->bodies[i].get();
      if (names != nullptr) names[i] = node->node->bodies[i].attribute.c_str();
    }
    return Ok();
  });
}
OrtStatus* ORT_API_CALL NodeGraph(const OrtNode* node, const OrtGraph** out) noexcept {
  return OfPlaced(node, out, [&] { return node->graph; });
}

// ---- OrtOpAttr ----

OrtStatus* ORT_API_CALL AttributeName(const OrtOpAttr* attribute, const char** out) noexcept {
  return Get(attribute, "attribute", out, [&] { return attribute->proto->name().c_str(); });
}

OrtOpAttrType TypeOfAttribute(const onnx::AttributeProto& proto) {
  switch (proto.type()) {
    case onnx::AttributeProto::INT: return ORT_OP_ATTR_INT;
    case onnx::AttributeProto::INTS: return ORT_OP_ATTR_INTS;
    case onnx::AttributeProto::FLOAT: return ORT_OP_ATTR_FLOAT;
    case onnx::AttributeProto::FLOATS: return ORT_OP_ATTR_FLOATS;
    case onnx::AttributeProto::STRING: return ORT_OP_ATTR_STRING;
    case onnx::AttributeProto::STRINGS: return ORT_OP_ATTR_STRINGS;
    case onnx::AttributeProto::GRAPH: return ORT_OP_ATTR_GRAPH;
    case onnx::AttributeProto::TENSOR: return ORT_OP_ATTR_TENSOR;
    default: return ORT_OP_ATTR_UNDEFINED;
  }
}
OrtStatus* ORT_API_CALL AttributeType(const OrtOpAttr* attribute, OrtOpAttrType* out) noexcept {
  return Get(attribute, "attribute", out, [&] { return TypeOfAttribute(*attribute->proto); });
}

OrtStatus* ORT_API_CALL AttributeTensor(const OrtOpAttr* attribute, OrtValue** out) noexcept {
  return Ask(attribute, "attribute", out, [&]() -> Status {
    if (attribute->proto->type() != onnx::AttributeProto::TENSOR) {
      return InvalidArgument("attribute \"", attribute->proto->name(), "\": no tensor attribute");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor tensor, TensorFromProto(attribute->proto->t(), DefaultCpuAllocator()));
    *out = new OrtValue(std::move(tensor));
    return Ok();
  });
}

// The attribute's bytes, as ReadOpAttr lays them out: elements in a row; texts each with a terminator.
std::string BytesOf(const onnx::AttributeProto& proto) {
  const auto raw = [](const auto& list) {
    return std::string(reinterpret_cast<const char*>(list.data()), static_cast<size_t>(list.size()) * sizeof(*list.data()));
  };
  switch (proto.type()) {
    case onnx::AttributeProto::INT: {
      const int64_t value = proto.i();
      return std::string(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    case onnx::AttributeProto::FLOAT: {
      const float value = proto.f();
      return std::string(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    case onnx::AttributeProto::INTS: return raw(proto.ints());
    case onnx::AttributeProto::FLOATS: return raw(proto.floats());
    case onnx::AttributeProto::STRING: return proto.s();
    case onnx::AttributeProto::STRINGS: {
      std::string bytes;
      for (const std::string& text : proto.strings()) bytes.append(text).push_back('\0');
      return bytes;
    }
    default: return "";
  }
}

OrtStatus* ORT_API_CALL ReadOpAttr(const OrtOpAttr* attribute, OrtOpAttrType type, void* data, size_t room,
                                   size_t* out) noexcept {
  return Ask(attribute, "op_attr", out, [&]() -> Status {
    const OrtOpAttrType own = TypeOfAttribute(*attribute->proto);
    if (type != own || type == ORT_OP_ATTR_TENSOR || type == ORT_OP_ATTR_GRAPH || type == ORT_OP_ATTR_UNDEFINED) {
      return InvalidArgument("attribute \"", attribute->proto->name(), "\": type ", static_cast<int>(type), " seen, ",
                             static_cast<int>(own), " wanted, and no tensor or graph");
    }
    const std::string bytes = BytesOf(*attribute->proto);
    *out = bytes.size();
    if (bytes.empty()) return Ok();
    if (room < bytes.size()) {
      return InvalidArgument("attribute \"", attribute->proto->name(), "\": room for ", room, " bytes seen, ", bytes.size(), " wanted");
    }
    BERTH_RETURN_IF_ERROR(NotNull(data, "data"));
    std::memcpy(data, bytes.data(), bytes.size());
    return Ok();
  });
}

Status SetAttribute(onnx::AttributeProto& proto, const void* data, int len, OrtOpAttrType type) {
  switch (type) {
    case ORT_OP_ATTR_INT:
      proto.set_type(onnx::AttributeProto::INT);
      proto.set_i(*static_cast<const int64_t*>(data));
      return Ok();
    case ORT_OP_ATTR_FLOAT:
      proto.set_type(onnx::AttributeProto::FLOAT);
      proto.set_f(*static_cast<const float*>(data));
      return Ok();
    case ORT_OP_ATTR_INTS:
      proto.set_type(onnx::AttributeProto::INTS);
      for (int i = 0; i < len; ++i) proto.add_ints(static_cast<const int64_t*>(data)[i]);
      return Ok();
    case ORT_OP_ATTR_FLOATS:
      proto.set_type(onnx::AttributeProto::FLOATS);
      for (int i = 0; i < len; ++i) proto.add_floats(static_cast<const float*>(data)[i]);
      return Ok();
    case ORT_OP_ATTR_STRING:
      proto.set_type(onnx::AttributeProto::STRING);
      proto.set_s(static_cast<const char*>(data), static_cast<size_t>(len));
      return Ok();
    case ORT_OP_ATTR_STRINGS:
      proto.set_type(onnx::AttributeProto::STRINGS);
      for (int i = 0; i < len; ++i) proto.add_strings(static_cast<const char* const*>(data)[i]);
      return Ok();
    default:
      return Error(ORT_FAIL, "CreateOpAttr: type ", static_cast<int>(type), ": no attribute can be made of it here");
  }
}

OrtStatus* ORT_API_CALL CreateOpAttr(const char* name, const void* data, int len, OrtOpAttrType type,
                                     OrtOpAttr** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "op_attr"));
    if (len < 0) return InvalidArgument("CreateOpAttr: len: ", len, " seen, at least 0 wanted");
    if (len > 0 || type == ORT_OP_ATTR_INT || type == ORT_OP_ATTR_FLOAT) BERTH_RETURN_IF_ERROR(NotNull(data, "data"));
    auto attribute = std::make_unique<OrtOpAttr>();
    attribute->owned = std::make_unique<onnx::AttributeProto>();
    attribute->proto = attribute->owned.get();
    attribute->owned->set_name(name);
    BERTH_RETURN_IF_ERROR(SetAttribute(*attribute->owned, data, len, type));
    *out = attribute.release();
    return Ok();
  });
}

void ORT_API_CALL ReleaseOpAttr(OrtOpAttr* attribute) {
  // Those of a node are the node's.
  if (CheckHandle(attribute, "op_attr").ok() && attribute->owned != nullptr) ReleaseHandle(attribute);
}

}  // namespace

void BindNode(OrtApi& api) {
  api.Node_GetId = NodeId;
  api.Node_GetName = NodeText<&OrtNode::name>;
  api.Node_GetOperatorType = NodeText<&OrtNode::op_type>;
  api.Node_GetDomain = NodeText<&OrtNode::domain>;
  api.Node_GetEpName = NodeText<&OrtNode::ep>;
  api.Node_GetSinceVersion = NodeSinceVersion;
  api.Node_GetNumInputs = NodeCount<&OrtNode::inputs>;
  api.Node_GetInputs = NodeList<&OrtNode::inputs>;
  api.Node_GetNumOutputs = NodeCount<&OrtNode::outputs>;
  api.Node_GetOutputs = NodeList<&OrtNode::outputs>;
  api.Node_GetNumImplicitInputs = NodeCount<&OrtNode::implicit_inputs>;
  api.Node_GetImplicitInputs = NodeList<&OrtNode::implicit_inputs>;
  api.Node_GetNumAttributes = NodeNumAttributes;
  api.Node_GetAttributes = NodeAttributes;
  api.Node_GetAttributeByName = NodeAttributeByName;
  api.Node_GetNumSubgraphs = NodeNumSubgraphs;
  api.Node_GetSubgraphs = NodeSubgraphs;
  api.Node_GetGraph = NodeGraph;
  api.OpAttr_GetName = AttributeName;
  api.OpAttr_GetType = AttributeType;
  api.OpAttr_GetTensorAttributeAsOrtValue = AttributeTensor;
  api.ReadOpAttr = ReadOpAttr;
  api.CreateOpAttr = CreateOpAttr;
  api.ReleaseOpAttr = ReleaseOpAttr;
}

}  // namespace berth::capi
