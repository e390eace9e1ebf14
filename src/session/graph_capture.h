// An EP that captures the work of a run and replays it later (ep-contract e.2).
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "ep/instance.h"
#include "exec/executor.h"
#include "graph/model.h"
#include "session/run_options.h"

namespace berth {

class GraphCapture {
 public:
  // The first EP that says it captures; null when none does, or when that one lacks a callback (a WARNING). `program`: the
  // graph's. Errors: ORT_FAIL for a model with control flow, for nodes of another EP than it allows, and, where it allows nodes
  // of the CPU, for values that are copied between the two.
  static StatusOr<std::unique_ptr<GraphCapture>> Choose(std::span<const std::unique_ptr<EpInstance>> eps, const Graph& graph,
                                                        const Program& program, const Logger& logger);

  // One run: replayed when there is a capture under the run's number, else `run` is called until there is one, at most
  // 8 times, and the capture replayed once. With the number -1 it is a run like any other. Errors: those of `run` and
  // of the EP; ORT_INVALID_ARGUMENT for a number that is none and for an output without memory, which a replay cannot
  // make; ORT_FAIL when 8 runs were not enough.
  Status Run(const OrtRunOptions& options, std::span<const Fetch> fetches, const std::function<Status()>& run) const;
  // OrtEp::ReleaseCapturedGraph.
  Status Release(int id) const { return ep_.ReleaseCapturedGraph(id); }

 private:
  explicit GraphCapture(const EpInstance& ep) : ep_(ep) {}
  const EpInstance& ep_;
};

}  // namespace berth
