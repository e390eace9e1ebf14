#include <cstring>

#include "parts.h"

namespace npu {
namespace {

// Where the bytes of a tensor really are, how many, and on which side.
struct Side {
  void* data;
  size_t bytes;
  bool on_device;
};

OrtStatus* SideOf(const OrtValue* tensor, Side* side) {
  const void* data = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorData(tensor, &data));
  EP_RETURN_IF_ERROR(ort->GetTensorSizeInBytes(tensor, &side->bytes));
  side->on_device = IsOurs(ort_ep->Value_GetMemoryDevice(tensor));
  side->data = side->on_device ? Memory::Get().Translate(data) : const_cast<void*>(data);
  return side->data != nullptr || side->bytes == 0
             ? nullptr
             : elementwise::Fail("CopyTensors: an address that is not the device's");
}

struct Transfer : OrtDataTransferImpl {
  Transfer() : OrtDataTransferImpl{} {
    ort_version_supported = ORT_API_VERSION;
    OrtDataTransferImpl::Release = [](OrtDataTransferImpl* self) noexcept { delete static_cast<Transfer*>(self); };
    OrtDataTransferImpl::CanCopy = [](const OrtDataTransferImpl*, const OrtMemoryDevice* from,
                                      const OrtMemoryDevice* to) noexcept {
      const bool host_from = ort_ep->MemoryDevice_GetDeviceType(from) == OrtMemoryInfoDeviceType_CPU;
      const bool host_to = ort_ep->MemoryDevice_GetDeviceType(to) == OrtMemoryInfoDeviceType_CPU;
      return (IsOurs(from) && (IsOurs(to) || host_to)) || (IsOurs(to) && host_from);
    };
    OrtDataTransferImpl::CopyTensors = [](OrtDataTransferImpl*, const OrtValue** from, OrtValue** to,
                                          OrtSyncStream** streams, size_t count) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        for (size_t i = 0; i < count; ++i)
          EP_RETURN_IF_ERROR(Copy(from[i], to[i], streams != nullptr ? streams[i] : nullptr));
        return nullptr;
      });
    };
  }

  static OrtStatus* Copy(const OrtValue* from, OrtValue* to, const OrtSyncStream* stream) {
    Side source{}, target{};
    EP_RETURN_IF_ERROR(SideOf(from, &source));
    EP_RETURN_IF_ERROR(SideOf(to, &target));
    if (source.bytes != target.bytes) return elementwise::Fail("CopyTensors: tensors of different sizes");
    Traffic& traffic = GetTraffic();
    ++(source.on_device ? (target.on_device ? traffic.inside : traffic.to_host) : traffic.to_device);
    if (source.bytes == 0) return nullptr;
    auto copy = [source, target] { std::memcpy(target.data, source.data, source.bytes); };
    if (auto queue = QueueOf(stream)) {
      queue->Push(copy);
    } else {
      // Without a stream nobody says what must come before.
      Memory::Get().Drain();
      copy();
    }
    return nullptr;
  }
};

}  // namespace

OrtDataTransferImpl* MakeTransfer() { return new Transfer(); }

bool IsOurs(const OrtMemoryDevice* device) {
  return device != nullptr && ort_ep->MemoryDevice_GetDeviceType(device) == OrtMemoryInfoDeviceType_NPU &&
         ort_ep->MemoryDevice_GetVendorId(device) == kVendorId &&
         ort_ep->MemoryDevice_GetMemoryType(device) == OrtDeviceMemoryType_DEFAULT;
}

Traffic& GetTraffic() {
  static Traffic traffic;
  return traffic;
}

}  // namespace npu
