#include "base/checked_math.h"
#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"
#include "kernels/types.h"

namespace berth {
namespace {

// The input so many times along each axis. ONNX Tile-6, -13 and later: `repeats` has one number for each axis; Tile-1: one
// number and the axis that it is for, both of the type of the data.
class Tile final : public Kernel {
 public:
  template <bool kOneAxis>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo&) {
    auto kernel = std::make_unique<Tile>();
    kernel->one_axis_ = kOneAxis;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const size_t rank = x.dims().size();
    Dims repeats(rank, 1);
    if (one_axis_) {
      BERTH_ASSIGN_OR_RETURN(const int64_t axis, ReadFloat(ctx.Input(2), "axis"));
      BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis, rank));
      BERTH_ASSIGN_OR_RETURN(repeats[static_cast<size_t>(at)], ReadFloat(ctx.Input(1), "tiles"));
    } else {
      BERTH_ASSIGN_OR_RETURN(repeats, ReadInts(ctx.Input(1), "repeats"));
    }
    if (repeats.size() != rank) {
      return InvalidArgument("input \"repeats\": ", repeats.size(), " numbers seen, ", rank, " wanted, one for each axis");
    }
    return Repeat(ctx, x, repeats);
  }

 private:
  static Status Repeat(KernelContext& ctx, const Tensor& x, DimsView repeats) {
    const size_t rank = repeats.size();
    Dims dims(rank);
    for (size_t i = 0; i < rank; ++i) {
      const auto size = CheckedMul(x.dims()[i], repeats[i]);
      if (!size || repeats[i] < 0) return InvalidArgument("input \"repeats\": ", repeats[i], " seen for axis ", i);
      dims[i] = *size;
    }
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    if (out.count() == 0) return Ok();
    const Dims from = StepsOf(x.dims()), to = StepsOf(dims);
    // Each axis is two: the repetition, which does not move in the input, and the axis itself.
    StridedAxes axes;
    for (size_t i = 0; i < rank; ++i) {
      axes.push_back({repeats[i], 0, x.dims()[i] * to[i]});
      axes.push_back({x.dims()[i], from[i], to[i]});
    }
    CopyStrided(ctx.pool(), axes, out.unit(), in.at(0), out.at(0));
    out.Finish();
    return Ok();
  }

  static StatusOr<int64_t> ReadFloat(const Tensor& tensor, const char* name) {
    if (tensor.element_count() != 1) {
      return InvalidArgument("input \"", name, "\": ", tensor.element_count(), " elements seen, 1 wanted");
    }
    const auto read = SelectByType<TypeList<float, double, Float16>>(tensor.type(), []<typename T>() {
      return +[](const Tensor& t) { return static_cast<double>(static_cast<MathType<T>>(t.span<T>()[0])); };
    });
    const double value = read(tensor);
    if (!(value >= -1e15 && value <= 1e15)) return InvalidArgument("input \"", name, "\": ", value, " seen");
    return static_cast<int64_t>(value);
  }

  bool one_axis_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(tile,
    {"", "Tile", 1, 5, {{{"T", kF32 | kF64 | kF16}}}, Tile::Make<true>},
    {"", "Tile", 6, kLatest, {}, Tile::Make<false>})

}  // namespace berth
