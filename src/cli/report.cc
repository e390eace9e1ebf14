#include "cli/report.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace berth::cli {
namespace {

// Rows of cells, each column as wide as its widest cell.
std::string Table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = " ";
    for (size_t i = 0; i < row.size(); ++i) line += " " + row[i] + std::string(widths[i] - row[i].size() + 1, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string Number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

std::string Scores(const OutputLine& output) {
  std::string text;
  for (const auto& [index, value] : output.top) {
    if (!text.empty()) text += "   ";
    text += std::to_string(index) + ": " + Number("%.6g", value);
  }
  return text;
}

}  // namespace

std::string AsText(const Report& report) {
  std::string text = "model " + report.model + "\n\ndevices\n";
  std::vector<std::vector<std::string>> rows;
  for (const DeviceLine& d : report.devices) {
    rows.push_back({d.type, d.vendor, d.ep + " " + d.ep_version, d.chosen ? "<- chosen" : ""});
  }
  text += Table(rows) + "\nnodes\n";
  rows.clear();
  for (const NodeLine& n : report.nodes) rows.push_back({n.name, n.op_type, n.ep, n.reason});
  text += Table(rows) + "\noutputs\n";
  rows.clear();
  for (const OutputLine& o : report.outputs) rows.push_back({o.name, o.type, Scores(o)});
  text += Table(rows) + "\ntimes\n";
  rows.clear();
  for (const auto& [what, ms] : report.times) rows.push_back({what, Number("%8.3f ms", ms)});
  return text + Table(rows);
}

std::string AsJson(const Report& report) {
  nlohmann::ordered_json json;
  json["model"] = report.model;
  json["devices"] = nlohmann::json::array();
  for (const DeviceLine& d : report.devices) {
    json["devices"].push_back(
        {{"type", d.type}, {"vendor", d.vendor}, {"ep", d.ep}, {"ep_version", d.ep_version}, {"chosen", d.chosen}});
  }
  json["nodes"] = nlohmann::json::array();
  for (const NodeLine& n : report.nodes) {
    json["nodes"].push_back({{"name", n.name}, {"op_type", n.op_type}, {"ep", n.ep}, {"reason", n.reason}});
  }
  json["outputs"] = nlohmann::json::array();
  for (const OutputLine& o : report.outputs) {
    nlohmann::ordered_json top = nlohmann::json::array();
    for (const auto& [index, value] : o.top) top.push_back({{"index", index}, {"value", value}});
    json["outputs"].push_back({{"name", o.name}, {"type", o.type}, {"top", top}});
  }
  for (const auto& [what, ms] : report.times) json["times_ms"][what] = ms;
  return json.dump(1) + "\n";
}

}  // namespace berth::cli
