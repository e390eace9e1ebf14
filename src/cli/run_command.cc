// berth run: makes a session, runs it once, shows what happened.
#include <algorithm>

#include "cli/assignment.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/output_text.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/run_model.h"
#include "cli/table.h"

namespace berth::cli {
namespace {

constexpr size_t kMostNodes = 40;

struct DeviceLine {
  std::string type, vendor, ep, version;
  bool chosen = false;
};

std::vector<DeviceLine> DeviceLines(const Host& host) {
  std::vector<DeviceLine> lines;
  for (const Ort::ConstEpDevice& device : host.env().GetEpDevices()) {
    const char* version = device.EpMetadata().GetValue("version");
    const bool chosen = std::find(host.asked().begin(), host.asked().end(), device.EpName()) != host.asked().end();
    lines.push_back({DeviceTypeName(device.Device().Type()), device.Device().Vendor(), device.EpName(),
                     version != nullptr ? version : "", chosen});
  }
  return lines;
}

std::string DevicesText(const std::vector<DeviceLine>& devices) {
  Table table({"device", "vendor", "ep", "version", ""});
  for (const DeviceLine& line : devices) table.Row({line.type, line.vendor, line.ep, line.version, line.chosen ? "chosen" : ""});
  return table.Text();
}

nlohmann::ordered_json DevicesJson(const std::vector<DeviceLine>& devices) {
  auto json = nlohmann::ordered_json::array();
  for (const DeviceLine& line : devices) {
    json.push_back(
        {{"type", line.type}, {"vendor", line.vendor}, {"ep", line.ep}, {"ep_version", line.version}, {"chosen", line.chosen}});
  }
  return json;
}

}  // namespace

int Run(const Arguments& arguments) {
  Host host(arguments.session.verbose);
  Ort::Session session = host.Open(arguments.session);
  const std::vector<DeviceLine> devices = DeviceLines(host);
  const std::vector<NodeLine> nodes = Assignment(host, session);
  const std::vector<std::string> names = session.GetOutputNames();
  CheckOutputs(arguments.outputs, names);
  const Inputs inputs = MakeInputs(session, arguments.inputs);

  auto times = host.times();
  double run_ms = 0;
  std::vector<Ort::Value> values;
  {
    Progress progress(Cat("running ", arguments.session.model));
    values = RunModel(session, inputs, names, &run_ms);
  }
  times.emplace_back("run", run_ms);
  std::vector<OutputLine> outputs;
  for (size_t i = 0; i < names.size(); ++i) outputs.push_back(Describe(names[i], values[i], arguments.top));
  const std::vector<std::string> saved = SaveOutputs(arguments.outputs, names, values);

  if (arguments.json) {
    nlohmann::ordered_json json = {{"schema", "berth.run/1"},
                                   {"model", arguments.session.model},
                                   {"devices", DevicesJson(devices)},
                                   {"nodes", NodesJson(nodes)},
                                   {"outputs", OutputsJson(outputs)},
                                   {"times_ms", nlohmann::ordered_json::object()},
                                   {"saved", saved}};
    for (const auto& [what, ms] : times) json["times_ms"][what] = ms;
    PrintJson(json);
    return kDone;
  }
  Table seconds({"time", "ms"});
  for (const auto& [what, ms] : times) seconds.Row({what, Number("%.3f", ms)});
  std::string text =
      DevicesText(devices) + "\n" + NodesText(nodes, kMostNodes) + "\n" + OutputsText(outputs) + "\n" + seconds.Text();
  for (const std::string& file : saved) text += Cat(&file == &saved[0] ? "\n" : "", "  saved ", file, "\n");
  PrintText(text);
  return kDone;
}

}  // namespace berth::cli
