// An execution provider with a device of its own, made up: memory that the host cannot read, streams, notifications, an arena,
// a data transfer, a profiler and compiled models. It takes groups of float32 element-wise operators, those of elementwise_ep.
//
// The device is no part of the machine, so the host must allow virtual devices: register the library under a name that
// ends in ".virtual". EP option `delay_us`: how long the device takes before each piece of work.
#include <cstdlib>
#include <cstring>

#include "../elementwise_ep/claim.h"
#include "context.h"
#include "parts.h"
#include "profiler.h"

#ifdef _WIN32
#define EP_EXPORT extern "C" __declspec(dllexport)
#else
#define EP_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace elementwise {
const char kName[] = "VirtualNpu";
const OrtApi* ort = nullptr;
const OrtEpApi* ort_ep = nullptr;
}  // namespace elementwise

namespace npu {
namespace {

using elementwise::kName;

int DelayOf(const OrtSessionOptions* options) {
  char text[16] = "";
  size_t size = sizeof(text);
  if (options == nullptr) return 0;
  if (OrtStatus* absent = ort->GetSessionConfigEntry(options, "ep.virtualnpu.delay_us", text, &size)) {
    ort->ReleaseStatus(absent);
    return 0;
  }
  return std::atoi(text);
}

struct Ep : OrtEp {
  Ep(int delay, ContextOptions context) : OrtEp{}, delay_us(delay), context_options(std::move(context)) {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp*) noexcept { return kName; };
    OrtEp::GetCapability = Claim;
    OrtEp::Compile = CompileGroups;
    OrtEp::ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) ReleaseCompiled(infos[i]);
    };
    OrtEp::CreateSyncStreamForDevice = [](OrtEp* self, const OrtMemoryDevice*,
                                          OrtSyncStreamImpl** out) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *out = MakeStream(static_cast<Ep*>(self)->delay_us);
        return nullptr;
      });
    };
    GetCompiledModelCompatibilityInfo = [](OrtEp*, const OrtGraph*) noexcept -> const char* { return kContextVersion; };
    OrtEp::Sync = [](OrtEp*) noexcept -> OrtStatus* {
      Memory::Get().Drain();
      return nullptr;
    };
    OrtEp::CreateProfiler = [](OrtEp* self, OrtEpProfilerImpl** out) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *out = MakeProfiler(static_cast<Ep*>(self)->log);
        return nullptr;
      });
    };
  }

  static OrtStatus* ORT_API_CALL Claim(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
    return Guard([&]() -> OrtStatus* {
      std::vector<std::vector<const OrtNode*>> groups;
      EP_RETURN_IF_ERROR(elementwise::FindGroups(graph, &groups));
      for (const auto& group : groups) {
        EP_RETURN_IF_ERROR(ort_ep->EpGraphSupportInfo_AddNodesToFuse(info, group.data(), group.size(), nullptr));
      }
      return ClaimContexts(graph, info);
    });
  }

  // Of a compiled model, each for itself.
  static OrtStatus* ClaimContexts(const OrtGraph* graph, OrtEpGraphSupportInfo* info) {
    std::vector<const OrtNode*> nodes;
    EP_RETURN_IF_ERROR(elementwise::List(graph, ort->Graph_GetNumNodes, ort->Graph_GetNodes, &nodes));
    for (const OrtNode* node : nodes) {
      bool is_ours = false;
      EP_RETURN_IF_ERROR(IsContext(node, &is_ours));
      if (is_ours) EP_RETURN_IF_ERROR(ort_ep->EpGraphSupportInfo_AddNodesToFuse(info, &node, 1, nullptr));
    }
    return nullptr;
  }

  static OrtStatus* ORT_API_CALL CompileGroups(OrtEp* self, const OrtGraph** graphs, const OrtNode** fused, size_t count,
                                               OrtNodeComputeInfo** infos, OrtNode** context_nodes) noexcept {
    return Guard([&]() -> OrtStatus* {
      const auto* ep = static_cast<Ep*>(self);
      for (size_t i = 0; i < count; ++i) {
        EP_RETURN_IF_ERROR(MakeCompiled(graphs[i], fused[i], ep->log, ep->context_options, &infos[i], &context_nodes[i]));
      }
      return nullptr;
    });
  }

  const int delay_us;
  const ContextOptions context_options;
  const std::shared_ptr<EventLog> log = std::make_shared<EventLog>();
};

struct Factory : OrtEpFactory {
  OrtHardwareDevice* hardware = nullptr;
  OrtMemoryInfo *device_memory = nullptr, *shared_memory = nullptr, *read_only_memory = nullptr;

