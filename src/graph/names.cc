#include "graph/names.h"

#include "graph/model.h"

namespace berth {
namespace {

bool IsTaken(const Graph* graph, std::string_view name) {
  for (; graph != nullptr; graph = graph->parent()) {
    if (graph->FindValue(name) != kNone) return true;
  }
  return false;
}

// The value of that name in `graph` or around it; every level in between uses it too.
Value* FindAround(Graph* graph, std::string_view name) {
  if (graph == nullptr) return nullptr;
  const ValueId here = graph->FindValue(name);
  if (here != kNone) return &graph->value(here);
  Value* origin = FindAround(graph->parent(), name);
  if (origin == nullptr) return nullptr;
  Value& value = graph->AddValue(std::string(name));
  value.outer = origin;
  value.type = origin->type;
  return &value;
}

}  // namespace

std::string NewValueName(const Graph& graph, std::string base) {
  if (!IsTaken(&graph, base)) return base;
  while (true) {
    std::string name = absl::StrCat(base, "_", graph.model().NextNumber());
    if (!IsTaken(&graph, name)) return name;
  }
}

ValueId Names::Find(std::string_view name) const {
  if (!is_instance_) return graph_.FindValue(name);
  auto found = bound_.find(name);
  return found == bound_.end() ? kNone : found->second;
}

ValueId Names::Resolve(std::string_view name) {
  if (!is_instance_) {
    Value* value = FindAround(&graph_, name);
    return value == nullptr ? kNone : value->id;
  }
  auto found = bound_.find(name);
  if (found != bound_.end()) return found->second;
  const ValueId around = outer_ == nullptr ? kNone : outer_->Resolve(name);
  return around == kNone ? kNone : Capture(outer_->graph().value(around), name);
}

ValueId Names::Capture(Value& origin, std::string_view name) {
  // Two names of the function may be one value of the graph: it is brought in once.
  ValueId id = graph_.FindValue(origin.name);
  if (id == kNone || graph_.value(id).outer != &origin) {
    const bool is_free = id == kNone;
    Value& value = graph_.AddValue(is_free ? origin.name : NewValueName(graph_, origin.name));
    value.outer = &origin;
    value.type = origin.type;
    id = value.id;
  }
  bound_.emplace(name, id);
  return id;
}

Value& Names::Define(const std::string& name) {
  if (!is_instance_) return graph_.AddValue(name);
  Value& value = graph_.AddValue(NewValueName(graph_, prefix_ + name));
  bound_.emplace(name, value.id);
  return value;
}

}  // namespace berth
