// Nodes whose inputs are all constant, computed once while the program is made.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "exec/frame.h"
#include "graph/graph.h"

namespace berth {

// How many bytes the outputs of a node have that may be folded: it is an operator of ONNX that gives the same whenever it runs,
// without bodies, and its outputs are tensors of known size that no graph output is. Nothing for other nodes.
std::optional<size_t> FoldedBytes(const Graph& graph, const Node& node);

// What the node gives for these inputs (null: left out), by output; null for outputs left out. Nothing when it fails: the error is
// one of the run.
std::optional<std::vector<std::unique_ptr<OrtValue>>> Fold(const Graph& graph, const Node& node,
                                                           std::span<const OrtValue* const> inputs, const ExecOptions& exec);

}  // namespace berth
