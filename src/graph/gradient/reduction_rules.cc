// Rules of what sums up along axes.
#include "graph/gradient/rules.h"

namespace berth {
namespace {

// A reduction with the axes of length 1 that it leaves: its result and the gradient of that.
struct Kept {
  ValueId y, g;
};

Kept KeepAxes(Differential& d) {
  if (d.Int("keepdims", 1) != 0) return {d.y(), d.g()};
  const ValueId y = d.w.Like(d.node, d.node.inputs, {onnx::MakeAttribute("keepdims", int64_t{1})});
  return {y, d.w.ReshapeTo(d.g(), d.w.ShapeOf(y))};
}

// A reduction of another value along the same axes, which stay.
ValueId Reduce(Differential& d, const char* op_type, ValueId value) {
  const auto noop = onnx::MakeAttribute("noop_with_empty_axes", d.Int("noop_with_empty_axes"));
  ValueId axes = d.x(1);
  if (axes == kNone && d.node.FindAttribute("axes") != nullptr) axes = d.w.Ints(d.Ints("axes"));
  return d.w.Op(op_type, {value, axes}, {noop});
}

// How many elements go into one; computed as double, because small floats do not count far.
ValueId Share(Differential& d, ValueId y) {
  const auto size = [&](ValueId of) { return d.w.Cast(d.w.Op("Size", {of}), onnx::TensorProto::DOUBLE); };
  return d.w.Cast(d.w.Div(size(y), size(d.x())), ElementTypeOf(d.w.graph(), d.x()));
}

ValueId Spread(Differential& d, ValueId g) { return d.w.Op("Expand", {g, d.w.ShapeOf(d.x())}); }

Status Sum(Differential& d) {
  d.Give(0, Spread(d, KeepAxes(d).g));
  return Ok();
}

Status Mean(Differential& d) {
  const Kept kept = KeepAxes(d);
  d.Give(0, Spread(d, d.w.Mul(kept.g, Share(d, kept.y))));
  return Ok();
}

Status SumSquare(Differential& d) {
  d.Give(0, d.w.Mul(d.w.Mul(d.Number(2), d.x()), KeepAxes(d).g));
  return Ok();
}

Status L1(Differential& d) {
  d.Give(0, d.w.Mul(d.w.Op("Sign", {d.x()}), KeepAxes(d).g));
  return Ok();
}

Status L2(Differential& d) {
  const Kept kept = KeepAxes(d);
  d.Give(0, d.w.Mul(d.x(), d.w.Div(kept.g, kept.y)));
  return Ok();
}

Status LogSum(Differential& d) {
  const Kept kept = KeepAxes(d);
  d.Give(0, Spread(d, d.w.Div(kept.g, d.w.Op("Exp", {kept.y}))));
  return Ok();
}

Status LogSumExp(Differential& d) {
  const Kept kept = KeepAxes(d);
  d.Give(0, d.w.Mul(kept.g, d.w.Op("Exp", {d.w.Sub(d.x(), kept.y)})));
  return Ok();
}

// Elements that share the extreme share the gradient.
Status GiveToHits(Differential& d, const Kept& kept, ValueId axes_sum(Differential&, ValueId)) {
  GradientWriter& w = d.w;
  const ValueId hits = w.Cast(w.Op("Equal", {d.x(), kept.y}), ElementTypeOf(w.graph(), d.x()));
  d.Give(0, w.Mul(hits, w.Div(kept.g, axes_sum(d, hits))));
  return Ok();
}

Status Extreme(Differential& d) {
  return GiveToHits(d, KeepAxes(d), [](Differential& at, ValueId hits) { return Reduce(at, "ReduceSum", hits); });
}

Status GlobalMaxPool(Differential& d) {
  return GiveToHits(d, {d.y(), d.g()}, [](Differential& at, ValueId hits) {
    GradientWriter& w = at.w;
    const ValueId rank = w.Op("Size", {w.ShapeOf(at.x())});
    return w.Op("ReduceSum", {hits, w.Op("Range", {w.Int(2), rank, w.Int(1)})});
  });
}

Status GlobalAveragePool(Differential& d) {
  d.Give(0, Spread(d, d.w.Mul(d.g(), Share(d, d.y()))));
  return Ok();
}

// The product of the others: where one element is 0 that of the rest for it, where more are 0 nothing.
Status Product(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId zero = d.Number(0), one = d.Number(1), g = KeepAxes(d).g;
  const ValueId is_zero = w.Op("Equal", {d.x(), zero}), others = w.Where(is_zero, one, d.x());
  const ValueId zeros = Reduce(d, "ReduceSum", w.Cast(is_zero, ElementTypeOf(w.graph(), d.x())));
  const ValueId product = Reduce(d, "ReduceProd", others);
  const ValueId at_zero = w.Where(w.Op("Equal", {zeros, one}), product, zero);
  const ValueId elsewhere = w.Where(w.Op("Equal", {zeros, zero}), w.Div(product, others), zero);
  d.Give(0, w.Mul(g, w.Where(is_zero, at_zero, elsewhere)));
  return Ok();
}

Status CumSum(Differential& d) {
  d.Give(0, d.w.Like(d.node, {d.g(), d.x(1)}, {onnx::MakeAttribute("reverse", int64_t{d.Int("reverse") == 0})}));
  return Ok();
}

}  // namespace

const RuleRow kReductionRules[] = {
    {"CumSum", 11, CumSum},
    {"GlobalAveragePool", 1, GlobalAveragePool},
    {"GlobalMaxPool", 1, GlobalMaxPool},
    {"ReduceL1", 1, L1},
    {"ReduceL2", 1, L2},
    {"ReduceLogSum", 1, LogSum},
    {"ReduceLogSumExp", 1, LogSumExp},
    {"ReduceMax", 1, Extreme},
    {"ReduceMean", 1, Mean},
    {"ReduceMin", 1, Extreme},
    {"ReduceProd", 1, Product},
    {"ReduceSum", 1, Sum},
    {"ReduceSumSquare", 1, SumSquare},
    {nullptr, 0, nullptr}};

}  // namespace berth
