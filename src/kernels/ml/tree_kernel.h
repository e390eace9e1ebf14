// What the operators on tree ensembles share: the evaluation in float or double, as the input and the model's numbers ask for.
#pragma once

#include <memory>

#include "base/checked_math.h"
#include "kernels/ml/trees.h"

namespace berth {

class TreeScorer {
 public:
  TreeScorer() = default;
  TreeScorer(const KernelInfo& info, const TreeModel& model, TreeAggregate aggregate) : targets_(model.targets) {
    // float16 and float compare alike in float; whole numbers need double.
    if (!model.is_double && (kF32 | kF16).contains(info.input_type(0))) {
      floats_ = std::make_unique<Trees<float>>(model, aggregate);
    } else {
      doubles_ = std::make_unique<Trees<double>>(model, aggregate);
    }
  }

  size_t targets() const { return targets_; }

  // Calls finish(rows, scores) with the scores [rows, targets] of input 0, which lie in scratch: float or double.
  template <typename Finish>
  Status Run(KernelContext& ctx, const Finish& finish) const {
    return floats_ != nullptr ? Typed(*floats_, ctx, finish) : Typed(*doubles_, ctx, finish);
  }

 private:
  template <typename T, typename Finish>
  static Status Typed(const Trees<T>& trees, KernelContext& ctx, const Finish& finish) {
    BERTH_ASSIGN_OR_RETURN(const Rows<T> x, RowsOf<T>(ctx, ctx.Input(0)));
    const auto count = CheckedMul(x.rows, trees.targets());
    const auto bytes = count ? CheckedMul(*count, sizeof(T)) : std::nullopt;
    if (!bytes) return InvalidArgument("input: ", x.rows, " rows for ", trees.targets(), " targets seen: too many");
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(*bytes));
    auto* scores = static_cast<T*>(scratch);
    BERTH_RETURN_IF_ERROR(trees.Score(x, scores, ctx.pool()));
    return finish(x.rows, scores);
  }

  std::unique_ptr<const Trees<float>> floats_;
  std::unique_ptr<const Trees<double>> doubles_;
  size_t targets_ = 0;
};

}  // namespace berth
