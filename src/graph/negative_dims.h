// Dimensions below zero, which a model may declare and arithmetic on hostile numbers may give.
#pragma once

#include "onnx/onnx_pb.h"

namespace berth {

// Makes them unknown ones, also of tensors inside of sequences, optionals and maps: onnx's inference counts with what it gets.
void ClearNegativeDims(onnx::TypeProto& type);

}  // namespace berth
