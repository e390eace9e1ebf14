#include "graph/custom_op_schema.h"

#include <algorithm>

#include "base/foreign.h"
#include "graph/initializer.h"
#include "graph/onnx_type.h"
#include "onnx/defs/data_type_utils.h"
#include "onnx/defs/shape_inference.h"

using berth::Status;
using berth::StatusOr;

Status OrtShapeInferContext::ReadInputs() {
  for (size_t i = 0; i < context.getNumInputs(); ++i) {
    const onnx::TypeProto* type = context.getInputType(i);
    if (type != nullptr && !type->has_tensor_type()) {
      return berth::Error(ORT_FAIL, "input ", i, ": shape inference not yet supported for non-tensor types");
    }
    inputs.push_back(std::make_unique<OrtTensorTypeAndShapeInfo>());
    if (type != nullptr) *inputs.back() = berth::TypeFromProto(*type).tensor;
  }
  return berth::Ok();
}

StatusOr<OrtTensorTypeAndShapeInfo*> OrtShapeInferContext::Input(size_t i) const {
  if (i < inputs.size()) return inputs[i].get();
  return berth::InvalidArgument("ShapeInferContext: input ", i, " seen, below ", inputs.size(), " wanted");
}

StatusOr<const OrtOpAttr*> OrtShapeInferContext::Attribute(const char* name) const {
  const onnx::AttributeProto* proto = context.getAttribute(name);
  if (proto == nullptr) return berth::InvalidArgument("ShapeInferContext: attribute \"", name, "\": Attribute does not exist");
  auto& attribute = attributes[name];
  if (attribute == nullptr) {
    attribute = std::make_unique<OrtOpAttr>();
    attribute->proto = proto;
  }
  return attribute.get();
}

Status OrtShapeInferContext::SetOutput(size_t i, const OrtTensorTypeAndShapeInfo& info) const {
  if (i >= context.getNumOutputs()) {
    return berth::InvalidArgument("ShapeInferContext: output ", i, " seen, below ", context.getNumOutputs(), " wanted");
  }
  if (info.symbols.size() != info.dims.size()) {
    return berth::Error(ORT_FAIL, "ShapeInferContext: output ", i, ": symbolic and integer dims mismatch: ",
                        info.symbols.size(), " names seen, ", info.dims.size(), " wanted");
  }
  onnx::TensorShapeProto shape;
  for (size_t d = 0; d < info.dims.size(); ++d) {
    onnx::TensorShapeProto::Dimension* dim = shape.add_dim();
    if (!info.symbols[d].empty()) dim->set_dim_param(info.symbols[d]);
    else if (info.dims[d] >= 0) dim->set_dim_value(info.dims[d]);
  }
  onnx::TypeProto& type = *context.getOutputType(i);
  if (type.tensor_type().elem_type() == 0 && info.element_type != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) {
    type.mutable_tensor_type()->set_elem_type(berth::ElementTypeToOnnx(info.element_type));
  }
  onnx::updateOutputShape(context, i, shape);
  return berth::Ok();
}

