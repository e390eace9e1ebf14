// From a parsed GraphProto to a Graph: names become numbers, bodies graphs of their own, Constant nodes initializers.
#pragma once

#include <span>

#include "graph/model.h"

namespace berth {

// Fills `graph` (empty) from `proto`, whose tensors and attributes are moved out. `raw`: by index in proto.initializer, bytes
// that were lifted out of the file (wire.h); may be shorter. Names that a body does not define are looked up in the graphs
// around it. Errors: see LoadModelFile.
Status BuildGraph(onnx::GraphProto& proto, std::span<const std::span<const std::byte>> raw, Graph& graph);

}  // namespace berth
