#include <map>

#include "kernels/ml/label_table.h"
#include "kernels/ml/rows.h"

namespace berth {
namespace {

// Each row as a map from the class labels to its numbers; of equal labels the last counts. ONNX ZipMap-1. x: [N,C] or [C].
class ZipMap final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<ZipMap>();
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ints, info.Ints("classlabels_int64s"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings("classlabels_strings"));
    if (ints.empty() == texts.empty()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"classlabels_int64s\" of ", ints.size(),
                   " and \"classlabels_strings\" of ", texts.size(), " labels seen, one of them wanted");
    }
    BERTH_RETURN_IF_ERROR(ints.empty() ? kernel->Sort<std::string>(texts) : kernel->Sort<int64_t>(ints));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const Rows<float> table, RowsOf<float>(ctx, ctx.Input(0)));
    if (table.columns != labels_) {
      return InvalidArgument("input: ", table.columns, " columns seen, ", labels_, " wanted as for the labels");
    }
    OrtValue sequence;
    sequence.kind = ONNX_TYPE_SEQUENCE;
    for (size_t row = 0; row < table.rows; ++row) {
      BERTH_ASSIGN_OR_RETURN(Tensor values, Tensor::Allocate(ctx.allocator(), ElementTypeOf<float>(), keys_->tensor.dims()));
      for (size_t i = 0; i < columns_.size(); ++i) values.mutable_span<float>()[i] = table.row(row)[columns_[i]];
      auto map = std::make_shared<OrtValue>();
      map->kind = ONNX_TYPE_MAP;
      map->items = {keys_, std::make_shared<OrtValue>(std::move(values))};
      sequence.items.push_back(std::move(map));
    }
    ctx.OutputValue(0) = std::move(sequence);
    return Ok();
  }

 private:
  // Keys stand in maps sorted and once each.
  template <typename Key>
  Status Sort(std::span<const Key> labels) {
    std::map<Key, size_t> columns;
    for (size_t i = 0; i < labels.size(); ++i) columns[labels[i]] = i;
    std::vector<Key> keys;
    for (const auto& [key, column] : columns) {
      keys.push_back(key);
      columns_.push_back(column);
    }
    labels_ = labels.size();
    BERTH_ASSIGN_OR_RETURN(Tensor list, List<Key>(keys));
    keys_ = std::make_shared<OrtValue>(std::move(list));
    return Ok();
  }

  size_t labels_ = 0;
  SharedValue keys_;               // shared by all maps
  std::vector<size_t> columns_;    // where the value of each key is
};

}  // namespace

BERTH_KERNEL_LIST(zip_map,
    {"ai.onnx.ml", "ZipMap", 1, kLatest, {}, ZipMap::Make})

}  // namespace berth
