#include "session/choose_eps.h"

#include <algorithm>

namespace berth {
namespace {

OrtKeyValuePairs ModelMetadataFor(const Model& model) {
  OrtKeyValuePairs pairs;
  pairs.Add("producer_name", model.producer_name);
  pairs.Add("producer_version", model.producer_version);
  pairs.Add("domain", model.domain);
  pairs.Add("model_version", std::to_string(model.model_version));
  pairs.Add("doc_string", model.doc);
  pairs.Add("graph_name", model.graph().name);
  pairs.Add("graph_description", model.graph().doc);
  for (const auto& [key, value] : model.metadata) pairs.Add(key, value);
  return pairs;
}

StatusOr<std::vector<LibraryUse>> UseAppended(OrtEnv& env, std::span<const AppendedEp> eps) {
  std::vector<LibraryUse> uses;
  for (const AppendedEp& ep : eps) {
    for (const OrtEpDevice* device : ep.devices) {
      BERTH_ASSIGN_OR_RETURN(LibraryUse use, env.registry().Use(device));
      // Another library's device may have got the place of one that has gone.
      if (device->ep_name != ep.name) {
        return InvalidArgument("Session: EP \"", ep.name, "\": its EP library was unregistered meanwhile");
      }
      uses.push_back(std::move(use));
    }
  }
  return uses;
}

// All devices of the first factory with that name.
StatusOr<DeviceList> SelectByName(const std::string& name, std::span<const OrtEpDevice* const> devices) {
  DeviceList named;
  for (const OrtEpDevice* device : devices) {
    if (device->ep_name == name && (named.empty() || named[0]->factory == device->factory)) named.push_back(device);
  }
  if (named.empty()) return Error(ORT_FAIL, "Session: test.ep_to_select: EP \"", name, "\": no registered library offers it");
  return named;
}

// Two EPs cannot share their option keys. Of what a policy selected the later one gives way; a delegate must not select both.
Status DropNamesakes(std::vector<DeviceList>& groups, bool by_delegate, const Logger& logger) {
  for (auto group = groups.begin(); group != groups.end();) {
    const std::string& name = group->front()->ep_name;
    auto namesake = std::find_if(groups.begin(), group, [&](const DeviceList& other) {
      return OptionPrefix(other.front()->ep_name) == OptionPrefix(name);
    });
    if (namesake == group) {
      ++group;
      continue;
    }
    const std::string text = absl::StrCat("EP selection: EP \"", name, "\" of one library and \"", namesake->front()->ep_name,
                                          "\" of another seen: the keys of their options would be the same");
    if (by_delegate) return Status(ORT_INVALID_ARGUMENT, text);
    BERTH_LOG(logger, kWarning, "session") << text << "; the first one is taken";
    group = groups.erase(group);
  }
  return Ok();
}

// The built-in CPU kernels, if they come last, when the program wants none of them.
void DropCpuFallback(const OrtSessionOptions& options, DeviceList& selected) {
  if (options.ConfigFlag("session.disable_cpu_ep_fallback") && !selected.empty() && selected.back()->factory == nullptr) {
    selected.pop_back();
  }
}

Status AddDefaults(const DeviceList& devices, OrtKeyValuePairs& config) {
  for (const OrtEpDevice* device : devices) {
    for (const auto& [key, value] : device->options.entries()) {
      const std::string full_key = OptionPrefix(device->ep_name) + key;
      BERTH_RETURN_IF_ERROR(CheckConfigEntry(full_key, value));
      if (config.Find(full_key.c_str()) == nullptr) config.Add(full_key, value);
    }
  }
  return Ok();
}

}  // namespace

StatusOr<std::vector<LibraryUse>> ChooseEps(OrtEnv& env, OrtSessionOptions& options, const Model& model,
                                            const Logger& logger) {
  if (!options.eps.empty() || options.cpu_place) {
    if (options.selection) {
      BERTH_LOG(logger, kWarning, "session") << "EP selection: execution providers were appended explicitly: the policy of the "
                                             << "session options is not used";
    }
    return UseAppended(env, options.eps);
  }
  const char* name = options.config.Find("test.ep_to_select");
  if (!options.selection && name == nullptr) return std::vector<LibraryUse>();
  EpRegistry::DevicesInUse offered = env.registry().UseAll();
  DeviceList selected;
  if (options.selection) {
    BERTH_ASSIGN_OR_RETURN(selected, Select(*options.selection, SortForSelection(offered.devices), ModelMetadataFor(model)));
  } else {
    BERTH_ASSIGN_OR_RETURN(selected, SelectByName(name, offered.devices));
  }
  DropCpuFallback(options, selected);
  std::vector<DeviceList> groups = FoldByFactory(selected);
  BERTH_RETURN_IF_ERROR(DropNamesakes(groups, options.selection && options.selection->delegate != nullptr, logger));
  for (const DeviceList& group : groups) {
    BERTH_RETURN_IF_ERROR(AddDefaults(group, options.config));
    BERTH_LOG(logger, kInfo, "session") << "EP selection: EP \"" << group[0]->ep_name << "\": selected with " << group.size()
                                        << (group.size() == 1 ? " device" : " devices");
    if (group[0]->factory == nullptr) options.cpu_place = options.eps.size();
    else options.eps.push_back({group[0]->ep_name, group});
  }
  return std::move(offered.uses);
}

}  // namespace berth
