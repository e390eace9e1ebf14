// ONNX's TensorProto, as the .pb files of its test data hold one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "cli/host_tensor.h"

namespace berth::cli {

// Name (may be empty) and tensor. Throws Failure(kInput) with `who` in front: damaged, external data, a count that does
// not fit the shape.
std::pair<std::string, HostTensor> ParseTensorProto(std::string_view bytes, const std::string& who);
std::string WriteTensorProto(const std::string& name, const HostTensor& tensor);

}  // namespace berth::cli
