#include <algorithm>

#include "base/checked_math.h"
#include "kernels/ml/rows.h"

namespace berth {
namespace {

// The inputs next to each other as float, each cut or filled with zeros to its number of columns. ONNX FeatureVectorizer-1.
// inputs: [N,C], or [C] for one row; y: [N, sum of inputdimensions].
class FeatureVectorizer final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<FeatureVectorizer>();
    BERTH_ASSIGN_OR_RETURN(kernel->columns_, info.Ints("inputdimensions"));
    if (kernel->columns_.size() != info.input_count()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"inputdimensions\": ", kernel->columns_.size(),
                   " numbers seen, one for each of ", info.input_count(), " inputs wanted");
    }
    for (const int64_t columns : kernel->columns_) {
      kernel->width_ = columns < 0 ? -1 : CheckedAdd(kernel->width_, columns).value_or(-1);
      if (kernel->width_ >= 0) continue;
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"inputdimensions\": ", columns, " seen");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    Tensor* y = nullptr;
    float* out = nullptr;
    size_t rows = 0;
    for (size_t i = 0; i < ctx.input_count(); ++i) {
      BERTH_ASSIGN_OR_RETURN(const Rows<float> input, RowsOf<float>(ctx, ctx.Input(i)));
      if (y == nullptr) {
        rows = input.rows;
        BERTH_ASSIGN_OR_RETURN(y, ctx.Output(0, ElementTypeOf<float>(), Dims{static_cast<int64_t>(rows), width_}));
        out = y->mutable_span<float>().data();
      }
      if (input.rows != rows) return InvalidArgument("input ", i, ": ", input.rows, " rows seen, ", rows, " wanted");
      const auto columns = static_cast<size_t>(columns_[i]), given = std::min(columns, input.columns);
      for (size_t row = 0; row < rows; ++row) {
        float* to = out + row * static_cast<size_t>(width_);
        std::fill(std::copy_n(input.row(row), given, to), to + columns, 0.0f);
      }
      out += columns;
    }
    return Ok();
  }

 private:
  std::vector<int64_t> columns_;
  int64_t width_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(feature_vectorizer,
    {"ai.onnx.ml", "FeatureVectorizer", 1, kLatest, {{{"T1", MlNumbers::kSet}}}, FeatureVectorizer::Make})

}  // namespace berth
