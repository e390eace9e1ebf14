#include "kernels/info.h"

#include <algorithm>

#include "graph/onnx_type.h"

using berth::ElementType;
using berth::Error;
using berth::kNone;
using berth::Status;
using berth::StatusOr;

namespace {

const onnx::TypeProto* TypeOfSlot(const berth::Graph& graph, const std::vector<berth::ValueId>& slots, size_t i) {
  if (i >= slots.size() || slots[i] == kNone) return nullptr;
  return &graph.value(slots[i]).type;
}

ElementType ElementTypeOfSlot(const onnx::TypeProto* type) {
  if (type == nullptr || !type->has_tensor_type()) return ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  return berth::ElementTypeFromOnnx(type->tensor_type().elem_type());
}

std::optional<berth::Dims> DimsOfSlot(const onnx::TypeProto* type) {
  if (type == nullptr || !type->has_tensor_type() || !type->tensor_type().has_shape()) return std::nullopt;
  berth::Dims dims;
  for (const auto& dim : type->tensor_type().shape().dim()) dims.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
  return dims;
}

// The attribute if the node has it, null if not; an error if it is of another type.
StatusOr<const onnx::AttributeProto*> Typed(const OrtKernelInfo& info, std::string_view name,
                                            onnx::AttributeProto::AttributeType type) {
  const onnx::AttributeProto* attribute = info.node().FindAttribute(name);
  if (attribute != nullptr && attribute->type() != type) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", name, "\": type ",
                 static_cast<int>(attribute->type()), " seen, ", static_cast<int>(type), " wanted");
  }
  return attribute;
}

Status Missing(const OrtKernelInfo& info, std::string_view name) {
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", name, "\": missing");
}

}  // namespace

OrtKernelInfo::OrtKernelInfo(const berth::Graph& graph, const berth::Node& node, std::vector<const OrtValue*> constants,
                             berth::ThreadPool* pool, const berth::Logger& logger)
    : graph_(graph), node_(node), constants_(std::move(constants)), pool_(pool), logger_(logger), label_(node.Label(graph)) {}

ElementType OrtKernelInfo::input_type(size_t i) const { return ElementTypeOfSlot(TypeOfSlot(graph_, node_.inputs, i)); }
ElementType OrtKernelInfo::output_type(size_t i) const { return ElementTypeOfSlot(TypeOfSlot(graph_, node_.outputs, i)); }
std::optional<berth::Dims> OrtKernelInfo::input_dims(size_t i) const {
  return DimsOfSlot(TypeOfSlot(graph_, node_.inputs, i));
}
std::optional<berth::Dims> OrtKernelInfo::output_dims(size_t i) const {
  return DimsOfSlot(TypeOfSlot(graph_, node_.outputs, i));
}

const berth::Tensor* OrtKernelInfo::constant_input(size_t i) const {
  return i < constants_.size() && constants_[i] != nullptr ? &constants_[i]->tensor : nullptr;
}

StatusOr<int64_t> OrtKernelInfo::Int(std::string_view name) const {
  if (!HasAttribute(name)) return Missing(*this, name);
  return Int(name, 0);
}

StatusOr<int64_t> OrtKernelInfo::Int(std::string_view name, int64_t default_value) const {
  BERTH_ASSIGN_OR_RETURN(const auto* attribute, Typed(*this, name, onnx::AttributeProto::INT));
  return attribute != nullptr ? attribute->i() : default_value;
}

StatusOr<float> OrtKernelInfo::Float(std::string_view name) const {
  if (!HasAttribute(name)) return Missing(*this, name);
  return Float(name, 0.0f);
}

StatusOr<float> OrtKernelInfo::Float(std::string_view name, float default_value) const {
  BERTH_ASSIGN_OR_RETURN(const auto* attribute, Typed(*this, name, onnx::AttributeProto::FLOAT));
  return attribute != nullptr ? attribute->f() : default_value;
}

StatusOr<std::string> OrtKernelInfo::String(std::string_view name) const {
  if (!HasAttribute(name)) return Missing(*this, name);
  return String(name, "");
}

StatusOr<std::string> OrtKernelInfo::String(std::string_view name, std::string_view default_value) const {
  BERTH_ASSIGN_OR_RETURN(const auto* attribute, Typed(*this, name, onnx::AttributeProto::STRING));
  return attribute != nullptr ? attribute->s() : std::string(default_value);
}

StatusOr<std::vector<int64_t>> OrtKernelInfo::Ints(std::string_view name) const {
  BERTH_ASSIGN_OR_RETURN(const auto* attribute, Typed(*this, name, onnx::AttributeProto::INTS));
  if (attribute == nullptr) return std::vector<int64_t>();
  return std::vector<int64_t>(attribute->ints().begin(), attribute->ints().end());
}

StatusOr<std::vector<float>> OrtKernelInfo::Floats(std::string_view name) const {
  BERTH_ASSIGN_OR_RETURN(const auto* attribute, Typed(*this, name, onnx::AttributeProto::FLOATS));
  if (attribute == nullptr) return std::vector<float>();
  return std::vector<float>(attribute->floats().begin(), attribute->floats().end());
}

StatusOr<std::vector<std::string>> OrtKernelInfo::Strings(std::string_view name) const {
  BERTH_ASSIGN_OR_RETURN(const auto* attribute, Typed(*this, name, onnx::AttributeProto::STRINGS));
  if (attribute == nullptr) return std::vector<std::string>();
  return std::vector<std::string>(attribute->strings().begin(), attribute->strings().end());
}

StatusOr<const berth::BodyRunner*> OrtKernelInfo::BodyOf(std::string_view attribute) const {
  for (const auto& [name, runner] : bodies_) {
    if (name == attribute) return runner;
  }
  return Missing(*this, attribute);
}

const berth::Graph& OrtKernelInfo::body_graph(std::string_view attribute) const {
  const auto found = std::find_if(node_.bodies.begin(), node_.bodies.end(),
                                  [&](const berth::Body& body) { return body.attribute == attribute; });
  return *found->graph;
}
