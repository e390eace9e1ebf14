// An EP library for tests: one factory and one CPU device under the registration's name; GetCapability and Compile are the
// test's. What it compiles does nothing. One whose name begins with "Nhwc" prefers that layout, but for LRN; "Odd" one that does
// not exist.
#include "scripted_ep.h"

#include <string>

namespace {

EpScript script{};
const OrtApi* api = nullptr;

struct Info : OrtNodeComputeInfo {
  Info() : OrtNodeComputeInfo{} {
    ort_version_supported = ORT_API_VERSION;
    OrtNodeComputeInfo::CreateState = [](OrtNodeComputeInfo*, OrtNodeComputeContext*, void**) -> OrtStatus* { return nullptr; };
    OrtNodeComputeInfo::Compute = [](OrtNodeComputeInfo*, void*, OrtKernelContext*) -> OrtStatus* { return nullptr; };
    OrtNodeComputeInfo::ReleaseState = [](OrtNodeComputeInfo*, void*) {};
  }
};

struct Ep : OrtEp {
  std::string name;
  explicit Ep(std::string ep_name) : OrtEp{}, name(std::move(ep_name)) {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp* self) noexcept -> const char* { return static_cast<const Ep*>(self)->name.c_str(); };
    OrtEp::GetCapability = [](OrtEp* self, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept -> OrtStatus* {
      if (script.get_capability == nullptr) return nullptr;
      return script.get_capability(script.self, static_cast<Ep*>(self)->name.c_str(), graph, info);
    };
    OrtEp::Compile = [](OrtEp* self, const OrtGraph** graphs, const OrtNode** fused, size_t count, OrtNodeComputeInfo** infos,
                        OrtNode**) noexcept -> OrtStatus* {
      for (size_t i = 0; i < count; ++i) infos[i] = new Info();
      if (script.compile == nullptr) return nullptr;
      return script.compile(script.self, static_cast<Ep*>(self)->name.c_str(), graphs, fused, count);
    };
    OrtEp::GetPreferredDataLayout = [](OrtEp* self, OrtEpDataLayout* layout) noexcept -> OrtStatus* {
      const std::string& name = static_cast<Ep*>(self)->name;
      if (name.starts_with("Nhwc")) *layout = OrtEpDataLayout_NHWC;
      if (name.starts_with("Odd")) *layout = static_cast<OrtEpDataLayout>(7);
      return nullptr;
    };
    OrtEp::ShouldConvertDataLayoutForOp = [](OrtEp*, const char*, const char* op_type, OrtEpDataLayout,
                                             int* should) noexcept -> OrtStatus* {
      if (std::string(op_type) == "LRN") *should = 0;
      return nullptr;
    };
    OrtEp::ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) delete static_cast<Info*>(infos[i]);
    };
  }
};

struct Factory : OrtEpFactory {
  std::string name;
  explicit Factory(const char* ep_name) : OrtEpFactory{}, name(ep_name) {
    ort_version_supported = ORT_API_VERSION;
    OrtEpFactory::GetName = [](const OrtEpFactory* self) noexcept -> const char* {
      return static_cast<const Factory*>(self)->name.c_str();
    };
    OrtEpFactory::GetVendor = [](const OrtEpFactory*) noexcept -> const char* { return "Tests"; };
    OrtEpFactory::GetVersion = [](const OrtEpFactory*) noexcept -> const char* { return "1.0.0"; };
    OrtEpFactory::GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t hardware_count,
                                           OrtEpDevice** devices, size_t, size_t* count) noexcept -> OrtStatus* {
      if (hardware_count == 0) return nullptr;
      *count = 1;
      return api->GetEpApi()->CreateEpDevice(self, hardware[hardware_count - 1], nullptr, nullptr, devices);
    };
    OrtEpFactory::CreateEp = [](OrtEpFactory* self, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                                const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
      *ep = new Ep(static_cast<Factory*>(self)->name);
      return nullptr;
    };
    OrtEpFactory::ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
  }
};

}  // namespace

extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char* name, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t, size_t* count) {
  api = base->GetApi(ORT_API_VERSION);
  factories[0] = new Factory(name);
  *count = 1;
  return nullptr;
}

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}

extern "C" ORT_EXPORT EpScript* ScriptedEp() { return &script; }
