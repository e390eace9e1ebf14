#include "graph/gradient/gradient.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "graph/function_body.h"
#include "graph/gradient/rules.h"
#include "graph/infer.h"
#include "graph/model.h"

namespace berth {
namespace {

using onnx::TensorProto;
using ValueSet = absl::flat_hash_set<ValueId>;

bool IsFloat(int32_t type) {
  return type == TensorProto::FLOAT || type == TensorProto::DOUBLE || type == TensorProto::FLOAT16 ||
         type == TensorProto::BFLOAT16;
}

// Whether a value may depend on others smoothly: all but whole numbers, bools and texts.
bool IsSmooth(const Value& value) {
  if (!value.type.has_tensor_type()) return true;
  switch (value.type.tensor_type().elem_type()) {
    case TensorProto::INT8: case TensorProto::INT16: case TensorProto::INT32: case TensorProto::INT64:
    case TensorProto::UINT8: case TensorProto::UINT16: case TensorProto::UINT32: case TensorProto::UINT64:
    case TensorProto::INT4: case TensorProto::UINT4: case TensorProto::INT2: case TensorProto::UINT2:
    case TensorProto::BOOL: case TensorProto::STRING: return false;
    default: return true;
  }
}

template <typename Visit>
void ForInputs(const Node& node, const Visit& visit) {
  for (ValueId id : node.inputs) {
    if (id != kNone) visit(id);
  }
  for (ValueId id : node.implicit_inputs) visit(id);
}

// Replaces one Gradient node.
class Differentiator {
 public:
  // `left`: nodes that may still be made.
  Differentiator(Graph& graph, NodeId id, size_t& left, const Logger& logger)
      : graph_(graph), id_(id), left_(left), logger_(logger), who_(graph.node(id)->Label(graph)), writer_(graph, who_ + "/",
                                                                                                          left) {}

  Status Run() {
    BERTH_RETURN_IF_ERROR(ReadNames());
    BERTH_RETURN_IF_ERROR(MoveToInputs());
    BERTH_RETURN_IF_ERROR(ReplaceUnruled());
    return WriteBack();
  }

 private:
  template <typename... Pieces>
  Status Bad(OrtErrorCode code, const Pieces&... pieces) const {
    return Error(code, "node \"", who_, "\" (Gradient): ", pieces...);
  }

  StatusOr<ValueId> Named(const std::string& name) const {
    const ValueId id = graph_.FindValue(name);
    if (id == kNone) return Bad(ORT_INVALID_GRAPH, "\"", name, "\" seen, a tensor of the node's graph wanted");
    return id;
  }

  Status ReadNames() {
    const Node& node = *graph_.node(id_);
    for (const auto& [list, name] : {std::pair(&xs_, "xs"), std::pair(&zs_, "zs")}) {
      const onnx::AttributeProto* attribute = node.FindAttribute(name);
      if (attribute == nullptr) continue;
      for (const std::string& of : attribute->strings()) {
        BERTH_ASSIGN_OR_RETURN(ValueId id, Named(of));
        list->push_back(id);
      }
    }
    BERTH_ASSIGN_OR_RETURN(y_, Named(node.FindAttribute("y")->s()));
    if (node.inputs.size() != xs_.size() + zs_.size() || node.outputs.size() > xs_.size()) {
      return Bad(ORT_INVALID_GRAPH, node.inputs.size(), " inputs and ", node.outputs.size(), " outputs seen, ",
                 xs_.size() + zs_.size(), " (xs and zs) and at most ", xs_.size(), " (xs) wanted");
    }
    for (ValueId x : xs_) BERTH_RETURN_IF_ERROR(CheckFloat(x));
    return CheckFloat(y_);
  }

  Status CheckFloat(ValueId id) const {
    if (IsFloat(ElementTypeOf(graph_, id))) return Ok();
    return Bad(ORT_INVALID_GRAPH, "tensor \"", graph_.value(id).name, "\" of xs or y: floats wanted");
  }

