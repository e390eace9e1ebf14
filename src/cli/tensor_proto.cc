#include "cli/tensor_proto.h"

#include <cstring>
#include <optional>

#include "cli/failure.h"
#include "cli/wire.h"

namespace berth::cli {
namespace {

// Field numbers of TensorProto.
enum : uint32_t {
  kDims = 1, kDataType = 2, kSegment = 3, kFloatData = 4, kInt32Data = 5, kStringData = 6, kInt64Data = 7, kName = 8,
  kRawData = 9, kDoubleData = 10, kUint64Data = 11, kExternalData = 13, kDataLocation = 14,
};

struct Fields {
  std::string name;
  uint64_t data_type = 0;
  std::vector<uint64_t> dims, numbers;
  uint32_t numbers_field = 0;
  std::vector<std::string> strings;
  std::optional<std::string_view> raw;
  bool elsewhere = false;   // external or in segments
};

Fields Read(std::string_view bytes) {
  Fields fields;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    switch (field.number) {
      case kDims: AppendNumbers(field, 0, fields.dims); break;
      case kDataType: fields.data_type = field.value; break;
      case kName: fields.name = field.bytes; break;
      case kRawData: fields.raw = field.bytes; break;
      case kStringData: fields.strings.emplace_back(field.bytes); break;
      case kFloatData:
      case kInt32Data:
      case kInt64Data:
      case kDoubleData:
      case kUint64Data:
        fields.numbers_field = field.number;
        AppendNumbers(field, field.number == kFloatData ? 4 : field.number == kDoubleData ? 8 : 0, fields.numbers);
        break;
      case kDataLocation: fields.elsewhere = fields.elsewhere || field.value != 0; break;
      case kSegment:
      case kExternalData: fields.elsewhere = true; break;
      default: break;
    }
  }
  return fields;
}

// Which list holds elements of a type that are not raw, and how many bytes each of its numbers gives.
std::pair<uint32_t, size_t> ListOf(const Element& element) {
  switch (element.type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64: return {kFloatData, 4};
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128: return {kDoubleData, 8};
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64: return {kInt64Data, 8};
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32: return {kUint64Data, 4};
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64: return {kUint64Data, 8};
    default: return {kInt32Data, element.bits < 8 ? 1 : element.bits / 8};   // packed types: a byte a number
  }
}

}  // namespace

std::pair<std::string, HostTensor> ParseTensorProto(std::string_view bytes, const std::string& who) {
  Fields fields;
  try {
    fields = Read(bytes);
  } catch (const WireError&) {
    throw Failure(kInput, Cat(who, ": no TensorProto seen"));
  }
  const Element* element = FindElementByOnnx(static_cast<int64_t>(fields.data_type));
  if (element == nullptr) throw Failure(kInput, Cat(who, ": no TensorProto seen: element type ", fields.data_type));
  if (fields.elsewhere) throw Failure(kInput, Cat(who, ": external data seen, a tensor with its data inside wanted"));
  HostTensor tensor{element->type, {}, {}, {}};
  for (uint64_t dim : fields.dims) tensor.shape.push_back(static_cast<int64_t>(dim));
  const int64_t count = CountOf(tensor.shape);
  int64_t seen = 0, wanted = element->bits == 0 ? count : StorageBytes(*element, tensor.shape);
  if (element->bits == 0) {
    tensor.strings = std::move(fields.strings);
    seen = static_cast<int64_t>(tensor.strings.size());
  } else if (fields.raw) {
    tensor.bytes = *fields.raw;
    seen = static_cast<int64_t>(tensor.bytes.size());
  } else {
    const auto [list, size] = ListOf(*element);
    if (!fields.numbers.empty() && fields.numbers_field != list) throw Failure(kInput, Cat(who, ": data of another type seen"));
    for (uint64_t number : fields.numbers) tensor.bytes.append(reinterpret_cast<const char*>(&number), size);
    seen = static_cast<int64_t>(tensor.bytes.size());
  }
  if (wanted < 0 || seen != wanted) {
    throw Failure(kInput, Cat(who, ": ", seen, element->bits == 0 ? " texts" : " bytes of data", " seen, ",
                              TypeText(tensor.type, tensor.shape), " wanted"));
  }
  return {std::move(fields.name), std::move(tensor)};
}

std::string WriteTensorProto(const std::string& name, const HostTensor& tensor) {
  std::string out;
  for (int64_t dim : tensor.shape) WriteNumber(out, kDims, static_cast<uint64_t>(dim));
  WriteNumber(out, kDataType, static_cast<uint64_t>(FindElement(tensor.type)->onnx));
  for (const std::string& text : tensor.strings) WriteBytes(out, kStringData, text);
  WriteBytes(out, kName, name);
  if (tensor.type != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) WriteBytes(out, kRawData, tensor.bytes);
  return out;
}

}  // namespace berth::cli
