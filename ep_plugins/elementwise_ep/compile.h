// From a fused group to what the host calls at every run.
#pragma once

#include "host.h"

namespace elementwise {

// Translates the group into a program. The result is released with ReleaseCompiled.
OrtStatus* CompileGroup(const OrtGraph* graph, const OrtNode* fused_node, OrtNodeComputeInfo** info);
void ReleaseCompiled(OrtNodeComputeInfo* info);

}  // namespace elementwise
