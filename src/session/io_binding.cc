#include "session/io_binding.h"

#include <algorithm>

using berth::HeldValue;
using berth::Status;

void OrtIoBinding::Side::Set(const char* name, HeldValue value, const OrtMemoryInfo* place) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) {
    const auto i = static_cast<size_t>(found - names.begin());
    values[i] = std::move(value);
    places[i] = place;
    return;
  }
  names.emplace_back(name);
  values.push_back(std::move(value));
  places.push_back(place);
}

std::vector<const char*> OrtIoBinding::Side::texts() const {
  std::vector<const char*> texts;
  for (const std::string& name : names) texts.push_back(name.c_str());
  return texts;
}

Status OrtIoBinding::BindInput(const char* name, const OrtValue& value) {
  const auto is_named = [name](const berth::IoDef& def) { return def.name == name; };
  if (std::ranges::none_of(session_.inputs(), is_named) && std::ranges::none_of(session_.overridable_inputs(), is_named)) {
    return berth::Error(ORT_FAIL, "BindInput: \"", name, "\": the model has no such input");
  }
  inputs_.Set(name, HeldValue::Share(value));
  return berth::Ok();
}

void OrtIoBinding::BindOutput(const char* name, const OrtValue& value) { outputs_.Set(name, HeldValue::Share(value)); }

Status OrtIoBinding::BindOutput(const char* name, const OrtMemoryInfo& info) {
  if (!info.device.IsHostAccessible() && session_.DeviceAllocator(info) == nullptr) {
    return berth::InvalidArgument("BindOutputToDevice: \"", name, "\": memory \"", info.name, "\": neither the host nor an EP of the session has it");
  }
  outputs_.Set(name, HeldValue(), info.device.IsHostAccessible() ? nullptr : berth::InternMemoryInfo(info));
  return berth::Ok();
}

Status OrtIoBinding::Run(OrtSession& session, const OrtRunOptions* options) {
  for (const berth::IoDef& def : session.inputs()) {
    const bool bound = outputs_.names.empty() || std::ranges::find(inputs_.names, def.name) != inputs_.names.end();
    if (!bound) return berth::Error(ORT_FAIL, "RunWithBinding: Missing Input: \"", def.name, "\": nothing is bound to it");
  }
  const std::vector<const char*> input_names = inputs_.texts(), output_names = outputs_.texts();
  std::vector<const OrtValue*> inputs;
  for (const HeldValue& value : inputs_.values) inputs.push_back(value.get());
  std::vector<OrtValue*> outputs;
  for (const HeldValue& value : outputs_.values) outputs.push_back(value.get());
  Status status = session.Run(options, input_names, inputs, output_names, outputs, outputs_.places);
  if (!status.ok()) return status;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs_.values[i].get() == nullptr) outputs_.values[i] = HeldValue(outputs[i]);
  }
  return status;
}
