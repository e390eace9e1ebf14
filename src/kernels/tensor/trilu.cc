#include "kernels/ints.h"
#include "kernels/tensor/movable.h"

namespace berth {
namespace {

// Matrices [..., rows, columns] with zero below (upper) or above (lower) diagonal k, which is kept. ONNX Trilu-14.
class Trilu final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Trilu>();
    BERTH_ASSIGN_OR_RETURN(const int64_t upper, info.Int("upper", 1));
    kernel->upper_ = upper != 0;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const size_t rank = x.dims().size();
    if (rank < 2) return InvalidArgument("input \"input\": shape ", ShapeText(x.dims()), " seen, at least two axes wanted");
    int64_t k = 0;
    if (const Tensor* given = ctx.OptionalInput(1); given != nullptr) {
      BERTH_ASSIGN_OR_RETURN(k, ReadInt(*given, "k"));
    }
    const int64_t height = x.dims()[rank - 2], width = x.dims()[rank - 1];
    k = std::clamp(k, -height - 1, width);
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, x.dims()));
    if (out.count() == 0) return Ok();
    const Unit unit = out.unit();
    const auto rows = static_cast<std::ptrdiff_t>(out.count() / static_cast<size_t>(width));
    ParallelFor(ctx.pool(), rows, GrainFor(static_cast<size_t>(width) * UnitBytes(unit)),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (std::ptrdiff_t row = begin; row < end; ++row) {
                    // The first element right of the kept or lost left part.
                    const int64_t edge = std::clamp<int64_t>(row % height + k + (upper_ ? 0 : 1), 0, width);
                    const auto at = static_cast<size_t>(row * width), left = static_cast<size_t>(edge),
                               right = static_cast<size_t>(width - edge);
                    if (upper_) {
                      FillZero(unit, out.at(at), left);
                      CopyRun(in, at + left, out, at + left, right);
                    } else {
                      CopyRun(in, at, out, at, left);
                      FillZero(unit, out.at(at + left), right);
                    }
                  }
                });
    out.Finish();
    return Ok();
  }

 private:
  bool upper_ = true;
};

}  // namespace

BERTH_KERNEL_LIST(trilu,
    {"", "Trilu", 14, kLatest, {}, Trilu::Make})

}  // namespace berth
