#include "cli/run_command.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <numeric>
#include <stdexcept>

#include "cli/inputs.h"
#include "cli/report.h"

namespace berth::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Takes the library's log: its measured times into the report, warnings and errors to stderr.
struct LogCollector {
  std::vector<std::pair<std::string, double>> times;

  static void ORT_API_CALL Take(void* self, OrtLoggingLevel level, const char* category, const char*, const char*,
                                const char* message) {
    if (level >= ORT_LOGGING_LEVEL_WARNING) std::fprintf(stderr, "berth: %s: %s\n", category, message);
    double load = 0, partition = 0, plan = 0;
    if (std::sscanf(message, "times: load %lf ms, partition %lf ms, plan %lf ms", &load, &partition, &plan) == 3) {
      static_cast<LogCollector*>(self)->times = {{"load", load}, {"partition", partition}, {"plan", plan}};
    }
  }
};

std::map<std::string, std::string> Pairs(const std::vector<std::string>& texts, const char* option) {
  std::map<std::string, std::string> pairs;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw std::runtime_error(std::string(option) + ": \"" + text + "\" seen, NAME=VALUE wanted");
    }
    pairs[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return pairs;
}

const char* TypeName(OrtHardwareDeviceType type) {
  return type == OrtHardwareDeviceType_CPU ? "CPU" : type == OrtHardwareDeviceType_GPU ? "GPU" : "NPU";
}

// Lists the devices and gives those of the EP that was asked for.
std::vector<Ort::ConstEpDevice> Choose(const Ort::Env& env, const RunArguments& arguments, Report& report) {
  std::vector<Ort::ConstEpDevice> chosen;
  std::string offered;
  for (const Ort::ConstEpDevice& device : env.GetEpDevices()) {
    const char* version = device.EpMetadata().GetValue("version");
    const bool fits = !arguments.ep.empty() && arguments.ep == device.EpName();
    report.devices.push_back({TypeName(device.Device().Type()), device.Device().Vendor(), device.EpName(),
                              version != nullptr ? version : "", fits});
    if (fits) chosen.push_back(device);
    offered += (offered.empty() ? "" : ", ") + std::string(device.EpName());
  }
  if (!arguments.ep.empty() && chosen.empty()) {
    throw std::runtime_error("--ep: \"" + arguments.ep + "\" seen, one of " + offered + " wanted");
  }
  return chosen;
}

void AddNodes(const Ort::Session& session, Report& report) {
  for (const auto& subgraph : session.GetEpGraphAssignmentInfo()) {
    const std::string ep = subgraph.GetEpName();
    const auto nodes = subgraph.GetNodes();
    std::string reason = "claimed by no EP";
    if (ep != "CPUExecutionProvider") {
      reason = nodes.size() == 1 ? "claimed alone" : "claimed in a group of " + std::to_string(nodes.size());
    }
    for (const auto& node : nodes) report.nodes.push_back({node.GetName(), node.GetOperatorType(), ep, reason});
  }
}

OutputLine Describe(const std::string& name, const Ort::Value& value, size_t top) {
  OutputLine line{name, "no tensor", {}};
  if (!value.IsTensor()) return line;
  const auto info = value.GetTensorTypeAndShapeInfo();
  line.type = TypeText(info.GetElementType(), info.GetShape());
  if (info.GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) return line;
  const float* data = value.GetTensorData<float>();
  std::vector<size_t> order(info.GetElementCount());
  std::iota(order.begin(), order.end(), size_t{0});
  const size_t count = std::min(top, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [data](size_t a, size_t b) { return data[a] > data[b]; });
  for (size_t i = 0; i < count; ++i) line.top.emplace_back(order[i], data[order[i]]);
  return line;
}

void RunOnce(Ort::Session& session, const RunArguments& arguments, Report& report) {
  auto sources = Pairs(arguments.inputs, "--input");
  const std::vector<std::string> input_names = session.GetInputNames(), output_names = session.GetOutputNames();
  std::vector<Ort::Value> inputs;
  std::vector<const char*> inputs_c, outputs_c;
  for (size_t i = 0; i < input_names.size(); ++i) {
    auto source = sources.extract(input_names[i]);
    inputs.push_back(MakeInput(input_names[i], session.GetInputTypeInfo(i), source.empty() ? "random" : source.mapped()));
    inputs_c.push_back(input_names[i].c_str());
  }
  if (!sources.empty()) throw std::runtime_error("--input: the model has no input \"" + sources.begin()->first + "\"");
  for (const std::string& name : output_names) outputs_c.push_back(name.c_str());
  const Clock::time_point start = Clock::now();
  const auto outputs = session.Run(Ort::RunOptions(nullptr), inputs_c.data(), inputs.data(), inputs.size(),
                                   outputs_c.data(), outputs_c.size());
  report.times.emplace_back("run", std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  for (size_t i = 0; i < outputs.size(); ++i) report.outputs.push_back(Describe(output_names[i], outputs[i], arguments.top));
}

}  // namespace

int Run(const RunArguments& arguments) {
  LogCollector log;
  Ort::Env env(ORT_LOGGING_LEVEL_INFO, "berth", LogCollector::Take, &log);
  constexpr char kRegistration[] = "berth-run";
  if (!arguments.ep_library.empty()) {
    env.RegisterExecutionProviderLibrary(kRegistration, std::filesystem::absolute(arguments.ep_library).native());
  }
  Report report;
  report.model = arguments.model;
  Ort::SessionOptions options;
  options.AddConfigEntry("session.record_ep_graph_assignment_info", "1");
  for (const auto& [key, value] : Pairs(arguments.config, "--config")) options.AddConfigEntry(key.c_str(), value.c_str());
  const auto chosen = Choose(env, arguments, report);
  if (!chosen.empty()) {
    Ort::KeyValuePairs ep_options;
    for (const auto& [key, value] : Pairs(arguments.ep_options, "--ep-option")) ep_options.Add(key.c_str(), value.c_str());
    options.AppendExecutionProvider_V2(env, chosen, ep_options);
  }
  {
    Ort::Session session(env, std::filesystem::path(arguments.model).c_str(), options);
    report.times = log.times;
    AddNodes(session, report);
    RunOnce(session, arguments, report);
  }
  if (!arguments.ep_library.empty()) env.UnregisterExecutionProviderLibrary(kRegistration);
  const std::string text = arguments.json ? AsJson(report) : AsText(report);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace berth::cli