  // The nodes that y is computed by from xs and zs, in their order.
  StatusOr<std::vector<NodeId>> Between() const {
    absl::flat_hash_set<NodeId> found;
    ValueSet seen;
    for (std::vector<ValueId> open{y_}; !open.empty();) {
      const ValueId id = open.back();
      open.pop_back();
      if (!seen.insert(id).second || Contains(xs_, id) || Contains(zs_, id)) continue;
      const NodeId producer = graph_.value(id).producer;
      if (producer == kNone || !found.insert(producer).second) continue;
      if (producer == id_) return Bad(ORT_INVALID_GRAPH, "its y depends on it");
      ForInputs(*graph_.node(producer), [&](ValueId input) { open.push_back(input); });
    }
    BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph_.TopologicalOrder());
    std::erase_if(order, [&](NodeId id) { return !found.contains(id); });
    return order;
  }

  static bool Contains(const std::vector<ValueId>& list, ValueId id) { return std::find(list.begin(), list.end(),
                                                                                        id) != list.end(); }

  // Where inputs are not the values of xs and zs, what depends on those is computed once more from the inputs.
  Status MoveToInputs() {
    const std::vector<ValueId> inputs = graph_.node(id_)->inputs;
    absl::flat_hash_map<ValueId, ValueId> moved;
    for (size_t i = 0; i < inputs.size(); ++i) {
      ValueId& named = i < xs_.size() ? xs_[i] : zs_[i - xs_.size()];
      if (inputs[i] == kNone) return Bad(ORT_INVALID_GRAPH, "input ", i, ": left out");
      if (inputs[i] != named) moved.emplace(named, inputs[i]);
    }
    if (moved.empty()) return Ok();
    BERTH_ASSIGN_OR_RETURN(const std::vector<NodeId> nodes, Between());
    const auto now = [&moved](ValueId id) {
      const auto found = moved.find(id);
      return found == moved.end() ? id : found->second;
    };
    for (NodeId id : nodes) {
      const Node& node = *graph_.node(id);
      bool depends = false;
      ForInputs(node, [&](ValueId input) { depends = depends || moved.contains(input); });
      if (!depends) continue;
      if (!node.bodies.empty()) {
        return Bad(ORT_NOT_IMPLEMENTED, "at other values than those of its names: node \"", node.Label(graph_), "\" (",
                   node.op_type,
                   ") between them has bodies, which are not copied");
      }
      std::vector<ValueId> from;
      for (ValueId input : node.inputs) from.push_back(now(input));
      const std::vector<ValueId> old = node.outputs, made = writer_.Copy(node, std::move(from));
      for (size_t i = 0; i < old.size(); ++i) {
        if (old[i] != kNone) moved.emplace(old[i], made[i]);
      }
    }
    xs_.assign(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(xs_.size()));
    zs_.assign(inputs.begin() + static_cast<std::ptrdiff_t>(xs_.size()), inputs.end());
    y_ = now(y_);
    for (ValueId x : xs_) BERTH_RETURN_IF_ERROR(CheckFloat(x));
    return InferMade();
  }

  Status InferMade() {
    BERTH_ASSIGN_OR_RETURN(const std::vector<NodeId> made, writer_.TakeMade());
    return InferNodes(graph_, made, logger_);
  }

  // The values between that depend on xs smoothly; `nodes` in their order, which those without such outputs leave.
  ValueSet Active(std::vector<NodeId>& nodes) const {
    ValueSet active(xs_.begin(), xs_.end());
    std::erase_if(nodes, [&](NodeId id) {
      bool depends = false, any = false;
      ForInputs(*graph_.node(id), [&](ValueId input) { depends = depends || active.contains(input); });
      for (ValueId output : graph_.node(id)->outputs) {
        if (!depends || output == kNone || !IsSmooth(graph_.value(output)) || Contains(zs_, output)) continue;
        any = active.insert(output).second || any;
      }
      return !any;
    });
    return active;
  }

  // Puts bodies in place of nodes without a rule, until there are none.
  Status ReplaceUnruled() {
    for (bool again = true; again;) {
      again = false;
      BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> nodes, Between());
      Active(nodes);
      for (NodeId id : nodes) {
        const Node& node = *graph_.node(id);
        if (FindRule(node) != nullptr) continue;
        const std::string text = absl::StrCat("node \"", node.Label(graph_), "\" (", node.op_type, "-", node.since_version, ")");
        BERTH_ASSIGN_OR_RETURN(const auto made, ExpandNode(graph_, id, logger_));
        if (!made) return Bad(ORT_NOT_IMPLEMENTED, text, ": no rule to differentiate it");
        if (made->size() > left_) return TooManyGradientNodes();
        left_ -= made->size();
        again = true;
      }
    }
    return Ok();
  }

