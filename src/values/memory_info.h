// Where memory is: device, kind and allocator. OrtMemoryInfo and the OrtMemoryDevice inside it.
#pragma once

#include <cstdint>
#include <string>

#include <onnxruntime_c_api.h>

#include "base/handle.h"

// A device address space. Equality ignores names: type, memory kind, vendor, device id and alignment count.
struct OrtMemoryDevice : berth::Tagged<berth::HandleKind::kMemoryDevice> {
  OrtMemoryInfoDeviceType type = OrtMemoryInfoDeviceType_CPU;
  OrtDeviceMemoryType memory_type = OrtDeviceMemoryType_DEFAULT;
  uint32_t vendor_id = 0;
  int32_t device_id = 0;
  size_t alignment = 0;

  // True when host code may read and write it.
  bool IsHostAccessible() const {
    return type == OrtMemoryInfoDeviceType_CPU || memory_type == OrtDeviceMemoryType_HOST_ACCESSIBLE;
  }
  friend bool operator==(const OrtMemoryDevice& a, const OrtMemoryDevice& b) {
    return a.type == b.type && a.memory_type == b.memory_type && a.vendor_id == b.vendor_id &&
           a.device_id == b.device_id && a.alignment == b.alignment;
  }
};

struct OrtMemoryInfo : berth::Tagged<berth::HandleKind::kMemoryInfo> {
  std::string name = "Cpu";
  OrtAllocatorType allocator_type = OrtDeviceAllocator;
  OrtMemType mem_type = OrtMemTypeDefault;
  OrtMemoryDevice device;

  friend bool operator==(const OrtMemoryInfo& a, const OrtMemoryInfo& b) {
    return a.name == b.name && a.allocator_type == b.allocator_type && a.mem_type == b.mem_type && a.device == b.device;
  }
};

namespace berth {

// What OrtApi::CreateMemoryInfo makes of its arguments: the names "Cpu", "Cuda", "CudaPinned" and ORT's other device
// names set the device; an unknown name is ORT_INVALID_ARGUMENT. "Cpu" always has id 0; "WebGPU_Buffer" and
// "WebNN_Tensor" are kept under their short names, as ORT keeps them.
StatusOr<OrtMemoryInfo> MakeMemoryInfo(const char* name, OrtAllocatorType allocator_type, int device_id,
                                       OrtMemType mem_type);

// What OrtApi::CreateMemoryInfo_V2 makes: HOST_ACCESSIBLE memory has mem_type CPUOutput, DEFAULT has Default.
StatusOr<OrtMemoryInfo> MakeMemoryInfoV2(const char* name, OrtMemoryInfoDeviceType type, uint32_t vendor_id,
                                         int32_t device_id, OrtDeviceMemoryType memory_type, size_t alignment,
                                         OrtAllocatorType allocator_type);

// Plain CPU memory: name "Cpu", device allocator, OrtMemTypeDefault. Lives for the process.
const OrtMemoryInfo& CpuMemoryInfo();

// A copy of `info` that lives for the process, the same one for equal infos: values point to these, so that a caller
// may free its own. Any thread.
const OrtMemoryInfo* InternMemoryInfo(const OrtMemoryInfo& info);

}  // namespace berth
