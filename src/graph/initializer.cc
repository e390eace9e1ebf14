#include "graph/initializer.h"

#include <algorithm>

#include "graph/external_data.h"
#include "graph/model.h"
#include "graph/onnx_type.h"
#include "values/packed.h"

namespace berth {
namespace {

using onnx::TensorProto;

struct Layout {
  ElementType type;
  Dims dims;
  size_t count;
  size_t bytes;
};

StatusOr<Layout> LayoutOf(const TensorProto& proto) {
  Layout layout;
  layout.type = ElementTypeFromOnnx(proto.data_type());
  layout.dims.assign(proto.dims().begin(), proto.dims().end());
  auto count = ElementCount(layout.dims);
  if (FindElementType(layout.type) == nullptr || !count.ok()) {
    return Error(ORT_FAIL, "tensor \"", proto.name(), "\": element type ", proto.data_type(), " and shape ",
                 ShapeText(layout.dims), " seen: no such tensor");
  }
  layout.count = *count;
  auto bytes = StorageBytes(layout.type, layout.count);
  if (!bytes) return Error(ORT_FAIL, "tensor \"", proto.name(), "\": its size overflows");
  layout.bytes = *bytes;
  return layout;
}

Status WrongCount(const TensorProto& proto, const char* field, size_t seen, size_t wanted) {
  return Error(ORT_FAIL, "tensor \"", proto.name(), "\": ", field, ": ", seen, " seen, ", wanted, " wanted");
}

// A typed field of the message into elements of another width: fewer, more or other values than the shape says are errors.
template <typename To, typename Field>
Status Fill(const TensorProto& proto, const char* name, const Field& field, Tensor& tensor, size_t count) {
  if (static_cast<size_t>(field.size()) != count) return WrongCount(proto, name, field.size(), count);
  std::transform(field.begin(), field.end(), static_cast<To*>(tensor.mutable_data()),
                 [](auto value) { return static_cast<To>(value); });
  return Ok();
}

// An element an int32, not a byte as for the other packed types.
Status FillFloat6(const TensorProto& proto, Tensor& tensor, size_t count) {
  const auto seen = static_cast<size_t>(proto.int32_data_size());
  if (seen != count) return WrongCount(proto, "int32_data", seen, count);
  const std::vector<uint8_t> codes(proto.int32_data().begin(), proto.int32_data().end());
  PackElements(codes.data(), tensor);
  return Ok();
}

Status FillTyped(const TensorProto& proto, const Layout& layout, Tensor& tensor) {
  const size_t count = layout.count;
  if (layout.type == kFloat6E2M3 || layout.type == kFloat6E3M2) return FillFloat6(proto, tensor, count);
  switch (layout.type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
      return Fill<float>(proto, "float_data", proto.float_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64:
      return Fill<float>(proto, "float_data", proto.float_data(), tensor, count * 2);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE:
      return Fill<double>(proto, "double_data", proto.double_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128:
      return Fill<double>(proto, "double_data", proto.double_data(), tensor, count * 2);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64:
      return Fill<int64_t>(proto, "int64_data", proto.int64_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64:
      return Fill<uint64_t>(proto, "uint64_data", proto.uint64_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32:
      return Fill<uint32_t>(proto, "uint64_data", proto.uint64_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32:
      return Fill<int32_t>(proto, "int32_data", proto.int32_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16:
      return Fill<uint16_t>(proto, "int32_data", proto.int32_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL:
      return Fill<bool>(proto, "int32_data", proto.int32_data(), tensor, count);
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING:
      return Ok();   // done by the caller
    default:         // one byte an element, or packed: one int32 a byte
      return Fill<uint8_t>(proto, "int32_data", proto.int32_data(), tensor, layout.bytes);
  }
}

Status FillStrings(const TensorProto& proto, Tensor& tensor) {
  const size_t count = tensor.element_count();
  if (static_cast<size_t>(proto.string_data_size()) != count) {
    return WrongCount(proto, "string_data", proto.string_data_size(), count);
  }
  std::copy(proto.string_data().begin(), proto.string_data().end(), tensor.mutable_strings().begin());
  return Ok();
}

// Bytes of a file may be anything; a bool is 0 or 1.
bool HasOddBools(ElementType type, std::span<const std::byte> bytes) {
  return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL &&
         std::any_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte > std::byte{1}; });
}

void CopyElements(ElementType type, std::span<const std::byte> bytes, std::byte* to) {
  if (HasOddBools(type, bytes)) {
    std::transform(bytes.begin(), bytes.end(), to, [](std::byte byte) { return std::byte{byte != std::byte{0}}; });
  } else {
    std::copy(bytes.begin(), bytes.end(), to);
  }
}

StatusOr<Tensor> CopyBytes(const Layout& layout, std::span<const std::byte> bytes, OrtAllocator* allocator) {
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(allocator, layout.type, layout.dims));
  CopyElements(layout.type, bytes, static_cast<std::byte*>(tensor.mutable_data()));
  return tensor;
}

size_t Alignment(const Layout& layout) {
  const size_t bits = FindElementType(layout.type)->bits;
  return std::clamp<size_t>(bits / 8, 1, 8);
}

// The file's pages go as they are copied, so that the bytes are never there twice.
StatusOr<std::shared_ptr<const Buffer>> CopyOf(const Layout& layout, std::span<const std::byte> bytes, const MappedFile* file) {
  constexpr size_t kPage = size_t{4} << 10, kPiece = size_t{1} << 20;
  BERTH_ASSIGN_OR_RETURN(Buffer buffer, Buffer::Allocate(TransientAllocator(bytes.size()), bytes.size()));
  for (size_t at = 0; at < bytes.size(); at += kPiece) {
    const auto piece = bytes.subspan(at, std::min(kPiece, bytes.size() - at));
    CopyElements(layout.type, piece, static_cast<std::byte*>(buffer.data()) + at);
    // With the page that it shares with the piece before.
    const size_t overlap = std::min(at, kPage);
    if (file != nullptr) file->Forget(bytes.subspan(at - overlap, piece.size() + overlap));
  }
  return std::make_shared<const Buffer>(std::move(buffer));
}

// Bytes as they are if they are aligned, else a copy that the initializer keeps.
StatusOr<Tensor> FromBytes(Initializer& initializer, std::span<const std::byte> bytes) {
  BERTH_ASSIGN_OR_RETURN(Layout layout, LayoutOf(initializer.proto));
  if (bytes.size() != layout.bytes || layout.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    return WrongCount(initializer.proto, "raw_data bytes", bytes.size(), layout.bytes);
  }
  const void* data = bytes.data();
  const bool aligned = reinterpret_cast<uintptr_t>(data) % Alignment(layout) == 0;
  if (!aligned || HasOddBools(layout.type, bytes)) {
    BERTH_ASSIGN_OR_RETURN(initializer.copy, CopyOf(layout, bytes, initializer.file.get()));
    data = initializer.copy->data();
  }
  return Tensor::Borrow(layout.type, layout.dims, const_cast<void*>(data), bytes.size(), CpuMemoryInfo());
}

// Where the bytes of an initializer are that can be used in place; empty when they have to be decoded.
StatusOr<std::span<const std::byte>> BytesOf(Initializer& initializer) {
  const TensorProto& proto = initializer.proto;
  if (initializer.external) {
    BERTH_ASSIGN_OR_RETURN(Layout layout, LayoutOf(proto));
    BERTH_ASSIGN_OR_RETURN(ExternalBytes external, MapExternalData(*initializer.external, *initializer.folder, layout.bytes));
    initializer.file = std::move(external.file);
    return external.bytes;
  }
  if (!initializer.raw.empty()) return initializer.raw;
  const bool in_message = proto.data_type() != TensorProto::STRING && !proto.raw_data().empty();
  return in_message ? std::as_bytes(std::span(proto.raw_data())) : std::span<const std::byte>();
}

// Elements that were decoded need not be in the message too.
void ClearTyped(TensorProto& proto) {
  proto.clear_float_data();
  proto.clear_double_data();
  proto.clear_int32_data();
  proto.clear_int64_data();
  proto.clear_uint64_data();
}

Initializer* InitializerOf(const Value& value) {
  const Value* origin = &value;
  while (origin->outer != nullptr) origin = origin->outer;
  return origin->initializer.get();
}

}  // namespace

StatusOr<Tensor> TensorFromProto(const TensorProto& proto, OrtAllocator* allocator) {
  BERTH_ASSIGN_OR_RETURN(Layout layout, LayoutOf(proto));
  if (proto.data_location() == TensorProto::EXTERNAL) {
    return Error(ORT_FAIL, "tensor \"", proto.name(), "\": external data: only initializers may have it");
  }
  // What the shape claims must be there before memory is taken for it.
  const bool raw = proto.has_raw_data();
  if (raw && proto.raw_data().size() != layout.bytes) {
    return WrongCount(proto, "raw_data bytes", proto.raw_data().size(), layout.bytes);
  }
  const size_t stored = static_cast<size_t>(proto.float_data_size()) + proto.int32_data_size() + proto.int64_data_size() +
                        proto.double_data_size() + proto.uint64_data_size() + proto.string_data_size();
  if (!raw && stored < layout.count / 8) return WrongCount(proto, "elements", stored, layout.count);
  const bool is_string = layout.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
  if (raw && !is_string) return CopyBytes(layout, std::as_bytes(std::span(proto.raw_data())), allocator);
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(allocator, layout.type, layout.dims));
  if (is_string) {
    BERTH_RETURN_IF_ERROR(FillStrings(proto, tensor));
  } else {
    BERTH_RETURN_IF_ERROR(FillTyped(proto, layout, tensor));
  }
  return tensor;
}

StatusOr<const OrtValue*> InitializerValue(const Value& value) {
  Initializer* initializer = InitializerOf(value);
  if (initializer == nullptr) return Error(ORT_FAIL, "value \"", value.name, "\": no initializer");
  if (initializer->value != nullptr && !initializer->is_retired) return initializer->value.get();
  auto bytes = BytesOf(*initializer);
  if (!bytes.ok()) return std::move(bytes).status().Annotate(absl::StrCat("initializer \"", value.name, "\""));
  const bool decodes = bytes->empty();
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, decodes ? TensorFromProto(initializer->proto, DefaultCpuAllocator())
                                                : FromBytes(*initializer, *bytes));
  if (decodes) ClearTyped(initializer->proto);
  if (initializer->value == nullptr) initializer->value = std::make_unique<OrtValue>();
  *initializer->value = OrtValue(std::move(tensor));
  initializer->is_retired = false;
  return initializer->value.get();
}

void LendInitializer(const Value& value) { InitializerOf(value)->is_lent = true; }

void RetireInitializer(const Value& value) {
  Initializer& initializer = *InitializerOf(value);
  if (initializer.is_lent || initializer.is_retired || initializer.value == nullptr) return;
  Tensor& tensor = initializer.value->tensor;
  if (initializer.copy == nullptr) {
    const std::span<const std::byte> bytes{static_cast<const std::byte*>(tensor.data()), tensor.bytes()};
    if (initializer.file != nullptr) initializer.file->Forget(bytes);
    return;
  }
  tensor = Tensor::Place(tensor.type(), tensor.dims(), nullptr, &tensor.memory_info());
  initializer.copy.reset();
  initializer.is_retired = true;
}

void ShareInitializer(const Value& value, const BufferSharer& share) {
  Initializer& initializer = *InitializerOf(value);
  if (initializer.is_lent || initializer.copy == nullptr) return;
  Tensor& tensor = initializer.value->tensor;
  initializer.copy = share(std::move(initializer.copy), tensor.bytes());
  tensor = Tensor::Place(tensor.type(), tensor.dims(), const_cast<void*>(initializer.copy->data()), &tensor.memory_info());
}

ValueType TypeFromProto(const onnx::TypeProto& proto) {
  ValueType type;
  type.denotation = proto.denotation();
  auto nested = [](const onnx::TypeProto& inner) { return std::make_shared<const OrtTypeInfo>(TypeFromProto(inner)); };
  switch (proto.value_case()) {
    case onnx::TypeProto::kTensorType:
      type.kind = ONNX_TYPE_TENSOR;
      type.tensor.element_type = ElementTypeFromOnnx(proto.tensor_type().elem_type());
      type.tensor.has_shape = proto.tensor_type().has_shape();
      type.tensor.dims.reserve(static_cast<size_t>(proto.tensor_type().shape().dim_size()));
      type.tensor.symbols.reserve(type.tensor.dims.capacity());
      for (const auto& dim : proto.tensor_type().shape().dim()) {
        type.tensor.dims.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
        type.tensor.symbols.push_back(dim.dim_param());
      }
      break;
    case onnx::TypeProto::kSequenceType:
      type.kind = ONNX_TYPE_SEQUENCE;
      type.sequence.element = nested(proto.sequence_type().elem_type());
      break;
    case onnx::TypeProto::kOptionalType:
      type.kind = ONNX_TYPE_OPTIONAL;
      type.optional.element = nested(proto.optional_type().elem_type());
      break;
    case onnx::TypeProto::kMapType:
      type.kind = ONNX_TYPE_MAP;
      type.map.key_type = ElementTypeFromOnnx(proto.map_type().key_type());
      type.map.value = nested(proto.map_type().value_type());
      break;
    case onnx::TypeProto::kSparseTensorType:
      type.kind = ONNX_TYPE_SPARSETENSOR;
      type.tensor.element_type = ElementTypeFromOnnx(proto.sparse_tensor_type().elem_type());
      break;
    case onnx::TypeProto::kOpaqueType:
      type.kind = ONNX_TYPE_OPAQUE;
      break;
    default:
      break;
  }
  return type;
}

}  // namespace berth
