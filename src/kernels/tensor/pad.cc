#include "base/checked_math.h"
#include "kernels/ints.h"
#include "kernels/tensor/strided_copy.h"
#include "kernels/types.h"

namespace berth {
namespace {

enum class PadMode { kConstant, kReflect, kEdge, kWrap };

// One axis: `size` elements of the input from `start` on, with so many before and after them.
struct PadAxis {
  int64_t start = 0, size = 0, before = 0, after = 0;
  int64_t whole() const { return before + size + after; }

  // The place, 0 to size, that the element `at` places behind the first (or before it, when negative) repeats.
  int64_t Source(int64_t at, PadMode mode) const {
    if (mode == PadMode::kEdge || size == 1) return std::clamp<int64_t>(at, 0, size - 1);
    const int64_t period = mode == PadMode::kWrap ? size : 2 * (size - 1);
    const int64_t place = (at % period + period) % period;
    return place < size ? place : period - place;
  }
};

// More elements around the input, or fewer where a pad is negative: constant, mirrored without the edge, the edge, or from the
// other side. ONNX Pad-1 ("paddings"), -2 ("pads" and "value" as attributes), -11, -13 (inputs), -18 (axes), -19 (wrap) and
// later.
class Pad final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Pad>();
    BERTH_ASSIGN_OR_RETURN(kernel->pads_, IntsAttribute(info, info.HasAttribute("paddings") ? "paddings" : "pads"));
    BERTH_ASSIGN_OR_RETURN(kernel->value_, info.Float("value", 0.0f));
    BERTH_ASSIGN_OR_RETURN(const std::string mode, info.String("mode", "constant"));
    constexpr std::string_view kModes[] = {"constant", "reflect", "edge", "wrap"};
    const auto found = std::find(std::begin(kModes), std::end(kModes), mode);
    if (found == std::end(kModes)) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"mode\": ", mode,
                   " seen, constant, reflect, edge or wrap wanted");
    }
    kernel->mode_ = static_cast<PadMode>(found - std::begin(kModes));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const auto axes, Axes(ctx, x.dims()));
    Dims dims;
    bool empty = false;
    for (const PadAxis& axis : axes) {
      dims.push_back(axis.whole());
      empty |= axis.size == 0;
    }
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const Elements value, Value(ctx, x.type()));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    if (out.count() == 0) return Ok();
    if (!empty) {
      const Dims to = StepsOf(dims);
      CopyInside(ctx, x.dims(), axes, to, in, out);
      for (size_t i = axes.size(); i-- > 0;) PadAlong(ctx.pool(), axes, i, to, out, value);
    } else if (mode_ == PadMode::kConstant) {
      FillWith(out.unit(), out.at(0), out.count(), value.at(0));
    } else {
      return InvalidArgument("input \"data\": nothing of shape ", ShapeText(x.dims()), " is left to fill ", ShapeText(dims),
                             " from");
    }
    out.Finish();
    return Ok();
  }

 private:
  using PadAxes = absl::InlinedVector<PadAxis, 6>;

  // What is left of the input, to its place in the output.
  static void CopyInside(KernelContext& ctx, DimsView dims, const PadAxes& axes, DimsView to, const Elements& in,
                         const NewElements& out) {
    StridedAxes inside;
    const Dims from = StepsOf(dims);
    int64_t start = 0, target = 0;
    for (size_t i = 0; i < axes.size(); ++i) {
      inside.push_back({axes[i].size, from[i], to[i]});
      start += axes[i].start * from[i];
      target += axes[i].before * to[i];
    }
    CopyStrided(ctx.pool(), inside, out.unit(), in.at(static_cast<size_t>(start)), out.at(static_cast<size_t>(target)));
  }

  StatusOr<PadAxes> Axes(const KernelContext& ctx, DimsView dims) const {
    const size_t rank = dims.size();
    BERTH_ASSIGN_OR_RETURN(const Dims pads, ReadIntsOr(ctx, 1, "pads", pads_));
    Dims all;
    for (size_t i = 0; i < rank; ++i) all.push_back(static_cast<int64_t>(i));
    BERTH_ASSIGN_OR_RETURN(Dims chosen, ReadIntsOr(ctx, 3, "axes", all));
    BERTH_ASSIGN_OR_RETURN(chosen, NormalizeAxes(chosen, rank));
    if (pads.size() != chosen.size() * 2) {
      return InvalidArgument("pads: ", pads.size(), " numbers seen, ", chosen.size() * 2, " wanted for ", chosen.size(), " axes");
    }
    PadAxes axes(rank);
    for (size_t i = 0; i < rank; ++i) axes[i].size = dims[i];
    for (size_t i = 0; i < chosen.size(); ++i) {
      const int64_t before = pads[i], after = pads[chosen.size() + i], size = dims[static_cast<size_t>(chosen[i])];
      const auto sum = CheckedAdd(before, after);
      const auto whole = sum ? CheckedAdd(*sum, size) : std::nullopt;
      if (!whole || *whole < 0) {
        return InvalidArgument("pads: ", before, " and ", after, " seen for axis ", chosen[i], " of size ", size);
      }
      PadAxis& axis = axes[static_cast<size_t>(chosen[i])];
      axis.start = -std::clamp<int64_t>(before, -size, 0);
      axis.size = std::max<int64_t>(size - axis.start + std::min<int64_t>(after, 0), 0);
      axis.before = std::clamp<int64_t>(before, 0, *whole - axis.size);
      axis.after = *whole - axis.size - axis.before;
    }
    return axes;
  }

  // The element to pad with.
  StatusOr<Elements> Value(KernelContext& ctx, ElementType type) const {
    if (const Tensor* given = ctx.OptionalInput(2); given != nullptr) {
      if (given->element_count() == 1) return Elements::Of(ctx, *given);
      return InvalidArgument("input \"constant_value\": shape ", ShapeText(given->dims()), " seen, one element wanted");
    }
    static const std::string kEmpty;
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return Elements::At(Unit::kString, &kEmpty, 1);
    BERTH_ASSIGN_OR_RETURN(void* value, ctx.Scratch(sizeof(Bytes16)));
    std::memset(value, 0, sizeof(Bytes16));
    const auto put = SelectByType<FloatTypes>(type, []<typename T>() {
      return +[](void* to, float number) { *static_cast<T*>(to) = T(number); };
    });
    if (put != nullptr) put(value, value_);
    return Elements::At(UnitOf(type), value, 1);
  }

  // Fills what lies before and after along axis `i`, everything behind that axis being complete.
  void PadAlong(ThreadPool* pool, const PadAxes& axes, size_t i, DimsView steps, const NewElements& out,
                const Elements& value) const {
    const PadAxis& axis = axes[i];
    if (axis.before == 0 && axis.after == 0) return;
    StridedAxes outer;
    int64_t rows = 1, first = axis.before * steps[i];
    for (size_t k = 0; k < i; ++k) {
      outer.push_back({axes[k].size, 0, steps[k]});
      rows *= axes[k].size;
      first += axes[k].before * steps[k];
    }
    const auto run = static_cast<size_t>(steps[i]);
    const auto fill = [&](int64_t at, int64_t begin, int64_t end) {
      if (mode_ == PadMode::kConstant) {
        const auto count = static_cast<size_t>(end - begin) * run;
        return FillWith(out.unit(), out.at(static_cast<size_t>(at + begin * steps[i])), count, value.at(0));
      }
      for (int64_t p = begin; p < end; ++p) {
        const int64_t source = at + axis.Source(p, mode_) * steps[i];
        CopyRun(out.unit(), out.at(static_cast<size_t>(source)), out.at(static_cast<size_t>(at + p * steps[i])), run);
      }
    };
    const size_t bytes = static_cast<size_t>(axis.before + axis.after) * run * UnitBytes(out.unit());
    ParallelFor(pool, rows, GrainFor(bytes), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      Walk(outer, begin, end, [&](int64_t, int64_t to) {
        fill(first + to, -axis.before, 0);
        fill(first + to, axis.size, axis.size + axis.after);
      });
    });
  }

  PadMode mode_ = PadMode::kConstant;
  Dims pads_;
  float value_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(pad,
    {"", "Pad", 1, kLatest, {}, Pad::Make})

}  // namespace berth
