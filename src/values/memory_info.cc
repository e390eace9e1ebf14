#include "values/memory_info.h"

#include <deque>
#include <mutex>
#include <string_view>

namespace berth {
namespace {

// The device names that CreateMemoryInfo knows, and the device that each stands for.
struct DeviceName {
  std::string_view name;
  OrtMemoryInfoDeviceType type;
  uint32_t vendor_id;
  OrtDeviceMemoryType memory_type;
};

constexpr uint32_t kNvidia = 0x10DE, kAmd = 0x1002, kIntel = 0x8086, kMicrosoft = 0x1414, kHuawei = 0x19e5;

constexpr DeviceName kDeviceNames[] = {
    {"Cpu", OrtMemoryInfoDeviceType_CPU, 0, OrtDeviceMemoryType_DEFAULT},
    {"Cuda", OrtMemoryInfoDeviceType_GPU, kNvidia, OrtDeviceMemoryType_DEFAULT},
    {"CudaPinned", OrtMemoryInfoDeviceType_GPU, kNvidia, OrtDeviceMemoryType_HOST_ACCESSIBLE},
    {"Hip", OrtMemoryInfoDeviceType_GPU, kAmd, OrtDeviceMemoryType_DEFAULT},
    {"HipPinned", OrtMemoryInfoDeviceType_GPU, kAmd, OrtDeviceMemoryType_HOST_ACCESSIBLE},
    {"OpenVINO_CPU", OrtMemoryInfoDeviceType_CPU, kIntel, OrtDeviceMemoryType_DEFAULT},
    {"OpenVINO_GPU", OrtMemoryInfoDeviceType_GPU, kIntel, OrtDeviceMemoryType_DEFAULT},
    {"DML", OrtMemoryInfoDeviceType_GPU, kMicrosoft, OrtDeviceMemoryType_DEFAULT},
    {"WebGPU_Buffer", OrtMemoryInfoDeviceType_GPU, 0, OrtDeviceMemoryType_DEFAULT},
    {"WebNN_Tensor", OrtMemoryInfoDeviceType_GPU, 0, OrtDeviceMemoryType_DEFAULT},
    {"Cann", OrtMemoryInfoDeviceType_NPU, kHuawei, OrtDeviceMemoryType_DEFAULT},
    {"CannPinned", OrtMemoryInfoDeviceType_NPU, kHuawei, OrtDeviceMemoryType_HOST_ACCESSIBLE},
    {"QnnHtpShared", OrtMemoryInfoDeviceType_CPU, 0, OrtDeviceMemoryType_HOST_ACCESSIBLE},
};

}  // namespace

StatusOr<OrtMemoryInfo> MakeMemoryInfo(const char* name, OrtAllocatorType allocator_type, int device_id,
                                       OrtMemType mem_type) {
  BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
  for (const DeviceName& known : kDeviceNames) {
    if (known.name != name) continue;
    OrtMemoryInfo info;
    info.name = name;
    info.allocator_type = allocator_type;
    info.mem_type = mem_type;
    info.device.type = known.type;
    info.device.memory_type = known.memory_type;
    info.device.vendor_id = known.vendor_id;
    info.device.device_id = device_id;
    return info;
  }
  return InvalidArgument("CreateMemoryInfo: name \"", name, "\": not a device name that is known; CreateMemoryInfo_V2 takes any");
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
  static const OrtMemoryInfo info;
  return info;
}

const OrtMemoryInfo* InternMemoryInfo(const OrtMemoryInfo& info) {
  if (&info == &CpuMemoryInfo() || info == CpuMemoryInfo()) return &CpuMemoryInfo();
  static std::mutex mutex;
  static auto* interned = new std::deque<OrtMemoryInfo>();   // never destroyed: values may outlive static destructors
  std::lock_guard lock(mutex);
  for (const OrtMemoryInfo& known : *interned) {
    if (known == info) return &known;
  }
  return &interned->emplace_back(info);
}

}  // namespace berth
