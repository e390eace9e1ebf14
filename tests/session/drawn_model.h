// Models of one node, drawn from bytes: any operator of any version, attributes of right and wrong kinds, inputs of any type and
// shape, some of them constants; with values for its inputs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "onnx/onnx-ml.pb.h"
#include "values/value.h"
#include "fuzz_bytes.h"

namespace berth {

struct DrawnModel {
  onnx::ModelProto proto;
  // By input of the graph; none for a type that no value is drawn of.
  std::vector<std::unique_ptr<OrtValue>> feeds;
};

// How many operators in how many versions there are.
size_t OperatorCount();

// `which`: operator and version, below OperatorCount().
DrawnModel DrawModel(size_t which, FuzzBytes& bytes);

}  // namespace berth
