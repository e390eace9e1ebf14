#include "kernels/ml/tree_model.h"

#include "graph/initializer.h"
#include "kernels/types.h"

namespace berth {
namespace {

enum class Seen : uint8_t { kNo, kOpen, kDone };

// Nodes below `root`, in depth; nodes that trees share are looked at once.
Status CheckDescent(const std::vector<TreeModel::Node>& nodes, size_t root, std::vector<Seen>& seen) {
  if (seen[root] != Seen::kNo) return Ok();
  std::vector<std::pair<size_t, int>> path{{root, 0}};
  seen[root] = Seen::kOpen;
  while (!path.empty()) {
    auto& [node, next] = path.back();
    if (next == 2) {
      seen[node] = Seen::kDone;
      path.pop_back();
      continue;
    }
    const int64_t child = next++ == 0 ? nodes[node].yes : nodes[node].no;
    if (child < 0) continue;
    const auto below = static_cast<size_t>(child);
    if (seen[below] == Seen::kOpen) return InvalidArgument("trees: node ", below, " is below itself");
    if (seen[below] == Seen::kDone) continue;
    seen[below] = Seen::kOpen;
    path.emplace_back(below, 0);
  }
  return Ok();
}

}  // namespace

Status TreeModel::Check() const {
  constexpr size_t kMost = std::numeric_limits<int32_t>::max();
  const size_t leaves = leaf_starts.size() - 1;
  if (nodes.size() > kMost || leaves > kMost || weights.size() > kMost || targets > kMost) {
    return InvalidArgument("trees: ", nodes.size(), " nodes, ", weights.size(), " weights and ", targets, " targets seen");
  }
  const auto leads = [&](int64_t to) {
    return to >= 0 ? static_cast<size_t>(to) < nodes.size() : static_cast<size_t>(~to) < leaves;
  };
  for (size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    if (!leads(node.yes) || !leads(node.no)) return InvalidArgument("trees: node ", i, ": a branch to no node or leaf seen");
    if (node.feature >= 0 && static_cast<uint64_t>(node.feature) <= kMost) continue;
    return InvalidArgument("trees: node ", i, ": feature ", node.feature, " seen");
  }
  for (const Weight& weight : weights) {
    if (weight.target >= 0 && static_cast<size_t>(weight.target) < targets) continue;
    return InvalidArgument("trees: a weight for target ", weight.target, " of ", targets, " seen");
  }
  std::vector<Seen> seen(nodes.size(), Seen::kNo);
  for (const int64_t root : roots) {
    if (!leads(root)) return InvalidArgument("trees: root ", root, " of ", nodes.size(), " nodes seen");
    if (root >= 0) BERTH_RETURN_IF_ERROR(CheckDescent(nodes, static_cast<size_t>(root), seen));
  }
  return Ok();
}

StatusOr<std::vector<double>> TensorNumbers(const KernelInfo& info, const std::string& name, bool& is_double) {
  const onnx::AttributeProto* attribute = info.node().FindAttribute(name);
  if (attribute == nullptr) return std::vector<double>();
  if (attribute->type() != onnx::AttributeProto::TENSOR) return InvalidArgument("attribute \"", name, "\": no tensor seen");
  BERTH_ASSIGN_OR_RETURN(const Tensor tensor, TensorFromProto(attribute->t(), DefaultCpuAllocator()));
  using Numbers = std::vector<double> (*)(const Tensor& tensor);
  using Types = TypeList<float, double, Float16, uint8_t>;
  const Numbers numbers = SelectByType<Types>(tensor.type(), []<typename T>() -> Numbers {
    return [](const Tensor& from) {
      std::vector<double> list;
      for (const T number : from.span<T>()) list.push_back(static_cast<double>(static_cast<MathType<T>>(number)));
      return list;
    };
  });
  if (numbers == nullptr) return InvalidArgument("attribute \"", name, "\": ", ElementTypeName(tensor.type()), " seen");
  is_double = is_double || tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
  return numbers(tensor);
}

StatusOr<std::vector<double>> TreeNumbers(const KernelInfo& info, const std::string& name, bool& is_double) {
  if (info.HasAttribute(name + "_as_tensor")) return TensorNumbers(info, name + "_as_tensor", is_double);
  BERTH_ASSIGN_OR_RETURN(const std::vector<float> floats, info.Floats(name));
  return std::vector<double>(floats.begin(), floats.end());
}

}  // namespace berth
