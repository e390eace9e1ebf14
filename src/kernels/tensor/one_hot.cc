#include "kernels/tensor/strided_copy.h"
#include "kernels/types.h"

namespace berth {
namespace {

using IndexTypes = TypeList<float, double, Float16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;

// Out of every range.
constexpr int64_t kNowhere = std::numeric_limits<int64_t>::min();

// Cut towards zero; kNowhere when int64 cannot hold it.
template <typename T>
int64_t ToIndex(T value) {
  if constexpr (std::is_integral_v<T>) {
    if constexpr (std::is_same_v<T, uint64_t>) {
      if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return kNowhere;
    }
    return static_cast<int64_t>(value);
  } else {
    const auto number = static_cast<double>(static_cast<MathType<T>>(value));
    return number > -0x1p62 && number < 0x1p62 ? static_cast<int64_t>(number) : kNowhere;
  }
}

using ReadIndex = int64_t (*)(const void* data, size_t i);

ReadIndex SelectReader(ElementType type) {
  return SelectByType<IndexTypes>(type, []<typename T>() -> ReadIndex {
    return [](const void* data, size_t i) { return ToIndex(static_cast<const T*>(data)[i]); };
  });
}

// A new axis of size `depth`, "on" at the place that the index says and "off" elsewhere; negative indices count from the end,
// others beyond it are off all along. `values` is [off, on]. ONNX OneHot-9, -11, -28 and later.
class OneHot final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<OneHot>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", -1));
    kernel->index_ = SelectReader(info.input_type(0));
    kernel->depth_ = SelectReader(info.input_type(1));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& indices = ctx.Input(0);
    const Tensor& depth_input = ctx.Input(1);
    const Tensor& values = ctx.Input(2);
    if (depth_input.element_count() != 1) {
      return InvalidArgument("input \"depth\": shape ", ShapeText(depth_input.dims()), " seen, one element wanted");
    }
    const int64_t depth = depth_(depth_input.data(), 0);
    if (depth < 0) return InvalidArgument("input \"depth\": ", depth, " seen, 0 or more wanted");
    if (!SameDims(values.dims(), Dims{2})) {
      return InvalidArgument("input \"values\": shape ", ShapeText(values.dims()), " seen, [2] wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const int64_t axis, NormalizeAxis(axis_, indices.dims().size() + 1));
    Dims dims(indices.dims().begin(), indices.dims().end());
    dims.insert(dims.begin() + axis, depth);
    BERTH_ASSIGN_OR_RETURN(const Elements off_on, Elements::Of(ctx, values));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    if (out.count() > 0) {
      const StridedAxis everywhere[] = {{static_cast<int64_t>(out.count()), 0, 1}};
      CopyStrided(ctx.pool(), everywhere, out.unit(), off_on.at(0), out.at(0));
      VisitUnit(out.unit(), [&]<typename U>() {
        const auto inner = static_cast<int64_t>(ElementCountOf(indices.dims().subspan(static_cast<size_t>(axis))));
        SetOn(indices, depth, inner, off_on.as<U>()[1], out.as<U>());
      });
    }
    out.Finish();
    return Ok();
  }

 private:
  template <typename U>
  void SetOn(const Tensor& indices, int64_t depth, int64_t inner, const U& on, U* out) const {
    const void* data = indices.data();
    for (int64_t i = 0, n = static_cast<int64_t>(indices.element_count()); i < n; ++i) {
      int64_t index = index_(data, static_cast<size_t>(i));
      if (index < -depth || index >= depth) continue;
      if (index < 0) index += depth;
      out[(i / inner * depth + index) * inner + i % inner] = on;
    }
  }

  int64_t axis_ = -1;
  ReadIndex index_ = nullptr, depth_ = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(one_hot,
    {"", "OneHot", 9, kLatest, {{{"T1", IndexTypes::kSet}, {"T2", IndexTypes::kSet}}}, OneHot::Make})

}  // namespace berth
