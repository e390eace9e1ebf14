// The kernel of a node that an EP claimed alone: an OrtKernelImpl out of its registry behind the kernel interface.
#pragma once

#include <memory>
#include <vector>

#include "ep/instance.h"
#include "ep/output_check.h"
#include "kernels/foreign_info.h"
#include "kernels/kernel.h"

namespace berth {

// Calls the registry's function for the node, then, with `prepack`, PrePackWeight for each constant. Outputs are
// checked after Compute as those of a fused node are.
//   entry      of `ep`'s registry, which outlives the kernel
//   info       what the EP's kernel may keep; its constants are where the kernel will find them
// Errors: the EP's; ORT_FAIL naming node, operator and EP for no kernel or one without Compute or Release, and for a
// control-flow node whose kernel none of CreateIfKernel, CreateLoopKernel and CreateScanKernel made.
StatusOr<std::unique_ptr<Kernel>> MakeRegisteredKernel(const EpInstance& ep, const OrtKernelRegistry::Entry& entry,
                                                       ForeignKernelInfo info, std::vector<WantedOutput> outputs, bool prepack);

}  // namespace berth
