#include <algorithm>

#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// From `starts` up to `ends` in `steps` along some axes; all clamped to the input. ONNX Slice-1 (attributes, steps of 1), -10,
// -11, -13 and later (inputs).
class Slice final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Slice>();
    BERTH_ASSIGN_OR_RETURN(kernel->starts_, IntsAttribute(info, "starts"));
    BERTH_ASSIGN_OR_RETURN(kernel->ends_, IntsAttribute(info, "ends"));
    BERTH_ASSIGN_OR_RETURN(kernel->axes_, IntsAttribute(info, "axes"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    for (size_t i = 1; i < ctx.input_count(); ++i) {
      const Tensor* list = ctx.OptionalInput(i);
      if (list == nullptr || list->dims().size() == 1) continue;
      return InvalidArgument("input ", i, ": shape ", ShapeText(list->dims()), " seen, a list wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const Dims starts, ReadIntsOr(ctx, 1, "starts", starts_));
    BERTH_ASSIGN_OR_RETURN(const Dims ends, ReadIntsOr(ctx, 2, "ends", ends_));
    BERTH_ASSIGN_OR_RETURN(Dims axes, ReadIntsOr(ctx, 3, "axes", axes_));
    BERTH_ASSIGN_OR_RETURN(const Dims steps, ReadIntsOr(ctx, 4, "steps", Dims(starts.size(), 1)));
    if (axes.empty()) {
      for (size_t i = 0; i < starts.size(); ++i) axes.push_back(static_cast<int64_t>(i));
    }
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
      return InvalidArgument(starts.size(), " starts, ", ends.size(), " ends, ", axes.size(), " axes and ", steps.size(),
                             " steps seen, as many of each wanted");
    }
    BERTH_ASSIGN_OR_RETURN(axes, NormalizeAxes(axes, x.dims().size()));
    Dims dims(x.dims().begin(), x.dims().end()), from = StepsOf(x.dims());
    int64_t offset = 0;
    for (size_t i = 0; i < axes.size(); ++i) {
      const auto axis = static_cast<size_t>(axes[i]);
      if (steps[i] == 0) return InvalidArgument("steps: 0 seen for axis ", axis);
      const int64_t first = ClampStart(starts[i], dims[axis], steps[i]);
      dims[axis] = Length(first, ends[i], dims[axis], steps[i]);
      offset += first * from[axis];
      from[axis] = dims[axis] > 1 ? from[axis] * steps[i] : 0;
    }
    return CopyFromStrided(ctx, x, dims, from, offset);
  }

 private:
  static int64_t ClampStart(int64_t start, int64_t size, int64_t step) {
    if (start < 0) start += size;
    return std::clamp<int64_t>(start, 0, std::max<int64_t>(step > 0 ? size : size - 1, 0));
  }

  // How many elements lie from `first` (clamped) up to `end`.
  static int64_t Length(int64_t first, int64_t end, int64_t size, int64_t step) {
    if (end < 0) end += size;
    end = step > 0 ? std::clamp<int64_t>(end, 0, size) : std::clamp<int64_t>(end, -1, size - 1);
    const int64_t distance = step > 0 ? end - first : first - end;
    if (distance <= 0 || size == 0) return 0;
    // Unsigned, as the smallest step has no positive counterpart.
    const uint64_t stride = step > 0 ? static_cast<uint64_t>(step) : 0 - static_cast<uint64_t>(step);
    return static_cast<int64_t>((static_cast<uint64_t>(distance) - 1) / stride) + 1;
  }

  Dims starts_, ends_, axes_;
};

}  // namespace

BERTH_KERNEL_LIST(slice,
    {"", "Slice", 1, kLatest, {}, Slice::Make})

}  // namespace berth
