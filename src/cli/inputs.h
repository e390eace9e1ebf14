// Tensors to feed: from image files, or random.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

namespace berth::cli {

// A value for the model input `name`, of its type. `source`: "random", or a PNG file, which is read as gray levels of 0 to 1
// and must have as many pixels as the input has elements. Dimensions that are not fixed become 1.
// Throws std::runtime_error naming input, seen and wanted.
Ort::Value MakeInput(const std::string& name, const Ort::TypeInfo& type, const std::string& source);

// "float[N,1,8,8]".
std::string TypeText(ONNXTensorElementDataType type, const std::vector<int64_t>& shape);

}  // namespace berth::cli
