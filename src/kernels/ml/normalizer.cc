#include <algorithm>
#include <cmath>

#include "kernels/ml/rows.h"

namespace berth {
namespace {

enum class Norm { kMax, kL1, kL2 };

// The largest number as it is, negative ones too; of L1 the sizes count.
double NormOf(Norm norm, std::span<const double> row) {
  if (row.empty()) return 0;
  if (norm == Norm::kMax) return *std::max_element(row.begin(), row.end());
  double result = 0;
  for (const double x : row) result += norm == Norm::kL1 ? std::abs(x) : x * x;
  return norm == Norm::kL2 ? std::sqrt(result) : result;
}

// Each row divided by its norm, one of zeros left as it is. ONNX Normalizer-1. x: [N,C] or [C]; y: the same shape, float.
class Normalizer final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Normalizer>();
    BERTH_ASSIGN_OR_RETURN(const std::string norm, info.String("norm", "MAX"));
    if (norm != "MAX" && norm != "L1" && norm != "L2") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"norm\": \"", norm, "\" seen, MAX, L1 or L2 wanted");
    }
    kernel->norm_ = norm == "MAX" ? Norm::kMax : norm == "L1" ? Norm::kL1 : Norm::kL2;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Rows<double> in, RowsOf<double>(ctx, x));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ElementTypeOf<float>(), x.dims()));
    float* out = y->mutable_span<float>().data();
    const auto rows = static_cast<std::ptrdiff_t>(in.rows);
    ParallelFor(ctx.pool(), rows, RowGrain(in.columns), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (auto row = static_cast<size_t>(begin); row < static_cast<size_t>(end); ++row) {
        const double* from = in.row(row);
        const double norm = NormOf(norm_, {from, in.columns});
        const double divisor = norm == 0 ? 1 : norm;
        for (size_t i = 0; i < in.columns; ++i) out[row * in.columns + i] = static_cast<float>(from[i] / divisor);
      }
    });
    return Ok();
  }

 private:
  Norm norm_ = Norm::kMax;
};

}  // namespace

BERTH_KERNEL_LIST(normalizer,
    {"ai.onnx.ml", "Normalizer", 1, kLatest, {{{"T", MlNumbers::kSet}}}, Normalizer::Make})

}  // namespace berth
