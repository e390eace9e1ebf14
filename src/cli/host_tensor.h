// A tensor between a file and the runtime.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

#include "cli/element.h"

namespace berth::cli {

struct HostTensor {
  ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  std::vector<int64_t> shape;
  std::string bytes;                  // in C order, little-endian, as Element::bits says; empty for strings
  std::vector<std::string> strings;   // UTF-8, for strings alone
};

// Copies. ToValue expects as many elements as the shape says: the readers see to that.
Ort::Value ToValue(const HostTensor& tensor);
// Throws Failure(kFailed) when the value is no tensor.
HostTensor FromValue(const std::string& name, const Ort::Value& value);

}  // namespace berth::cli
