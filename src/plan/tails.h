// Nodes that the kernel before them computes along with its own: normalizations with constant statistics, products and sums with
// constants by channel, limits. Each saves a pass over memory.
#pragma once

#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "kernels/tail.h"
#include "plan/constants.h"

namespace berth {

struct FoundTail {
  Tail tail;
  std::vector<NodeId> nodes;   // in their order, without the one whose kernel computes them
  ValueId output;              // of the last one
};

// The tail of a Conv or of a BatchNormalization with constant parameters, in float: as far as nobody else needs a value in
// between. Nothing when it has none. `is_host`: whether a node is one for the built-in kernels. For BatchNormalization scale
// and shift are its own too.
StatusOr<std::optional<FoundTail>> FindTail(const Graph& graph, const Node& head, const Constants& constants,
                                            absl::FunctionRef<bool(const Node&)> is_host);

// Whether a node gives its first input as it is and no graph output: an Identity, or a Dropout that does not train and whose mask
// nobody wants. Error: that of a constant.
StatusOr<bool> PassesOn(const Graph& graph, const Node& node, const Constants& constants);

}  // namespace berth
