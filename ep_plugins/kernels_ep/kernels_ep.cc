// An execution provider that brings kernels instead of compiling: a registry of element-wise operators that may write
// over their input, Reshape in its input's memory, MatMul with a weight laid out beforehand, and control flow. It runs
// on the processor.
#include "kernels.h"

#ifdef _WIN32
#define EP_EXPORT extern "C" __declspec(dllexport)
#else
#define EP_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace elementwise {
const char kName[] = "KernelsEp";
const OrtApi* ort = nullptr;
const OrtEpApi* ort_ep = nullptr;
}  // namespace elementwise

namespace kernels {
namespace {

using elementwise::kName;

struct Factory : OrtEpFactory {
  OrtKernelRegistry* registry = nullptr;

  Factory();
  ~Factory() { ort_ep->ReleaseKernelRegistry(registry); }
};

struct Ep : OrtEp {
  explicit Ep(const OrtKernelRegistry* kernels) : OrtEp{}, registry(kernels) {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp*) noexcept { return kName; };
    OrtEp::GetKernelRegistry = [](OrtEp* self, const OrtKernelRegistry** out) noexcept -> OrtStatus* {
      *out = static_cast<Ep*>(self)->registry;
      return nullptr;
    };
    OrtEp::GetCapability = Claim;
  }

  // Every node that the registry has a kernel for and that nobody else has.
  static OrtStatus* ORT_API_CALL Claim(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
    return Guard([&]() -> OrtStatus* {
      std::vector<const OrtNode*> nodes;
      EP_RETURN_IF_ERROR(elementwise::List(graph, ort->Graph_GetNumNodes, ort->Graph_GetNodes, &nodes));
      for (const OrtNode* node : nodes) {
        const char* ep = nullptr;
        EP_RETURN_IF_ERROR(ort->Node_GetEpName(node, &ep));
        const OrtKernelDef* def = nullptr;
        EP_RETURN_IF_ERROR(ort_ep->EpGraphSupportInfo_LookUpKernel(info, node, &def));
        bool suits = def != nullptr && (ep == nullptr || *ep == '\0');
        if (suits) EP_RETURN_IF_ERROR(Suits(node, &suits));
        if (suits) EP_RETURN_IF_ERROR(ort_ep->EpGraphSupportInfo_AddSingleNode(info, node));
      }
      return nullptr;
    });
  }

  // Our MatMul knows matrices alone.
  static OrtStatus* Suits(const OrtNode* node, bool* suits) {
    const char* op_type = nullptr;
    EP_RETURN_IF_ERROR(ort->Node_GetOperatorType(node, &op_type));
    if (std::string(op_type) != "MatMul") return nullptr;
    std::vector<const OrtValueInfo*> inputs;
    EP_RETURN_IF_ERROR(elementwise::List(node, ort->Node_GetNumInputs, ort->Node_GetInputs, &inputs));
    for (const OrtValueInfo* input : inputs) {
      const OrtTypeInfo* type = nullptr;
      EP_RETURN_IF_ERROR(ort->GetValueInfoTypeInfo(input, &type));
      const OrtTensorTypeAndShapeInfo* tensor = nullptr;
      EP_RETURN_IF_ERROR(ort->CastTypeInfoToTensorInfo(type, &tensor));
      size_t rank = 0;
      if (tensor != nullptr) EP_RETURN_IF_ERROR(ort->GetDimensionsCount(tensor, &rank));
      *suits = *suits && rank == 2;
    }
    return nullptr;
  }

  const OrtKernelRegistry* registry;  // the factory's
};

OrtStatus* ORT_API_CALL Offer(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count,
                              OrtEpDevice** devices, size_t max_devices, size_t* device_count) noexcept {
  *device_count = 0;
  for (size_t i = 0; i < count && *device_count < max_devices; ++i) {
    if (ort->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
    EP_RETURN_IF_ERROR(ort_ep->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[*device_count]));
    ++*device_count;
  }
  return nullptr;
}

Factory::Factory() : OrtEpFactory{} {
  ort_version_supported = ORT_API_VERSION;
  OrtEpFactory::GetName = [](const OrtEpFactory*) noexcept { return kName; };
  GetVendor = [](const OrtEpFactory*) noexcept { return "Berth"; };
  GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return 0; };
  GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
  GetSupportedDevices = Offer;
  CreateEp = [](OrtEpFactory* self, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
    return Guard([&]() -> OrtStatus* {
      *ep = new Ep(static_cast<Factory*>(self)->registry);
      return nullptr;
    });
  };
  ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
  CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** transfer) noexcept -> OrtStatus* {
    *transfer = nullptr;  // all memory is the host's
    return nullptr;
  };
  IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
}

}  // namespace
}  // namespace kernels

EP_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* api_base, const OrtLogger*,
                                       OrtEpFactory** factories, size_t max_factories, size_t* num_factories) {
  using namespace elementwise;
  *num_factories = 0;
  // Null from a host that is older than these headers; then there is no function to make a status with either.
  ort = api_base->GetApi(ORT_API_VERSION);
  if (ort == nullptr || max_factories == 0) return nullptr;
  ort_ep = ort->GetEpApi();
  return Guard([&]() -> OrtStatus* {
    auto factory = std::make_unique<kernels::Factory>();
    EP_RETURN_IF_ERROR(kernels::MakeRegistry(&factory->registry));
    factories[0] = factory.release();
    *num_factories = 1;
    return nullptr;
  });
}

EP_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<kernels::Factory*>(factory);
  return nullptr;
}
