// Rules of operators that move elements: the gradient goes the other way.
#include "graph/gradient/rules.h"

namespace berth {
namespace {

using onnx::MakeAttribute;

Status Identity(Differential& d) {
  d.Give(0, d.g());
  return Ok();
}

Status Reshape(Differential& d) {
  d.Give(0, d.w.ReshapeTo(d.g(), d.w.ShapeOf(d.x())));
  return Ok();
}

Status Transpose(Differential& d) {
  const std::vector<int64_t> perm = d.Ints("perm");
  std::vector<int64_t> inverse(perm.size());
  for (size_t i = 0; i < perm.size(); ++i) {
    const auto to = static_cast<size_t>(perm[i]);
    if (to >= perm.size()) return Status(ORT_INVALID_GRAPH, "perm is no permutation");
    inverse[to] = static_cast<int64_t>(i);
  }
  d.Give(0, d.w.Op("Transpose", {d.g()}, perm.empty() ? Attributes() : Attributes{MakeAttribute("perm", inverse)}));
  return Ok();
}

Status Expand(Differential& d) {
  d.GiveBroadcast(0, d.g());
  return Ok();
}

Status Concat(Differential& d) {
  GradientWriter& w = d.w;
  const int64_t axis = d.Int("axis");
  std::vector<ValueId> sizes;
  for (ValueId x : d.node.inputs) sizes.push_back(w.Op("Gather", {w.ShapeOf(x), w.Ints({axis})}));
  const ValueId all = w.Nodes("Concat", sizes, 1, {MakeAttribute("axis", int64_t{0})}).front();
  const std::vector<ValueId> parts = w.Nodes("Split", {d.g(), all}, sizes.size(), {MakeAttribute("axis", axis)});
  for (size_t i = 0; i < parts.size(); ++i) d.Give(i, parts[i]);
  return Ok();
}

Status Split(Differential& d) {
  std::vector<ValueId> parts;
  for (size_t i = 0; i < d.node.outputs.size(); ++i) {
    if (d.y(i) == kNone) return Status(ORT_NOT_IMPLEMENTED, "an output that is left out");
    parts.push_back(d.g(i) != kNone ? d.g(i) : d.w.Filled(0, d.y(i)));
  }
  d.Give(0, d.w.Nodes("Concat", parts, 1, {MakeAttribute("axis", d.Int("axis"))}).front());
  return Ok();
}

// Adds the elements of `g` up at the places that `where` says, counted through a tensor of the shape of `x`.
ValueId ScatterFlat(Differential& d, ValueId where, ValueId g) {
  GradientWriter& w = d.w;
  const ValueId flat = w.Ints({-1});
  const ValueId count = w.ReshapeTo(w.Op("Size", {d.x()}), w.Ints({1}));
  const ValueId zeros = w.Op("Expand", {d.Number(0), count});
  const ValueId sums = w.Op("ScatterElements", {zeros, w.Op("Reshape", {where, flat}), w.Op("Reshape", {g, flat})},
                            {MakeAttribute("reduction", std::string("add"))});
  return w.ReshapeTo(sums, w.ShapeOf(d.x()));
}

// The operator itself tells where each element comes from, when it moves their numbers.
Status Moved(Differential& d) {
  GradientWriter& w = d.w;
  const ValueId numbers = w.Op("Range", {w.Int(0), w.Op("Size", {d.x()}), w.Int(1)});
  std::vector<ValueId> inputs = d.node.inputs;
  inputs[0] = w.ReshapeTo(numbers, w.ShapeOf(d.x()));
  d.Give(0, ScatterFlat(d, w.Like(d.node, std::move(inputs)), d.g()));
  return Ok();
}

// What was padded is cut off. Before version 11 pads were an attribute.
Status Pad(Differential& d) {
  GradientWriter& w = d.w;
  const onnx::AttributeProto* mode = d.node.FindAttribute("mode");
  if (mode != nullptr && mode->s() != "constant") {
    return d.node.since_version >= 11 ? Moved(d) : Status(ORT_NOT_IMPLEMENTED, "a mode of an old version that is not constant");
  }
  ValueId pads = d.x(1);
  if (pads == kNone) pads = w.Ints(d.Ints(d.node.since_version < 2 ? "paddings" : "pads"));
  const ValueId inner = w.Op("Pad", {d.g(), w.Neg(pads), kNone, d.x(3)});
  d.Give(0, inner);
  if (d.wants(2)) {
    const ValueId rest = w.Sub(w.Op("ReduceSum", {d.g()}), w.Op("ReduceSum", {inner}));
    d.Give(2, w.Op("Reshape", {rest, w.ShapeOf(d.x(2))}));
  }
  return Ok();
}

Status Trilu(Differential& d) {
  d.Give(0, d.w.Like(d.node, {d.g(), d.x(1)}));
  return Ok();
}

// Without training mode, which is an input since version 12.
Status Dropout(Differential& d) {
  if (d.x(2) != kNone) return Status(ORT_NOT_IMPLEMENTED, "input training_mode");
  return Identity(d);
}

Status TopK(Differential& d) {
  if (d.g() == kNone) return Ok();
  const std::vector<int64_t> axis{d.Int("axis", -1)};
  d.Give(0, d.w.Op("ScatterElements", {d.w.Filled(0, d.x()), d.y(1), d.g()}, {MakeAttribute("axis", axis[0])}));
  return Ok();
}

// Updates, and what they replace or are added to.
Status Scatter(Differential& d, const char* gather, const Attributes& attributes) {
  GradientWriter& w = d.w;
  const onnx::AttributeProto* reduction = d.node.FindAttribute("reduction");
  const bool adds = reduction != nullptr && reduction->s() == "add";
  if (reduction != nullptr && !adds && reduction->s() != "none") {
    return Error(ORT_NOT_IMPLEMENTED, "reduction \"", reduction->s(), "\"");
  }
  if (d.wants(0)) d.Give(0, adds ? d.g() : w.Like(d.node, {d.g(), d.x(1), w.Filled(0, d.x(2))}));
  if (d.wants(2)) d.Give(2, w.Op(gather, {d.g(), d.x(1)}, attributes));
  return Ok();
}

Status ScatterElements(Differential& d) { return Scatter(d, "GatherElements", {MakeAttribute("axis", d.Int("axis"))}); }
Status ScatterND(Differential& d) { return Scatter(d, "GatherND", {}); }

// The operator gives the places of the largest elements, though its node need not ask for them.
Status MaxPool(Differential& d) {
  Attributes attributes;
  for (const onnx::AttributeProto& attribute : d.node.attributes) {
    if (attribute.name() != "storage_order") attributes.push_back(attribute);
  }
  const std::vector<ValueId> pooled = d.w.Nodes("MaxPool", {d.x()}, 2, std::move(attributes));
  if (d.g() != kNone) d.Give(0, ScatterFlat(d, pooled[1], d.g()));
  return Ok();
}

}  // namespace

const RuleRow kMovementRules[] = {
    {"Compress", 9, Moved},
    {"Concat", 1, Concat},
    {"DepthToSpace", 1, Moved},
    {"Dropout", 7, Dropout},
    {"Expand", 8, Expand},
    {"Flatten", 1, Reshape},
    {"Gather", 1, Moved},
    {"GatherElements", 11, Moved},
    {"GatherND", 11, Moved},
    {"Identity", 1, Identity},
    {"MaxPool", 1, MaxPool},
    {"Pad", 1, Pad},
    {"Reshape", 1, Reshape},
    {"ReverseSequence", 10, Moved},
    {"ScatterElements", 11, ScatterElements},
    {"ScatterND", 11, ScatterND},
    {"Slice", 1, Moved},
    {"SpaceToDepth", 1, Moved},
    {"Split", 1, Split},
    {"Squeeze", 1, Reshape},
    {"Tile", 6, Moved},
    {"TopK", 1, TopK},
    {"Transpose", 1, Transpose},
    {"Trilu", 14, Trilu},
    {"Unsqueeze", 1, Reshape},
    {nullptr, 0, nullptr}};

}  // namespace berth
