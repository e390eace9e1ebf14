// The memory side of EpInstance: allocators, and tensors made with them.
#include <algorithm>

#include "ep/guard.h"
#include "ep/instance.h"
#include "ep/slots.h"

namespace berth {
namespace {

// Slots of OrtAllocator that came later.
constexpr uint32_t kReserveSince = 18, kAllocOnStreamSince = 23;

void* Call(OrtAllocator* allocator, size_t bytes, const AllocateHow& how) {
  if (how.reserve && allocator->version >= kReserveSince && allocator->Reserve != nullptr) {
    return allocator->Reserve(allocator, bytes);
  }
  if (how.stream != nullptr && allocator->version >= kAllocOnStreamSince && allocator->AllocOnStream != nullptr) {
    return allocator->AllocOnStream(allocator, bytes, how.stream);
  }
  return allocator->Alloc(allocator, bytes);
}

}  // namespace

Status EpInstance::MakeAllocator(const OrtMemoryInfo* info) {
  if (info == nullptr) return Ok();
  const OrtMemoryInfo* interned = InternMemoryInfo(*info);
  const bool known =
      std::any_of(memories_.begin(), memories_.end(), [&](const EpMemory& m) { return m.info == interned; });
  if (known) return Ok();
  BERTH_ASSIGN_OR_RETURN(auto allocator, EpAllocator::Make(raw_, *factory_, info));
  memories_.push_back({interned, allocator->raw()});
  allocators_.push_back(std::move(allocator));
  return Ok();
}

Status EpInstance::MakeAllocators() {
  for (const OrtEpDevice* device : devices_) {
    BERTH_RETURN_IF_ERROR(MakeAllocator(device->device_memory));
    BERTH_RETURN_IF_ERROR(MakeAllocator(device->host_accessible_memory));
    BERTH_RETURN_IF_ERROR(MakeAllocator(device->read_only_memory));
  }
  return ChooseValueMemory();
}

Status EpInstance::ChooseValueMemory() {
  const OrtMemoryDevice* wanted = devices_[0]->device_memory != nullptr ? &devices_[0]->device_memory->device : nullptr;
  if (auto get = Slot<&OrtEp::GetDefaultMemoryDevice>(raw_)) {
    const OrtMemoryDevice* device = nullptr;
    BERTH_RETURN_IF_ERROR(CallEp(name_, "GetDefaultMemoryDevice", [&] { return get(raw_, &device); }));
    if (device != nullptr) {
      if (Status live = CheckHandle(device, "device"); !live.ok()) {
        return Error(ORT_EP_FAIL, Broken("EPC-023", name_, "GetDefaultMemoryDevice"), ": ", live.message());
      }
      wanted = device;
    }
  }
  if (wanted == nullptr || *wanted == CpuMemoryInfo().device) return Ok();
  for (const EpMemory& memory : memories_) {
    const bool read_only = memory.info->allocator_type == OrtReadOnlyAllocator;
    if (!(memory.info->device == *wanted)) continue;
    std::optional<EpMemory>& slot = read_only ? read_only_memory_ : value_memory_;
    if (!slot) slot = memory;
  }
  if (value_memory_) return Ok();
  return Error(ORT_EP_FAIL, Broken("EPC-023", name_, "GetDefaultMemoryDevice"),
               ": a device seen that is none of a memory that its devices ", "list by EpDevice_AddAllocatorInfo");
}

OrtAllocator* EpInstance::FindAllocator(const OrtMemoryDevice& device) const {
  for (const EpMemory& memory : memories_) {
    if (memory.info->allocator_type != OrtReadOnlyAllocator && memory.info->device == device) return memory.allocator;
  }
  return nullptr;
}

StatusOr<Tensor> EpInstance::Allocate(const EpMemory& memory, ElementType type, DimsView dims, AllocateHow how) const {
  BERTH_ASSIGN_OR_RETURN(const size_t count, ElementCount(dims));
  const auto bytes = StorageBytes(type, count);
  if (!bytes || type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
    return InvalidArgument("EP \"", name_, "\": memory \"", memory.info->name, "\": ", ElementTypeName(type),
                           ShapeText(dims), " seen: device memory cannot hold it");
  }
  void* data = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "OrtAllocator::Alloc", [&]() -> OrtStatus* {
    data = Call(memory.allocator, *bytes > 0 ? *bytes : 1, how);
    return nullptr;
  }));
  if (data == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-022", name_, "OrtAllocator::Alloc"), ": memory \"", memory.info->name, "\": ", *bytes,
                 " bytes wanted, none left");
  }
  return Tensor::Own(type, dims, data, memory.info, memory.allocator);
}

}  // namespace berth
