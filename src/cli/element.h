// The element types of tensors, as ONNX, NumPy and the C API call them, and reading single elements.
#pragma once

#include <onnxruntime_c_api.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::cli {

struct Element {
  ONNXTensorElementDataType type;
  int onnx;             // TensorProto.DataType
  unsigned bits;        // as stored, below 8 packed with the first element in the low bits; 0 for strings
  const char* name;     // "float", "int64"
  const char* numpy;    // descr without byte order, as NumPy with ml_dtypes saves it; "" when a .npy file cannot hold it
};

// Null when there is no such type.
const Element* FindElement(ONNXTensorElementDataType type);
const Element* FindElementByOnnx(int64_t onnx);
const Element* FindElementByNumpy(std::string_view descr);
const char* ElementName(ONNXTensorElementDataType type);

// Bytes of `shape`, -1 when they are not countable: a negative dimension, strings, more than fit.
int64_t StorageBytes(const Element& element, const std::vector<int64_t>& shape);
// The product, -1 as above.
int64_t CountOf(const std::vector<int64_t>& shape);

// The element at `index` as a number; complex types give their real part, types of less than a byte and strings 0.
double NumberAt(const Element& element, const void* data, size_t index);
bool IsNumber(const Element& element);

// "float[N,1,8,8]": -1 becomes "?" or its name of `symbols`.
std::string TypeText(ONNXTensorElementDataType type, const std::vector<int64_t>& shape,
                     const std::vector<std::string>& symbols = {});
std::string ShapeText(const std::vector<int64_t>& shape, const std::vector<std::string>& symbols = {});

}  // namespace berth::cli
