// A custom operator at one node.
#pragma once

#include <memory>

#include "graph/custom_op.h"
#include "kernels/foreign_info.h"
#include "kernels/kernel.h"

namespace berth {

// Has the operator make its kernel for the node of `info`. `op`, and what the info refers to, outlive it.
// Errors: ORT_RUNTIME_EXCEPTION for an exception and for whatever the operator returns; ORT_FAIL for a kernel that is null.
StatusOr<std::unique_ptr<Kernel>> MakeCustomKernel(const CustomOp& op, ForeignKernelInfo info);

}  // namespace berth
