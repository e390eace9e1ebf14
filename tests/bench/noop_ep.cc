// An EP whose compiled partitions do nothing: what a run of it takes is what the host takes to call one. Every node of the graph
// becomes a partition of its own; an output is [1] and keeps the bytes that its memory had.
#include <vector>

#include "ep_status.h"

namespace {

using ep_status::Check;
using ep_status::OrNull;

constexpr char kName[] = "NoopEp";
const OrtApi* ort = nullptr;

struct Nothing : OrtNodeComputeInfo {
  Nothing() : OrtNodeComputeInfo{} {
    ort_version_supported = ORT_API_VERSION;
    CreateState = [](OrtNodeComputeInfo* self, OrtNodeComputeContext*, void** state) -> OrtStatus* {
      *state = self;
      return nullptr;
    };
    Compute = [](OrtNodeComputeInfo*, void*, OrtKernelContext* context) -> OrtStatus* {
      const int64_t dims[] = {1};
      OrtValue* output = nullptr;
      return ort->KernelContext_GetOutput(context, 0, dims, 1, &output);
    };
    ReleaseState = [](OrtNodeComputeInfo*, void*) {};
  }
};

struct Ep : OrtEp {
  Ep() : OrtEp{} {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp*) noexcept { return kName; };
    OrtEp::GetCapability = Claim;
    OrtEp::Compile = [](OrtEp*, const OrtGraph**, const OrtNode**, size_t count, OrtNodeComputeInfo** infos,
                        OrtNode**) noexcept -> OrtStatus* {
      return OrNull(*ort, [&] {
        for (size_t i = 0; i < count; ++i) infos[i] = new Nothing();
      });
    };
    OrtEp::ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) delete static_cast<Nothing*>(infos[i]);
    };
  }

  static OrtStatus* ORT_API_CALL Claim(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
    return OrNull(*ort, [&] {
      size_t count = 0;
      Check(ort->Graph_GetNumNodes(graph, &count));
      std::vector<const OrtNode*> nodes(count);
      Check(ort->Graph_GetNodes(graph, nodes.data(), count));
      for (const OrtNode* node : nodes) Check(ort->GetEpApi()->EpGraphSupportInfo_AddNodesToFuse(info, &node, 1, nullptr));
    });
  }
};

struct Factory : OrtEpFactory {
  Factory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    OrtEpFactory::GetName = [](const OrtEpFactory*) noexcept { return kName; };
    GetVendor = [](const OrtEpFactory*) noexcept { return "Berth"; };
    GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return 0; };
    GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
    GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count, OrtEpDevice** devices,
                             size_t most, size_t* offered) noexcept -> OrtStatus* {
      return OrNull(*ort, [&] {
        *offered = 0;
        for (size_t i = 0; i < count && *offered < most; ++i) {
          if (ort->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
          Check(ort->GetEpApi()->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[*offered]));
          ++*offered;
        }
      });
    };
    CreateEp = [](OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                  const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
      return OrNull(*ort, [&] { *ep = new Ep(); });
    };
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
    CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** transfer) noexcept -> OrtStatus* {
      *transfer = nullptr;
      return nullptr;
    };
    IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
  }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) OrtStatus* CreateEpFactories(const char*, const OrtApiBase* base,
                                                                                const OrtLogger*, OrtEpFactory** factories,
                                                                                size_t most, size_t* count) {
  *count = 0;
  ort = base->GetApi(ORT_API_VERSION);
  if (ort == nullptr || most == 0) return nullptr;
  return OrNull(*ort, [&] {
    factories[0] = new Factory();
    *count = 1;
  });
}

extern "C" __attribute__((visibility("default"))) OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}
