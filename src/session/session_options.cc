#include "session/session_options.h"

#include <algorithm>
#include <cctype>

#include "session/environment.h"

using berth::InvalidArgument;
using berth::Status;

namespace {

Status CheckDevices(OrtEnv& env, std::span<const OrtEpDevice* const> devices) {
  if (devices.empty()) return InvalidArgument("SessionOptionsAppendExecutionProvider_V2: no device seen, at least one wanted");
  for (size_t i = 0; i < devices.size(); ++i) {
    if (devices[i] == nullptr || !env.registry().Offers(devices[i])) {
      return InvalidArgument("SessionOptionsAppendExecutionProvider_V2: device ", i,
                             ": not one of the devices that GetEpDevices lists now");
    }
    if (devices[i]->ep_name != devices[0]->ep_name || devices[i]->factory != devices[0]->factory) {
      return InvalidArgument("SessionOptionsAppendExecutionProvider_V2: device ", i, ": EP \"", devices[i]->ep_name,
                             "\" seen, \"", devices[0]->ep_name,
                             "\" of the same factory wanted: all devices must have the same execution provider");
    }
  }
  return berth::Ok();
}

}  // namespace

std::string berth::OptionPrefix(const std::string& ep_name) {
  std::string prefix = "ep.";
  for (unsigned char c : ep_name) prefix += static_cast<char>(std::tolower(c));
  return prefix + ".";
}

Status berth::CheckConfigEntry(std::string_view key, std::string_view value) {
  if (key.empty() || key.size() > berth::kMaxConfigKey) {
    return InvalidArgument("config key \"", key.substr(0, 64), "\": ", key.size(), " characters seen, 1 to ",
                           berth::kMaxConfigKey, " wanted");
  }
  if (value.size() > berth::kMaxConfigValue) {
    return InvalidArgument("config value of \"", key, "\": ", value.size(), " characters seen, at most ",
                           berth::kMaxConfigValue, " wanted");
  }
  return berth::Ok();
}

Status OrtSessionOptions::AddConfigEntry(const char* key, const char* value) {
  BERTH_RETURN_IF_ERROR(berth::CheckConfigEntry(key, value));
  config.Add(key, value);
  return berth::Ok();
}

bool OrtSessionOptions::ConfigFlag(const char* key, bool default_value) const {
  const char* value = config.Find(key);
  return value == nullptr ? default_value : std::string_view(value) == "1";
}

Status OrtSessionOptions::AppendEp(OrtEnv& env, std::span<const OrtEpDevice* const> devices,
                                   std::span<const char* const> keys, std::span<const char* const> values) {
  BERTH_RETURN_IF_ERROR(CheckDevices(env, devices));
  const std::string prefix = berth::OptionPrefix(devices[0]->ep_name);
  const bool is_cpu = devices[0]->factory == nullptr;
  const bool repeated = is_cpu ? cpu_place.has_value() : std::any_of(eps.begin(), eps.end(), [&](const berth::AppendedEp& other) {
    return other.name == devices[0]->ep_name;
  });
  if (repeated) {
    return berth::Error(ORT_FAIL, "SessionOptionsAppendExecutionProvider_V2: Provider ", devices[0]->ep_name,
                        " has already been registered");
  }
  for (const berth::AppendedEp& other : eps) {
    if (berth::OptionPrefix(other.name) == prefix) {
      return InvalidArgument("SessionOptionsAppendExecutionProvider_V2: EP \"", devices[0]->ep_name, "\": EP \"", other.name,
                             "\" was appended before, and the keys of their options would be the same");
    }
  }
  OrtKeyValuePairs entries = config;
  for (const OrtEpDevice* device : devices) {
    for (const auto& [key, value] : device->options.entries()) {
      BERTH_RETURN_IF_ERROR(berth::CheckConfigEntry(prefix + key, value));
      if (entries.Find((prefix + key).c_str()) == nullptr) entries.Add(prefix + key, value);
    }
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == nullptr) continue;
    if (values[i] == nullptr) {
      return InvalidArgument("SessionOptionsAppendExecutionProvider_V2: value of option \"", keys[i],
                             "\": null seen, text wanted");
    }
    BERTH_RETURN_IF_ERROR(berth::CheckConfigEntry(prefix + keys[i], values[i]));
    const char* before = config.Find((prefix + keys[i]).c_str());
    if (before != nullptr && std::string_view(before) != values[i]) {
      BERTH_LOG(env.logger(), kWarning, "session") << "SessionOptions: config entry \"" << prefix << keys[i] << "\": \""
                                                   << before << "\" is replaced by \"" << values[i] << "\"";
    }
    entries.Add(prefix + keys[i], values[i]);
  }
  config = entries;
  if (is_cpu) cpu_place = eps.size();
  else eps.push_back({devices[0]->ep_name, {devices.begin(), devices.end()}});
  return berth::Ok();
}
