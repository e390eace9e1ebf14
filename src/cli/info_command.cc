// berth info: what a model file says of itself.
#include <algorithm>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/files.h"
#include "cli/model_summary.h"
#include "cli/output_text.h"
#include "cli/progress.h"
#include "cli/table.h"

namespace berth::cli {
namespace {

using Json = nlohmann::ordered_json;

// Most frequent first.
std::vector<std::pair<std::string, int64_t>> Operators(const ModelSummary& summary) {
  std::vector<std::pair<std::string, int64_t>> operators(summary.operators.begin(), summary.operators.end());
  std::stable_sort(operators.begin(), operators.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return operators;
}

Json AsJson(const ModelSummary& summary, const std::string& model) {
  Json json = {{"schema", "berth.info/1"},
               {"model", model},
               {"ir_version", summary.ir_version},
               {"model_version", summary.model_version},
               {"producer", summary.producer},
               {"producer_version", summary.producer_version},
               {"domain", summary.domain},
               {"doc", summary.doc},
               {"graph", summary.graph_name},
               {"opsets", Json::array()},
               {"inputs", Json::array()},
               {"outputs", Json::array()},
               {"nodes", summary.nodes},
               {"bodies", summary.bodies},
               {"operators", Json::array()},
               {"functions", summary.functions},
               {"parameters",
                {{"tensors", summary.tensors},
                 {"elements", summary.parameters},
                 {"bytes", summary.bytes},
                 {"external_bytes", summary.external_bytes}}},
               {"metadata", Json::array()}};
  for (const auto& [domain, version] : summary.opsets) json["opsets"].push_back({{"domain", domain}, {"version", version}});
  for (const IoSummary& input : summary.inputs) json["inputs"].push_back({{"name", input.name}, {"type", input.type}});
  for (const IoSummary& output : summary.outputs) json["outputs"].push_back({{"name", output.name}, {"type", output.type}});
  for (const auto& [op, count] : Operators(summary)) json["operators"].push_back({{"operator", op}, {"count", count}});
  for (const auto& [key, value] : summary.metadata) json["metadata"].push_back({{"key", key}, {"value", value}});
  return json;
}

std::string AsText(const ModelSummary& summary, const std::string& model) {
  Table head;
  head.Row({"model", model});
  if (!summary.graph_name.empty()) head.Row({"graph", summary.graph_name});
  if (!summary.producer.empty()) head.Row({"producer", Cat(summary.producer, " ", summary.producer_version)});
  if (!summary.domain.empty()) head.Row({"domain", summary.domain});
  std::string opsets;
  for (const auto& [domain, version] : summary.opsets) opsets += Cat(opsets.empty() ? "" : ", ", domain, " ", version);
  head.Row({"opsets", opsets});
  head.Row({"versions", Cat("IR ", summary.ir_version, ", model ", summary.model_version)});
  head.Row({"nodes", Cat(summary.nodes, summary.bodies > 0 ? Cat(", those in ", summary.bodies, " bodies included") : "")});
  head.Row({"parameters",
            Cat(Thousands(summary.parameters), " in ", summary.tensors, " tensors, ", Bytes(summary.bytes),
                summary.external_bytes > 0 ? Cat(", ", Bytes(summary.external_bytes), " of them in other files") : "")});
  for (const std::string& function : summary.functions) head.Row({"function", function});
  for (const auto& [key, value] : summary.metadata) head.Row({"metadata", Cat(key, " = ", value)});
  if (!summary.doc.empty()) head.Row({"doc", summary.doc});

  Table inputs({"input", "type"}), outputs({"output", "type"}), operators({"operator", "count"});
  for (const IoSummary& input : summary.inputs) inputs.Row({input.name, input.type});
  for (const IoSummary& output : summary.outputs) outputs.Row({output.name, output.type});
  for (const auto& [op, count] : Operators(summary)) operators.Row({op, std::to_string(count)});
  return head.Text() + "\n" + inputs.Text() + "\n" + outputs.Text() + "\n" + operators.Text();
}

}  // namespace

int Info(const Arguments& arguments) {
  const std::string& model = arguments.session.model;
  Progress progress(Cat("reading ", model));
  const ModelSummary summary = Summarize(ReadFile(model, kModel), model);
  if (arguments.json) {
    PrintJson(AsJson(summary, model));
  } else {
    PrintText(AsText(summary, model));
  }
  return kDone;
}

}  // namespace berth::cli
