#include "kernels/ints.h"
#include "kernels/sequence/sequences.h"
#include "kernels/tensor/strided_copy.h"
#include "values/packed.h"

namespace berth {
namespace {

// A tensor cut along an axis: into pieces of 1 (which lose the axis unless keepdims), of the size that a scalar `split` says,
// or of the sizes that a list says. ONNX SplitToSequence-11, -24 and later.
class SplitToSequence final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SplitToSequence>();
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    BERTH_ASSIGN_OR_RETURN(const int64_t keep, info.Int("keepdims", 1));
    kernel->keep_ = keep != 0;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const int64_t normal, NormalizeAxis(axis_, x.dims().size()));
    const auto axis = static_cast<size_t>(normal);
    const Tensor* split = ctx.OptionalInput(1);
    BERTH_ASSIGN_OR_RETURN(const Dims sizes, Sizes(split, x.dims()[axis]));
    BERTH_ASSIGN_OR_RETURN(const Elements from, Elements::Of(ctx, x));
    const auto outer = static_cast<int64_t>(ElementCountOf(x.dims().first(axis)));
    const auto inner = static_cast<int64_t>(ElementCountOf(x.dims().subspan(axis + 1)));
    OrtValue& sequence = NewSequence(ctx, x.type());
    Dims dims(x.dims().begin(), x.dims().end());
    int64_t at = 0;
    for (int64_t size : sizes) {
      dims[axis] = size;
      BERTH_ASSIGN_OR_RETURN(Tensor piece, Tensor::Allocate(ctx.allocator(), x.type(), dims));
      std::vector<uint8_t> unpacked(IsPacked(x.type()) ? piece.element_count() : 0);
      const StridedAxis axes[] = {{outer, x.dims()[axis] * inner, size * inner}, {size * inner, 1, 1}};
      CopyStrided(ctx.pool(), axes, from.unit(), from.at(static_cast<size_t>(at * inner)),
                  IsPacked(x.type()) ? unpacked.data() : piece.mutable_data());
      if (IsPacked(x.type())) PackElements(unpacked.data(), piece);
      if (split == nullptr && !keep_) {
        Dims item = dims;
        item.erase(item.begin() + static_cast<std::ptrdiff_t>(axis));
        piece.Reshape(item);
      }
      sequence.items.push_back(std::make_shared<OrtValue>(std::move(piece)));
      at += size;
    }
    return Ok();
  }

 private:
  static StatusOr<Dims> Sizes(const Tensor* split, int64_t whole) {
    if (split != nullptr && !split->dims().empty()) {
      BERTH_ASSIGN_OR_RETURN(Dims sizes, ReadInts(*split, "split"));
      int64_t rest = whole;
      for (int64_t size : sizes) {
        if (size < 0 || size > rest) rest = -1;
        if (rest >= 0) rest -= size;
      }
      if (rest == 0) return sizes;
      return InvalidArgument("input split: ", ShapeText(sizes), " seen, sizes that add up to ", whole, " wanted");
    }
    int64_t size = 1;
    if (split != nullptr) { BERTH_ASSIGN_OR_RETURN(size, ReadInt(*split, "split")); }
    if (size < 1) return InvalidArgument("input split: ", size, " seen, at least 1 wanted");
    Dims sizes(static_cast<size_t>(whole / size), size);
    if (whole % size != 0) sizes.push_back(whole % size);
    return sizes;
  }

  int64_t axis_ = 0;
  bool keep_ = true;
};

}  // namespace

BERTH_KERNEL_LIST(split_to_sequence,
    {"", "SplitToSequence", 11, kLatest, {}, SplitToSequence::Make})

}  // namespace berth
