// When the memory of each value of a program may go.
#pragma once

#include "exec/program.h"

namespace berth {

// Writes the drops of every step: the values that no later one needs, so that graph outputs, feeds and constants stay,
// and an input whose memory an output shares stays as long as that. Takes out aliases by which a step would write over
// what somebody still needs.
void AddDrops(Program& program);

}  // namespace berth
