#include "values/value_type.h"

#include "values/value.h"

namespace berth {
namespace {

std::string DimsText(const OrtTensorTypeAndShapeInfo& info) {
  if (!info.has_shape) return "";
  std::string text = "[";
  for (size_t i = 0; i < info.dims.size(); ++i) {
    if (i > 0) text += ',';
    const bool named = i < info.symbols.size() && !info.symbols[i].empty();
    text += info.dims[i] >= 0 ? std::to_string(info.dims[i]) : named ? info.symbols[i] : "?";
  }
  return text + "]";
}

const char* KindName(ONNXType kind) {
  switch (kind) {
    case ONNX_TYPE_TENSOR: return "tensor";
    case ONNX_TYPE_SEQUENCE: return "sequence";
    case ONNX_TYPE_MAP: return "map";
    case ONNX_TYPE_OPAQUE: return "opaque";
    case ONNX_TYPE_SPARSETENSOR: return "sparse_tensor";
    case ONNX_TYPE_OPTIONAL: return "optional";
    default: return "nothing";
  }
}

Status CheckTensor(const Tensor& tensor, const OrtTensorTypeAndShapeInfo& wanted) {
  if (tensor.type() != wanted.element_type) {
    return InvalidArgument("Unexpected input data type: ", ElementTypeName(tensor.type()), " seen, ",
                           ElementTypeName(wanted.element_type), " wanted");
  }
  if (!wanted.has_shape) return Ok();
  bool fits = tensor.dims().size() == wanted.dims.size();
  for (size_t i = 0; fits && i < wanted.dims.size(); ++i) fits = wanted.dims[i] < 0 || wanted.dims[i] == tensor.dims()[i];
  if (fits) return Ok();
  return InvalidArgument("shape ", ShapeText(tensor.dims()), " seen, ", DimsText(wanted), " wanted");
}

}  // namespace

ValueType TypeOf(const OrtValue& value) {
  ValueType type;
  type.kind = value.kind;
  switch (value.kind) {
    case ONNX_TYPE_TENSOR:
      type.tensor.element_type = value.tensor.type();
      type.tensor.has_shape = true;
      type.tensor.dims.assign(value.tensor.dims().begin(), value.tensor.dims().end());
      type.tensor.symbols.resize(type.tensor.dims.size());
      break;
    case ONNX_TYPE_SEQUENCE:
      if (!value.items.empty()) type.sequence.element = std::make_shared<ValueType>(TypeOf(*value.items[0]));
      break;
    case ONNX_TYPE_MAP:
      type.map.key_type = value.items[0]->tensor.type();
      type.map.value = std::make_shared<ValueType>(TypeOf(*value.items[1]));
      break;
    default:
      break;
  }
  return type;
}

std::string TypeText(const ValueType& type) {
  auto nested = [](const std::shared_ptr<const OrtTypeInfo>& inner) { return inner ? TypeText(*inner) : std::string("?"); };
  switch (type.kind) {
    case ONNX_TYPE_TENSOR:
    case ONNX_TYPE_SPARSETENSOR:
      return absl::StrCat(KindName(type.kind), "(", ElementTypeName(type.tensor.element_type), ")", DimsText(type.tensor));
    case ONNX_TYPE_SEQUENCE:
      return absl::StrCat("seq(", nested(type.sequence.element), ")");
    case ONNX_TYPE_OPTIONAL:
      return absl::StrCat("optional(", nested(type.optional.element), ")");
    case ONNX_TYPE_MAP:
      return absl::StrCat("map(", ElementTypeName(type.map.key_type), ",", nested(type.map.value), ")");
    default:
      return KindName(type.kind);
  }
}

Status CheckValue(const OrtValue& value, const ValueType& wanted) {
  if (wanted.kind == ONNX_TYPE_UNKNOWN) return Ok();
  if (wanted.kind == ONNX_TYPE_OPTIONAL) {
    if (!value.has_value() || wanted.optional.element == nullptr) return Ok();
    return CheckValue(value, *wanted.optional.element);
  }
  if (value.kind != wanted.kind) {
    return InvalidArgument(KindName(value.kind), " seen, ", TypeText(wanted), " wanted");
  }
  if (value.is_tensor()) return CheckTensor(value.tensor, wanted.tensor);
  if (value.kind == ONNX_TYPE_SEQUENCE && wanted.sequence.element != nullptr) {
    for (const auto& item : value.items) BERTH_RETURN_IF_ERROR(CheckValue(*item, *wanted.sequence.element));
  }
  return Ok();
}

}  // namespace berth
