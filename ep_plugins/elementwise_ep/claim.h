// Which nodes of a graph we take, and in which groups.
#pragma once

#include <vector>

#include "host.h"

namespace elementwise {

// Groups of connected float32 element-wise nodes, as large as they can be without a path that leaves a group and comes back.
OrtStatus* FindGroups(const OrtGraph* graph, std::vector<std::vector<const OrtNode*>>* groups);

}  // namespace elementwise
