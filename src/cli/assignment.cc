#include "cli/assignment.h"

#include <algorithm>

#include "cli/failure.h"
#include "cli/table.h"

namespace berth::cli {
namespace {

struct EpSum {
  std::string ep;
  int nodes = 0, groups = 0, last_group = 0;
};

// In the order in which EPs appear.
std::vector<EpSum> Sums(const std::vector<NodeLine>& nodes) {
  std::vector<EpSum> sums;
  for (const NodeLine& node : nodes) {
    auto sum = std::find_if(sums.begin(), sums.end(), [&](const EpSum& one) { return one.ep == node.ep; });
    if (sum == sums.end()) sum = sums.insert(sums.end(), {node.ep});
    ++sum->nodes;
    if (node.group != 0 && node.group != sum->last_group) {
      ++sum->groups;
      sum->last_group = node.group;
    }
  }
  return sums;
}

std::vector<std::pair<std::string, std::string>> Why(const Host& host, const NodeLine& node, size_t group_size) {
  std::vector<std::pair<std::string, std::string>> why;
  bool taken = false;
  for (const std::string& ep : host.asked()) {
    if (taken) {
      why.emplace_back(ep, "not asked");
    } else if (ep == node.ep) {
      why.emplace_back(ep, group_size == 1 ? "claimed it alone" : Cat("claimed it in a group of ", group_size));
      taken = true;
    } else {
      const std::string dropped = host.Dropped(node.name, ep);
      why.emplace_back(ep, dropped.empty() ? "did not claim it" : "claimed it, but the group was dropped: " + dropped);
    }
  }
  return why;
}

std::string WhyText(const NodeLine& node) {
  if (node.why.empty()) return "no EP was asked";
  std::string text;
  for (const auto& [ep, answer] : node.why) {
    if (answer != "not asked") text += Cat(text.empty() ? "" : "; ", ep, " ", answer);
  }
  return text;
}

}  // namespace

std::vector<NodeLine> Assignment(const Host& host, const Ort::Session& session) {
  std::vector<NodeLine> lines;
  int groups = 0;
  for (const auto& subgraph : session.GetEpGraphAssignmentInfo()) {
    const std::string ep = subgraph.GetEpName();
    const bool by_ep = std::find(host.asked().begin(), host.asked().end(), ep) != host.asked().end();
    const auto nodes = subgraph.GetNodes();
    if (by_ep) ++groups;
    for (const auto& node : nodes) {
      lines.push_back({node.GetName(), node.GetDomain(), node.GetOperatorType(), ep, by_ep ? groups : 0, {}});
      lines.back().why = Why(host, lines.back(), nodes.size());
    }
  }
  return lines;
}

std::string NodesText(const std::vector<NodeLine>& nodes, size_t most) {
  Table table({"node", "operator", "ran on", "group", "why"});
  for (size_t i = 0; i < std::min(most, nodes.size()); ++i) {
    const NodeLine& node = nodes[i];
    const std::string op = node.domain.empty() || node.domain == "ai.onnx" ? node.op_type : node.domain + ":" + node.op_type;
    table.Row({node.name, op, node.ep, node.group != 0 ? std::to_string(node.group) : "-", WhyText(node)});
  }
  std::string text = table.Text();
  if (nodes.size() > most) text += Cat("  ... and ", nodes.size() - most, " more: berth plan shows all\n");
  return text;
}

nlohmann::ordered_json NodesJson(const std::vector<NodeLine>& nodes) {
  auto json = nlohmann::ordered_json::array();
  for (const NodeLine& node : nodes) {
    auto why = nlohmann::ordered_json::array();
    for (const auto& [ep, answer] : node.why) why.push_back({{"ep", ep}, {"answer", answer}});
    json.push_back({{"name", node.name}, {"domain", node.domain}, {"op_type", node.op_type}, {"ep", node.ep},
                    {"group", node.group}, {"why", std::move(why)}});
  }
  return json;
}

std::string EpsText(const std::vector<NodeLine>& nodes) {
  Table table({"ep", "nodes", "groups"});
  for (const EpSum& sum : Sums(nodes)) {
    table.Row({sum.ep, std::to_string(sum.nodes), sum.groups > 0 ? std::to_string(sum.groups) : "-"});
  }
  return table.Text();
}

nlohmann::ordered_json EpsJson(const std::vector<NodeLine>& nodes) {
  auto json = nlohmann::ordered_json::array();
  for (const EpSum& sum : Sums(nodes)) json.push_back({{"ep", sum.ep}, {"nodes", sum.nodes}, {"groups", sum.groups}});
  return json;
}

}  // namespace berth::cli
