#include "graph/gradient/writer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "graph/gradient/gradient.h"
#include "graph/model.h"
#include "graph/names.h"
#include "graph/node_checks.h"
#include "graph/node_reader.h"

namespace berth {
namespace {

using onnx::AttributeProto;
using onnx::TensorProto;

// Has axes of reductions and sizes of Split as inputs, and Scatter with sums.
constexpr int kLeastOpset = 18;

void Set(Node& node, const AttributeProto& attribute) {
  std::erase_if(node.attributes, [&](const AttributeProto& old) { return old.name() == attribute.name(); });
  node.attributes.push_back(attribute);
}

// Whether broadcasting changes nothing: as many axes, of sizes that are known to agree.
bool AreAlike(const onnx::TypeProto& a, const onnx::TypeProto& b) {
  if (!a.tensor_type().has_shape() || !b.tensor_type().has_shape()) return false;
  const auto &of_a = a.tensor_type().shape().dim(), &of_b = b.tensor_type().shape().dim();
  return std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), [](const auto& x, const auto& y) {
    if (x.has_dim_value()) return y.has_dim_value() && x.dim_value() == y.dim_value();
    return x.has_dim_param() && !x.dim_param().empty() && y.has_dim_param() && x.dim_param() == y.dim_param();
  });
}

}  // namespace

Status TooManyGradientNodes() { return Error(ORT_FAIL, "gradients: more than ", kMaxGradientNodes, " nodes"); }

StatusOr<std::vector<NodeId>> GradientWriter::TakeMade() {
  BERTH_RETURN_IF_ERROR(status_);
  return std::exchange(made_, {});
}

int32_t ElementTypeOf(const Graph& graph, ValueId id) { return graph.value(id).type.tensor_type().elem_type(); }

std::optional<size_t> RankOf(const Graph& graph, ValueId id) {
  const auto& type = graph.value(id).type.tensor_type();
  if (!type.has_shape()) return std::nullopt;
  return static_cast<size_t>(type.shape().dim_size());
}

std::optional<std::vector<int64_t>> DimsOf(const Graph& graph, ValueId id) {
  const auto& type = graph.value(id).type.tensor_type();
  if (!type.has_shape()) return std::nullopt;
  std::vector<int64_t> dims;
  for (const auto& dim : type.shape().dim()) {
    if (!dim.has_dim_value()) return std::nullopt;
    dims.push_back(dim.dim_value());
  }
  return dims;
}

void GradientWriter::WriteFor(const Node& node) {
  const auto opset = node.imports->find("");
  imports_ = graph_.model().KeepImports({{"", std::max(kLeastOpset, opset == node.imports->end() ? 0 : opset->second)}});
}

Value& GradientWriter::NewValue(std::string_view what) {
  return graph_.AddValue(NewValueName(graph_, absl::StrCat(prefix_, what, "_", graph_.model().NextNumber())));
}

void GradientWriter::Write(std::unique_ptr<Node> node) {
  if (status_.ok() && left_ == 0) status_ = TooManyGradientNodes();
  if (!status_.ok()) return;
  --left_;
  node->name = absl::StrCat(prefix_, node->op_type, "_", graph_.model().NextNumber());
  if (node->schema == nullptr && node->function == nullptr) {
    status_ = FindOperator(*node, "", graph_);
    if (status_.ok()) status_ = CheckNode(*node, graph_);
    if (!status_.ok()) return;
    FillDefaults(*node);
  }
  made_.push_back(graph_.AddNode(std::move(node)).id);
}

std::vector<ValueId> GradientWriter::WriteWith(size_t outputs, std::unique_ptr<Node> node) {
  std::vector<ValueId> ids;
  for (size_t i = 0; i < outputs; ++i) ids.push_back(status_.ok() ? NewValue(node->op_type).id : kNone);
  node->outputs = ids;
  Write(std::move(node));
  if (!status_.ok()) ids.assign(outputs, kNone);
  return ids;
}

std::vector<ValueId> GradientWriter::Nodes(const char* op_type, std::vector<ValueId> inputs, size_t outputs,
                                           Attributes attributes) {
  auto node = std::make_unique<Node>();
  node->op_type = op_type;
  node->imports = imports_;
  node->inputs = std::move(inputs);
  node->attributes = std::move(attributes);
  return WriteWith(outputs, std::move(node));
}

ValueId GradientWriter::Like(const Node& node, std::vector<ValueId> inputs, Attributes attributes) {
  auto made = std::make_unique<Node>();
  made->op_type = node.op_type;
  made->domain = node.domain;
  made->imports = node.imports;
  made->inputs = std::move(inputs);
  made->attributes = node.attributes;
  for (const AttributeProto& attribute : attributes) Set(*made, attribute);
  return WriteWith(1, std::move(made)).front();
}

