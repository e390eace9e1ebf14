// What the graph says of a node's outputs, against what an EP's code made.
#pragma once

#include <optional>
#include <string>

#include "kernels/context.h"

namespace berth {

struct WantedOutput {
  std::string name;
  ElementType type;          // UNDEFINED when it is no tensor or not known
  std::optional<Dims> dims;  // -1 where open
};

// Whether output i, if the step wants it, was made with the element type and the fixed dimensions that the graph says.
// ORT_EP_FAIL naming EP, output, seen and wanted.
Status CheckOutput(const KernelContext& ctx, size_t i, const WantedOutput& wanted, const std::string& ep);

}  // namespace berth
