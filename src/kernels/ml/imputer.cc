#include <cmath>

#include "kernels/ml/rows.h"

namespace berth {
namespace {

// Elements that are `replaced` become the value of their column, or the only value. ONNX Imputer-1. x, y: [...,F]. T: the element
// type, V: of the attributes.
template <typename T, typename V>
void Impute(std::span<const T> x, V replaced, std::span<const V> values, std::span<T> y) {
  const T wanted = static_cast<T>(replaced);
  const bool wants_nan = wanted != wanted;
  size_t column = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const bool replaces = wants_nan ? x[i] != x[i] : x[i] == wanted;
    y[i] = replaces ? static_cast<T>(values[column]) : x[i];
    if (++column == values.size()) column = 0;
  }
}

class Imputer final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Imputer>();
    BERTH_ASSIGN_OR_RETURN(kernel->replaced_float_, info.Float("replaced_value_float", 0.0f));
    BERTH_ASSIGN_OR_RETURN(kernel->replaced_int_, info.Int("replaced_value_int64", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->floats_, info.Floats("imputed_value_floats"));
    BERTH_ASSIGN_OR_RETURN(kernel->ints_, info.Ints("imputed_value_int64s"));
    kernel->run_ = SelectByType<MlNumbers>(info.input_type(0), []<typename T>() { return &Imputer::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    if (!kernel->ints_.empty() && !kernel->floats_.empty()) {
      return Error(ORT_INVALID_GRAPH, info.label(),
                   ": attributes \"imputed_value_int64s\" and \"imputed_value_floats\": both seen, ",
                   "one of them wanted");
    }
    const bool whole = (kI32 | kI64).contains(info.input_type(0));
    if (!(whole ? kernel->ints_.empty() : kernel->floats_.empty())) return kernel;
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"", whole ? "imputed_value_int64s" : "imputed_value_floats",
                 "\": no value seen, at least one wanted for an input of ", ElementTypeName(info.input_type(0)));
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  template <typename T>
  Status Typed(KernelContext& ctx) const {
    const Tensor& x = ctx.Input(0);
    const size_t values = std::is_integral_v<T> ? ints_.size() : floats_.size();
    if (x.dims().empty() || (values != 1 && x.dims().back() != static_cast<int64_t>(values))) {
      return InvalidArgument("input: shape ", ShapeText(x.dims()), " seen, [...,", values, "] wanted as for the values");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.type(), x.dims()));
    if constexpr (std::is_integral_v<T>) {
      Impute<T, int64_t>(x.span<T>(), replaced_int_, ints_, y->mutable_span<T>());
    } else {
      Impute<T, float>(x.span<T>(), replaced_float_, floats_, y->mutable_span<T>());
    }
    return Ok();
  }

  float replaced_float_ = 0;
  int64_t replaced_int_ = 0;
  std::vector<float> floats_;
  std::vector<int64_t> ints_;
  Status (Imputer::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(imputer,
    {"ai.onnx.ml", "Imputer", 1, kLatest, {{{"T", MlNumbers::kSet}}}, Imputer::Make})

}  // namespace berth
