// An execution provider that compiles groups of float32 element-wise operators (Add, Sub, Mul, Div, Relu, Sigmoid, Tanh)
// and runs each group in one call, on the processor.
#include "claim.h"
#include "compile.h"
#include "host.h"

#ifdef _WIN32
#define EP_EXPORT extern "C" __declspec(dllexport)
#else
#define EP_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace elementwise {

const char kName[] = "ElementwiseEp";
const OrtApi* ort = nullptr;
const OrtEpApi* ort_ep = nullptr;

namespace {

struct Ep : OrtEp {
  Ep() : OrtEp{} {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp*) noexcept { return kName; };
    OrtEp::GetCapability = Claim;
    OrtEp::Compile = CompileGroups;
    OrtEp::ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) ReleaseCompiled(infos[i]);
    };
  }

  static OrtStatus* ORT_API_CALL Claim(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
    return Guard([&]() -> OrtStatus* {
      std::vector<std::vector<const OrtNode*>> groups;
      EP_RETURN_IF_ERROR(FindGroups(graph, &groups));
      for (const auto& group : groups) {
        EP_RETURN_IF_ERROR(ort_ep->EpGraphSupportInfo_AddNodesToFuse(info, group.data(), group.size(), nullptr));
      }
      return nullptr;
    });
  }

  static OrtStatus* ORT_API_CALL CompileGroups(OrtEp*, const OrtGraph** graphs, const OrtNode** fused, size_t count,
                                               OrtNodeComputeInfo** infos, OrtNode**) noexcept {
    return Guard([&]() -> OrtStatus* {
      for (size_t i = 0; i < count; ++i) EP_RETURN_IF_ERROR(CompileGroup(graphs[i], fused[i], &infos[i]));
      return nullptr;
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
    GetSupportedDevices = Offer;
    CreateEp = [](OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                  const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *ep = new Ep();
        return nullptr;
      });
    };
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
    CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** transfer) noexcept -> OrtStatus* {
      *transfer = nullptr;   // all memory is the host's
      return nullptr;
    };
    IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
  }

  static OrtStatus* ORT_API_CALL Offer(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count,
                                       OrtEpDevice** devices, size_t max_devices, size_t* device_count) noexcept {
    *device_count = 0;
    for (size_t i = 0; i < count && *device_count < max_devices; ++i) {
      if (ort->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
      EP_RETURN_IF_ERROR(ort_ep->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[*device_count]));
      ++*device_count;
    }
    return nullptr;
  }
};

}  // namespace
}  // namespace elementwise

EP_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* api_base, const OrtLogger*,
                                       OrtEpFactory** factories, size_t max_factories, size_t* num_factories) {
  using namespace elementwise;
  *num_factories = 0;
  // Null from a host that is older than these headers; then there is no function to make a status with either.
  ort = api_base->GetApi(ORT_API_VERSION);
  if (ort == nullptr || max_factories == 0) return nullptr;
  ort_ep = ort->GetEpApi();
  return Guard([&]() -> OrtStatus* {
    factories[0] = new Factory();
    *num_factories = 1;
    return nullptr;
  });
}

EP_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<elementwise::Factory*>(factory);
  return nullptr;
}
