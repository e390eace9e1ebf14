// An execution provider that offers the processor and claims nothing: the least that an EP library has to have.
//
// Copy this folder, rename NullEp, and add what README.md lists, one callback at a time.
#include <onnxruntime_c_api.h>

#include <new>

#ifdef _WIN32
#define EP_EXPORT extern "C" __declspec(dllexport)
#else
#define EP_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace {

constexpr char kName[] = "NullEp";
constexpr char kVendor[] = "Berth";
constexpr char kVersion[] = "1.0.0";

// The host's functions, set once when the library is loaded.
const OrtApi* ort = nullptr;
const OrtEpApi* ort_ep = nullptr;

// ---- the EP: one for each session ----

struct Ep : OrtEp {
  Ep() : OrtEp{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEp*) noexcept { return kName; };
    GetCapability = [](OrtEp*, const OrtGraph*, OrtEpGraphSupportInfo*) noexcept -> OrtStatus* {
      return nullptr;   // no call of EpGraphSupportInfo_AddNodesToFuse: every node stays with the host
    };
  }
};

// ---- the factory: one for each loaded library ----

struct Factory : OrtEpFactory {
  Factory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEpFactory*) noexcept { return kName; };
    GetVendor = [](const OrtEpFactory*) noexcept { return kVendor; };
    GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return 0; };
    GetVersion = [](const OrtEpFactory*) noexcept { return kVersion; };
    GetSupportedDevices = Offer;
    CreateEp = Create;
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
    CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** transfer) noexcept -> OrtStatus* {
      *transfer = nullptr;   // all our memory is the host's
      return nullptr;
    };
    IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
  }

  // One device for each processor that the host shows.
  static OrtStatus* ORT_API_CALL Offer(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count,
                                       OrtEpDevice** devices, size_t max_devices, size_t* device_count) noexcept {
    *device_count = 0;
    for (size_t i = 0; i < count && *device_count < max_devices; ++i) {
      if (ort->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
      OrtStatus* status = ort_ep->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[*device_count]);
      if (status != nullptr) return status;
      ++*device_count;
    }
    return nullptr;
  }

  static OrtStatus* ORT_API_CALL Create(OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*,
                                        size_t, const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept {
    *ep = new (std::nothrow) Ep();
    return *ep != nullptr ? nullptr : ort->CreateStatus(ORT_EP_FAIL, "NullEp: out of memory");
  }
};

}  // namespace

EP_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* api_base, const OrtLogger*,
                                       OrtEpFactory** factories, size_t max_factories, size_t* num_factories) {
  // Null from a host that is older than these headers; then there is no function to make a status with either.
  ort = api_base->GetApi(ORT_API_VERSION);
  if (ort == nullptr) {
    *num_factories = 0;
    return nullptr;
  }
  ort_ep = ort->GetEpApi();
  if (max_factories < 1) return ort->CreateStatus(ORT_INVALID_ARGUMENT, "NullEp: no room for a factory");
  factories[0] = new (std::nothrow) Factory();
  if (factories[0] == nullptr) return ort->CreateStatus(ORT_EP_FAIL, "NullEp: out of memory");
  *num_factories = 1;
  return nullptr;
}

EP_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}
