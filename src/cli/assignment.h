// Which EP got which node, and why the others did not: for `run` and `plan`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/host.h"

namespace berth::cli {

struct NodeLine {
  std::string name, domain, op_type, ep;
  int group = 0;                                           // counted from 1; 0: on the CPU
  std::vector<std::pair<std::string, std::string>> why;    // EP and its answer, in the order of asking
};

// In the model's order, a group's nodes together.
std::vector<NodeLine> Assignment(const Host& host, const Ort::Session& session);

// At most `most` rows, then how many are left.
std::string NodesText(const std::vector<NodeLine>& nodes, size_t most);
nlohmann::ordered_json NodesJson(const std::vector<NodeLine>& nodes);

// One row an EP: how many nodes in how many groups.
std::string EpsText(const std::vector<NodeLine>& nodes);
nlohmann::ordered_json EpsJson(const std::vector<NodeLine>& nodes);

}  // namespace berth::cli
