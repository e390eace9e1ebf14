#include "values/allocator.h"

#include "base/key_value_pairs.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "values/memory_info.h"
#include "values/value.h"

namespace berth::capi {

bool IsVersion(uint32_t word) {
  constexpr uint32_t kPart = 0xffff0000, kTags = static_cast<uint32_t>(HandleKind::kStatus) & kPart;
  return word != static_cast<uint32_t>(HandleKind::kDead) && (word & kPart) != kTags;
}

Status CheckAllocator(const OrtAllocator* allocator, const char* name) {
  BERTH_RETURN_IF_ERROR(NotNull(allocator, name));
  if (!IsVersion(allocator->version)) {
    return InvalidArgument("argument \"", name, "\": a handle or a released allocator seen, an allocator wanted");
  }
  if (allocator->Alloc != nullptr && allocator->Free != nullptr && allocator->Info != nullptr) return Ok();
  return InvalidArgument("argument \"", name, "\": an allocator without Alloc, Free or Info seen");
}

namespace {

// ---- allocators ----

OrtStatus* ORT_API_CALL GetDefaultAllocator(OrtAllocator** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = DefaultCpuAllocator();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AllocatorAlloc(OrtAllocator* allocator, size_t size, void** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "ort_allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    void* data = allocator->Alloc(allocator, size);
    if (data == nullptr && size > 0) return Error(ORT_FAIL, "allocator: ", size, " bytes wanted, none left");
    *out = data;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AllocatorFree(OrtAllocator* allocator, void* data) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "ort_allocator"));
    if (data != nullptr) allocator->Free(allocator, data);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AllocatorGetInfo(const OrtAllocator* allocator, const OrtMemoryInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "ort_allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = allocator->Info(allocator);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AllocatorGetStats(const OrtAllocator* allocator, OrtKeyValuePairs** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "ort_allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(*out, AllocatorStats(allocator));
    return Ok();
  });
}

// ---- OrtMemoryInfo ----

