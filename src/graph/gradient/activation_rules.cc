// Rules of activations and of what normalizes along axes.
#include "graph/gradient/rules.h"

namespace berth {
namespace {

// The gradient where `x` is above or below a number, and something else elsewhere.
Status Choose(Differential& d, const char* comparison, double bound, ValueId there, ValueId elsewhere) {
  d.Give(0, d.w.Where(d.w.Op(comparison, {d.x(), d.Number(bound)}), there, elsewhere));
  return Ok();
}

Status Relu(Differential& d) { return Choose(d, "Greater", 0, d.g(), d.Number(0)); }
Status ThresholdedRelu(Differential& d) { return Choose(d, "Greater", d.Float("alpha"), d.g(), d.Number(0)); }
Status LeakyRelu(Differential& d) { return Choose(d, "Less", 0, d.w.Mul(d.g(), d.Number(d.Float("alpha"))), d.g()); }

Status Elu(Differential& d) {
  const ValueId slope = d.w.Mul(d.Number(d.Float("alpha")), d.w.Op("Exp", {d.x()}));
  return Choose(d, "Less", 0, d.w.Mul(d.g(), slope), d.g());
}

Status Celu(Differential& d) {
  const ValueId slope = d.w.Op("Exp", {d.w.Div(d.x(), d.Number(d.Float("alpha")))});
  return Choose(d, "Less", 0, d.w.Mul(d.g(), slope), d.g());
}

Status Selu(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId scaled = w.Mul(d.g(), d.Number(d.Float("gamma")));
  const ValueId slope = w.Mul(d.Number(d.Float("alpha")), w.Op("Exp", {d.x()}));
  return Choose(d, "Greater", 0, scaled, w.Mul(scaled, slope));
}

Status PRelu(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId zero = d.Number(0), is_below = w.Op("Less", {d.x(), zero});
  if (d.wants(0)) d.Give(0, w.Where(is_below, w.Mul(d.g(), d.x(1)), d.g()));
  if (d.wants(1)) d.GiveBroadcast(1, w.Where(is_below, w.Mul(d.g(), d.x()), zero));
  return Ok();
}

Status Sigmoid(Differential& d) {
  d.Give(0, d.w.Mul(d.g(), d.w.Mul(d.y(), d.w.Sub(d.Number(1), d.y()))));
  return Ok();
}

Status Softplus(Differential& d) {
  d.Give(0, d.w.Mul(d.g(), d.w.Op("Sigmoid", {d.x()})));
  return Ok();
}

Status Softsign(Differential& d) {
  d.Give(0, d.w.Div(d.g(), d.w.Square(d.w.Add(d.Number(1), d.w.Op("Abs", {d.x()})))));
  return Ok();
}

// `share` where low < value < high, 0 elsewhere.
ValueId Between(Differential& d, ValueId value, double low, double high, ValueId share) {
  const ValueId above = d.w.Op("Greater", {value, d.Number(low)}), below = d.w.Op("Less", {value, d.Number(high)});
  return d.w.Where(d.w.Op("And", {above, below}), share, d.Number(0));
}

Status HardSigmoid(Differential& d) {
  d.Give(0, Between(d, d.y(), 0, 1, d.w.Mul(d.g(), d.Number(d.Float("alpha")))));
  return Ok();
}

// x max(0, min(1, x / 6 + 1/2))
Status HardSwish(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId slope = w.Add(w.Div(d.x(), d.Number(3)), d.Number(0.5));
  const ValueId above = w.Where(w.Op("Less", {d.x(), d.Number(3)}), d.Number(0), d.g());
  d.Give(0, w.Add(Between(d, d.x(), -3, 3, w.Mul(d.g(), slope)), above));
  return Ok();
}

// x tanh(softplus(x))
Status Mish(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId t = w.Op("Tanh", {w.Op("Softplus", {d.x()})});
  const ValueId inner = w.Mul(w.Op("Sigmoid", {d.x()}), w.Sub(d.Number(1), w.Square(t)));
  d.Give(0, w.Mul(d.g(), w.Add(t, w.Mul(d.x(), inner))));
  return Ok();
}

Status Shrink(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId is_far = w.Op("Greater", {w.Op("Abs", {d.x()}), d.Number(d.Float("lambd"))});
  d.Give(0, w.Where(is_far, d.g(), d.Number(0)));
  return Ok();
}

// Before version 13 the axis was the first of those that are taken together.
StatusOr<ValueId> SoftmaxAxes(Differential& d) {
  int64_t axis = d.Int("axis");
  std::vector<int64_t> axes{axis};
  if (d.node.since_version < 13) {
    const auto rank = RankOf(d.w.graph(), d.x());
    if (!rank) return Status(ORT_NOT_IMPLEMENTED, "its rank is not known");
    if (axis < 0) axis += static_cast<int64_t>(*rank);
    axes.clear();
    for (; axis < static_cast<int64_t>(*rank); ++axis) axes.push_back(axis);
    if (axes.empty()) axes.push_back(static_cast<int64_t>(*rank) - 1);
  }
  return d.w.Ints(axes);
}

Status Softmax(Differential& d) {
  BERTH_ASSIGN_OR_RETURN(const ValueId axes, SoftmaxAxes(d));
  const ValueId share = d.w.Mul(d.g(), d.y());
  d.Give(0, d.w.Sub(share, d.w.Mul(d.y(), d.w.Op("ReduceSum", {share, axes}))));
  return Ok();
}

Status LogSoftmax(Differential& d) {
  BERTH_ASSIGN_OR_RETURN(const ValueId axes, SoftmaxAxes(d));
  d.Give(0, d.w.Sub(d.g(), d.w.Mul(d.w.Op("Exp", {d.y()}), d.w.Op("ReduceSum", {d.g(), axes}))));
  return Ok();
}

// With fixed statistics: (x - mean) scale / sqrt(variance + epsilon) + bias.
Status BatchNormalization(Differential& d) {
  GradientWriter& w = d.w;
  const auto rank = RankOf(w.graph(), d.x());
  if (!rank) return Status(ORT_NOT_IMPLEMENTED, "its rank is not known");
  if (d.Int("training_mode") != 0 || d.node.outputs.size() > 1) {
    return Status(ORT_NOT_IMPLEMENTED, "training mode");
  }
  std::vector<int64_t> others;
  for (size_t i = 0; i < *rank; ++i) {
    if (i != 1) others.push_back(static_cast<int64_t>(i));
  }
  std::vector<int64_t> unsqueezed(others.begin() + (others.empty() ? 0 : 1), others.end());
  for (int64_t& axis : unsqueezed) --axis;
  const auto by_channel = [&](ValueId value) {
    return unsqueezed.empty() ? value : w.Op("Unsqueeze", {value, w.Ints(unsqueezed)});
  };
  const auto sum = [&](ValueId value) {
    return others.empty() ? value : w.Op("ReduceSum", {value, w.Ints(others)}, {onnx::MakeAttribute("keepdims", int64_t{0})});
  };
  const ValueId inverse =
      w.Op("Reciprocal", {w.Op("Sqrt", {w.Add(d.x(4), w.Number(d.Float("epsilon"), d.x(4)))})});
  const ValueId slope = by_channel(w.Mul(d.x(1), inverse)), share = w.Mul(d.g(), slope);
  const ValueId centered = w.Sub(d.x(), by_channel(d.x(3)));
  d.Give(0, share);
  if (d.wants(1)) d.Give(1, w.Mul(sum(w.Mul(d.g(), centered)), inverse));
  if (d.wants(2)) d.Give(2, sum(d.g()));
  if (d.wants(3)) d.Give(3, w.Neg(sum(share)));
  if (d.wants(4)) d.Give(4, w.Mul(sum(w.Mul(share, centered)), w.Mul(w.Number(-0.5, d.x(4)), w.Square(inverse))));
  return Ok();
}

}  // namespace

const RuleRow kActivationRules[] = {
    {"BatchNormalization", 9, BatchNormalization},
    {"Celu", 12, Celu},
    {"Elu", 1, Elu},
    {"HardSigmoid", 1, HardSigmoid},
    {"HardSwish", 14, HardSwish},
    {"LeakyRelu", 1, LeakyRelu},
    {"LogSoftmax", 1, LogSoftmax},
    {"Mish", 18, Mish},
    {"PRelu", 7, PRelu},
    {"Relu", 1, Relu},
    {"Selu", 1, Selu},
    {"Shrink", 9, Shrink},
    {"Sigmoid", 1, Sigmoid},
    {"Softmax", 1, Softmax},
    {"Softplus", 1, Softplus},
    {"Softsign", 1, Softsign},
    {"ThresholdedRelu", 10, ThresholdedRelu},
    {nullptr, 0, nullptr}};

}  // namespace berth
