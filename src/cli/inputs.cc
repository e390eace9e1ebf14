#include "cli/inputs.h"

#include <png.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <stdexcept>

namespace berth::cli {
namespace {

struct Image {
  size_t width = 0, height = 0;
  std::vector<uint8_t> gray;
};

Image ReadPng(const std::string& path) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&png, path.c_str())) throw std::runtime_error(path + ": " + png.message);
  png.format = PNG_FORMAT_GRAY;
  // Decoded pixels of a small file can be many: a bound on what a feed may sensibly be.
  constexpr size_t kMostPixels = size_t{1} << 28;
  if (size_t{png.width} * png.height > kMostPixels) {
    png_image_free(&png);
    throw std::runtime_error(path + ": too many pixels");
  }
  Image image{png.width, png.height, std::vector<uint8_t>(PNG_IMAGE_SIZE(png))};
  if (!png_image_finish_read(&png, nullptr, image.gray.data(), 0, nullptr)) {
    const std::string reason = png.message;
    png_image_free(&png);
    throw std::runtime_error(path + ": " + reason);
  }
  return image;
}

// Filled with numbers of [0, 1), the same at every start.
template <typename T>
void FillRandom(Ort::Value& value, size_t count) {
  std::mt19937 generator(1);
  T* data = value.GetTensorMutableData<T>();
  for (size_t i = 0; i < count; ++i) data[i] = static_cast<T>(static_cast<double>(generator()) / 4294967296.0);
}

void FillFromPng(Ort::Value& value, size_t count, const std::string& name, const std::string& path) {
  const Image image = ReadPng(path);
  if (image.gray.size() != count) {
    throw std::runtime_error("input \"" + name + "\": " + path + ": " + std::to_string(image.width) + "x" +
                             std::to_string(image.height) + " pixels seen, " + std::to_string(count) + " elements wanted");
  }
  float* data = value.GetTensorMutableData<float>();
  std::transform(image.gray.begin(), image.gray.end(), data, [](uint8_t level) { return level / 255.0f; });
}

}  // namespace

std::string TypeText(ONNXTensorElementDataType type, const std::vector<int64_t>& shape) {
  const char* names[] = {"undefined", "float",  "uint8",   "int8",   "uint16", "int16",  "int32",    "int64",     "string",
                         "bool",      "float16", "double", "uint32", "uint64", "complex64", "complex128", "bfloat16"};
  std::string text = static_cast<size_t>(type) < std::size(names) ? names[type] : "type " + std::to_string(type);
  text += "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? "," : "") + (shape[i] < 0 ? "?" : std::to_string(shape[i]));
  return text + "]";
}

Ort::Value MakeInput(const std::string& name, const Ort::TypeInfo& type, const std::string& source) {
  const auto info = type.GetTensorTypeAndShapeInfo();
  if (!info) throw std::runtime_error("input \"" + name + "\": no tensor: only tensors can be fed from here");
  std::vector<int64_t> shape = info.GetShape();
  for (int64_t& dim : shape) dim = dim < 0 ? 1 : dim;
  Ort::AllocatorWithDefaultOptions allocator;
  Ort::Value value = Ort::Value::CreateTensor(allocator, shape.data(), shape.size(), info.GetElementType());
  const size_t count = value.GetTensorTypeAndShapeInfo().GetElementCount();
  const bool is_float = info.GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  if (source != "random") {
    if (!is_float) throw std::runtime_error("input \"" + name + "\": " + TypeText(info.GetElementType(), shape) + " seen, float wanted for an image");
    FillFromPng(value, count, name, source);
  } else if (is_float) {
    FillRandom<float>(value, count);
  } else if (info.GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) {
    FillRandom<double>(value, count);
  } else if (info.GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    size_t bytes = 0;
    Ort::ThrowOnError(Ort::GetApi().GetTensorSizeInBytes(value, &bytes));
    std::memset(value.GetTensorMutableData<void>(), 0, bytes);   // any bit pattern may be an index: zeros fit always
  }
  return value;
}

}  // namespace berth::cli
