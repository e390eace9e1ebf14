// An EP that offers the devices that its registration name lists, writes down what it is created for, and claims nothing.
//
//   name=NpuEp;vendor=Intel;vendor_id=32902;device=NPU,32902,1,Intel;device=GPU,4318,2,NVIDIA,discrete;option=level:high;.virtual
//
// `device` makes up a piece of hardware of a type, vendor id, device id and vendor name; `hardware=NPU` offers every one of a
// type that the host has; `option` is a default of the EP's options on each of its devices; `incompatible=2:7:too old` is
// what it answers when asked why a device does not suit it, `incompatible=error` an error. The end of the name allows virtual
// devices.
// OfferingEpRecord() gives what happened so far, one thing a line: "CreateEp(NpuEp: NPU 1, GPU 2; level=high)", in which
// `level` is the option as the session has it, and "ReleaseEp(NpuEp)".
#include <algorithm>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

namespace {

const OrtApi* api = nullptr;
const OrtEpApi* ep_api = nullptr;
std::mutex mutex;
std::string record;

void Write(const std::string& line) {
  std::lock_guard lock(mutex);
  record += line + "\n";
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

constexpr const char* kTypes[] = {"CPU", "GPU", "NPU"};

OrtHardwareDeviceType TypeOf(const std::string& name) {
  return static_cast<OrtHardwareDeviceType>(std::find(std::begin(kTypes), std::end(kTypes), name) - std::begin(kTypes));
}

struct Factory : OrtEpFactory {
  explicit Factory(const std::string& registration_name);
  std::string name, vendor;
  uint32_t vendor_id = 0;
  std::vector<std::vector<std::string>> devices;   // type, vendor id, device id, vendor, whether discrete
  std::vector<std::string> hardware;
  std::vector<std::string> option = {"level", ""}, incompatible;
  std::vector<OrtHardwareDevice*> made_up;
};

struct Ep : OrtEp {
  explicit Ep(const Factory& factory) : OrtEp{}, name(factory.name) {
    ort_version_supported = ORT_API_VERSION;
    OrtEp::GetName = [](const OrtEp* self) noexcept { return static_cast<const Ep*>(self)->name.c_str(); };
    OrtEp::GetCapability = [](OrtEp*, const OrtGraph*, OrtEpGraphSupportInfo*) noexcept -> OrtStatus* { return nullptr; };
  }
  std::string name;
};

OrtStatus* Offer(Factory& factory, const OrtHardwareDevice* device, OrtEpDevice** out) {
  OrtKeyValuePairs* options = nullptr;
  api->CreateKeyValuePairs(&options);
  if (!factory.option[1].empty()) api->AddKeyValuePair(options, factory.option[0].c_str(), factory.option[1].c_str());
  OrtStatus* status = ep_api->CreateEpDevice(&factory, device, nullptr, options, out);
  api->ReleaseKeyValuePairs(options);
  return status;
}

OrtStatus* MakeUp(Factory& factory, const std::vector<std::string>& device) {
  OrtKeyValuePairs* metadata = nullptr;
  api->CreateKeyValuePairs(&metadata);
  api->AddKeyValuePair(metadata, "is_virtual", "1");
  if (device.size() > 4 && device[4] == "discrete") api->AddKeyValuePair(metadata, "Discrete", "1");
  OrtHardwareDevice* made = nullptr;
  const auto vendor_id = static_cast<uint32_t>(std::stoul(device[1])), device_id = static_cast<uint32_t>(std::stoul(device[2]));
  OrtStatus* status =
      ep_api->CreateHardwareDevice(TypeOf(device[0]), vendor_id, device_id, device[3].c_str(), metadata, &made);
  api->ReleaseKeyValuePairs(metadata);
  if (status == nullptr) factory.made_up.push_back(made);
  return status;
}

OrtStatus* ORT_API_CALL GetSupportedDevices(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t hardware_count,
                                            OrtEpDevice** devices, size_t, size_t* count) noexcept {
  auto& factory = *static_cast<Factory*>(self);
  for (const auto& device : factory.devices) {
    if (OrtStatus* status = MakeUp(factory, device)) return status;
    if (OrtStatus* status = Offer(factory, factory.made_up.back(), &devices[(*count)++])) return status;
  }
  for (size_t i = 0; i < hardware_count; ++i) {
    const char* type = kTypes[api->HardwareDevice_Type(hardware[i])];
    if (std::find(factory.hardware.begin(), factory.hardware.end(), type) == factory.hardware.end()) continue;
    if (OrtStatus* status = Offer(factory, hardware[i], &devices[(*count)++])) return status;
  }
  return nullptr;
}

std::string ConfigEntry(const OrtSessionOptions* options, const std::string& key) {
  size_t size = 0;
  if (OrtStatus* status = api->GetSessionConfigEntry(options, key.c_str(), nullptr, &size)) {
    api->ReleaseStatus(status);
    return "-";
  }
  std::string value(size, '\0');
  if (OrtStatus* status = api->GetSessionConfigEntry(options, key.c_str(), value.data(), &size)) api->ReleaseStatus(status);
  value.resize(size - 1);
  return value;
}

OrtStatus* ORT_API_CALL CreateEp(OrtEpFactory* self, const OrtHardwareDevice* const* devices, const OrtKeyValuePairs* const*,
                                 size_t count, const OrtSessionOptions* options, const OrtLogger*, OrtEp** ep) noexcept {
  const auto& factory = *static_cast<Factory*>(self);
  std::string line = "CreateEp(" + factory.name + ":";
  for (size_t i = 0; i < count; ++i) {
    line += std::string(i > 0 ? ", " : " ") + kTypes[api->HardwareDevice_Type(devices[i])] + " " +
            std::to_string(api->HardwareDevice_DeviceId(devices[i]));
  }
  std::string prefix = "ep." + factory.name + ".";
  for (char& c : prefix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  Write(line + "; level=" + ConfigEntry(options, prefix + "level") + ")");
  *ep = new Ep(factory);
  return nullptr;
}

OrtStatus* ORT_API_CALL Incompatibility(OrtEpFactory* self, const OrtHardwareDevice* device,
                                        OrtDeviceEpIncompatibilityDetails* details) noexcept {
  const auto& factory = *static_cast<Factory*>(self);
  if (factory.incompatible[0] == "error") return api->CreateStatus(ORT_ENGINE_ERROR, "cannot tell");
  // Another device than the processor is fine.
  if (api->HardwareDevice_Type(device) != OrtHardwareDeviceType_CPU) return nullptr;
  return ep_api->DeviceEpIncompatibilityDetails_SetDetails(details, static_cast<uint32_t>(std::stoul(factory.incompatible[0])),
                                                           std::stoi(factory.incompatible[1]), factory.incompatible[2].c_str());
}

Factory::Factory(const std::string& registration_name) : OrtEpFactory{} {
  for (const std::string& setting : Split(registration_name, ';')) {
    const size_t equals = setting.find('=');
    if (equals == setting.npos) continue;
    const std::string key = setting.substr(0, equals), value = setting.substr(equals + 1);
    if (key == "name") name = value;
    if (key == "vendor") vendor = value;
    if (key == "vendor_id") vendor_id = static_cast<uint32_t>(std::stoul(value));
    if (key == "device") devices.push_back(Split(value + ",", ','));
    if (key == "hardware") hardware.push_back(value);
    if (key == "option") option = Split(value, ':');
    if (key == "incompatible") incompatible = Split(value, ':');
  }
  ort_version_supported = ORT_API_VERSION;
  OrtEpFactory::GetName = [](const OrtEpFactory* self) noexcept { return static_cast<const Factory*>(self)->name.c_str(); };
  OrtEpFactory::GetVendor = [](const OrtEpFactory* self) noexcept { return static_cast<const Factory*>(self)->vendor.c_str(); };
  OrtEpFactory::GetVendorId = [](const OrtEpFactory* self) noexcept { return static_cast<const Factory*>(self)->vendor_id; };
  OrtEpFactory::GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
  OrtEpFactory::GetSupportedDevices = ::GetSupportedDevices;
  OrtEpFactory::CreateEp = ::CreateEp;
  OrtEpFactory::ReleaseEp = [](OrtEpFactory* self, OrtEp* ep) noexcept {
    Write("ReleaseEp(" + static_cast<Factory*>(self)->name + ")");
    delete static_cast<Ep*>(ep);
  };
  OrtEpFactory::CreateDataTransfer = [](OrtEpFactory* self, OrtDataTransferImpl** out) noexcept -> OrtStatus* {
    Write("CreateDataTransfer(" + static_cast<Factory*>(self)->name + ")");
    *out = nullptr;
    return nullptr;
  };
  if (!incompatible.empty()) OrtEpFactory::GetHardwareDeviceIncompatibilityDetails = Incompatibility;
  OrtEpFactory::IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
}

}  // namespace

extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char* name, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t, size_t* count) {
  api = base->GetApi(ORT_API_VERSION);
  ep_api = api->GetEpApi();
  factories[(*count)++] = new Factory(name);
  return nullptr;
}

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* raw) {
  auto* factory = static_cast<Factory*>(raw);
  for (OrtHardwareDevice* device : factory->made_up) ep_api->ReleaseHardwareDevice(device);
  delete factory;
  return nullptr;
}

extern "C" ORT_EXPORT const char* OfferingEpRecord() { return record.c_str(); }
extern "C" ORT_EXPORT void OfferingEpClear() { record.clear(); }
