// Rules of arithmetic, of functions of one number, and of choices between elements.
#include <cmath>

#include "graph/gradient/rules.h"

namespace berth {
namespace {

// A function of one number: what `slope` gives of it, times the gradient.
template <ValueId (*slope)(Differential&)>
Status Unary(Differential& d) {
  d.Give(0, d.w.Mul(d.g(), slope(d)));
  return Ok();
}

ValueId OneAnd(Differential& d, const char* op_type) { return d.w.Op(op_type, {d.Number(1), d.w.Square(d.x())}); }

ValueId AbsSlope(Differential& d) { return d.w.Op("Sign", {d.x()}); }
ValueId ExpSlope(Differential& d) { return d.y(); }
ValueId LogSlope(Differential& d) { return d.w.Op("Reciprocal", {d.x()}); }
ValueId SqrtSlope(Differential& d) { return d.w.Div(d.Number(0.5), d.y()); }
ValueId ReciprocalSlope(Differential& d) { return d.w.Neg(d.w.Square(d.y())); }
ValueId SinSlope(Differential& d) { return d.w.Op("Cos", {d.x()}); }
ValueId CosSlope(Differential& d) { return d.w.Neg(d.w.Op("Sin", {d.x()})); }
ValueId TanSlope(Differential& d) { return d.w.Add(d.Number(1), d.w.Square(d.y())); }
ValueId AsinSlope(Differential& d) { return d.w.Op("Reciprocal", {d.w.Op("Sqrt", {OneAnd(d, "Sub")})}); }
ValueId AcosSlope(Differential& d) { return d.w.Neg(AsinSlope(d)); }
ValueId AtanSlope(Differential& d) { return d.w.Op("Reciprocal", {OneAnd(d, "Add")}); }
ValueId SinhSlope(Differential& d) { return d.w.Op("Cosh", {d.x()}); }
ValueId CoshSlope(Differential& d) { return d.w.Op("Sinh", {d.x()}); }
ValueId TanhSlope(Differential& d) { return d.w.Sub(d.Number(1), d.w.Square(d.y())); }
ValueId AsinhSlope(Differential& d) { return d.w.Op("Reciprocal", {d.w.Op("Sqrt", {OneAnd(d, "Add")})}); }
ValueId AcoshSlope(Differential& d) {
  return d.w.Op("Reciprocal", {d.w.Op("Sqrt", {d.w.Sub(d.w.Square(d.x()), d.Number(1))})});
}
ValueId AtanhSlope(Differential& d) { return d.w.Op("Reciprocal", {OneAnd(d, "Sub")}); }
ValueId ErfSlope(Differential& d) {
  return d.w.Mul(d.Number(2 / std::sqrt(M_PI)), d.w.Op("Exp", {d.w.Neg(d.w.Square(d.x()))}));
}

// Steps: their derivative is 0 wherever there is one.
Status Nothing(Differential&) { return Ok(); }

Status Neg(Differential& d) {
  d.Give(0, d.w.Neg(d.g()));
  return Ok();
}

Status Add(Differential& d) {
  d.GiveBroadcast(0, d.g());
  d.GiveBroadcast(1, d.g());
  return Ok();
}

Status Sub(Differential& d) {
  d.GiveBroadcast(0, d.g());
  if (d.wants(1)) d.GiveBroadcast(1, d.w.Neg(d.g()));
  return Ok();
}

Status Mul(Differential& d) {
  if (d.wants(0)) d.GiveBroadcast(0, d.w.Mul(d.g(), d.x(1)));
  if (d.wants(1)) d.GiveBroadcast(1, d.w.Mul(d.g(), d.x(0)));
  return Ok();
}

Status Div(Differential& d) {
  const ValueId share = d.w.Div(d.g(), d.x(1));
  d.GiveBroadcast(0, share);
  if (d.wants(1)) d.GiveBroadcast(1, d.w.Neg(d.w.Mul(share, d.y())));
  return Ok();
}

// x^b: b x^(b-1), which is 0 for b = 0 even at x = 0; and x^b log x, which is 0 at x = 0.
Status Pow(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId zero = d.Number(0);
  if (d.wants(0)) {
    const int32_t type = ElementTypeOf(w.graph(), d.x());
    const ValueId b = ElementTypeOf(w.graph(), d.x(1)) == type ? d.x(1) : w.Cast(d.x(1), type);
    const ValueId slope = w.Mul(b, w.Op("Pow", {d.x(), w.Sub(b, d.Number(1))}));
    d.GiveBroadcast(0, w.Mul(d.g(), w.Where(w.Op("Equal", {b, zero}), zero, slope)));
  }
  if (d.wants(1)) {
    const ValueId log = w.Where(w.Op("Equal", {d.x(), zero}), zero, w.Op("Log", {d.x()}));
    const ValueId share = w.Mul(d.g(), w.Mul(d.y(), log));
    const int32_t type = ElementTypeOf(w.graph(), d.x(1));
    d.GiveBroadcast(1, ElementTypeOf(w.graph(), d.x()) == type ? share : w.Cast(share, type));
  }
  return Ok();
}

// fmod(a, b) = a - trunc(a / b) b; with the sign of b: a - floor(a / b) b.
Status Mod(Differential& d) {
  GradientWriter& w = d.w;
  d.GiveBroadcast(0, d.g());
  if (!d.wants(1)) return Ok();
  const ValueId times = w.Op("Round", {w.Div(w.Sub(d.x(), d.y()), d.x(1))});
  d.GiveBroadcast(1, w.Neg(w.Mul(d.g(), times)));
  return Ok();
}

Status Sum(Differential& d) {
  for (size_t i = 0; i < d.node.inputs.size(); ++i) d.GiveBroadcast(i, d.g());
  return Ok();
}

Status Mean(Differential& d) {
  const ValueId share = d.w.Div(d.g(), d.Number(static_cast<double>(d.node.inputs.size())));
  for (size_t i = 0; i < d.node.inputs.size(); ++i) d.GiveBroadcast(i, share);
  return Ok();
}

// Inputs that share the extreme share the gradient.
Status Extreme(Differential& d) {
  GradientWriter& w = d.w;
  const int32_t type = ElementTypeOf(w.graph(), d.x());
  std::vector<ValueId> hits;
  for (ValueId x : d.node.inputs) hits.push_back(w.Cast(w.Op("Equal", {x, d.y()}), type));
  const ValueId share = w.Div(d.g(), w.Nodes("Sum", hits, 1).front());
  for (size_t i = 0; i < hits.size(); ++i) {
    if (d.wants(i)) d.GiveBroadcast(i, w.Mul(share, hits[i]));
  }
  return Ok();
}

Status Where(Differential& d) {
  const ValueId zero = d.w.Number(0, d.x(1));
  if (d.wants(1)) d.GiveBroadcast(1, d.w.Where(d.x(), d.g(), zero));
  if (d.wants(2)) d.GiveBroadcast(2, d.w.Where(d.x(), zero, d.g()));
  return Ok();
}

// Bounds are inputs since version 11. What is equal to a bound counts as inside.
Status Clip(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId zero = d.Number(0);
  ValueId inside = d.g();
  const auto bound = [&](size_t i, const char* attribute, const char* beyond) {
    ValueId limit = d.x(i);
    if (limit == kNone && d.node.FindAttribute(attribute) != nullptr) limit = d.Number(d.Float(attribute));
    if (limit == kNone) return;
    const ValueId is_beyond = w.Op(beyond, {d.x(), limit});
    inside = w.Where(is_beyond, zero, inside);
    if (d.wants(i)) d.Give(i, w.ReshapeTo(w.Op("ReduceSum", {w.Where(is_beyond, d.g(), zero)}), w.ShapeOf(limit)));
  };
  bound(1, "min", "Less");
  bound(2, "max", "Greater");
  d.Give(0, inside);
  return Ok();
}

Status Cast(Differential& d) {
  d.Give(0, d.w.Cast(d.g(), ElementTypeOf(d.w.graph(), d.x())));
  return Ok();
}

}  // namespace

const RuleRow kElementwiseRules[] = {
    {"Abs", 1, Unary<AbsSlope>},
    {"Acos", 7, Unary<AcosSlope>},
    {"Acosh", 9, Unary<AcoshSlope>},
    {"Add", 7, Add},
    {"Asin", 7, Unary<AsinSlope>},
    {"Asinh", 9, Unary<AsinhSlope>},
    {"Atan", 7, Unary<AtanSlope>},
    {"Atanh", 9, Unary<AtanhSlope>},
    {"Cast", 6, Cast},
    {"CastLike", 15, Cast},
    {"Ceil", 1, Nothing},
    {"Clip", 1, Clip},
    {"Cos", 7, Unary<CosSlope>},
    {"Cosh", 9, Unary<CoshSlope>},
    {"Div", 7, Div},
    {"Erf", 9, Unary<ErfSlope>},
    {"Exp", 1, Unary<ExpSlope>},
    {"EyeLike", 9, Nothing},
    {"Floor", 1, Nothing},
    {"Log", 1, Unary<LogSlope>},
    {"Max", 8, Extreme},
    {"Mean", 8, Mean},
    {"Min", 8, Extreme},
    {"Mod", 10, Mod},
    {"Mul", 7, Mul},
    {"Neg", 1, Neg},
    {"Pow", 7, Pow},
    {"RandomNormalLike", 1, Nothing},
    {"RandomUniformLike", 1, Nothing},
    {"Reciprocal", 1, Unary<ReciprocalSlope>},
    {"Round", 11, Nothing},
    {"Sign", 9, Nothing},
    {"Sin", 7, Unary<SinSlope>},
    {"Sinh", 9, Unary<SinhSlope>},
    {"Sqrt", 1, Unary<SqrtSlope>},
    {"Sub", 7, Sub},
    {"Sum", 8, Sum},
    {"Tan", 7, Unary<TanSlope>},
    {"Tanh", 1, Unary<TanhSlope>},
    {"Where", 9, Where},
    {nullptr, 0, nullptr}};

}  // namespace berth