namespace berth {
namespace {

using onnx::OpSchema;

std::string TypeName(ElementType type) {
  onnx::TypeProto proto;
  proto.mutable_tensor_type()->set_elem_type(ElementTypeToOnnx(type));
  return *onnx::Utils::DataTypeUtils::ToType(proto);
}

using Parameters = std::vector<CustomOp::Parameter> CustomOp::*;

// The types that any of the operators takes for one parameter.
std::vector<std::string> TypesOf(const std::vector<CustomOp>& ops, Parameters parameters, size_t i) {
  std::vector<std::string> types;
  for (const CustomOp& op : ops) {
    const ElementType type = (op.*parameters)[i].type;
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) return OpSchema::all_tensor_types_ir13();
    const std::string name = TypeName(type);
    if (std::find(types.begin(), types.end(), name) == types.end()) types.push_back(name);
  }
  return types;
}

OpSchema::FormalParameterOption OptionOf(OrtCustomOpInputOutputCharacteristic kind) {
  switch (kind) {
    case INPUT_OUTPUT_OPTIONAL: return OpSchema::Optional;
    case INPUT_OUTPUT_VARIADIC: return OpSchema::Variadic;
    default: return OpSchema::Single;
  }
}

// The parameter that value `i` of a node belongs to: the last one may be variadic.
const CustomOp::Parameter* ParameterAt(const std::vector<CustomOp::Parameter>& parameters, size_t i) {
  return parameters.empty() ? nullptr : &parameters[std::min(i, parameters.size() - 1)];
}

bool IsFree(const CustomOp::Parameter& parameter) {
  return parameter.kind == INPUT_OUTPUT_VARIADIC && !parameter.homogeneous;
}

// Whether the node's inputs fit the operator. `open_type`: of the last input that may have any type.
bool InputsFit(const CustomOp& op, const onnx::InferenceContext& node, int& open_type) {
  open_type = 0;
  for (size_t i = 0; i < node.getNumInputs(); ++i) {
    const CustomOp::Parameter* parameter = ParameterAt(op.inputs, i);
    const onnx::TypeProto* type = node.getInputType(i);
    if (parameter == nullptr || type == nullptr || IsFree(*parameter)) continue;
    const int seen = type->has_tensor_type() ? type->tensor_type().elem_type() : 0;
    if (parameter->type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) open_type = seen;
    else if (seen != ElementTypeToOnnx(parameter->type)) return false;
  }
  return true;
}

void InferTypesOfOutputs(const std::vector<CustomOp>& ops, onnx::InferenceContext& node) {
  int open_type = 0;
  const auto op = std::find_if(ops.begin(), ops.end(), [&](const CustomOp& one) { return InputsFit(one, node, open_type); });
  if (op == ops.end()) {
    fail_type_inference("[CustomOP type inferencing error]: no kernel def matches node inputs for Op: ", ops[0].name);
  }
  const bool inputs_free = !op->inputs.empty() && IsFree(op->inputs.back());
  for (size_t i = 0; i < node.getNumOutputs(); ++i) {
    const CustomOp::Parameter* parameter = ParameterAt(op->outputs, i);
    if (parameter == nullptr || IsFree(*parameter)) break;   // its own inference may tell
    const bool is_open = parameter->type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    const int type = is_open ? open_type : ElementTypeToOnnx(parameter->type);
    if (type != 0 && !(is_open && inputs_free)) node.getOutputType(i)->mutable_tensor_type()->set_elem_type(type);
  }
}

// What it returns is not asked for: a model runs without shapes too, and ORT loads it all the same.
void InferShapes(const CustomOp& op, onnx::InferenceContext& node) {
  auto infer = CustomOpSlot<&OrtCustomOp::InferOutputShapeFn>(*op.table);
  if (infer == nullptr) return;
  OrtShapeInferContext context(node);
  const Status read = context.ReadInputs();
  if (!read.ok()) fail_shape_inference(std::string(read.message()));
  (void)CallForeign(ORT_FAIL, [&] { return op.Label(); }, [&] { return infer(op.table, &context); });
}

}  // namespace

StatusOr<std::unique_ptr<OpSchema>> MakeCustomSchema(const std::vector<CustomOp>& ops) {
  const CustomOp& first = ops[0];
  auto schema = std::make_unique<OpSchema>(first.name, "custom operator", 0);
  for (size_t i = 0; i < first.inputs.size(); ++i) {
    const CustomOp::Parameter& input = first.inputs[i];
    const std::string name = absl::StrCat("Input", i);
    schema->Input(static_cast<int>(i), name, "", name, OptionOf(input.kind), input.homogeneous, input.min_arity);
    schema->TypeConstraint(name, TypesOf(ops, &CustomOp::inputs, i), "");
  }
  for (size_t i = 0; i < first.outputs.size(); ++i) {
    const CustomOp::Parameter& output = first.outputs[i];
    const std::string name = absl::StrCat("Output", i);
    schema->Output(static_cast<int>(i), name, "", name, OptionOf(output.kind), output.homogeneous, output.min_arity);
    schema->TypeConstraint(name, TypesOf(ops, &CustomOp::outputs, i), "");
  }
  schema->SetDomain(first.domain).SinceVersion(first.since).AllowUncheckedAttributes();
  schema->TypeAndShapeInferenceFunction([&ops](onnx::InferenceContext& node) {
    InferTypesOfOutputs(ops, node);
    InferShapes(ops[0], node);
  });
  try {
    schema->Finalize();
  } catch (const std::exception& e) {
    return Error(ORT_FAIL, first.Label(), ": no schema can be made of it: ", e.what());
  }
  return schema;
}

}  // namespace berth
