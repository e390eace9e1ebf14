#include "kernels/ints.h"
#include "kernels/tensor/gather_rows.h"

namespace berth {
namespace {

// The chosen places of the last axis. ONNX ArrayFeatureExtractor-1. x: [...,C]; y: any number of indices; z: [...,K], or [1,K]
// for a list.
class ArrayFeatureExtractor final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) { return std::make_unique<ArrayFeatureExtractor>(); }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const auto places = ctx.Input(1).span<int64_t>();
    if (x.dims().empty()) return InvalidArgument("input X: a scalar seen, at least one axis wanted");
    if (places.empty()) return InvalidArgument("input Y: no index seen, at least one wanted");
    const int64_t columns = x.dims().back();
    for (const int64_t place : places) {
      if (place >= 0 && place < columns) continue;
      return InvalidArgument("input Y: index ", place, " seen for an axis of ", columns);
    }
    Dims dims(x.dims().begin(), x.dims().end());
    dims.back() = static_cast<int64_t>(places.size());
    if (dims.size() == 1) dims.insert(dims.begin(), 1);
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    const size_t outer = ElementCountOf(x.dims().first(x.dims().size() - 1));
    GatherRows(ctx.pool(), in, out, outer, static_cast<size_t>(columns), 1, places);
    out.Finish();
    return Ok();
  }
};

}  // namespace

BERTH_KERNEL_LIST(array_feature_extractor,
    {"ai.onnx.ml", "ArrayFeatureExtractor", 1, kLatest, {{{"T", kF32 | kF64 | kI64 | kI32 | kString}}},
     ArrayFeatureExtractor::Make})

}  // namespace berth
