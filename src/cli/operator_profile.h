// Where the time of runs goes, operator by operator.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace berth::cli {

// The value that `share` of the sorted ones do not exceed; there is at least one.
double Percentile(const std::vector<double>& sorted, double share);

// Gathers the traces of profiled runs. A node's time is its own: that of the nodes in its bodies is theirs.
class OperatorProfile {
 public:
  // What one or more nodes took; times in milliseconds, over all runs.
  struct Row {
    std::string name, ep;       // an operator, or a node; the EP that ran it
    size_t nodes = 0;
    double median = 0, p90 = 0;
    double share = 0;           // of the median of whole runs
  };

  // The trace of one run, as the library wrote it.
  void Add(const nlohmann::json& trace);
  size_t runs() const { return totals_.size(); }
  // The median of whole runs, the profiler's own cost included.
  double median() const;
  // By operator, and the `most` slowest nodes; the slowest first.
  std::vector<Row> Operators() const;
  std::vector<Row> Nodes(size_t most) const;

 private:
  struct Node {
    std::string op, ep;
    std::vector<double> ms;     // of one run each
  };
  using Times = std::vector<double>;

  Row RowOf(std::string name, std::string ep, size_t nodes, Times ms) const;   // without the share
  std::vector<Row> SlowestFirst(std::vector<Row> rows) const;                  // with it

  std::map<std::string, Node> nodes_;
  Times totals_;
};

// A folder for traces, gone with all in it at the end.
class TraceFolder {
 public:
  TraceFolder();
  ~TraceFolder();
  TraceFolder(const TraceFolder&) = delete;
  TraceFolder& operator=(const TraceFolder&) = delete;

  std::filesystem::path prefix() const { return path_ / "run"; }
  // The trace of the one run since the last call; its file is removed. Throws Failure(kFailed) when there is none.
  nlohmann::json Take() const;

 private:
  std::filesystem::path path_;
};

}  // namespace berth::cli
