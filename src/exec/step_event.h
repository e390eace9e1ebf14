// A step of a run as an event of a profile.
#pragma once

#include <vector>

#include "base/profiler.h"
#include "exec/program.h"

namespace berth {

// The event of a step whose kernel ran from `start` until now; `name_kernel_time` with operator, EP, node number, types and
// shapes of inputs and outputs, and their bytes.
//   refs          the values of the run by number
//   is_constant   by number: an initializer
Profiler::Event StepEvent(const Program& program, const Step& step, const OrtValue* const* refs,
                          const std::vector<bool>& is_constant, Profiler::Clock::time_point start);

}  // namespace berth
