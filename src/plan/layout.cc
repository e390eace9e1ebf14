#include "plan/layout.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "graph/node_checks.h"

namespace berth {
namespace {

// Operators that see an image in their first input and make one as their first output, and need nothing else turned.
constexpr std::string_view kImageOperators[] = {
    "AveragePool", "BatchNormalization", "Conv", "ConvInteger", "ConvTranspose", "DepthToSpace", "GlobalAveragePool",
    "GlobalLpPool", "GlobalMaxPool", "GridSample", "InstanceNormalization", "LRN", "LpPool", "MaxPool", "QLinearConv",
    "SpaceToDepth"};

bool HasTensorOfRank3OrMore(const Value& value) {
  return value.type.has_tensor_type() && value.type.tensor_type().has_shape() && value.type.tensor_type().shape().dim_size() >= 3;
}

// Dimension i of the result is dimension perm[i] of what it is made of.
std::vector<int64_t> ToNhwc(int rank) {
  std::vector<int64_t> perm{0};
  for (int i = 2; i < rank; ++i) perm.push_back(i);
  perm.push_back(1);
  return perm;
}
std::vector<int64_t> ToNchw(int rank) {
  std::vector<int64_t> perm{0, rank - 1};
  for (int i = 1; i < rank - 1; ++i) perm.push_back(i);
  return perm;
}

class Converter {
 public:
  Converter(const EpInstance& ep, Graph& graph) : ep_(ep), graph_(graph) {}

  StatusOr<size_t> Convert(std::span<const ClaimGroup> claims) {
    absl::flat_hash_set<NodeId> claimed;
    for (const ClaimGroup& group : claims) claimed.insert(group.nodes.begin(), group.nodes.end());
    BERTH_ASSIGN_OR_RETURN(const std::vector<NodeId> order, graph_.TopologicalOrder());
    size_t count = 0;
    for (NodeId id : order) {
      if (!claimed.contains(id)) continue;
      BERTH_ASSIGN_OR_RETURN(const bool wanted, IsWanted(*graph_.node(id)));
      if (!wanted) continue;
      BERTH_RETURN_IF_ERROR(ConvertNode(id));
      ++count;
    }
    for (NodeId id : turned_back_) {
      const Value& value = graph_.value(graph_.node(id)->outputs[0]);
      if (value.uses.empty() && !value.is_output) graph_.RemoveNode(id);
    }
    return count;
  }

 private:
  StatusOr<bool> IsWanted(const Node& node) const {
    if (!node.ep.empty() && node.ep != ep_.name()) return false;
    if (!node.domain.empty() || node.inputs.empty() || node.inputs[0] == kNone || node.outputs[0] == kNone) return false;
    for (ValueId id : {node.inputs[0], node.outputs[0]}) {
      if (!HasTensorOfRank3OrMore(graph_.value(id))) return false;
    }
    // Further outputs of pooling are places in the image: they would change their meaning.
    if (node.op_type == "MaxPool" && node.outputs.size() > 1) return false;
    const auto* end = std::end(kImageOperators);
    if (std::find(std::begin(kImageOperators), end, node.op_type) == end) return false;
    BERTH_ASSIGN_OR_RETURN(const int answer, ep_.ShouldConvertDataLayoutForOp(node.domain, node.op_type, OrtEpDataLayout_NHWC));
    return answer != 0;
  }

  Status ConvertNode(NodeId id) {
    std::unique_ptr<Node> node = graph_.RemoveNode(id);
    BERTH_ASSIGN_OR_RETURN(node->inputs[0], InNhwc(node->inputs[0]));
    const ValueId old_output = node->outputs[0];
    const ValueId output = AddTurned(old_output).id;
    node->outputs[0] = output;
    OpsetImports imports = *node->imports;
    imports[kNhwcDomain] = node->since_version;
    node->imports = graph_.model().KeepImports(std::move(imports));
    node->domain = kNhwcDomain;
    graph_.AddNode(std::move(node));
    in_nhwc_[old_output] = output;
    BERTH_ASSIGN_OR_RETURN(const NodeId back, AddTranspose(output, old_output, ToNchw(RankOf(old_output))));
    turned_back_.push_back(back);
    return Ok();
  }

  // The value that holds the same image in the other layout.
  StatusOr<ValueId> InNhwc(ValueId id) {
    if (auto known = in_nhwc_.find(id); known != in_nhwc_.end()) return known->second;
    const ValueId turned = AddTurned(id).id;
    BERTH_RETURN_IF_ERROR(AddTranspose(id, turned, ToNhwc(RankOf(id))).status());
    in_nhwc_[id] = turned;
    return turned;
  }

  int RankOf(ValueId id) const { return graph_.value(id).type.tensor_type().shape().dim_size(); }

  Value& AddTurned(ValueId id) {
    std::string name = graph_.value(id).name + "_nhwc";
    while (graph_.FindValue(name) != kNone) name = absl::StrCat(graph_.value(id).name, "_nhwc_", graph_.model().NextNumber());
    Value& turned = graph_.AddValue(std::move(name));
    const onnx::TypeProto& type = graph_.value(id).type;
    turned.type = type;
    auto& tensor = *turned.type.mutable_tensor_type();
    tensor.clear_shape();
    for (int64_t dim : ToNhwc(RankOf(id))) {
      *tensor.mutable_shape()->add_dim() = type.tensor_type().shape().dim(static_cast<int>(dim));
    }
    return turned;
  }

  StatusOr<NodeId> AddTranspose(ValueId from, ValueId to, const std::vector<int64_t>& perm) {
    static const OpsetImports kTranspose{{"", 13}};
    auto node = std::make_unique<Node>();
    node->name = absl::StrCat(ep_.name(), "_Transpose_", graph_.model().NextNumber());
    node->op_type = "Transpose";
    node->imports = graph_.model().KeepImports(kTranspose);
    node->inputs.push_back(from);
    node->outputs.push_back(to);
    onnx::AttributeProto& attribute = node->attributes.emplace_back();
    attribute.set_name("perm");
    attribute.set_type(onnx::AttributeProto::INTS);
    for (int64_t dim : perm) attribute.add_ints(dim);
    BERTH_RETURN_IF_ERROR(FindOperator(*node, "", graph_));
    return graph_.AddNode(std::move(node)).id;
  }

  const EpInstance& ep_;
  Graph& graph_;
  absl::flat_hash_map<ValueId, ValueId> in_nhwc_;   // by the value of the model
  std::vector<NodeId> turned_back_;                 // Transpose nodes behind converted ones
};

}  // namespace

StatusOr<size_t> ConvertLayout(const EpInstance& ep, Graph& graph, std::span<const ClaimGroup> claims) {
  BERTH_ASSIGN_OR_RETURN(const OrtEpDataLayout layout, ep.GetPreferredDataLayout());
  if (layout == OrtEpDataLayout_NCHW) return size_t{0};
  return Converter(ep, graph).Convert(claims);
}

}  // namespace berth
