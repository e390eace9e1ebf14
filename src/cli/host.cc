#include "cli/host.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "cli/failure.h"
#include "cli/inputs.h"
#include "cli/progress.h"
#include "cli/utf.h"

namespace berth::cli {
namespace {

constexpr char kCpuEp[] = "CPUExecutionProvider";

// EP:KEY=VALUE in three; without an EP it is for every one.
struct EpOption {
  std::string ep, key, value;
};

EpOption ParseEpOption(const std::string& text, const std::vector<std::string>& eps) {
  const auto [left, value] = SplitPair(text, "--ep-option");
  for (const std::string& ep : eps) {
    if (left.starts_with(ep + ":") && left.size() > ep.size() + 1) return {ep, left.substr(ep.size() + 1), value};
  }
  return {"", left, value};
}

}  // namespace

const std::vector<std::string>& PolicyNames() {
  static const std::vector<std::string> names = {"DEFAULT",         "PREFER_CPU",     "PREFER_NPU",       "PREFER_GPU",
                                                 "MAX_PERFORMANCE", "MAX_EFFICIENCY", "MIN_OVERALL_POWER"};
  return names;
}

const char* DeviceTypeName(OrtHardwareDeviceType type) {
  return type == OrtHardwareDeviceType_CPU ? "CPU" : type == OrtHardwareDeviceType_GPU ? "GPU" : "NPU";
}

int ExitCodeOf(const Ort::Exception& error, int otherwise) {
  const bool names_ep = std::strstr(error.what(), "EP \"") != nullptr;
  return error.GetOrtErrorCode() == ORT_EP_FAIL || names_ep ? static_cast<int>(kEp) : otherwise;
}

void Host::Log::Take(void* self, OrtLoggingLevel level, const char* category, const char*, const char*, const char* message) {
  Log& log = *static_cast<Log*>(self);
  if (level >= ORT_LOGGING_LEVEL_WARNING || log.verbose) {
    const char* names[] = {"verbose", "info", "warning", "error", "fatal"};
    std::fprintf(stderr, "berth: %s: %s: %s\n", names[std::clamp(static_cast<int>(level), 0, 4)], category,
                 Printable(message).c_str());
  }
  double load = 0, partition = 0, plan = 0;
  if (std::sscanf(message, "times: load %lf ms, partition %lf ms, plan %lf ms", &load, &partition, &plan) == 3) {
    log.times = {{"load", load}, {"partition", partition}, {"plan", plan}};
  }
  // node "NAME" (OPERATOR): EP: claimed, but the group is dropped: WHY
  const std::string_view line = message, kDropped = ": claimed, but the group is dropped: ";
  const size_t at = line.find(kDropped), operator_at = line.find("\" ("), ep_at = line.find("): ");
  if (line.starts_with("node \"") && at != line.npos && operator_at < ep_at && ep_at < at) {
    const std::string node(line.substr(6, operator_at - 6)), ep(line.substr(ep_at + 3, at - ep_at - 3));
    log.dropped[{node, ep}] = line.substr(at + kDropped.size());
  }
  // EP selection: EP "NAME": selected with ...
  const std::string_view kSelected = "EP selection: EP \"";
  if (const size_t end = line.find("\": selected with "); line.starts_with(kSelected) && end != line.npos) {
    const std::string ep(line.substr(kSelected.size(), end - kSelected.size()));
    if (ep != kCpuEp) log.selected.push_back(ep);
  }
}

Host::Host(bool verbose)
    : log_(std::make_unique<Log>()),
      env_(verbose ? ORT_LOGGING_LEVEL_VERBOSE : ORT_LOGGING_LEVEL_INFO, "berth", Log::Take, log_.get()) {
  log_->verbose = verbose;
}

Host::~Host() {
  while (!registered_.empty()) {
    try {
      Unregister(registered_.back());
    } catch (const std::exception& error) {
      std::fprintf(stderr, "berth: %s\n", error.what());
      registered_.pop_back();
    }
  }
}

std::string Host::Register(const std::string& path) {
  const std::string name = Cat("library-", ++libraries_);
  Progress progress(Cat("registering ", path));
  std::error_code error;
  std::filesystem::path file(path);
  if (std::filesystem::exists(file, error)) {
    file = std::filesystem::absolute(file);
  } else if (file.has_parent_path()) {   // a mere name the runtime looks for beside itself
    throw Failure(kEp, Cat("EP library ", path, ": no such file"));
  }
  try {
    env_.RegisterExecutionProviderLibrary(name.c_str(), file.native());
  } catch (const Ort::Exception& e) {
    throw Failure(kEp, e.what());
  }
  registered_.push_back(name);
  return name;
}

void Host::Unregister(const std::string& name) {
  env_.UnregisterExecutionProviderLibrary(name.c_str());
  std::erase(registered_, name);
}

std::vector<Ort::ConstEpDevice> Host::DevicesOf(const std::string& ep) const {
  std::vector<Ort::ConstEpDevice> devices;
  for (const Ort::ConstEpDevice& device : env_.GetEpDevices()) {
    if (ep == device.EpName()) devices.push_back(device);
  }
  return devices;
}

void Host::Append(Ort::SessionOptions& options, const std::vector<std::string>& ep_options) {
  for (const std::string& ep : asked_) {
    const auto devices = DevicesOf(ep);
    if (devices.empty()) {
      std::string offered;
      for (const Ort::ConstEpDevice& device : env_.GetEpDevices()) offered += Cat(offered.empty() ? "" : ", ", device.EpName());
      throw Failure(kUsage, Cat("--ep: \"", ep, "\" seen, one of ", offered, " wanted"));
    }
    Ort::KeyValuePairs pairs;
    for (const std::string& text : ep_options) {
      const EpOption option = ParseEpOption(text, asked_);
      if (option.ep.empty() || option.ep == ep) pairs.Add(option.key.c_str(), option.value.c_str());
    }
    try {
      options.AppendExecutionProvider_V2(env_, devices, pairs);
    } catch (const Ort::Exception& e) {
      throw Failure(kEp, e.what());
    }
  }
}

Ort::Session Host::Open(const SessionArguments& arguments) {
  for (const std::string& library : arguments.libraries) Register(library);
  asked_ = arguments.eps;
  if (asked_.empty() && arguments.policy.empty()) {
    for (const Ort::ConstEpDevice& device : env_.GetEpDevices()) {
      const std::string ep = device.EpName();
      if (ep != kCpuEp && std::find(asked_.begin(), asked_.end(), ep) == asked_.end()) asked_.push_back(ep);
    }
  }
  Ort::SessionOptions options;
  options.AddConfigEntry("session.record_ep_graph_assignment_info", "1");
  if (arguments.threads > 0) options.SetIntraOpNumThreads(arguments.threads);
  for (const std::string& text : arguments.config) {
    const auto [key, value] = SplitPair(text, "--config");
    options.AddConfigEntry(key.c_str(), value.c_str());
  }
  Append(options, arguments.ep_options);
  if (!arguments.policy.empty()) {
    const auto policy = std::find(PolicyNames().begin(), PolicyNames().end(), arguments.policy) - PolicyNames().begin();
    options.SetEpSelectionPolicy(static_cast<OrtExecutionProviderDevicePolicy>(policy));
  }
  Progress progress(Cat("loading ", arguments.model));
  try {
    Ort::Session session(env_, std::filesystem::path(arguments.model).c_str(), options);
    if (!arguments.policy.empty()) asked_ = log_->selected;
    return session;
  } catch (const Ort::Exception& e) {
    throw Failure(static_cast<ExitCode>(ExitCodeOf(e, kModel)), e.what());
  }
}

std::string Host::Dropped(const std::string& node, const std::string& ep) const {
  const auto found = log_->dropped.find({node, ep});
  return found != log_->dropped.end() ? found->second : "";
}

}  // namespace berth::cli
