#include "values/value_type.h"

#include <algorithm>

#include "values/sparse.h"
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
  for (size_t i = 0; fits && i < wanted.dims.size(); ++i) {
    fits = wanted.dims[i] < 0 || wanted.dims[i] == tensor.dims()[i];
  }
  if (fits) return Ok();
  return InvalidArgument("shape ", ShapeText(tensor.dims()), " seen, ", DimsText(wanted), " wanted");
}

std::shared_ptr<const ValueType> TensorOf(ElementType element) {
  auto type = std::make_shared<ValueType>();
  type->kind = ONNX_TYPE_TENSOR;
  type->tensor.element_type = element;
  return type;
}

// The type of an element: its own, without the shape.
std::shared_ptr<const ValueType> ElementOf(const OrtValue& value) {
  return value.is_tensor() ? TensorOf(value.tensor.type()) : std::make_shared<const ValueType>(TypeOf(value));
}

// Whether one type can stand for the other, shapes aside. What is not known fits.
bool SameType(const ValueType& a, const ValueType& b) {
  const auto nested = [](const std::shared_ptr<const ValueType>& x, const std::shared_ptr<const ValueType>& y) {
    return x == nullptr || y == nullptr || SameType(*x, *y);
  };
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case ONNX_TYPE_TENSOR: return a.tensor.element_type == b.tensor.element_type;
    case ONNX_TYPE_SEQUENCE: return nested(a.sequence.element, b.sequence.element);
    case ONNX_TYPE_OPTIONAL: return nested(a.optional.element, b.optional.element);
    case ONNX_TYPE_MAP: return a.map.key_type == b.map.key_type && nested(a.map.value, b.map.value);
    default: return true;
  }
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
    case ONNX_TYPE_SPARSETENSOR:
      type.tensor.element_type = value.sparse->type();
      type.tensor.has_shape = true;
      type.tensor.dims.assign(value.sparse->dense_dims().begin(), value.sparse->dense_dims().end());
      type.tensor.symbols.resize(type.tensor.dims.size());
      break;
    case ONNX_TYPE_SEQUENCE:
      if (!value.items.empty()) {
        type.sequence.element = ElementOf(*value.items[0]);
      } else if (value.item_type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) {
        type.sequence.element = TensorOf(value.item_type);
      }
      break;
    case ONNX_TYPE_MAP:
      type.map.key_type = value.items[0]->tensor.type();
      type.map.value = ElementOf(*value.items[1]);
      break;
    default:
      break;
  }
  return type;
}

std::string TypeText(const ValueType& type) {
  auto nested = [](const std::shared_ptr<const OrtTypeInfo>& inner) {
    return inner ? TypeText(*inner) : std::string("?");
  };
  switch (type.kind) {
    case ONNX_TYPE_TENSOR:
    case ONNX_TYPE_SPARSETENSOR:
      return absl::StrCat(KindName(type.kind), "(", ElementTypeName(type.tensor.element_type), ")",
                          DimsText(type.tensor));
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
  const ValueType seen = TypeOf(value);
  if (SameType(seen, wanted)) return Ok();
  return InvalidArgument(TypeText(seen), " seen, ", TypeText(wanted), " wanted");
}

}  // namespace berth

berth::Status OrtTensorTypeAndShapeInfo::SetDims(berth::DimsView new_dims) {
  for (int64_t dim : new_dims) {
    if (dim < -1) return berth::InvalidArgument("shape: dimension ", dim, " seen, at least -1 wanted");
  }
  has_shape = true;
  dims.assign(new_dims.begin(), new_dims.end());
  symbols.resize(dims.size());
  return berth::Ok();
}

void OrtTensorTypeAndShapeInfo::SetSymbols(std::span<const char* const> names) {
  symbols.clear();
  for (const char* name : names) symbols.emplace_back(name != nullptr ? name : "");
  if (has_shape) symbols.resize(dims.size());
}

berth::StatusOr<size_t> OrtTensorTypeAndShapeInfo::ElementCount() const {
  if (!has_shape) return size_t{0};
  auto count = berth::ElementCount(dims);
  if (!count.ok()) return berth::Error(ORT_FAIL, count.status().message());
  return count;
}
