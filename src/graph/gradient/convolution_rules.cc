// Rules of convolutions and of average pooling, which is one.
#include <algorithm>
#include <functional>
#include <numeric>

#include "graph/gradient/rules.h"

namespace berth {
namespace {

using onnx::MakeAttribute;

// How a window goes over the spatial axes of an input.
struct Window {
  std::vector<int64_t> strides, dilations, pads;
  int64_t group = 1;

  size_t rank() const { return strides.size(); }
  std::vector<int64_t> begins() const { return {pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(rank())}; }
};

// Padding to as many results as steps fit in. Needs the sizes.
Status PadSame(bool more_in_front, const std::vector<int64_t>& input, const std::vector<int64_t>& kernel, Window& window) {
  const size_t rank = window.rank();
  if (input.size() != rank || kernel.size() != rank) return Status(ORT_NOT_IMPLEMENTED, "auto_pad of sizes that are not known");
  for (size_t i = 0; i < rank; ++i) {
    const int64_t stride = window.strides[i];
    if (stride < 1) return Status(ORT_INVALID_GRAPH, "strides below 1");
    const int64_t steps = (input[i] + stride - 1) / stride;
    const int64_t total = std::max<int64_t>((steps - 1) * stride + (kernel[i] - 1) * window.dilations[i] + 1 - input[i], 0);
    window.pads[i] = more_in_front ? total - total / 2 : total / 2;
    window.pads[i + rank] = total - window.pads[i];
  }
  return Ok();
}

// `of_input`, `kernel`: spatial sizes, empty where they are not known.
StatusOr<Window> WindowOf(const Differential& d, size_t rank, const std::vector<int64_t>& of_input,
                          const std::vector<int64_t>& kernel) {
  const auto list = [&](const char* name, size_t count, int64_t absent) {
    std::vector<int64_t> values = d.Ints(name);
    return values.empty() ? std::vector<int64_t>(count, absent) : values;
  };
  Window window{list("strides", rank, 1), list("dilations", rank, 1), list("pads", 2 * rank, 0), d.Int("group", 1)};
  if (window.strides.size() != rank || window.dilations.size() != rank || window.pads.size() != 2 * rank || window.group < 1) {
    return Status(ORT_INVALID_GRAPH, "strides, dilations or pads are not as many as there are axes, or group is below 1");
  }
  const onnx::AttributeProto* auto_pad = d.node.FindAttribute("auto_pad");
  const std::string mode = auto_pad == nullptr ? "NOTSET" : auto_pad->s();
  if (mode == "VALID") window.pads.assign(2 * rank, 0);
  else if (mode != "NOTSET") BERTH_RETURN_IF_ERROR(PadSame(mode == "SAME_LOWER", of_input, kernel, window));
  return window;
}

std::vector<int64_t> SpatialDims(const Graph& graph, ValueId id) {
  const auto dims = DimsOf(graph, id);
  return dims && dims->size() > 2 ? std::vector<int64_t>(dims->begin() + 2, dims->end()) : std::vector<int64_t>();
}

Attributes Geometry(const Window& window, const std::vector<int64_t>& strides, const std::vector<int64_t>& dilations,
                    const std::vector<int64_t>& pads) {
  return {MakeAttribute("strides", strides), MakeAttribute("dilations", dilations), MakeAttribute("pads", pads),
          MakeAttribute("group", window.group)};
}

ValueId Tail(GradientWriter& w, ValueId of) { return w.Op("Shape", {of}, {MakeAttribute("start", int64_t{2})}); }

// Of a convolution of `x` with `kernel`: all windows laid out, then cut to where `x` lies in them, or filled up.
ValueId InputGradient(GradientWriter& w, const Window& window, ValueId x, ValueId kernel, ValueId g) {
  const std::vector<int64_t> none(window.pads.size(), 0);
  const ValueId laid = w.Op("ConvTranspose", {g, kernel}, Geometry(window, window.strides, window.dilations, none));
  std::vector<int64_t> begins = window.begins(), front{0, 0};
  for (int64_t begin : begins) front.push_back(-begin);
  const ValueId back = w.Add(w.Sub(Tail(w, x), Tail(w, laid)), w.Ints(begins));
  return w.Op("Pad", {laid, w.Op("Concat", {w.Ints(front), w.Ints({0, 0}), back}, {MakeAttribute("axis", int64_t{0})})});
}

ValueId SwapFirst(GradientWriter& w, ValueId a, size_t rank) {
  std::vector<int64_t> perm(rank);
  std::iota(perm.begin(), perm.end(), 0);
  std::swap(perm[0], perm[1]);
  return w.Op("Transpose", {a}, {MakeAttribute("perm", perm)});
}

// [n, groups * c, ...] as [c, groups * n, ...].
ValueId SwapGroups(GradientWriter& w, ValueId x, int64_t groups, size_t spatial) {
  if (groups == 1) return SwapFirst(w, x, spatial + 2);
  const auto joined = [&](std::initializer_list<ValueId> parts) {
    return w.Op("Concat", parts, {MakeAttribute("axis", int64_t{0})});
  };
  const ValueId shape = w.ShapeOf(x), count = w.Ints({groups}), n = w.Op("Gather", {shape, w.Ints({0})});
  const ValueId c = w.Div(w.Op("Gather", {shape, w.Ints({1})}), count), tail = Tail(w, x);
  std::vector<int64_t> perm(spatial + 3);
  std::iota(perm.begin(), perm.end(), 0);
  std::swap(perm[0], perm[2]);
  const ValueId apart = w.ReshapeTo(x, joined({n, count, c, tail}));
  return w.ReshapeTo(w.Op("Transpose", {apart}, {MakeAttribute("perm", perm)}), joined({c, w.Mul(count, n), tail}));
}

// Of the convolution of `x` whose result has the gradient `g`: `x` convolved with `g`, batch and channels exchanged, where steps
// and dilations have changed places.
ValueId KernelGradient(GradientWriter& w, const Window& window, ValueId x, ValueId kernel, ValueId g) {
  const size_t spatial = window.rank();
  const ValueId sums = w.Op("Conv", {SwapGroups(w, x, window.group, spatial), SwapFirst(w, g, spatial + 2)},
                            Geometry(window, window.dilations, window.strides, window.pads));
  std::vector<int64_t> axes(spatial);
  std::iota(axes.begin(), axes.end(), 2);
  const std::vector<int64_t> starts(spatial, 0);
  return SwapFirst(w, w.Op("Slice", {sums, w.Ints(starts), Tail(w, kernel), w.Ints(axes)}), spatial + 2);
}

ValueId BiasGradient(GradientWriter& w, size_t spatial, ValueId g) {
  std::vector<int64_t> axes(spatial + 1);
  std::iota(axes.begin() + 1, axes.end(), 2);
  return w.Op("ReduceSum", {g, w.Ints(axes)}, {MakeAttribute("keepdims", int64_t{0})});
}

StatusOr<size_t> SpatialRank(const Differential& d, size_t input) {
  const auto rank = RankOf(d.w.graph(), d.x(input));
  if (!rank || *rank < 3) return Status(ORT_NOT_IMPLEMENTED, "a rank that is not known, or below 3");
  return *rank - 2;
}

Status Conv(Differential& d) {
  GradientWriter& w = d.w;
  BERTH_ASSIGN_OR_RETURN(const size_t spatial, SpatialRank(d, 1));
  BERTH_ASSIGN_OR_RETURN(const Window window,
                         WindowOf(d, spatial, SpatialDims(w.graph(), d.x(0)), SpatialDims(w.graph(), d.x(1))));
  if (d.wants(0)) d.Give(0, InputGradient(w, window, d.x(0), d.x(1), d.g()));
  if (d.wants(1)) d.Give(1, KernelGradient(w, window, d.x(0), d.x(1), d.g()));
  if (d.wants(2)) d.Give(2, BiasGradient(w, spatial, d.g()));
  return Ok();
}

// The convolution that it is the way back of.
Status ConvTranspose(Differential& d) {
  GradientWriter& w = d.w;
  BERTH_ASSIGN_OR_RETURN(const size_t spatial, SpatialRank(d, 1));
  if (!d.Ints("output_shape").empty()) return Status(ORT_NOT_IMPLEMENTED, "attribute output_shape");
  BERTH_ASSIGN_OR_RETURN(const Window window, WindowOf(d, spatial, {}, {}));
  if (d.wants(0)) {
    d.Give(0, w.Op("Conv", {d.g(), d.x(1)}, Geometry(window, window.strides, window.dilations, window.pads)));
  }
  if (d.wants(1)) d.Give(1, KernelGradient(w, window, d.g(), d.x(1), d.x(0)));
  if (d.wants(2)) d.Give(2, BiasGradient(w, spatial, d.g()));
  return Ok();
}

// Each channel by itself convolved with ones, and divided by how many elements lie under the window.
Status AveragePool(Differential& d) {
  GradientWriter& w = d.w;
  const std::vector<int64_t> kernel = d.Ints("kernel_shape");
  if (d.Int("ceil_mode") != 0) return Status(ORT_NOT_IMPLEMENTED, "ceil_mode");
  BERTH_ASSIGN_OR_RETURN(Window window, WindowOf(d, kernel.size(), SpatialDims(w.graph(), d.x(0)), kernel));
  const auto one_channel = [&](ValueId value) {
    const ValueId shape = w.Op("Concat", {w.Ints({-1, 1}), Tail(w, value)}, {MakeAttribute("axis", int64_t{0})});
    return w.Op("Reshape", {value, shape});
  };
  std::vector<int64_t> kernel_shape{1, 1};
  kernel_shape.insert(kernel_shape.end(), kernel.begin(), kernel.end());
  const ValueId ones = w.Op("Expand", {d.Number(1), w.Ints(kernel_shape)}), x = one_channel(d.x());
  ValueId count = d.Number(std::accumulate(kernel.begin(), kernel.end(), 1.0, std::multiplies<>()));
  if (d.Int("count_include_pad") == 0) {
    const Attributes geometry = Geometry(window, window.strides, window.dilations, window.pads);
    const ValueId shape = w.Op("Concat", {w.Ints({1, 1}), Tail(w, x)}, {MakeAttribute("axis", int64_t{0})});
    count = w.Op("Conv", {w.Op("Expand", {d.Number(1), shape}), ones}, geometry);
  }
  d.Give(0, w.ReshapeTo(InputGradient(w, window, x, ones, w.Div(one_channel(d.g()), count)), w.ShapeOf(d.x())));
  return Ok();
}

}  // namespace

const RuleRow kConvolutionRules[] = {
    {"AveragePool", 1, AveragePool}, {"Conv", 1, Conv}, {"ConvTranspose", 1, ConvTranspose}, {nullptr, 0, nullptr}};

}  // namespace berth
