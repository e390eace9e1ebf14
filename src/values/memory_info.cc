#include "values/memory_info.h"

#include <array>
#include <deque>
#include <mutex>
#include <string_view>

namespace berth {
namespace {

// The device names that CreateMemoryInfo knows, and what each stands for. Some have a long form that means the same.
struct DeviceName {
  std::string_view spelled;
  const char* name;
  OrtMemoryInfoDeviceType type;
  uint32_t vendor_id;
  OrtDeviceMemoryType memory_type;
  size_t alignment = 0;
};

constexpr uint32_t kNvidia = 0x10DE, kAmd = 0x1002, kIntel = 0x8086, kMicrosoft = 0x1414, kQualcomm = 0x5143;
constexpr auto kCpu = OrtMemoryInfoDeviceType_CPU;
constexpr auto kGpu = OrtMemoryInfoDeviceType_GPU;
constexpr auto kNpu = OrtMemoryInfoDeviceType_NPU;
constexpr auto kDefault = OrtDeviceMemoryType_DEFAULT;
constexpr auto kShared = OrtDeviceMemoryType_HOST_ACCESSIBLE;

constexpr DeviceName kDeviceNames[] = {
    {"Cpu", "Cpu", kCpu, 0, kDefault},
    {"Cuda", "Cuda", kGpu, kNvidia, kDefault},
    {"CudaPinned", "CudaPinned", kGpu, kNvidia, kShared},
    {"Hip", "Hip", kGpu, kAmd, kDefault},
    {"HipPinned", "HipPinned", kGpu, kAmd, kShared},
    {"OpenVINO_GPU", "OpenVINO_GPU", kGpu, kIntel, kDefault},
    {"OpenVINO_RT_NPU", "OpenVINO_RT_NPU", kNpu, kIntel, kDefault},
    {"DML", "DML", kGpu, kMicrosoft, kDefault},
    {"WebGPU_Buf", "WebGPU_Buf", kGpu, 0, kDefault},
    {"WebGPU_Buffer", "WebGPU_Buf", kGpu, 0, kDefault},
    {"WebNN_Ten", "WebNN_Ten", kGpu, 0, kDefault},
    {"WebNN_Tensor", "WebNN_Ten", kGpu, 0, kDefault},
    {"QnnHtpShared", "QnnHtpShared", kCpu, kQualcomm, kShared},
    {"CpuAligned4K", "CpuAligned4K", kCpu, 0, kDefault, 4096},
};

// CPU memory as programs commonly describe it: both allocator types, all memory types. Interning these takes no lock.
const OrtMemoryInfo* CommonCpuInfo(const OrtMemoryInfo& info) {
  static const auto& common = *[] {
    auto* infos = new std::array<OrtMemoryInfo, 6>();   // never destroyed: values may outlive static destructors
    for (size_t i = 0; i < infos->size(); ++i) {
      (*infos)[i].allocator_type = i < 3 ? OrtDeviceAllocator : OrtArenaAllocator;
      (*infos)[i].mem_type = static_cast<OrtMemType>(-static_cast<int>(i % 3));
    }
    return infos;
  }();
  const int row = info.allocator_type - OrtDeviceAllocator, column = -info.mem_type;
  if (row < 0 || row > 1 || column < 0 || column > 2) return nullptr;
  const OrtMemoryInfo& candidate = common[static_cast<size_t>(row * 3 + column)];
  return candidate == info ? &candidate : nullptr;
}

}  // namespace

StatusOr<OrtMemoryInfo> MakeMemoryInfo(const char* name, OrtAllocatorType allocator_type, int device_id,
                                       OrtMemType mem_type) {
  BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
  for (const DeviceName& known : kDeviceNames) {
    if (known.spelled != name) continue;
    OrtMemoryInfo info;
    info.name = known.name;
    info.allocator_type = allocator_type;
    info.mem_type = mem_type;
    info.device.type = known.type;
    info.device.memory_type = known.memory_type;
    info.device.vendor_id = known.vendor_id;
    // There is one CPU memory, whatever number a program gives it.
    info.device.device_id = info.name == "Cpu" ? 0 : device_id;
    info.device.alignment = known.alignment;
    return info;
  }
  return InvalidArgument("CreateMemoryInfo: name \"", name,
                         "\": not a device name that is known; CreateMemoryInfo_V2 takes any");
}

StatusOr<OrtMemoryInfo> MakeMemoryInfoV2(const char* name, OrtMemoryInfoDeviceType type, uint32_t vendor_id,
                                         int32_t device_id, OrtDeviceMemoryType memory_type, size_t alignment,
                                         OrtAllocatorType allocator_type) {
  BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
  if (type < OrtMemoryInfoDeviceType_CPU || type > OrtMemoryInfoDeviceType_NPU) {
    return InvalidArgument("CreateMemoryInfo_V2: device type ", static_cast<int>(type), ": no such type");
  }
  if (memory_type != OrtDeviceMemoryType_DEFAULT && memory_type != OrtDeviceMemoryType_HOST_ACCESSIBLE) {
    return InvalidArgument("CreateMemoryInfo_V2: memory type ", static_cast<int>(memory_type), ": no such type");
  }
  OrtMemoryInfo info;
  info.name = name;
  info.allocator_type = allocator_type;
  info.mem_type = memory_type == OrtDeviceMemoryType_HOST_ACCESSIBLE ? OrtMemTypeCPUOutput : OrtMemTypeDefault;
  info.device.type = type;
  info.device.memory_type = memory_type;
  info.device.vendor_id = vendor_id;
  info.device.device_id = device_id;
  info.device.alignment = alignment;
  return info;
}

const OrtMemoryInfo& CpuMemoryInfo() {
  static const OrtMemoryInfo& info = *CommonCpuInfo(OrtMemoryInfo());
  return info;
}

const OrtMemoryInfo* InternMemoryInfo(const OrtMemoryInfo& info) {
  if (const OrtMemoryInfo* common = CommonCpuInfo(info)) return common;
  static std::mutex mutex;
  static auto* interned = new std::deque<OrtMemoryInfo>();   // never destroyed: values may outlive static destructors
  std::lock_guard lock(mutex);
  for (const OrtMemoryInfo& known : *interned) {
    if (known == info) return &known;
  }
  return &interned->emplace_back(info);
}

}  // namespace berth
