// What the names of one graph level mean while its nodes are read.
//
//   plain      a graph of the model: its own names, else those of the graphs around it
//   instance   a function's body put in place of a call: the function's names, and nothing around it; what it defines gets a
//              name in the graph that is new there
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "graph/graph.h"

namespace berth {

class Names {
 public:
  explicit Names(Graph& graph) : graph_(graph), is_instance_(false) {}
  // `prefix`: goes in front of names of an instance. `outer`: of the level around this one inside the same function, or null.
  Names(Graph& graph, std::string prefix, Names* outer)
      : graph_(graph), is_instance_(true), prefix_(std::move(prefix)), outer_(outer) {}

  Graph& graph() const { return graph_; }
  bool is_instance() const { return is_instance_; }
  const std::string& prefix() const { return prefix_; }

  // At this level alone; kNone when it has no such name.
  ValueId Find(std::string_view name) const;
  // At this level or around it: a value from around gets one here that points there. kNone when nothing has the name.
  ValueId Resolve(std::string_view name);
  // A new value for a name that Find does not know.
  Value& Define(const std::string& name);
  // Instances: a name for a value that the graph has already, or for one that is left out (kNone). The first one stands.
  void Bind(const std::string& name, ValueId id) { bound_.emplace(name, id); }
  bool IsBound(std::string_view name) const { return bound_.contains(name); }
  bool IsLeftOut(std::string_view name) const {
    auto found = bound_.find(name);
    return found != bound_.end() ? found->second == kNone : outer_ != nullptr && outer_->IsLeftOut(name);
  }

 private:
  ValueId Capture(Value& origin, std::string_view name);

  Graph& graph_;
  bool is_instance_;
  std::string prefix_;
  Names* outer_ = nullptr;
  absl::flat_hash_map<std::string, ValueId> bound_;   // of an instance
};

// `base`, or `base` with a number behind it: a name that neither the graph nor one around it has.
std::string NewValueName(const Graph& graph, std::string base);

}  // namespace berth
