// What an EP sees, for a test that wants to call the tables from inside of its callbacks.
#pragma once

#include <onnxruntime_c_api.h>

namespace berth::testing {

// Null: not of this callback.
struct EpSeen {
  OrtEpFactory* factory = nullptr;
  const OrtLogger* logger = nullptr;
  const OrtGraph* graph = nullptr;
  const OrtNode* node = nullptr;
  const OrtValueInfo* value = nullptr;
  OrtEpGraphSupportInfo* support = nullptr;
  OrtNodeComputeContext* compute = nullptr;
  OrtKernelContext* kernel = nullptr;
};

using EpHook = void(void* state, const EpSeen& seen);

}  // namespace berth::testing

// Exported by the EP's library: `hook` is called from GetCapability, CreateState and Compute.
extern "C" ORT_EXPORT void SetEpHook(berth::testing::EpHook* hook, void* state);
