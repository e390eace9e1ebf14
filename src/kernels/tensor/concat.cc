#include "base/checked_math.h"
#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// The inputs one behind the other along one axis. ONNX Concat-1 (axis 1 unless told), -4, -11, -13 and later.
class Concat final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Concat>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 1));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    DimsView first = ctx.Input(0).dims();
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, first.size()));
    const auto axis = static_cast<size_t>(at);
    Dims dims(first.begin(), first.end());
    for (size_t i = 1; i < ctx.input_count(); ++i) {
      BERTH_RETURN_IF_ERROR(AddInput(ctx.Input(i).dims(), i, axis, dims));
    }
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    const auto outer = static_cast<int64_t>(ElementCountOf(DimsView(dims).first(axis)));
    const auto inner = static_cast<int64_t>(ElementCountOf(DimsView(dims).subspan(axis + 1)));
    size_t offset = 0;
    for (size_t i = 0; i < ctx.input_count(); ++i) {
      const Tensor& x = ctx.Input(i);
      const int64_t run = x.dims()[axis] * inner;
      BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
      const StridedAxis axes[] = {{outer, run, dims[axis] * inner}, {run, 1, 1}};
      CopyStrided(ctx.pool(), axes, out.unit(), in.at(0), out.at(offset));
      offset += static_cast<size_t>(run);
    }
    out.Finish();
    return Ok();
  }

 private:
  static Status AddInput(DimsView more, size_t i, size_t axis, Dims& dims) {
    bool fits = more.size() == dims.size();
    for (size_t k = 0; k < dims.size() && fits; ++k) fits = k == axis || more[k] == dims[k];
    const auto sum = fits ? CheckedAdd(dims[axis], more[axis]) : std::nullopt;
    if (!sum) {
      return InvalidArgument("input ", i, ": shape ", ShapeText(more), " seen, that of the first input wanted but for axis ", axis,
                             "; so far ", ShapeText(dims));
    }
    dims[axis] = *sum;
    return Ok();
  }

  int64_t axis_ = 1;
};

}  // namespace

BERTH_KERNEL_LIST(concat,
    {"", "Concat", 1, kLatest, {}, Concat::Make})

}  // namespace berth
