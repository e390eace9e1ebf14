#include "graph/function.h"

#include <algorithm>
#include <set>

#include "graph/schema.h"

namespace berth {
namespace {

std::string FunctionName(const onnx::FunctionProto& function) {
  return absl::StrCat(function.domain(), ".", function.name(), function.overload().empty() ? "" : ":", function.overload());
}

Status CheckFormals(const onnx::FunctionProto& function) {
  const auto check = [&](const auto& names, const char* what) -> Status {
    std::set<std::string_view> seen;
    for (const std::string& name : names) {
      if (name.empty() || !seen.insert(name).second) {
        return Error(ORT_FAIL, "function \"", FunctionName(function), "\": ", what, " \"", name, "\": ",
                     name.empty() ? "no name seen, one wanted" : "named twice");
      }
    }
    return Ok();
  };
  BERTH_RETURN_IF_ERROR(check(function.input(), "input"));
  return check(function.output(), "output");
}

// Follows the calls from function to function, each function once.
class CallChecker {
 public:
  explicit CallChecker(const FunctionTable& table) : table_(table) {}

  struct Weight {
    uint64_t size = 0;    // nodes of the whole expansion
    uint64_t cost = 0;    // the same, each counted for every level around it
    int height = 0;       // levels of functions
  };

  template <typename Nodes>
  Status Weigh(const Nodes& nodes, const OpsetImports* imports, std::string_view caller, Weight& weight) {
    for (const onnx::NodeProto& node : nodes) {
      if (imports != nullptr && !imports->contains(DomainName(node.domain()))) {
        return Error(ORT_FAIL, "function \"", caller, "\": node \"", node.name(), "\" (", node.op_type(),
                     "): No opset registered for domain \"", node.domain(), "\" in the function");
      }
      weight.size = std::min(weight.size + 1, FunctionTable::kMaxCost + 1);
      if (const LocalFunction* callee = table_.Find(node.domain(), node.op_type(), node.overload())) {
        BERTH_RETURN_IF_ERROR(Call(*callee, weight));
      }
      for (const auto& attribute : node.attribute()) {
        if (attribute.has_g()) BERTH_RETURN_IF_ERROR(Weigh(attribute.g().node(), imports, caller, weight));
      }
    }
    return Ok();
  }

 private:
  Status Call(const LocalFunction& callee, Weight& weight) {
    BERTH_ASSIGN_OR_RETURN(Weight inner, WeightOf(callee));
    weight.size = std::min(weight.size + inner.size, FunctionTable::kMaxCost + 1);
    weight.cost = std::min(weight.cost + inner.cost + inner.size, FunctionTable::kMaxCost + 1);
    weight.height = std::max(weight.height, inner.height + 1);
    return Ok();
  }

  StatusOr<Weight> WeightOf(const LocalFunction& function) {
    auto known = done_.find(&function);
    if (known != done_.end()) return known->second;
    const std::string name = FunctionName(function.proto);
    if (std::find(open_.begin(), open_.end(), &function) != open_.end()) {
      return Error(ORT_INVALID_GRAPH, "function \"", name, "\": calls itself, directly or through others");
    }
    open_.push_back(&function);
    Weight weight;
    const bool deep = open_.size() > FunctionTable::kMaxDepth;
    if (!deep) BERTH_RETURN_IF_ERROR(Weigh(function.proto.node(), &function.imports, name, weight));
    if (deep || weight.height >= FunctionTable::kMaxDepth) {
      return Error(ORT_INVALID_GRAPH, "function \"", name, "\": functions nested in more than ", FunctionTable::kMaxDepth,
                   " levels");
    }
    open_.pop_back();
    done_.emplace(&function, weight);
    return weight;
  }

  const FunctionTable& table_;
  std::vector<const LocalFunction*> open_;
  std::map<const LocalFunction*, Weight> done_;
};

}  // namespace

Status FunctionTable::Take(onnx::ModelProto& model, bool released_opsets_only) {
  for (auto& proto : *model.mutable_functions()) {
    BERTH_RETURN_IF_ERROR(CheckFormals(proto));
    auto function = std::make_unique<LocalFunction>();
    for (const auto& import : proto.opset_import()) {
      const std::string domain = DomainName(import.domain());
      const std::string who = absl::StrCat("function \"", FunctionName(proto), "\"");
      BERTH_RETURN_IF_ERROR(CheckOpset(who, domain, import.version(), released_opsets_only));
      function->imports[domain] = static_cast<int>(std::min<int64_t>(import.version(), INT32_MAX));
    }
    Key key{DomainName(proto.domain()), proto.name(), proto.overload()};
    function->proto.Swap(&proto);
    const std::string name = FunctionName(function->proto);
    if (!functions_.emplace(std::move(key), std::move(function)).second) {
      return Error(ORT_FAIL, "model: function \"", name, "\": defined twice");
    }
  }
  if (functions_.empty()) return Ok();
  CallChecker checker(*this);
  for (const auto& [key, function] : functions_) {
    CallChecker::Weight weight;
    BERTH_RETURN_IF_ERROR(checker.Weigh(function->proto.node(), &function->imports, FunctionName(function->proto), weight));
  }
  CallChecker::Weight main;
  BERTH_RETURN_IF_ERROR(checker.Weigh(model.graph().node(), nullptr, "", main));
  if (main.cost > kMaxCost) {
    return Error(ORT_FAIL, "model: its calls of functions make more than ", kMaxCost, " nodes");
  }
  return Ok();
}

const LocalFunction* FunctionTable::Find(std::string_view domain, std::string_view name, std::string_view overload) const {
  if (functions_.empty()) return nullptr;
  auto found = functions_.find(Key(DomainName(domain), name, overload));
  return found == functions_.end() ? nullptr : found->second.get();
}

bool FunctionTable::Import(std::string_view domain) const {
  return std::any_of(functions_.begin(), functions_.end(),
                     [&](const auto& entry) { return entry.second->imports.contains(domain); });
}

}  // namespace berth