OrtStatus* ORT_API_CALL CreateMemoryInfo(const char* name, OrtAllocatorType type, int id, OrtMemType mem_type,
                                         OrtMemoryInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(OrtMemoryInfo info, MakeMemoryInfo(name, type, id, mem_type));
    *out = new OrtMemoryInfo(info);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreateCpuMemoryInfo(OrtAllocatorType type, OrtMemType mem_type, OrtMemoryInfo** out) noexcept {
  return CreateMemoryInfo("Cpu", type, 0, mem_type, out);
}

OrtStatus* ORT_API_CALL CreateMemoryInfoV2(const char* name, OrtMemoryInfoDeviceType device_type, uint32_t vendor_id,
                                           int32_t device_id, OrtDeviceMemoryType memory_type, size_t alignment,
                                           OrtAllocatorType type, OrtMemoryInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_ASSIGN_OR_RETURN(OrtMemoryInfo info,
                           MakeMemoryInfoV2(name, device_type, vendor_id, device_id, memory_type, alignment, type));
    *out = new OrtMemoryInfo(info);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CompareMemoryInfo(const OrtMemoryInfo* a, const OrtMemoryInfo* b, int* out) noexcept {
  return Ask(a, "info1", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(b, "info2"));
    *out = *a == *b ? 0 : -1;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL MemoryInfoGetName(const OrtMemoryInfo* info, const char** out) noexcept {
  return Get(info, "ptr", out, [&] { return info->name.c_str(); });
}
OrtStatus* ORT_API_CALL MemoryInfoGetId(const OrtMemoryInfo* info, int* out) noexcept {
  return Get(info, "ptr", out, [&] { return info->device.device_id; });
}
OrtStatus* ORT_API_CALL MemoryInfoGetMemType(const OrtMemoryInfo* info, OrtMemType* out) noexcept {
  return Get(info, "ptr", out, [&] { return info->mem_type; });
}
OrtStatus* ORT_API_CALL MemoryInfoGetType(const OrtMemoryInfo* info, OrtAllocatorType* out) noexcept {
  return Get(info, "ptr", out, [&] { return info->allocator_type; });
}
void ORT_API_CALL MemoryInfoGetDeviceType(const OrtMemoryInfo* info, OrtMemoryInfoDeviceType* out) noexcept {
  if (CheckHandle(info, "ptr").ok() && out != nullptr) *out = info->device.type;
}
OrtDeviceMemoryType ORT_API_CALL MemoryInfoGetDeviceMemType(const OrtMemoryInfo* info) noexcept {
  return CheckHandle(info, "ptr").ok() ? info->device.memory_type : OrtDeviceMemoryType_DEFAULT;
}
uint32_t ORT_API_CALL MemoryInfoGetVendorId(const OrtMemoryInfo* info) noexcept {
  return CheckHandle(info, "ptr").ok() ? info->device.vendor_id : 0;
}

// ---- OrtMemoryDevice ----

bool Live(const OrtMemoryDevice* device) { return CheckHandle(device, "memory_device").ok(); }

const OrtMemoryDevice* ORT_API_CALL GetMemoryDevice(const OrtMemoryInfo* info) noexcept {
  return CheckHandle(info, "memory_info").ok() ? &info->device : nullptr;
}
const OrtMemoryDevice* ORT_API_CALL ValueGetMemoryDevice(const OrtValue* value) noexcept {
  return CheckHandle(value, "value").ok() && value->is_tensor() ? &value->tensor.memory_info().device : nullptr;
}
bool ORT_API_CALL DevicesAreEqual(const OrtMemoryDevice* a, const OrtMemoryDevice* b) noexcept {
  return Live(a) && Live(b) && *a == *b;
}
OrtMemoryInfoDeviceType ORT_API_CALL DeviceType(const OrtMemoryDevice* device) noexcept {
  return Live(device) ? device->type : OrtMemoryInfoDeviceType_CPU;
}
OrtDeviceMemoryType ORT_API_CALL DeviceMemoryType(const OrtMemoryDevice* device) noexcept {
  return Live(device) ? device->memory_type : OrtDeviceMemoryType_DEFAULT;
}
uint32_t ORT_API_CALL DeviceVendorId(const OrtMemoryDevice* device) noexcept {
  return Live(device) ? device->vendor_id : 0;
}
uint32_t ORT_API_CALL DeviceId(const OrtMemoryDevice* device) noexcept {
  return Live(device) ? static_cast<uint32_t>(device->device_id) : 0;
}

}  // namespace

void BindAllocator(OrtApi& api) {
  api.GetAllocatorWithDefaultOptions = GetDefaultAllocator;
  api.AllocatorAlloc = AllocatorAlloc;
  api.AllocatorFree = AllocatorFree;
  api.AllocatorGetInfo = AllocatorGetInfo;
  api.AllocatorGetStats = AllocatorGetStats;
  api.CreateMemoryInfo = CreateMemoryInfo;
  api.CreateCpuMemoryInfo = CreateCpuMemoryInfo;
  api.CreateMemoryInfo_V2 = CreateMemoryInfoV2;
  api.ReleaseMemoryInfo = ReleaseHandle<OrtMemoryInfo>;
  api.CompareMemoryInfo = CompareMemoryInfo;
  api.MemoryInfoGetName = MemoryInfoGetName;
  api.MemoryInfoGetId = MemoryInfoGetId;
  api.MemoryInfoGetMemType = MemoryInfoGetMemType;
  api.MemoryInfoGetType = MemoryInfoGetType;
  api.MemoryInfoGetDeviceType = MemoryInfoGetDeviceType;
  api.MemoryInfoGetDeviceMemType = MemoryInfoGetDeviceMemType;
  api.MemoryInfoGetVendorId = MemoryInfoGetVendorId;
}

void BindMemoryDevice(OrtEpApi& api) {
  api.MemoryInfo_GetMemoryDevice = GetMemoryDevice;
  api.Value_GetMemoryDevice = ValueGetMemoryDevice;
  api.MemoryDevice_AreEqual = DevicesAreEqual;
  api.MemoryDevice_GetDeviceType = DeviceType;
  api.MemoryDevice_GetMemoryType = DeviceMemoryType;
  api.MemoryDevice_GetVendorId = DeviceVendorId;
  api.MemoryDevice_GetDeviceId = DeviceId;
}

}  // namespace berth::capi
