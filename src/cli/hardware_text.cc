#include "cli/hardware_text.h"

#include <cstdio>

#include "cli/failure.h"
#include "cli/host.h"

namespace berth::cli {

nlohmann::ordered_json PairsJson(const Ort::ConstKeyValuePairs& pairs) {
  auto json = nlohmann::ordered_json::object();
  if (!pairs) return json;
  std::vector<const char*> keys, values;
  pairs.GetKeyValuePairs(keys, values);
  for (size_t i = 0; i < keys.size(); ++i) json[keys[i]] = values[i];
  return json;
}

std::string PairsText(const Ort::ConstKeyValuePairs& pairs) {
  std::string text;
  const nlohmann::ordered_json json = PairsJson(pairs);
  for (const auto& [key, value] : json.items()) text += Cat(text.empty() ? "" : "  ", key, "=", value.get<std::string>());
  return text;
}

nlohmann::ordered_json HardwareJson(const Ort::ConstHardwareDevice& device) {
  return {{"type", DeviceTypeName(device.Type())}, {"vendor", device.Vendor()}, {"vendor_id", device.VendorId()},
          {"device_id", device.DeviceId()}, {"metadata", PairsJson(device.Metadata())}};
}

std::string IdText(const Ort::ConstHardwareDevice& device) {
  char text[24];
  std::snprintf(text, sizeof(text), "%04x:%04x", device.VendorId(), device.DeviceId());
  return text;
}

}  // namespace berth::cli
