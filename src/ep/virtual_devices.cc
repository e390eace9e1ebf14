#include "ep/virtual_devices.h"

#include <onnxruntime_env_config_keys.h>

namespace berth {
namespace {

bool MayBeVirtual(const std::string& name) { return name.ends_with(".virtual"); }

}  // namespace

VirtualDevices::VirtualDevices(EnvConfig& config) : config_(config), original_(config.Find(kOrtEnvAllowVirtualDevices)) {}

void VirtualDevices::BeginRegistration(const std::string& name) { Show(MayBeVirtual(name)); }

void VirtualDevices::EndRegistration(const std::string& name, bool registered) {
  if (registered && MayBeVirtual(name)) ++libraries_;
  Show(libraries_ > 0);
}

void VirtualDevices::Unregistered(const std::string& name) {
  if (MayBeVirtual(name)) --libraries_;
  Show(libraries_ > 0);
}

void VirtualDevices::Show(bool allowed) {
  config_.Set(kOrtEnvAllowVirtualDevices, allowed ? std::optional<std::string>("1") : original_);
}

}  // namespace berth