std::vector<ValueId> GradientWriter::Copy(const Node& node, std::vector<ValueId> inputs) {
  auto made = std::make_unique<Node>();
  made->op_type = node.op_type;
  made->domain = node.domain;
  made->since_version = node.since_version;
  made->schema = node.schema;
  made->function = node.function;
  made->imports = node.imports;
  made->inputs = std::move(inputs);
  made->attributes = node.attributes;
  return WriteWith(node.outputs.size(), std::move(made));
}

void GradientWriter::Into(ValueId output, ValueId value) {
  auto node = std::make_unique<Node>();
  node->op_type = "Identity";
  node->imports = imports_;
  node->inputs = {value};
  node->outputs = {output};
  Write(std::move(node));
}

ValueId GradientWriter::Cast(ValueId a, int32_t element_type) {
  return Op("Cast", {a}, {onnx::MakeAttribute("to", int64_t{element_type})});
}

ValueId GradientWriter::ReshapeTo(ValueId a, ValueId shape) {
  return Op("Reshape", {a, shape}, {onnx::MakeAttribute("allowzero", int64_t{1})});
}

ValueId GradientWriter::SwapLast(ValueId a, size_t rank) {
  std::vector<int64_t> perm(rank);
  std::iota(perm.begin(), perm.end(), 0);
  std::swap(perm[rank - 1], perm[rank - 2]);
  return Op("Transpose", {a}, {onnx::MakeAttribute("perm", perm)});
}

ValueId GradientWriter::Constant(TensorProto tensor) {
  if (!status_.ok()) return kNone;
  Value& value = NewValue("Constant");
  tensor.set_name(value.name);
  status_ = SetInitializer(tensor, {}, value, graph_);
  return value.id;
}

ValueId GradientWriter::Number(double value, ValueId like) {
  const int32_t wanted = ElementTypeOf(graph_, like);
  const bool is_double = wanted == TensorProto::DOUBLE;
  TensorProto tensor;
  tensor.set_data_type(is_double ? TensorProto::DOUBLE : TensorProto::FLOAT);
  if (is_double) tensor.add_double_data(value);
  else tensor.add_float_data(static_cast<float>(value));
  const ValueId made = Constant(std::move(tensor));
  return is_double || wanted == TensorProto::FLOAT ? made : Cast(made, wanted);
}

ValueId GradientWriter::Int(int64_t value) {
  TensorProto tensor;
  tensor.set_data_type(TensorProto::INT64);
  tensor.add_int64_data(value);
  return Constant(std::move(tensor));
}

ValueId GradientWriter::Ints(std::span<const int64_t> values) {
  TensorProto tensor;
  tensor.set_data_type(TensorProto::INT64);
  tensor.add_dims(static_cast<int64_t>(values.size()));
  tensor.mutable_int64_data()->Add(values.begin(), values.end());
  return Constant(std::move(tensor));
}

ValueId GradientWriter::Filled(double value, ValueId like) { return Op("Expand", {Number(value, like), ShapeOf(like)}); }

ValueId GradientWriter::SumTo(ValueId a, ValueId part, ValueId whole) {
  if (AreAlike(graph_.value(part).type, graph_.value(whole).type)) return a;
  const auto small = DimsOf(graph_, part), large = DimsOf(graph_, whole);
  if (!small || !large || small->size() > large->size()) return SumTo(a, part);
  std::vector<int64_t> axes;
  const size_t leading = large->size() - small->size();
  for (size_t i = 0; i < large->size(); ++i) {
    if (i < leading || (*small)[i - leading] != (*large)[i]) axes.push_back(static_cast<int64_t>(i));
  }
  const ValueId sum = Op("ReduceSum", {a, Ints(axes)});
  return leading == 0 ? sum : ReshapeTo(sum, Ints(*small));
}

ValueId GradientWriter::SumTo(ValueId a, ValueId part) {
  // Axes where the shape of `part`, filled up with ones in front, differs.
  const ValueId shape = ShapeOf(a), wanted = ShapeOf(part), one = Ints({1});
  const ValueId missing = ReshapeTo(Sub(Op("Size", {shape}), Op("Size", {wanted})), one);
  const ValueId filled = Op("Concat", {Op("Expand", {one, missing}), wanted}, {onnx::MakeAttribute("axis", int64_t{0})});
  const ValueId differs = Op("Not", {Op("Equal", {filled, shape})});
  const ValueId axes = Op("Reshape", {Op("NonZero", {differs}), Ints({-1})});
  return ReshapeTo(Op("ReduceSum", {a, axes}, {onnx::MakeAttribute("noop_with_empty_axes", int64_t{1})}), wanted);
}

}  // namespace berth
