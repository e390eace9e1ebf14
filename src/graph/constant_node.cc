#include "graph/constant_node.h"

#include <algorithm>

#include "graph/sparse_initializer.h"

namespace berth {
namespace {

using onnx::AttributeProto;
using onnx::TensorProto;

StatusOr<TensorProto> FromAttribute(AttributeProto& attribute) {
  TensorProto tensor;
  switch (attribute.type()) {
    case AttributeProto::TENSOR: return std::move(*attribute.mutable_t());
    case AttributeProto::SPARSE_TENSOR: return DenseTensor(attribute.sparse_tensor());
    case AttributeProto::FLOAT: tensor.add_float_data(attribute.f()); break;
    case AttributeProto::FLOATS: tensor.mutable_float_data()->Swap(attribute.mutable_floats()); break;
    case AttributeProto::INT: tensor.add_int64_data(attribute.i()); break;
    case AttributeProto::INTS: tensor.mutable_int64_data()->Swap(attribute.mutable_ints()); break;
    case AttributeProto::STRING: tensor.add_string_data(attribute.s()); break;
    case AttributeProto::STRINGS: tensor.mutable_string_data()->Swap(attribute.mutable_strings()); break;
    default: return Error(ORT_FAIL, "attribute \"", attribute.name(), "\": no value of a constant");
  }
  const bool is_list = attribute.type() == AttributeProto::FLOATS || attribute.type() == AttributeProto::INTS ||
                       attribute.type() == AttributeProto::STRINGS;
  if (is_list) tensor.add_dims(tensor.float_data_size() + tensor.int64_data_size() + tensor.string_data_size());
  const bool is_float = attribute.type() == AttributeProto::FLOAT || attribute.type() == AttributeProto::FLOATS;
  const bool is_int = attribute.type() == AttributeProto::INT || attribute.type() == AttributeProto::INTS;
  tensor.set_data_type(is_float ? TensorProto::FLOAT : is_int ? TensorProto::INT64 : TensorProto::STRING);
  return tensor;
}

}  // namespace

StatusOr<TensorProto> TakeConstant(Node& node, const Graph& graph) {
  const auto is_value = [](const AttributeProto& attribute) {
    return attribute.name().starts_with("value") || attribute.name() == "sparse_value";
  };
  const auto value = std::find_if(node.attributes.begin(), node.attributes.end(), is_value);
  const bool has_output = node.outputs.size() == 1 && node.outputs[0] != kNone;
  auto tensor = value == node.attributes.end() ? Status(ORT_FAIL, "no value seen, one wanted")
                : !has_output                  ? Status(ORT_FAIL, "no output seen, one wanted")
                                               : FromAttribute(*value);
  if (!tensor.ok()) return std::move(tensor).status().Annotate(absl::StrCat("node \"", node.Label(graph), "\" (Constant)"));
  return tensor;
}

}  // namespace berth
