#include "kernels/ints.h"
#include "kernels/tensor/copy_elements.h"

namespace berth {
namespace {

// The same elements under another shape. In `shape`, -1 stands for what is left over and 0 for the input's own dimension
// (or, with allowzero, for none at all). ONNX Reshape-1 (`shape` is an attribute), -5, -13, -14 and later (an input).
class Reshape final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Reshape>();
    BERTH_ASSIGN_OR_RETURN(int64_t allow_zero, info.Int("allowzero", 0));
    kernel->allow_zero_ = allow_zero != 0;
    BERTH_ASSIGN_OR_RETURN(kernel->shape_, IntsAttribute(info, "shape"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Dims shape, ReadIntsOr(ctx, 1, "shape", shape_));
    BERTH_ASSIGN_OR_RETURN(const Dims dims, Resolve(x.dims(), shape));
    return CopyElements(ctx, x, dims);
  }

 private:
  StatusOr<Dims> Resolve(DimsView from, DimsView wanted) const {
    Dims dims(wanted.begin(), wanted.end());
    size_t open = dims.size();
    for (size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] == -1) {
        if (open != dims.size()) return Mismatch(from, wanted, "-1 twice");
        open = i;
        dims[i] = 1;
      } else if (dims[i] == 0 && !allow_zero_) {
        if (i >= from.size()) return Mismatch(from, wanted, "0 where the input has no axis");
        dims[i] = from[i];
      }
    }
    const size_t count = ElementCountOf(from);
    BERTH_ASSIGN_OR_RETURN(size_t known, ElementCount(dims));
    if (open != dims.size()) {
      if (known == 0 || count % known != 0) return Mismatch(from, wanted, "nothing fits for -1");
      dims[open] = static_cast<int64_t>(count / known);
    } else if (known != count) {
      return Mismatch(from, wanted, "the element counts differ");
    }
    return dims;
  }

  static Status Mismatch(DimsView from, DimsView wanted, const char* why) {
    std::string text;
    for (int64_t dim : wanted) absl::StrAppend(&text, text.empty() ? "" : ",", dim);
    return InvalidArgument("input of shape ", ShapeText(from), " cannot be reshaped to [", text, "]: ", why);
  }

  Dims shape_;
  bool allow_zero_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(reshape,
    {"", "Reshape", 1, kLatest, {}, Reshape::Make})

}  // namespace berth
