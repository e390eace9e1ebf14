// The kernel of a fused node: an EP's OrtNodeComputeInfo behind the kernel interface (ep-contract f.6).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ep/instance.h"
#include "ep/output_check.h"
#include "kernels/kernel.h"

namespace berth {

// CreateState now, Compute per run, ReleaseState (of a state that is not null) at destruction. Checks after Compute that
// every output that the step wants was made, with the element type and the fixed dims that the graph says: a wrong answer
// is ORT_EP_FAIL naming EP, node, output, seen and wanted. An error of the EP keeps its code.
// `info` stays the EP instance's, which must outlive the kernel, as `logger` must.
StatusOr<std::unique_ptr<Kernel>> MakeCompiledKernel(const EpInstance& ep, OrtNodeComputeInfo* info,
                                                     std::string fused_name, std::vector<WantedOutput> outputs,
                                                     const Logger& logger);

}  // namespace berth

// What CreateState learns about its node.
struct OrtNodeComputeContext : berth::Tagged<berth::HandleKind::kNodeComputeContext> {
  std::string node_name;
};
