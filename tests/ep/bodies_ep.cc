// An EP with kernels for Add, If, Loop and Scan, whose values are in memory of its own, which faults when host code touches it.
// On the public C headers alone.
//
// BodiesEpCountsSoFar() gives what it has done so far.
#include <sys/mman.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

#include "bodies_ep.h"
#include "ep_status.h"

namespace {

constexpr char kName[] = "BodiesEp";
constexpr uint32_t kVendorId = 0x4245;
const OrtApi* api = nullptr;
const OrtEpApi* ep_api = nullptr;
BodiesEpCounts counts;

using ep_status::Check;
template <typename Body>
OrtStatus* OrNull(Body&& body) noexcept {
  return ep_status::OrNull(*api, body);
}

// ---- memory: addresses that stand for the bytes of a store beside them ----

constexpr size_t kBytes = size_t{64} << 20;
char* Reserve(int protection) {
  return static_cast<char*>(mmap(nullptr, kBytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}
char* const addresses = Reserve(PROT_NONE);
char* const store = Reserve(PROT_READ | PROT_WRITE);
std::atomic<size_t> used{0};   // nothing is used twice

bool IsOurs(const OrtMemoryDevice* device) {
  return device != nullptr && ep_api->MemoryDevice_GetDeviceType(device) == OrtMemoryInfoDeviceType_GPU &&
         ep_api->MemoryDevice_GetVendorId(device) == kVendorId;
}

// Where the bytes of a tensor really are.
struct Bytes {
  char* data;
  size_t size;
  bool on_device;
};
Bytes At(const void* data, size_t size) {
  const char* at = static_cast<const char*>(data);
  if (size > 0 && (at < addresses || at >= addresses + kBytes)) throw std::runtime_error("an address that is not the device's");
  return {store + (at - addresses), size, true};
}
Bytes BytesOf(const OrtValue* tensor) {
  const void* data = nullptr;
  size_t size = 0;
  Check(api->GetTensorData(tensor, &data));
  Check(api->GetTensorSizeInBytes(tensor, &size));
  if (IsOurs(ep_api->Value_GetMemoryDevice(tensor))) return At(data, size);
  return {static_cast<char*>(const_cast<void*>(data)), size, false};
}
Bytes DeviceBytesOf(const OrtValue* tensor) {
  const Bytes bytes = BytesOf(tensor);
  if (!bytes.on_device) throw std::runtime_error("a tensor in host memory where the device's was wanted");
  return bytes;
}

struct Allocator : OrtAllocator {
  explicit Allocator(const OrtMemoryInfo* memory) : OrtAllocator{}, info(memory) {
    version = ORT_API_VERSION;
    OrtAllocator::Info = [](const OrtAllocator* self) { return static_cast<const Allocator*>(self)->info; };
    OrtAllocator::Alloc = [](OrtAllocator*, size_t size) -> void* {
      const size_t at = used.fetch_add((size + 255) / 256 * 256 + 256);
      if (at + size > kBytes) return nullptr;
      ++counts.live_blocks;
      return addresses + at;
    };
    OrtAllocator::Reserve = OrtAllocator::Alloc;
    OrtAllocator::Free = [](OrtAllocator*, void* data) {
      if (data != nullptr) --counts.live_blocks;
    };
  }
  const OrtMemoryInfo* info;
};

void Copy(const OrtValue* from, const OrtValue* to) {
  const Bytes source = BytesOf(from), target = BytesOf(to);
  if (source.size != target.size) throw std::runtime_error("tensors of different sizes");
  ++(source.on_device ? (target.on_device ? counts.inside : counts.to_host) : counts.to_device);
  if (source.size > 0) std::memcpy(target.data, source.data, source.size);
}

struct Transfer : OrtDataTransferImpl {
  Transfer() : OrtDataTransferImpl{} {
    ort_version_supported = ORT_API_VERSION;
    OrtDataTransferImpl::Release = [](OrtDataTransferImpl* self) noexcept { delete static_cast<Transfer*>(self); };
    OrtDataTransferImpl::CanCopy = [](const OrtDataTransferImpl*, const OrtMemoryDevice* from,
                                      const OrtMemoryDevice* to) noexcept {
      const auto is_host = [](const OrtMemoryDevice* device) {
        return ep_api->MemoryDevice_GetDeviceType(device) == OrtMemoryInfoDeviceType_CPU;
      };
      return (IsOurs(from) && (IsOurs(to) || is_host(to))) || (IsOurs(to) && is_host(from));
    };
    OrtDataTransferImpl::CopyTensors = [](OrtDataTransferImpl*, const OrtValue** from, OrtValue** to, OrtSyncStream**,
                                          size_t count) noexcept -> OrtStatus* {
      return OrNull([&] {
        for (size_t i = 0; i < count; ++i) Copy(from[i], to[i]);
      });
    };
  }
};

// ---- kernels ----

std::vector<int64_t> DimsOf(const OrtValue* tensor) {
  OrtTensorTypeAndShapeInfo* info = nullptr;
  Check(api->GetTensorTypeAndShape(tensor, &info));
  size_t rank = 0;
  Check(api->GetDimensionsCount(info, &rank));
  std::vector<int64_t> dims(rank);
  if (rank > 0) Check(api->GetDimensions(info, dims.data(), rank));
  api->ReleaseTensorTypeAndShapeInfo(info);
  return dims;
}

struct Kernel : OrtKernelImpl {
  explicit Kernel(void (*run)(OrtKernelContext*)) : OrtKernelImpl{}, run_(run) {
    ort_version_supported = ORT_API_VERSION;
    OrtKernelImpl::Compute = [](OrtKernelImpl* self, OrtKernelContext* context) noexcept -> OrtStatus* {
      return OrNull([&] { static_cast<Kernel*>(self)->run_(context); });
    };
    OrtKernelImpl::Release = [](OrtKernelImpl* self) noexcept { delete static_cast<Kernel*>(self); };
  }
  void (*run_)(OrtKernelContext*);
};

const OrtValue* Input(OrtKernelContext* context, size_t i) {
  const OrtValue* value = nullptr;
  Check(api->KernelContext_GetInput(context, i, &value));
  return value;
}
OrtValue* Output(OrtKernelContext* context, const std::vector<int64_t>& dims) {
  OrtValue* value = nullptr;
  Check(api->KernelContext_GetOutput(context, 0, dims.data(), dims.size(), &value));
  return value;
}

// Floats of one shape.
void Add(OrtKernelContext* context) {
  const OrtValue *a = Input(context, 0), *b = Input(context, 1);
  const Bytes of_a = DeviceBytesOf(a), of_b = DeviceBytesOf(b), sum = DeviceBytesOf(Output(context, DimsOf(a)));
  if (of_a.size != of_b.size) throw std::runtime_error("Add: two shapes");
  ++counts.adds;
  for (size_t i = 0; i < sum.size / sizeof(float); ++i) {
    reinterpret_cast<float*>(sum.data)[i] =
        reinterpret_cast<const float*>(of_a.data)[i] + reinterpret_cast<const float*>(of_b.data)[i];
  }
}
void Memcpy(OrtKernelContext* context) {
  const OrtValue* from = Input(context, 0);
  Copy(from, Output(context, DimsOf(from)));
}

template <void (*kRun)(OrtKernelContext*)>
OrtStatus* ORT_API_CALL Make(void*, const OrtKernelInfo*, OrtKernelImpl** out) {
  return OrNull([&] { *out = new Kernel(kRun); });
}

struct LoopHelper : OrtLoopKernelHelper {
  LoopHelper() : OrtLoopKernelHelper{} {
    ort_version_supported = ORT_API_VERSION;
    Release = [](OrtLoopKernelHelper* self) noexcept { delete static_cast<LoopHelper*>(self); };
    ConcatOutput = [](OrtLoopKernelHelper*, void*, const OrtValue* const* items, size_t count, void* output,
                      size_t room) noexcept -> OrtStatus* {
      return OrNull([&] {
        const Bytes whole = At(output, room);
        size_t at = 0;
        ++counts.concats;
        for (size_t i = 0; i < count; ++i) {
          const Bytes item = DeviceBytesOf(items[i]);
          if (item.size > room - at) throw std::runtime_error("Loop: items larger than their output");
          std::memcpy(whole.data + at, item.data, item.size);
          at += item.size;
        }
        if (at != room) throw std::runtime_error("Loop: items smaller than their output");
      });
    };
  }
};

// Matrices of floats alone.
struct ScanHelper : OrtScanKernelHelper {
  ScanHelper() : OrtScanKernelHelper{} {
    ort_version_supported = ORT_API_VERSION;
    Release = [](OrtScanKernelHelper* self) noexcept { delete static_cast<ScanHelper*>(self); };
    Transpose = [](OrtScanKernelHelper*, const size_t* permutation, size_t rank, const OrtValue* input, OrtSyncStream*,
                   OrtValue* output) noexcept -> OrtStatus* {
      return OrNull([&] {
        if (rank != 2 || permutation[0] != 1) throw std::runtime_error("Scan: a matrix to turn wanted");
        const std::vector<int64_t> dims = DimsOf(input);
        const Bytes from = DeviceBytesOf(input), to = DeviceBytesOf(output);
        ++counts.transposes;
        for (int64_t row = 0; row < dims[0]; ++row) {
          for (int64_t column = 0; column < dims[1]; ++column) {
            reinterpret_cast<float*>(to.data)[column * dims[0] + row] =
                reinterpret_cast<const float*>(from.data)[row * dims[1] + column];
          }
        }
      });
    };
  }
};

OrtStatus* ORT_API_CALL MakeIf(void*, const OrtKernelInfo* info, OrtKernelImpl** out) {
  return ep_api->CreateIfKernel(info, out);
}
template <typename Helper, auto kSlot>
OrtStatus* ORT_API_CALL MakeHelped(void*, const OrtKernelInfo* info, OrtKernelImpl** out) {
  return OrNull([&] {
    auto helper = std::make_unique<Helper>();
    Check((ep_api->*kSlot)(info, helper.get(), out));
    static_cast<void>(helper.release());   // the host's now
  });
}

// `on_host`: so many of the first inputs are read on the host; `out_on_host`: output 0 is.
void AddKernel(OrtKernelRegistry* registry, const char* op, int since, int until, OrtKernelCreateFunc make, size_t on_host,
               bool out_on_host = false) {
  OrtKernelDefBuilder* builder = nullptr;
  OrtKernelDef* def = nullptr;
  Check(ep_api->CreateKernelDefBuilder(&builder));
  Check(ep_api->KernelDefBuilder_SetOperatorType(builder, op));
  Check(ep_api->KernelDefBuilder_SetDomain(builder, ""));
  Check(ep_api->KernelDefBuilder_SetSinceVersion(builder, since, until));
  Check(ep_api->KernelDefBuilder_SetExecutionProvider(builder, kName));
  for (size_t i = 0; i < on_host; ++i) Check(ep_api->KernelDefBuilder_SetInputMemType(builder, i, OrtMemTypeCPUInput));
  if (out_on_host) Check(ep_api->KernelDefBuilder_SetOutputMemType(builder, 0, OrtMemTypeCPUOutput));
  Check(ep_api->KernelDefBuilder_Build(builder, &def));
  Check(ep_api->KernelRegistry_AddKernel(registry, def, make, nullptr));
  ep_api->ReleaseKernelDef(def);
  ep_api->ReleaseKernelDefBuilder(builder);
}

// ---- the EP ----

struct Ep : OrtEp {
  explicit Ep(const OrtKernelRegistry* kernels) : OrtEp{}, registry(kernels) {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp*) noexcept { return kName; };
    OrtEp::GetKernelRegistry = [](OrtEp* self, const OrtKernelRegistry** out) noexcept -> OrtStatus* {
      *out = static_cast<Ep*>(self)->registry;
      return nullptr;
    };
    OrtEp::GetCapability = [](OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept -> OrtStatus* {
      return OrNull([&] {
        size_t count = 0;
        Check(api->Graph_GetNumNodes(graph, &count));
        std::vector<const OrtNode*> nodes(count);
        Check(api->Graph_GetNodes(graph, nodes.data(), count));
        for (const OrtNode* node : nodes) {
          const OrtKernelDef* def = nullptr;
          Check(ep_api->EpGraphSupportInfo_LookUpKernel(info, node, &def));
          if (def != nullptr) Check(ep_api->EpGraphSupportInfo_AddSingleNode(info, node));
        }
      });
    };
  }
  const OrtKernelRegistry* registry;  // the factory's
};

struct Factory : OrtEpFactory {
  Factory();
  ~Factory() {
    ep_api->ReleaseKernelRegistry(registry);
    api->ReleaseMemoryInfo(memory);
  }
  OrtKernelRegistry* registry = nullptr;
  OrtMemoryInfo* memory = nullptr;
};

OrtStatus* ORT_API_CALL Offer(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count,
                              OrtEpDevice** devices, size_t, size_t* device_count) noexcept {
  return OrNull([&] {
    for (size_t i = 0; i < count && *device_count == 0; ++i) {
      if (api->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
      Check(ep_api->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[0]));
      Check(ep_api->EpDevice_AddAllocatorInfo(devices[0], static_cast<Factory*>(self)->memory));
      *device_count = 1;
    }
  });
}

Factory::Factory() : OrtEpFactory{} {
  ort_version_supported = ORT_API_VERSION;
  OrtEpFactory::GetName = [](const OrtEpFactory*) noexcept { return kName; };
  OrtEpFactory::GetVendor = [](const OrtEpFactory*) noexcept { return "Berth tests"; };
  OrtEpFactory::GetVendorId = [](const OrtEpFactory*) noexcept { return kVendorId; };
  OrtEpFactory::GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
  OrtEpFactory::GetSupportedDevices = Offer;
  OrtEpFactory::CreateEp = [](OrtEpFactory* self, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                              const OrtSessionOptions*, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
    return OrNull([&] { *ep = new Ep(static_cast<Factory*>(self)->registry); });
  };
  OrtEpFactory::ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
  OrtEpFactory::CreateAllocator = [](OrtEpFactory*, const OrtMemoryInfo* info, const OrtKeyValuePairs*,
                                     OrtAllocator** out) noexcept -> OrtStatus* {
    return OrNull([&] { *out = new Allocator(info); });
  };
  OrtEpFactory::ReleaseAllocator = [](OrtEpFactory*, OrtAllocator* allocator) noexcept {
    delete static_cast<Allocator*>(allocator);
  };
  OrtEpFactory::CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** out) noexcept -> OrtStatus* {
    return OrNull([&] { *out = new Transfer(); });
  };
  OrtEpFactory::IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
  Check(api->CreateMemoryInfo_V2("Bodies", OrtMemoryInfoDeviceType_GPU, kVendorId, 0, OrtDeviceMemoryType_DEFAULT, 0,
                                 OrtDeviceAllocator, &memory));
  Check(ep_api->CreateKernelRegistry(&registry));
  AddKernel(registry, "Add", 14, 14, Make<Add>, 0);
  AddKernel(registry, "If", 16, 18, MakeIf, 1);
  AddKernel(registry, "Loop", 16, 18, MakeHelped<LoopHelper, &OrtEpApi::CreateLoopKernel>, 2);
  AddKernel(registry, "Scan", 16, 18, MakeHelped<ScanHelper, &OrtEpApi::CreateScanKernel>, 0);
  AddKernel(registry, "MemcpyFromHost", 1, INT32_MAX, Make<Memcpy>, 1);
  AddKernel(registry, "MemcpyToHost", 1, INT32_MAX, Make<Memcpy>, 0, true);
}

}  // namespace

extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t, size_t* count) {
  api = base->GetApi(ORT_API_VERSION);
  ep_api = api->GetEpApi();
  return OrNull([&] {
    factories[0] = new Factory();
    *count = 1;
  });
}

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}

extern "C" ORT_EXPORT const BodiesEpCounts* BodiesEpCountsSoFar() { return &counts; }