  Factory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    OrtEpFactory::GetName = [](const OrtEpFactory*) noexcept { return kName; };
    GetVendor = [](const OrtEpFactory*) noexcept { return kVendor; };
    GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return kVendorId; };
    GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
    GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const*, size_t, OrtEpDevice** devices,
                             size_t max, size_t* count) noexcept -> OrtStatus* {
      *count = 0;
      if (max == 0) return nullptr;
      return Guard([&] { return static_cast<Factory*>(self)->Offer(devices, count); });
    };
    CreateEp = [](OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                  const OrtSessionOptions* options, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *ep = new Ep(DelayOf(options), ReadContextOptions(options));
        return nullptr;
      });
    };
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
    CreateAllocator = [](OrtEpFactory*, const OrtMemoryInfo* info, const OrtKeyValuePairs*,
                         OrtAllocator** out) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *out = MakeAllocator(info);
        return nullptr;
      });
    };
    OrtEpFactory::ReleaseAllocator = [](OrtEpFactory*, OrtAllocator* allocator) noexcept {
      npu::ReleaseAllocator(allocator);
    };
    CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** out) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *out = MakeTransfer();
        return nullptr;
      });
    };
    ValidateCompiledModelCompatibilityInfo = [](OrtEpFactory*, const OrtHardwareDevice* const*, size_t, const char* info,
                                                OrtCompiledModelCompatibility* out) noexcept -> OrtStatus* {
      *out = std::strcmp(info, kContextVersion) == 0 ? OrtCompiledModelCompatibility_EP_SUPPORTED_OPTIMAL
                                                     : OrtCompiledModelCompatibility_EP_UNSUPPORTED;
      return nullptr;
    };
    IsStreamAware = [](const OrtEpFactory*) noexcept { return true; };
    CreateSyncStreamForDevice = [](OrtEpFactory*, const OrtMemoryDevice*, const OrtKeyValuePairs*,
                                   OrtSyncStreamImpl** out) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *out = MakeStream(0);
        return nullptr;
      });
    };
  }

  ~Factory() {
    for (OrtMemoryInfo* info : {device_memory, shared_memory, read_only_memory}) ort->ReleaseMemoryInfo(info);
    ort_ep->ReleaseHardwareDevice(hardware);
  }

  static OrtStatus* MayInvent(bool* may) {
    OrtKeyValuePairs* entries = nullptr;
    EP_RETURN_IF_ERROR(ort_ep->GetEnvConfigEntries(&entries));
    const char* value = ort->GetKeyValue(entries, "allow_virtual_devices");
    *may = value != nullptr && std::string(value) == "1";
    ort->ReleaseKeyValuePairs(entries);
    return nullptr;
  }

  OrtStatus* Offer(OrtEpDevice** devices, size_t* count) {
    bool may = false;
    EP_RETURN_IF_ERROR(MayInvent(&may));
    if (!may) return nullptr;
    OrtKeyValuePairs* metadata = nullptr;
    ort->CreateKeyValuePairs(&metadata);
    ort->AddKeyValuePair(metadata, "is_virtual", "1");
    OrtStatus* status =
        ort_ep->CreateHardwareDevice(OrtHardwareDeviceType_NPU, kVendorId, kDeviceId, kVendor, metadata, &hardware);
    ort->ReleaseKeyValuePairs(metadata);
    EP_RETURN_IF_ERROR(status);
    const auto npu = OrtMemoryInfoDeviceType_NPU;
    EP_RETURN_IF_ERROR(ort->CreateMemoryInfo_V2("VirtualNpu", npu, kVendorId, 0, OrtDeviceMemoryType_DEFAULT, 0,
                                                OrtDeviceAllocator, &device_memory));
    EP_RETURN_IF_ERROR(ort->CreateMemoryInfo_V2("VirtualNpuShared", npu, kVendorId, 0,
                                                OrtDeviceMemoryType_HOST_ACCESSIBLE, 0, OrtDeviceAllocator,
                                                &shared_memory));
    EP_RETURN_IF_ERROR(ort->CreateMemoryInfo_V2("VirtualNpuWeights", npu, kVendorId, 0, OrtDeviceMemoryType_DEFAULT, 0,
                                                OrtReadOnlyAllocator, &read_only_memory));
    OrtEpDevice* device = nullptr;
    EP_RETURN_IF_ERROR(ort_ep->CreateEpDevice(this, hardware, nullptr, nullptr, &device));
    for (const OrtMemoryInfo* info : {device_memory, shared_memory, read_only_memory}) {
      if (OrtStatus* failed = ort_ep->EpDevice_AddAllocatorInfo(device, info)) {
        ort_ep->ReleaseEpDevice(device);
        return failed;
      }
    }
    devices[(*count)++] = device;
    return nullptr;
  }
};

}  // namespace
}  // namespace npu

EP_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* api_base, const OrtLogger*,
                                       OrtEpFactory** factories, size_t max_factories, size_t* num_factories) {
  using namespace elementwise;
  *num_factories = 0;
  // Null from a host that is older than these headers; then there is no function to make a status with either.
  ort = api_base->GetApi(ORT_API_VERSION);
  if (ort == nullptr || max_factories == 0) return nullptr;
  ort_ep = ort->GetEpApi();
  return Guard([&]() -> OrtStatus* {
    factories[0] = new npu::Factory();
    *num_factories = 1;
    return nullptr;
  });
}

EP_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<npu::Factory*>(factory);
  return nullptr;
}

// For tests: blocks of device memory that nobody has freed, and tensors that went over the border so far.
EP_EXPORT size_t VirtualNpuLiveBlocks() { return npu::Memory::Get().statistics().live_blocks; }
EP_EXPORT size_t VirtualNpuCopiesToDevice() { return npu::GetTraffic().to_device; }
EP_EXPORT size_t VirtualNpuCopiesToHost() { return npu::GetTraffic().to_host; }
