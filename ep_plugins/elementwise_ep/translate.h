// From a fused group to the program that runs it.
#pragma once

#include "host.h"
#include "program.h"

namespace elementwise {

OrtStatus* TranslateGroup(const OrtGraph* graph, const OrtNode* fused_node, Program* program);

}  // namespace elementwise
