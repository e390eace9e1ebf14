// An EP of any API: registered as "gate 24" its structs say 24, and every callback that came later is a trap that is counted.
// What it has it does as well as it can, and takes every Mul if it may claim nodes at all.
#include <atomic>
#include <cstring>
#include <string>

#include "gated_slots.h"

namespace {

const OrtApi* api = nullptr;
const OrtEpApi* ep_api = nullptr;
std::atomic<int> traps{0};

// Stands in for callbacks of any type; nothing of what they would be given is looked at.
void* Trap() {
  ++traps;
  return nullptr;
}

template <typename Slot>
void PutTrap(Slot& slot) {
  auto* trap = &Trap;
  static_assert(sizeof(slot) == sizeof(trap));
  std::memcpy(&slot, &trap, sizeof(slot));
}

#define TRAP_IF_NEWER(type, slot, since) \
  if (object.ort_version_supported < since) PutTrap(object.slot);
void Trap(OrtEpFactory& object) { FOR_EACH_FACTORY_SLOT(TRAP_IF_NEWER) }
void Trap(OrtEp& object) { FOR_EACH_EP_SLOT(TRAP_IF_NEWER) }
#undef TRAP_IF_NEWER

struct Times : OrtNodeComputeInfo {
  Times();
};

OrtStatus* ORT_API_CALL Compute(OrtNodeComputeInfo*, void*, OrtKernelContext* context) noexcept {
  const OrtValue* in[2] = {};
  OrtValue* out = nullptr;
  const int64_t dims[] = {2, 3};
  const void* data[2] = {};
  void* y = nullptr;
  for (size_t i = 0; i < 2; ++i) {
    if (OrtStatus* status = api->KernelContext_GetInput(context, i, &in[i])) return status;
    if (OrtStatus* status = api->GetTensorData(in[i], &data[i])) return status;
  }
  if (OrtStatus* status = api->KernelContext_GetOutput(context, 0, dims, 2, &out)) return status;
  if (OrtStatus* status = api->GetTensorMutableData(out, &y)) return status;
  for (size_t i = 0; i < 6; ++i) {
    static_cast<float*>(y)[i] = static_cast<const float*>(data[0])[i] * static_cast<const float*>(data[1])[i];
  }
  return nullptr;
}

Times::Times() : OrtNodeComputeInfo{} {
  ort_version_supported = ORT_API_VERSION;
  OrtNodeComputeInfo::CreateState = [](OrtNodeComputeInfo*, OrtNodeComputeContext*, void** state) noexcept -> OrtStatus* {
    *state = nullptr;
    return nullptr;
  };
  OrtNodeComputeInfo::Compute = ::Compute;
  OrtNodeComputeInfo::ReleaseState = [](OrtNodeComputeInfo*, void*) noexcept {};
}

OrtStatus* ORT_API_CALL GetCapability(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
  size_t count = 0;
  if (OrtStatus* status = api->Graph_GetNumNodes(graph, &count)) return status;
  const OrtNode* node = nullptr;
  if (count != 1) return nullptr;
  if (OrtStatus* status = api->Graph_GetNodes(graph, &node, 1)) return status;
  return ep_api->EpGraphSupportInfo_AddNodesToFuse(info, &node, 1, nullptr);
}

struct GateEp : OrtEp {
  explicit GateEp(uint32_t version) : OrtEp{} {
    ort_version_supported = version;
    OrtEp::GetName = [](const OrtEp*) noexcept -> const char* { return "GateEp"; };
    OrtEp::GetCapability = ::GetCapability;
    OrtEp::Compile = [](OrtEp*, const OrtGraph**, const OrtNode**, size_t count, OrtNodeComputeInfo** infos,
                        OrtNode**) noexcept -> OrtStatus* {
      for (size_t i = 0; i < count; ++i) infos[i] = new Times();
      return nullptr;
    };
    OrtEp::ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) delete static_cast<Times*>(infos[i]);
    };
    Trap(*this);
  }
};

struct GateFactory : OrtEpFactory {
  explicit GateFactory(uint32_t version) : OrtEpFactory{} {
    ort_version_supported = version;
    OrtEpFactory::GetName = [](const OrtEpFactory*) noexcept -> const char* { return "GateEp"; };
    OrtEpFactory::GetVendor = [](const OrtEpFactory*) noexcept -> const char* { return "Gates"; };
    OrtEpFactory::GetVersion = [](const OrtEpFactory*) noexcept -> const char* { return "1.0.0"; };
    OrtEpFactory::GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return 7; };
    OrtEpFactory::GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count,
                                           OrtEpDevice** devices, size_t, size_t* made) noexcept -> OrtStatus* {
      for (size_t i = 0; i < count && *made == 0; ++i) {
        if (api->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
        if (OrtStatus* status = ep_api->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[0])) return status;
        *made = 1;
      }
      return nullptr;
    };
    OrtEpFactory::CreateEp = [](OrtEpFactory* self, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                                const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
      *ep = new GateEp(self->ort_version_supported);
      return nullptr;
    };
    OrtEpFactory::ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<GateEp*>(ep); };
    Trap(*this);
  }
};

}  // namespace

// "insists 31" needs that API, and says so when it is not there.
extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char* name, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t, size_t* count) {
  const std::string text = name;
  const uint32_t version = static_cast<uint32_t>(std::stoul(text.substr(text.rfind(' '))));
  api = base->GetApi(ORT_API_VERSION);
  ep_api = api->GetEpApi();
  if (text.starts_with("insists") && base->GetApi(version) == nullptr) {
    return api->CreateStatus(ORT_NOT_IMPLEMENTED, "this EP needs a newer API than the runtime has");
  }
  factories[(*count)++] = new GateFactory(version);
  return nullptr;
}

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<GateFactory*>(factory);
  return nullptr;
}

extern "C" ORT_EXPORT int GateTraps() { return traps; }
