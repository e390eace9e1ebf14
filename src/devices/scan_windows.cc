// GPUs as Windows shows them to programs: the adapters of DXGI, without the software renderer. NPUs need DXCore, whose
// headers MinGW does not have: they are not found here.
#include <dxgi.h>

#include <string>

#include "devices/discovery.h"
#include "devices/pci.h"

namespace berth {
namespace {

// A COM object, released at the end.
template <typename T>
class ComPointer {
 public:
  ComPointer() = default;
  ~ComPointer() {
    if (object_ != nullptr) object_->Release();
  }
  ComPointer(const ComPointer&) = delete;
  ComPointer& operator=(const ComPointer&) = delete;
  T** out() { return &object_; }
  T* operator->() const { return object_; }

 private:
  T* object_ = nullptr;
};

std::string Utf8(const wchar_t* text) {
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return "";
  std::string utf8(static_cast<size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8.data(), size, nullptr, nullptr);
  utf8.pop_back();   // the zero at the end
  return utf8;
}

std::unique_ptr<OrtHardwareDevice> MakeGpu(const DXGI_ADAPTER_DESC1& adapter, UINT number) {
  auto device = std::make_unique<OrtHardwareDevice>();
  device->type = OrtHardwareDeviceType_GPU;
  device->vendor_id = adapter.VendorId;
  device->device_id = adapter.DeviceId;
  device->vendor = PciVendorName(adapter.VendorId);
  const uint64_t luid = static_cast<uint64_t>(static_cast<uint32_t>(adapter.AdapterLuid.HighPart)) << 32 | adapter.AdapterLuid.LowPart;
  device->metadata.Add("Description", Utf8(adapter.Description));
  device->metadata.Add("LUID", std::to_string(luid));
  device->metadata.Add("DxgiAdapterNumber", std::to_string(number));
  device->metadata.Add("DxgiVideoMemory", std::to_string(adapter.DedicatedVideoMemory >> 20) + " MB");
  return device;
}

}  // namespace

HardwareList ScanSystem(const std::filesystem::path&, const Logger& logger) {
  HardwareList list;
  ComPointer<IDXGIFactory1> factory;
  HRESULT result = CreateDXGIFactory1(IID_PPV_ARGS(factory.out()));
  if (FAILED(result)) {
    BERTH_LOG(logger, kWarning, "devices") << "DXGI: cannot be asked: error " << static_cast<uint32_t>(result)
                                           << "; only the processor is found";
  }
  for (UINT number = 0; SUCCEEDED(result); ++number) {
    ComPointer<IDXGIAdapter1> adapter;
    DXGI_ADAPTER_DESC1 description{};
    result = factory->EnumAdapters1(number, adapter.out());
    if (FAILED(result)) break;   // no more of them
    if (FAILED(adapter->GetDesc1(&description)) || (description.Flags & DXGI_ADAPTER_FLAG_SOFTWARE) != 0) continue;
    list.push_back(MakeGpu(description, number));
  }
  list.push_back(DiscoverCpu());
  return list;
}

}  // namespace berth
