#include "cli/operator_profile.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

#include "cli/failure.h"

namespace berth::cli {
namespace {

constexpr char kKernelTime[] = "_kernel_time";

struct Span {
  const nlohmann::json* event;
  double start, length, own;   // microseconds
};

// The events of nodes, each with the time that no event within it takes.
std::vector<Span> NodeSpans(const nlohmann::json& trace) {
  std::map<int64_t, std::vector<Span>> threads;
  for (const nlohmann::json& event : trace) {
    if (event.value("cat", "") != "Node" || !event.value("name", "").ends_with(kKernelTime)) continue;
    const double length = event.value("dur", 0.0);
    threads[event.value("tid", int64_t{0})].push_back({&event, event.value("ts", 0.0), length, length});
  }
  std::vector<Span> all;
  for (auto& [thread, spans] : threads) {
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
      return a.start != b.start ? a.start < b.start : a.length > b.length;
    });
    std::vector<Span*> open;
    for (Span& span : spans) {
      while (!open.empty() && open.back()->start + open.back()->length < span.start + span.length) open.pop_back();
      if (!open.empty()) open.back()->own = std::max(0.0, open.back()->own - span.length);
      open.push_back(&span);
    }
    all.insert(all.end(), spans.begin(), spans.end());
  }
  return all;
}

}  // namespace

double Percentile(const std::vector<double>& sorted, double share) {
  const size_t rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

void OperatorProfile::Add(const nlohmann::json& trace) {
  double total = 0;
  for (const nlohmann::json& event : trace) {
    if (event.value("name", "") == "model_run") total = event.value("dur", 0.0) / 1000;
  }
  totals_.push_back(total);
  for (const Span& span : NodeSpans(trace)) {
    const std::string event = span.event->at("name");
    const nlohmann::json& args = span.event->at("args");
    Node& node = nodes_[event.substr(0, event.size() - (sizeof(kKernelTime) - 1))];
    node.op = args.value("op_name", "");
    node.ep = args.value("provider", "");
    node.ms.resize(totals_.size());   // a node that some runs left out took nothing in those
    node.ms.back() += span.own / 1000;
  }
}

double OperatorProfile::median() const {
  Times sorted = totals_;
  std::sort(sorted.begin(), sorted.end());
  return sorted.empty() ? 0 : Percentile(sorted, 0.5);
}

OperatorProfile::Row OperatorProfile::RowOf(std::string name, std::string ep, size_t nodes, Times ms) const {
  ms.resize(totals_.size());
  std::sort(ms.begin(), ms.end());
  return {std::move(name), std::move(ep), nodes, Percentile(ms, 0.5), Percentile(ms, 0.9), 0};
}

std::vector<OperatorProfile::Row> OperatorProfile::SlowestFirst(std::vector<Row> rows) const {
  const double whole = std::max(median(), 1e-9);
  for (Row& row : rows) row.share = row.median / whole;
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.median > b.median; });
  return rows;
}

std::vector<OperatorProfile::Row> OperatorProfile::Operators() const {
  struct Sum {
    size_t nodes = 0;
    Times ms;
  };
  std::map<std::pair<std::string, std::string>, Sum> sums;
  for (const auto& [name, node] : nodes_) {
    Sum& sum = sums[{node.op, node.ep}];
    ++sum.nodes;
    sum.ms.resize(totals_.size());
    for (size_t run = 0; run < node.ms.size(); ++run) sum.ms[run] += node.ms[run];
  }
  std::vector<Row> rows;
  for (auto& [key, sum] : sums) rows.push_back(RowOf(key.first, key.second, sum.nodes, std::move(sum.ms)));
  return SlowestFirst(std::move(rows));
}

std::vector<OperatorProfile::Row> OperatorProfile::Nodes(size_t most) const {
  std::vector<Row> rows;
  for (const auto& [name, node] : nodes_) rows.push_back(RowOf(name, node.ep, 1, node.ms));
  rows = SlowestFirst(std::move(rows));
  if (rows.size() > most) rows.resize(most);
  return rows;
}

TraceFolder::TraceFolder() {
  std::random_device random;
  std::error_code error;
  for (int i = 0; i < 100; ++i) {
    path_ = std::filesystem::temp_directory_path(error) / Cat("berth-profile-", random());
    if (std::filesystem::create_directory(path_, error)) return;
  }
  throw Failure(kFailed, Cat("--profile: ", path_.string(), ": ", error.message()));
}

TraceFolder::~TraceFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

nlohmann::json TraceFolder::Take() const {
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    std::ifstream file(entry.path());
    nlohmann::json trace = nlohmann::json::parse(file, nullptr, false);
    file.close();
    std::filesystem::remove(entry.path());
    if (trace.is_array()) return trace;
  }
  throw Failure(kFailed, Cat("--profile: the run wrote no trace into ", path_.string()));
}

}  // namespace berth::cli
