// Nodes of every operator, version and type, to ask what would run them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/model.h"
#include "onnx/defs/schema.h"

namespace berth {

// The types of a schema's parameters: "T" to "tensor(float)".
using Binding = std::map<std::string, std::string>;

// Every combination of the types that a schema allows.
std::vector<Binding> BindingsOf(const onnx::OpSchema& schema);

// Which optional inputs and outputs a sample has.
enum class Slots { kAll, kRequired };

// A model with one node of the operator, of such types, without shapes. Attributes are the defaults, or stand-ins for those
// that are required; attributes that name an element type name that of the output.
std::unique_ptr<Model> SampleOf(const onnx::OpSchema& schema, const Binding& types, Slots slots);

// Of ai.onnx.preview.training: the gradient of y = x, of type T2, beside z, of type T1.
onnx::ModelProto GradientSample(const Binding& types);

}  // namespace berth
