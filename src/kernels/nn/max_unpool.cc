#include "kernels/ints.h"
#include "kernels/nn/window.h"
#include "kernels/types.h"

namespace berth {
namespace {

// Puts the elements back where MaxPool took them from; zeros elsewhere. ONNX MaxUnpool-9, -11, -22.
// x: [n, c, spatial...]; indices: of the same shape, places in the flat tensor that had been pooled, whose shape follows from the
// attributes; y: of that shape, or of `output_shape`, in which every element keeps its coordinates.
class MaxUnpool final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MaxUnpool>();
    BERTH_ASSIGN_OR_RETURN(kernel->window_, Window::FromAttributes(info, true));
    kernel->place_ = SelectByType<FloatTypes>(info.input_type(0), []<typename T>() { return &Place<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const Tensor& indices = ctx.Input(1);
    if (!SameDims(x.dims(), indices.dims())) {
      return InvalidArgument("inputs X", ShapeText(x.dims()), " and I", ShapeText(indices.dims()), " seen, equal shapes wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const PlacedWindow window, window_.PlaceTransposed(x.dims(), {}, {}, {}));
    Dims pooled{x.dims()[0], x.dims()[1]};
    pooled.insert(pooled.end(), window.in.end() - static_cast<std::ptrdiff_t>(window.rank), window.in.end());
    Dims dims = pooled;
    if (const Tensor* shape = ctx.OptionalInput(2); shape != nullptr) {
      BERTH_ASSIGN_OR_RETURN(dims, ReadInts(*shape, "output_shape"));
      if (dims.size() != pooled.size()) {
        return InvalidArgument("input output_shape: ", dims.size(), " axes seen, ", pooled.size(), " wanted");
      }
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    if (y->bytes() > 0) std::fill_n(static_cast<uint8_t*>(y->mutable_data()), y->bytes(), uint8_t{0});
    return place_(x, indices, pooled, *y);
  }

 private:
  // Moves an index from a tensor of shape `pooled` to one of `dims`; -1 when it has no place there.
  static int64_t MovedIndex(int64_t index, DimsView pooled, DimsView dims) {
    if (index < 0) return -1;
    int64_t moved = 0, step = 1;
    for (size_t axis = pooled.size(); axis-- > 0;) {
      if (pooled[axis] == 0) return -1;
      const int64_t at = index % pooled[axis];
      index /= pooled[axis];
      if (at >= dims[axis]) return -1;
      moved += at * step;
      step *= dims[axis];
    }
    return index == 0 ? moved : -1;
  }

  template <typename T>
  static Status Place(const Tensor& x, const Tensor& indices, DimsView pooled, Tensor& y) {
    const bool moves = !SameDims(pooled, y.dims());
    const auto count = static_cast<int64_t>(y.element_count());
    T* out = y.mutable_span<T>().data();
    for (size_t i = 0; i < x.element_count(); ++i) {
      const int64_t index = indices.span<int64_t>()[i], at = moves ? MovedIndex(index, pooled, y.dims()) : index;
      if (at < 0 || at >= count) {
        return InvalidArgument("input I: ", index, " seen, a place in ", ShapeText(pooled), " and in Y", ShapeText(y.dims()),
                               " wanted");
      }
      out[at] = x.span<T>()[i];
    }
    return Ok();
  }

  Window window_;
  Status (*place_)(const Tensor& x, const Tensor& indices, DimsView pooled, Tensor& y) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(max_unpool,
    {"", "MaxUnpool", 9, kLatest, {{{"T1", FloatTypes::kSet}}}, MaxUnpool::Make})

}  // namespace berth
