#include <algorithm>
#include <vector>

#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {
namespace {

// The k largest (or smallest) elements along an axis and where they are, in order; of equal ones the first comes first.
// ONNX TopK-1 (k an attribute), -10, -11, -24. x: any shape; y, indices: the same with k along the axis.
class TopK final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<TopK>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -1));
    BERTH_ASSIGN_OR_RETURN(kernel->k_, info.Int("k", -1));
    BERTH_ASSIGN_OR_RETURN(int64_t largest, info.Int("largest", 1));
    kernel->largest_ = largest != 0;
    kernel->run_ = SelectByType<NumberTypes>(info.input_type(0), []<typename T>() { return &TopK::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    int64_t k = k_;
    if (ctx.input_count() > 1) {
      BERTH_ASSIGN_OR_RETURN(k, ReadInt(ctx.Input(1), "K"));
    }
    BERTH_ASSIGN_OR_RETURN(int64_t axis, NormalizeAxis(axis_, x.dims().size()));
    Dims dims(x.dims().begin(), x.dims().end());
    int64_t& along = dims[static_cast<size_t>(axis)];
    if (k < 0 || k > along) return InvalidArgument("input K: ", k, " seen, 0 to ", along, " wanted for axis ", axis);
    const auto count = static_cast<size_t>(along);
    along = k;
    return (this->*run_)(ctx, x, dims, count, ElementCountOf(x.dims().subspan(static_cast<size_t>(axis) + 1)));
  }

 private:
  template <typename T>
  Status Typed(KernelContext& ctx, const Tensor& x, const Dims& dims, size_t count, size_t inner) const {
    using M = MathType<T>;
    Tensor* y = nullptr;
    Tensor* where = nullptr;
    if (ctx.WantsOutput(0)) {
      BERTH_ASSIGN_OR_RETURN(y, ctx.Output(0, dims));
    }
    if (ctx.WantsOutput(1)) {
      BERTH_ASSIGN_OR_RETURN(where, ctx.Output(1, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, dims));
    }
    const size_t total = ElementCountOf(dims);
    if (total == 0) return Ok();
    const size_t lines = x.element_count() / count, k = total / lines;
    const T* in = x.span<T>().data();
    std::vector<Item<M>> items(count);
    for (size_t line = 0; line < lines; ++line) {
      const size_t outer = line / inner, offset = line % inner;
      for (size_t i = 0; i < count; ++i) items[i] = {static_cast<M>(in[(outer * count + i) * inner + offset]), i};
      SortFirst(items, k);
      for (size_t i = 0; i < k; ++i) {
        const size_t to = (outer * k + i) * inner + offset;
        if (y != nullptr) y->mutable_span<T>()[to] = in[(outer * count + items[i].at) * inner + offset];
        if (where != nullptr) where->mutable_span<int64_t>()[to] = static_cast<int64_t>(items[i].at);
      }
    }
    return Ok();
  }

  // An element of a line and its place, side by side: nothing far away is looked at.
  template <typename M>
  struct Item {
    M value;
    size_t at;
  };

  // A few are found by a heap of k; many are set apart first, and sorted.
  template <typename M>
  void SortFirst(std::vector<Item<M>>& items, size_t k) const {
    const auto before = [this](const Item<M>& a, const Item<M>& b) { return Before(a.value, b.value, a.at, b.at); };
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(k);
    if (k * 16 < items.size()) {
      std::partial_sort(items.begin(), end, items.end(), before);
      return;
    }
    if (end != items.end()) std::nth_element(items.begin(), end, items.end(), before);
    std::sort(items.begin(), end, before);
  }

  // A strict order: not-a-number counts as larger than every number.
  template <typename M>
  bool Before(M a, M b, size_t at_a, size_t at_b) const {
    const bool nan_a = a != a, nan_b = b != b;
    if (nan_a != nan_b) return largest_ ? nan_a : nan_b;
    if (nan_a || a == b) return at_a < at_b;
    return largest_ ? a > b : a < b;
  }

  int64_t axis_ = -1, k_ = -1;
  bool largest_ = true;
  Status (TopK::*run_)(KernelContext& ctx, const Tensor& x, const Dims& dims, size_t count, size_t inner) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(top_k,
    {"", "TopK", 1, kLatest, {{{"T", NumberTypes::kSet}}}, TopK::Make})

}  // namespace berth
