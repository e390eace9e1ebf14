// Trees as TreeEnsembleClassifier and TreeEnsembleRegressor list them: nodes and leaves together, by the ids of tree and node.
#include <algorithm>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "kernels/ml/tree_model.h"

namespace berth {
namespace {

using TreeAndNode = std::pair<int64_t, int64_t>;

struct NodeLists {
  std::vector<int64_t> trees, nodes, features, yes, no, nan_is_yes;
  std::vector<std::string> modes;
  std::vector<double> splits;
  absl::flat_hash_map<TreeAndNode, int64_t> places;   // of every node: as TreeModel::Node::yes
};

Status ReadLists(const KernelInfo& info, NodeLists& lists, bool& is_double) {
  BERTH_ASSIGN_OR_RETURN(lists.trees, info.Ints("nodes_treeids"));
  BERTH_ASSIGN_OR_RETURN(lists.nodes, info.Ints("nodes_nodeids"));
  BERTH_ASSIGN_OR_RETURN(lists.features, info.Ints("nodes_featureids"));
  BERTH_ASSIGN_OR_RETURN(lists.yes, info.Ints("nodes_truenodeids"));
  BERTH_ASSIGN_OR_RETURN(lists.no, info.Ints("nodes_falsenodeids"));
  BERTH_ASSIGN_OR_RETURN(lists.nan_is_yes, info.Ints("nodes_missing_value_tracks_true"));
  BERTH_ASSIGN_OR_RETURN(lists.modes, info.Strings("nodes_modes"));
  BERTH_ASSIGN_OR_RETURN(lists.splits, TreeNumbers(info, "nodes_values", is_double));
  const size_t count = lists.nodes.size();
  if (count == 0) return InvalidArgument("attribute \"nodes_nodeids\": no node seen, at least one wanted");
  lists.nan_is_yes.resize(lists.nan_is_yes.empty() ? count : lists.nan_is_yes.size(), 0);
  for (const size_t other : {lists.trees.size(), lists.features.size(), lists.yes.size(), lists.no.size(), lists.modes.size(),
                             lists.splits.size(), lists.nan_is_yes.size()}) {
    if (other != count) return InvalidArgument("attributes \"nodes_*\": lists of ", other, " and of ", count, " elements seen");
  }
  return Ok();
}

StatusOr<TreeMode> ModeOf(const std::string& name) {
  constexpr std::string_view kNames[] = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"};
  const auto found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found != std::end(kNames)) return static_cast<TreeMode>(found - std::begin(kNames));
  return InvalidArgument("attribute \"nodes_modes\": \"", name, "\" seen");
}

// Numbers for nodes and leaves, and the roots: the first node of each tree. Gives the number of leaves.
StatusOr<size_t> Place(NodeLists& lists, TreeModel& model) {
  int64_t nodes = 0, leaves = 0;
  absl::flat_hash_map<int64_t, bool> trees;
  for (size_t i = 0; i < lists.nodes.size(); ++i) {
    const int64_t place = lists.modes[i] == "LEAF" ? ~leaves++ : nodes++;
    if (!lists.places.emplace(TreeAndNode(lists.trees[i], lists.nodes[i]), place).second) {
      return InvalidArgument("attribute \"nodes_nodeids\": node ", lists.nodes[i], " of tree ", lists.trees[i], " seen twice");
    }
    if (trees.emplace(lists.trees[i], true).second) model.roots.push_back(place);
  }
  return static_cast<size_t>(leaves);
}

Status AddNodes(const NodeLists& lists, TreeModel& model) {
  for (size_t i = 0; i < lists.nodes.size(); ++i) {
    if (lists.modes[i] == "LEAF") continue;
    TreeModel::Node node;
    BERTH_ASSIGN_OR_RETURN(node.mode, ModeOf(lists.modes[i]));
    const auto yes = lists.places.find({lists.trees[i], lists.yes[i]}), no = lists.places.find({lists.trees[i], lists.no[i]});
    if (yes == lists.places.end() || no == lists.places.end()) {
      return InvalidArgument("node ", lists.nodes[i], " of tree ", lists.trees[i], ": branches to nodes ", lists.yes[i], " and ",
                             lists.no[i], " seen, which the tree has not");
    }
    node.yes = yes->second;
    node.no = no->second;
    node.split = lists.splits[i];
    node.feature = lists.features[i];
    node.nan_is_yes = lists.nan_is_yes[i] != 0;
    model.nodes.push_back(node);
  }
  return Ok();
}

// Weights by leaf; those of inner nodes count for nothing.
Status AddWeights(const KernelInfo& info, const std::string& name, const NodeLists& lists, size_t leaves, TreeModel& model) {
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> trees, info.Ints(name + "_treeids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> nodes, info.Ints(name + "_nodeids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> targets, info.Ints(name + "_ids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<double> values, TreeNumbers(info, name + "_weights", model.is_double));
  if (trees.size() != targets.size() || nodes.size() != targets.size() || values.size() != targets.size()) {
    return InvalidArgument("attributes \"", name, "_*\": lists of ", trees.size(), ", ", nodes.size(), ", ", targets.size(),
                           " and ", values.size(), " elements seen, as many in each wanted");
  }
  std::vector<std::pair<size_t, size_t>> order;   // leaf, weight
  for (size_t i = 0; i < targets.size(); ++i) {
    const auto place = lists.places.find({trees[i], nodes[i]});
    if (place == lists.places.end()) {
      return InvalidArgument("attributes \"", name, "_*\": node ", nodes[i], " of tree ", trees[i], " seen, which is none");
    }
    if (place->second < 0) order.emplace_back(static_cast<size_t>(~place->second), i);
  }
  std::sort(order.begin(), order.end());
  model.leaf_starts.resize(leaves + 1, 0);
  for (const auto& [leaf, i] : order) {
    ++model.leaf_starts[leaf + 1];
    model.weights.push_back({targets[i], values[i]});
  }
  std::partial_sum(model.leaf_starts.begin(), model.leaf_starts.end(), model.leaf_starts.begin());
  return Ok();
}

}  // namespace

StatusOr<TreeModel> ReadTreeModel(const KernelInfo& info, const std::string& weights, size_t targets) {
  TreeModel model;
  model.targets = targets;
  NodeLists lists;
  const auto read = [&]() -> Status {
    BERTH_RETURN_IF_ERROR(ReadLists(info, lists, model.is_double));
    BERTH_ASSIGN_OR_RETURN(const size_t leaves, Place(lists, model));
    BERTH_RETURN_IF_ERROR(AddNodes(lists, model));
    BERTH_RETURN_IF_ERROR(AddWeights(info, weights, lists, leaves, model));
    return model.Check();
  };
  const Status status = read();
  if (!status.ok()) return Error(ORT_INVALID_GRAPH, info.label(), ": ", status.message());
  return model;
}

}  // namespace berth
