#include "mutated_model.h"

#include "drawn_values.h"
#include "graph/onnx_type.h"

namespace berth {
namespace {

using onnx::AttributeProto;
using onnx::NodeProto;
using onnx::TensorProto;
using onnx::TypeProto;

constexpr size_t kMostChanges = 3;
constexpr size_t kMostFed = 32768;    // elements of an input

template <typename List>
auto* PickOf(FuzzBytes& bytes, List* list) {
  return list->empty() ? nullptr : &(*list)[static_cast<int>(bytes.Below(static_cast<size_t>(list->size())))];
}

int64_t DrawNear(FuzzBytes& bytes, int64_t number) {
  const size_t kind = bytes.Below(6);
  if (kind == 0) return DrawOddInt(bytes);
  if (kind < 3) return DrawInt(bytes);
  return static_cast<int64_t>(static_cast<uint64_t>(number) + (kind == 3 ? 1 : kind == 4 ? -1 : bytes.Byte()));
}

template <typename List, typename Draw>
void ChangeList(FuzzBytes& bytes, List* list, Draw draw) {
  const size_t kind = bytes.Below(8);
  if (kind == 0 && !list->empty()) {
    list->RemoveLast();
  } else if (kind == 1) {
    *list->Add() = draw({});
  } else if (auto* item = PickOf(bytes, list)) {
    *item = draw(*item);
  }
}

void ChangeAttribute(FuzzBytes& bytes, AttributeProto& attribute) {
  const auto number = [&](int64_t old) { return DrawNear(bytes, old); };
  const auto real = [&](float) { return static_cast<float>(DrawReal(bytes)); };
  const auto word = [&](const std::string&) { return DrawWord(bytes); };
  switch (attribute.type()) {
    case AttributeProto::INT:
      attribute.set_i(number(attribute.i()));
      break;
    case AttributeProto::FLOAT:
      attribute.set_f(real(attribute.f()));
      break;
    case AttributeProto::STRING:
      attribute.set_s(DrawWord(bytes));
      break;
    case AttributeProto::INTS:
      ChangeList(bytes, attribute.mutable_ints(), number);
      break;
    case AttributeProto::FLOATS:
      ChangeList(bytes, attribute.mutable_floats(), real);
      break;
    case AttributeProto::STRINGS:
      if (bytes.OneIn(4)) attribute.mutable_strings()->Clear();
      if (auto* text = PickOf(bytes, attribute.mutable_strings())) *text = word(*text);
      break;
    case AttributeProto::TENSOR:
      attribute.mutable_t()->CopyFrom(DrawTensor(bytes, attribute.t().data_type(), DrawDims(bytes, bytes.Below(3))));
      break;
    default:
      break;
  }
}

// The tensor type of an input, also of the elements of a sequence and of an optional; null for others.
TypeProto::Tensor* TensorTypeOf(TypeProto* type) {
  while (type->has_sequence_type() || type->has_optional_type()) {
    type = type->has_sequence_type() ? type->mutable_sequence_type()->mutable_elem_type()
                                     : type->mutable_optional_type()->mutable_elem_type();
  }
  return type->has_tensor_type() ? type->mutable_tensor_type() : nullptr;
}

void ChangeShape(FuzzBytes& bytes, TypeProto& type) {
  TypeProto::Tensor* tensor = TensorTypeOf(&type);
  if (tensor == nullptr) return;
  auto* dims = tensor->mutable_shape()->mutable_dim();
  const size_t kind = bytes.Below(8);
  if (kind == 0 && !dims->empty()) {
    dims->RemoveLast();
  } else if (kind == 1) {
    dims->Add()->set_dim_value(DrawDim(bytes));
  } else if (auto* dim = PickOf(bytes, dims)) {
    dim->set_dim_value(kind == 2 ? dim->dim_value() + 1 : DrawDim(bytes));
  }
}

void ChangeNode(FuzzBytes& bytes, NodeProto& node) {
  if (node.attribute_size() > 0 && !bytes.OneIn(4)) {
    if (bytes.OneIn(16)) {
      node.mutable_attribute()->RemoveLast();
    } else {
      ChangeAttribute(bytes, *PickOf(bytes, node.mutable_attribute()));
    }
  } else if (std::string* input = PickOf(bytes, node.mutable_input())) {
    *input = bytes.OneIn(3) ? node.input(0) : "";
  }
}

void Change(FuzzBytes& bytes, onnx::ModelProto& model) {
  auto& graph = *model.mutable_graph();
  switch (bytes.Below(4)) {
    case 0:
      if (auto* input = PickOf(bytes, graph.mutable_input())) return ChangeShape(bytes, *input->mutable_type());
      break;
    case 1:
      if (auto* tensor = PickOf(bytes, graph.mutable_initializer())) {
        const std::string name = tensor->name();
        *tensor = DrawTensor(bytes, tensor->data_type(), {tensor->dims().begin(), tensor->dims().end()});
        tensor->set_name(name);
        return;
      }
      break;
    default:
      break;
  }
  if (NodeProto* node = PickOf(bytes, graph.mutable_node())) ChangeNode(bytes, *node);
}

// Of what an input declares; open dimensions are drawn.
std::unique_ptr<OrtValue> ValueFor(FuzzBytes& bytes, const TypeProto& type) {
  if (type.has_optional_type()) return ValueFor(bytes, type.optional_type().elem_type());
  if (type.has_sequence_type() && type.sequence_type().elem_type().has_tensor_type()) {
    auto value = std::make_unique<OrtValue>();
    value->kind = ONNX_TYPE_SEQUENCE;
    value->item_type = ElementTypeFromOnnx(type.sequence_type().elem_type().tensor_type().elem_type());
    for (size_t i = bytes.Below(4); i > 0; --i) {
      value->items.push_back(ValueFor(bytes, type.sequence_type().elem_type()));
      if (value->items.back() == nullptr) return nullptr;
    }
    return value;
  }
  if (!type.has_tensor_type()) return nullptr;
  std::vector<int64_t> dims;
  size_t count = 1;
  for (const auto& dim : type.tensor_type().shape().dim()) {
    dims.push_back(dim.has_dim_value() ? dim.dim_value() : DrawDim(bytes));
    if (dims.back() < 0 || dims.back() > static_cast<int64_t>(kMostFed)) return nullptr;
    count *= static_cast<size_t>(dims.back());
    if (count > kMostFed) return nullptr;
  }
  return DrawValue(bytes, type.tensor_type().elem_type(), dims);
}

}  // namespace

DrawnModel MutateModel(onnx::ModelProto model, FuzzBytes& bytes) {
  DrawnModel drawn;
  for (size_t i = bytes.Below(kMostChanges + 1); i > 0; --i) Change(bytes, model);
  // What outputs are declared as would only contradict.
  for (auto& output : *model.mutable_graph()->mutable_output()) output.clear_type();
  for (const auto& input : model.graph().input()) drawn.feeds.push_back(ValueFor(bytes, input.type()));
  drawn.proto = std::move(model);
  return drawn;
}

}  // namespace berth