  // The sum of what was given for a value; kNone where it is nothing.
  ValueId Total(ValueId id) {
    const auto found = shares_.find(id);
    if (found == shares_.end()) return kNone;
    if (found->second.size() > 1) found->second = {writer_.Nodes("Sum", std::move(found->second), 1).front()};
    return found->second.front();
  }

  Status Differentiate(const Node& node, const ValueSet& active) {
    std::vector<ValueId> gradients;
    for (ValueId output : node.outputs) gradients.push_back(active.contains(output) && !Contains(xs_,
                                                                                                 output) ? Total(output) : kNone);
    if (std::all_of(gradients.begin(), gradients.end(), [](ValueId id) { return id == kNone; })) return Ok();
    std::vector<bool> wanted;
    for (ValueId input : node.inputs) wanted.push_back(input != kNone && active.contains(input));
    const auto give = [this](ValueId id, ValueId share) { shares_[id].push_back(share); };
    Differential differential(node, std::move(gradients), std::move(wanted), writer_, give);
    const Rule rule = FindRule(node);
    if (Status status = rule(differential); !status.ok()) {
      return Bad(status.code(), "node \"", node.Label(graph_), "\" (", node.op_type, "-", node.since_version,
                 "): is not differentiated with this: ", status.message());
    }
    return writer_.status();
  }

  Status WriteBack() {
    BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> nodes, Between());
    const ValueSet active = Active(nodes);
    const std::unique_ptr<Node> call = graph_.RemoveNode(id_);
    writer_.WriteFor(*call);
    if (active.contains(y_)) shares_[y_] = {writer_.Filled(1, y_)};
    for (auto id = nodes.rbegin(); id != nodes.rend(); ++id) {
      const Node& node = *graph_.node(*id);
      writer_.WriteFor(node);
      BERTH_RETURN_IF_ERROR(Differentiate(node, active));
    }
    writer_.WriteFor(*call);
    for (size_t i = 0; i < call->outputs.size(); ++i) {
      if (call->outputs[i] == kNone) continue;
      const ValueId total = Total(xs_[i]);
      writer_.Into(call->outputs[i], total != kNone ? total : writer_.Filled(0, xs_[i]));
    }
    return InferMade();
  }

  Graph& graph_;
  const NodeId id_;
  size_t& left_;
  const Logger& logger_;
  const std::string who_;
  GradientWriter writer_;
  std::vector<ValueId> xs_, zs_;   // from where the gradient is taken: at first those named, then the inputs
  ValueId y_ = kNone;
  absl::flat_hash_map<ValueId, std::vector<ValueId>> shares_;
};

// Whether a Gradient is in the function, or in one that it calls.
bool HasGradient(const onnx::FunctionProto& function, const FunctionTable& functions) {
  return std::any_of(function.node().begin(), function.node().end(), [&](const onnx::NodeProto& node) {
    if (node.op_type() == "Gradient" && node.domain() == kTrainingDomain) return true;
    const LocalFunction* called = functions.Find(DomainName(node.domain()), node.op_type(), node.overload());
    return called != nullptr && HasGradient(called->proto, functions);
  });
}

Status ReplaceIn(Graph& graph, size_t& left, const Logger& logger) {
  for (size_t i = 0; i < graph.node_bound(); ++i) {   // calls inside calls are added behind
    const auto id = static_cast<NodeId>(i);
    Node* node = graph.node(id);
    if (node == nullptr) continue;
    for (Body& body : node->bodies) BERTH_RETURN_IF_ERROR(ReplaceIn(*body.graph, left, logger));
    if (node->function == nullptr || !HasGradient(node->function->proto, graph.model().functions)) continue;
    BERTH_ASSIGN_OR_RETURN([[maybe_unused]] const auto made, ExpandNode(graph, id, logger));
  }
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph.TopologicalOrder());
  std::erase_if(order, [&](NodeId id) { return !IsGradient(*graph.node(id)); });
  for (NodeId id : order) BERTH_RETURN_IF_ERROR(Differentiator(graph, id, left, logger).Run());
  return Ok();
}

}  // namespace

Status ReplaceGradients(Graph& graph, const Logger& logger) {
  const Model& model = graph.model();
  if (!model.opsets.contains(kTrainingDomain) && !model.functions.Import(kTrainingDomain)) return Ok();
  size_t left = kMaxGradientNodes;
  return ReplaceIn(graph, left, logger);
}

}  // namespace berth
