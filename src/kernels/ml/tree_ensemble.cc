#include "kernels/ml/scores.h"
#include "kernels/ml/tree_kernel.h"
#include "kernels/nn/as_floats.h"

namespace berth {
namespace {

// The members of the sets, each ended by not-a-number.
std::vector<std::vector<double>> SetsOf(std::span<const double> members) {
  std::vector<std::vector<double>> sets;
  bool ended = true;
  for (const double member : members) {
    if (ended) sets.emplace_back();
    ended = member != member;
    if (!ended) sets.back().push_back(member);
  }
  return sets;
}

Status ReadNodes(const KernelInfo& info, TreeModel& model) {
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> features, info.Ints("nodes_featureids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> yes, info.Ints("nodes_truenodeids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> no, info.Ints("nodes_falsenodeids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> yes_leaf, info.Ints("nodes_trueleafs"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> no_leaf, info.Ints("nodes_falseleafs"));
  BERTH_ASSIGN_OR_RETURN(std::vector<int64_t> nan_is_yes, info.Ints("nodes_missing_value_tracks_true"));
  bool ignored = false;
  BERTH_ASSIGN_OR_RETURN(const std::vector<double> modes, TensorNumbers(info, "nodes_modes", ignored));
  BERTH_ASSIGN_OR_RETURN(const std::vector<double> splits, TensorNumbers(info, "nodes_splits", model.is_double));
  BERTH_ASSIGN_OR_RETURN(const std::vector<double> members, TensorNumbers(info, "membership_values", model.is_double));
  const size_t count = features.size();
  nan_is_yes.resize(nan_is_yes.empty() ? count : nan_is_yes.size(), 0);
  for (const size_t other : {yes.size(), no.size(), yes_leaf.size(), no_leaf.size(), nan_is_yes.size(), modes.size(),
                             splits.size()}) {
    if (other != count) return InvalidArgument("attributes \"nodes_*\": lists of ", other, " and of ", count, " elements seen");
  }
  model.sets = SetsOf(members);
  size_t sets = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!(modes[i] >= 0 && modes[i] <= 6)) return InvalidArgument("attribute \"nodes_modes\": ", modes[i], " seen");
    if (yes[i] < 0 || no[i] < 0) return InvalidArgument("node ", i, ": branches to ", yes[i], " and ", no[i], " seen");
    TreeModel::Node node;
    node.split = splits[i];
    node.feature = features[i];
    node.yes = yes_leaf[i] != 0 ? ~yes[i] : yes[i];
    node.no = no_leaf[i] != 0 ? ~no[i] : no[i];
    node.mode = static_cast<TreeMode>(static_cast<int>(modes[i]));
    node.nan_is_yes = nan_is_yes[i] != 0;
    if (node.mode == TreeMode::kMember) node.set = static_cast<int32_t>(sets++);
    model.nodes.push_back(node);
  }
  if (sets == model.sets.size()) return Ok();
  return InvalidArgument("attribute \"membership_values\": ", model.sets.size(), " sets seen for ", sets,
                         " nodes of mode BRANCH_MEMBER");
}

Status ReadLeaves(const KernelInfo& info, TreeModel& model) {
  BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> targets, info.Ints("leaf_targetids"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<double> weights, TensorNumbers(info, "leaf_weights", model.is_double));
  if (targets.size() != weights.size()) {
    return InvalidArgument("attributes \"leaf_*\": lists of ", targets.size(), " and of ", weights.size(), " elements seen");
  }
  for (size_t i = 0; i < targets.size(); ++i) {
    model.weights.push_back({targets[i], weights[i]});
    model.leaf_starts.push_back(i + 1);
  }
  return Ok();
}

// The sum, mean, least or most of what each tree's leaf gives each target. ONNX TreeEnsemble-5. x: [N,F]; y: [N,n_targets].
class TreeEnsemble final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<TreeEnsemble>();
    const Status status = kernel->Read(info);
    if (!status.ok()) return Error(ORT_INVALID_GRAPH, info.label(), ": ", status.message());
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    return scorer_.Run(ctx, [&]<typename T>(size_t rows, T* scores) -> Status {
      const size_t targets = scorer_.targets();
      for (size_t row = 0; row < rows; ++row) {
        T* of_row = scores + row * targets;
        if (targets > 1) {
          TransformScores<T>(transform_, {of_row, targets});
        } else {
          *of_row = TransformScore(transform_, *of_row);
        }
      }
      const Dims dims{static_cast<int64_t>(rows), static_cast<int64_t>(targets)};
      BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ctx.Input(0).type(), dims));
      return WriteFloats(scores, *y);
    });
  }

 private:
  Status Read(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const int64_t aggregate, info.Int("aggregate_function", 1));
    BERTH_ASSIGN_OR_RETURN(const int64_t transform, info.Int("post_transform", 0));
    BERTH_ASSIGN_OR_RETURN(const int64_t targets, info.Int("n_targets"));
    if (aggregate < 0 || aggregate > 3) return InvalidArgument("attribute \"aggregate_function\": ", aggregate, " seen");
    if (transform < 0 || transform > 4) return InvalidArgument("attribute \"post_transform\": ", transform, " seen");
    if (targets < 1) return InvalidArgument("attribute \"n_targets\": ", targets, " seen, 1 or more wanted");
    transform_ = static_cast<PostTransform>(transform);
    TreeModel model;
    model.targets = static_cast<size_t>(targets);
    BERTH_ASSIGN_OR_RETURN(model.roots, info.Ints("tree_roots"));
    if (model.roots.empty()) return InvalidArgument("attribute \"tree_roots\": no tree seen, at least one wanted");
    for (const int64_t root : model.roots) {
      if (root < 0) return InvalidArgument("attribute \"tree_roots\": ", root, " seen");
    }
    BERTH_RETURN_IF_ERROR(ReadNodes(info, model));
    BERTH_RETURN_IF_ERROR(ReadLeaves(info, model));
    BERTH_RETURN_IF_ERROR(model.Check());
    scorer_ = TreeScorer(info, model, static_cast<TreeAggregate>(aggregate));
    return Ok();
  }

  TreeScorer scorer_;
  PostTransform transform_ = PostTransform::kNone;
};

}  // namespace

BERTH_KERNEL_LIST(tree_ensemble,
    {"ai.onnx.ml", "TreeEnsemble", 5, kLatest, {{{"T", kF32 | kF64 | kF16}}}, TreeEnsemble::Make})

}  // namespace berth
