// The look-up of CPU kernels.
#pragma once

#include <memory>
#include <span>

#include "base/status.h"
#include "kernels/kernel.h"

namespace berth {

// Every row of every kernel file, grouped by file.
std::span<const std::span<const KernelRow>> AllKernelRows();

// The row that computes `node`: domain, operator, schema version and the types of its inputs and outputs agree.
// Error ORT_NOT_IMPLEMENTED with the reason: `Resize-19: no CPU kernel for T = float16; have float, uint8`,
// or `Foo-3 (my.domain): no CPU kernel`.
StatusOr<const KernelRow*> FindKernel(const Graph& graph, const Node& node);

}  // namespace berth
