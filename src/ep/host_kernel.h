// A control-flow kernel of the host for a node of an EP: what CreateIfKernel, CreateLoopKernel and CreateScanKernel
// give.
#pragma once

#include <onnxruntime_c_api.h>

#include "kernels/info.h"

namespace berth {

// Each gives a kernel that the EP hands back from its OrtKernelCreateFunc. A helper is the host's after success, and
// released with the kernel. Errors: ORT_FAIL for a node of another operator and for Scan before opset 9;
// ORT_INVALID_ARGUMENT for a helper without its callbacks; those of the kernel's making.
StatusOr<OrtKernelImpl*> MakeIfKernel(const KernelInfo& info);
StatusOr<OrtKernelImpl*> MakeLoopKernel(const KernelInfo& info, OrtLoopKernelHelper* helper);
StatusOr<OrtKernelImpl*> MakeScanKernel(const KernelInfo& info, OrtScanKernelHelper* helper);

// Whether one of these made it. The pointer itself is not followed.
bool IsHostKernel(const OrtKernelImpl* kernel);
// Releases one that these made; nothing else.
void ReleaseHostKernel(OrtKernelImpl* kernel);

}  // namespace berth
