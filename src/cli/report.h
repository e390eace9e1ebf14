// What a run has to tell, and its two forms: aligned text and JSON.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace berth::cli {

struct DeviceLine {
  std::string type, vendor, ep, ep_version;
  bool chosen = false;
};

struct NodeLine {
  std::string name, op_type, ep, reason;
};

struct OutputLine {
  std::string name, type;                           // "float[1,10]"
  std::vector<std::pair<size_t, double>> top;       // flat index and value, largest first
};

struct Report {
  std::string model;
  std::vector<DeviceLine> devices;
  std::vector<NodeLine> nodes;
  std::vector<OutputLine> outputs;
  std::vector<std::pair<std::string, double>> times;   // what, milliseconds
};

std::string AsText(const Report& report);
std::string AsJson(const Report& report);

}  // namespace berth::cli
