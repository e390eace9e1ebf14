#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"
#include "kernels/types.h"

namespace berth {
namespace {

// Parts of the input along one axis. Their sizes: ONNX Split-1 attribute or input (of the data's type); -2, -11 attribute; -13
// input; -18 input, or the number of parts, of which the last may be smaller. With nothing given the parts are equal.
class Split final : public Kernel {
 public:
  template <bool kMayBeUneven>
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Split>();
    kernel->may_be_uneven_ = kMayBeUneven;
    const auto outputs = static_cast<int64_t>(info.output_count());
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->sizes_, IntsAttribute(info, "split"));
    BERTH_ASSIGN_OR_RETURN(const int64_t parts, info.Int("num_outputs", outputs));
    if (parts != outputs) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"num_outputs\": ", parts, " seen, ", outputs,
                   " outputs wanted");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, x.dims().size()));
    const auto axis = static_cast<size_t>(at);
    BERTH_ASSIGN_OR_RETURN(const Dims sizes, Sizes(ctx, x.dims()[axis]));
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    const auto outer = static_cast<int64_t>(ElementCountOf(x.dims().first(axis)));
    const auto inner = static_cast<int64_t>(ElementCountOf(x.dims().subspan(axis + 1)));
    Dims dims(x.dims().begin(), x.dims().end());
    int64_t offset = 0;
    for (size_t i = 0; i < sizes.size(); ++i) {
      const int64_t run = sizes[i] * inner;
      if (ctx.WantsOutput(i)) {
        dims[axis] = sizes[i];
        BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, i, dims));
        const StridedAxis axes[] = {{outer, x.dims()[axis] * inner, run}, {run, 1, 1}};
        CopyStrided(ctx.pool(), axes, out.unit(), in.at(static_cast<size_t>(offset)), out.at(0));
        out.Finish();
      }
      offset += run;
    }
    return Ok();
  }

 private:
  StatusOr<Dims> Sizes(const KernelContext& ctx, int64_t whole) const {
    const auto parts = static_cast<int64_t>(ctx.output_count());
    Dims sizes = sizes_;
    if (const Tensor* given = ctx.OptionalInput(1); given != nullptr) {
      BERTH_ASSIGN_OR_RETURN(sizes, ReadSizes(*given));
    } else if (sizes.empty()) {
      const int64_t size = (whole + parts - 1) / parts, last = whole - size * (parts - 1);
      if (last != size && (!may_be_uneven_ || last < 0)) {
        return InvalidArgument("axis ", axis_, " of size ", whole, " seen, one that ", parts, " parts fit in wanted");
      }
      sizes.assign(static_cast<size_t>(parts), size);
      sizes.back() = last;
    }
    int64_t rest = whole;
    for (int64_t size : sizes) {
      if (size < 0 || size > rest) rest = -1;
      if (rest >= 0) rest -= size;
    }
    if (sizes.size() != static_cast<size_t>(parts) || rest != 0) {
      return InvalidArgument("split ", ShapeText(sizes), " seen, ", parts, " sizes that add up to ", whole, " wanted");
    }
    return sizes;
  }

  static StatusOr<Dims> ReadSizes(const Tensor& given) {
    // Version 1 gives them in the type of the data.
    const auto read = SelectByType<TypeList<float, double, Float16>>(given.type(), []<typename T>() {
      return +[](const Tensor& t) {
        Dims sizes;
        for (T size : t.span<T>()) {
          const auto value = static_cast<double>(static_cast<MathType<T>>(size));
          sizes.push_back(value >= 0 && value <= 1e15 ? static_cast<int64_t>(value) : -1);
        }
        return sizes;
      };
    });
    if (read != nullptr) return read(given);
    return ReadInts(given, "split");
  }

  int64_t axis_ = 0;
  Dims sizes_;
  bool may_be_uneven_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(split,
    {"", "Split", 1, 17, {}, Split::Make<false>},
    {"", "Split", 18, kLatest, {}, Split::Make<true>})

}  // namespace berth
