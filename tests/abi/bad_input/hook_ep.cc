// An execution provider that claims everything, computes nothing, and calls a hook.
#include "hook.h"

#include <onnxruntime_ep_c_api.h>

namespace {

using berth::testing::EpHook;
using berth::testing::EpSeen;

EpHook* hook = nullptr;
void* hook_state = nullptr;
const OrtApi* api = nullptr;

void Show(const EpSeen& seen) {
  if (hook != nullptr) hook(hook_state, seen);
}

struct Node : OrtNodeComputeInfo {
  Node() : OrtNodeComputeInfo{} {
    ort_version_supported = ORT_API_VERSION;
    CreateState = [](OrtNodeComputeInfo*, OrtNodeComputeContext* context, void** state) noexcept -> OrtStatus* {
      EpSeen seen;
      seen.compute = context;
      Show(seen);
      *state = nullptr;
      return nullptr;
    };
    Compute = [](OrtNodeComputeInfo*, void*, OrtKernelContext* context) noexcept -> OrtStatus* {
      EpSeen seen;
      seen.kernel = context;
      Show(seen);
      return api->CreateStatus(ORT_FAIL, "seen");
    };
    ReleaseState = [](OrtNodeComputeInfo*, void*) noexcept {};
  }
};

struct Ep : OrtEp {
  OrtEpFactory* factory;
  const OrtLogger* logger;
  Ep(OrtEpFactory* of, const OrtLogger* its_logger) : OrtEp{}, factory(of), logger(its_logger) {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEp*) noexcept { return "HookEp"; };
    GetCapability = [](OrtEp* self, const OrtGraph* graph, OrtEpGraphSupportInfo* support) noexcept -> OrtStatus* {
      EpSeen seen;
      seen.factory = static_cast<Ep*>(self)->factory;
      seen.logger = static_cast<Ep*>(self)->logger;
      seen.graph = graph;
      seen.support = support;
      if (OrtStatus* status = api->Graph_GetNodes(graph, &seen.node, 1)) return status;
      const OrtValueInfo* inputs[2] = {};
      if (OrtStatus* status = api->Node_GetInputs(seen.node, inputs, 2)) return status;
      seen.value = inputs[0];
      Show(seen);
      return api->GetEpApi()->EpGraphSupportInfo_AddNodesToFuse(support, &seen.node, 1, nullptr);
    };
    Compile = [](OrtEp*, const OrtGraph**, const OrtNode**, size_t count, OrtNodeComputeInfo** infos,
                 OrtNode**) noexcept -> OrtStatus* {
      for (size_t i = 0; i < count; ++i) infos[i] = new Node();
      return nullptr;
    };
    ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) delete static_cast<Node*>(infos[i]);
    };
  }
};

struct Factory : OrtEpFactory {
  Factory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEpFactory*) noexcept { return "HookEp"; };
    GetVendor = [](const OrtEpFactory*) noexcept { return "tests"; };
    GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
    GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const* devices, size_t count, OrtEpDevice** out,
                             size_t, size_t* made) noexcept -> OrtStatus* {
      *made = 1;
      return api->GetEpApi()->CreateEpDevice(self, devices[count - 1], nullptr, nullptr, &out[0]);
    };
    CreateEp = [](OrtEpFactory* self, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                  const OrtSessionOptions*, const OrtLogger* logger, OrtEp** ep) noexcept -> OrtStatus* {
      *ep = new Ep(self, logger);
      return nullptr;
    };
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
  }
};

}  // namespace

extern "C" {

void SetEpHook(EpHook* call, void* state) {
  hook = call;
  hook_state = state;
}

ORT_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* base, const OrtLogger*, OrtEpFactory** factories, size_t,
                                        size_t* count) {
  api = base->GetApi(ORT_API_VERSION);
  factories[0] = new Factory();
  *count = 1;
  return nullptr;
}

ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}

}  // extern "C"
