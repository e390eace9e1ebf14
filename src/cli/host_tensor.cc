#include "cli/host_tensor.h"

#include <cstring>

#include "cli/failure.h"

namespace berth::cli {
namespace {

std::vector<std::string> Strings(const OrtValue* value, size_t count) {
  const OrtApi& api = Ort::GetApi();
  size_t length = 0;
  Ort::ThrowOnError(api.GetStringTensorDataLength(value, &length));
  std::string all(length, '\0');
  std::vector<size_t> starts(count);
  Ort::ThrowOnError(api.GetStringTensorContent(value, all.data(), length, starts.data(), count));
  starts.push_back(length);
  std::vector<std::string> strings;
  for (size_t i = 0; i < count; ++i) strings.push_back(all.substr(starts[i], starts[i + 1] - starts[i]));
  return strings;
}

}  // namespace

Ort::Value ToValue(const HostTensor& tensor) {
  Ort::AllocatorWithDefaultOptions allocator;
  Ort::Value value = Ort::Value::CreateTensor(allocator, tensor.shape.data(), tensor.shape.size(), tensor.type);
  if (tensor.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    std::vector<const char*> texts;
    for (const std::string& text : tensor.strings) texts.push_back(text.c_str());
    if (!texts.empty()) Ort::ThrowOnError(Ort::GetApi().FillStringTensor(value, texts.data(), texts.size()));
  } else if (!tensor.bytes.empty()) {
    std::memcpy(value.GetTensorMutableData<void>(), tensor.bytes.data(), tensor.bytes.size());
  }
  return value;
}

HostTensor FromValue(const std::string& name, const Ort::Value& value) {
  if (!value.IsTensor()) throw Failure(kFailed, Cat("output \"", name, "\": no tensor seen, and only tensors can be saved"));
  const auto info = value.GetTensorTypeAndShapeInfo();
  HostTensor tensor{info.GetElementType(), info.GetShape(), {}, {}};
  if (tensor.type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    tensor.strings = Strings(value, info.GetElementCount());
    return tensor;
  }
  size_t bytes = 0;
  Ort::ThrowOnError(Ort::GetApi().GetTensorSizeInBytes(value, &bytes));
  if (bytes > 0) tensor.bytes.assign(static_cast<const char*>(value.GetTensorData<void>()), bytes);
  return tensor;
}

}  // namespace berth::cli
