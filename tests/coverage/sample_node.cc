#include "sample_node.h"

#include <array>

#include "graph/node_checks.h"
#include "graph/onnx_type.h"
#include "graph/schema.h"
#include "onnx/defs/attr_proto_util.h"
#include "onnx/defs/data_type_utils.h"

namespace berth {
namespace {

using onnx::AttributeProto;
using onnx::OpSchema;

const std::string& TypeOf(const OpSchema::FormalParameter& formal, const Binding& types) {
  auto bound = types.find(formal.GetTypeStr());
  return bound != types.end() ? bound->second : formal.GetTypeStr();   // a parameter of one type has no name for it
}

bool NamesAType(const std::string& attribute) {
  static constexpr std::array kNames{"to", "dtype", "output_dtype", "output_datatype"};
  return std::find(kNames.begin(), kNames.end(), attribute) != kNames.end();
}

// A value for a required attribute that no kernel refuses for its type.
AttributeProto StandIn(const OpSchema::Attribute& attribute) {
  AttributeProto made;
  made.set_name(attribute.name);
  made.set_type(attribute.type);
  switch (attribute.type) {
    case AttributeProto::INT: made.set_i(1); break;
    case AttributeProto::FLOAT: made.set_f(1); break;
    case AttributeProto::INTS: made.add_ints(1); break;
    case AttributeProto::FLOATS: made.add_floats(1); break;
    case AttributeProto::STRING: made.set_s("LEFT"); break;
    default: break;
  }
  return made;
}

class SampleMaker {
 public:
  SampleMaker(const OpSchema& schema, const Binding& types, Slots slots) : schema_(schema), types_(types), slots_(slots) {}

  std::unique_ptr<Model> Make() {
    auto node = std::make_unique<Node>();
    node->op_type = schema_.Name();
    node->domain = schema_.domain();
    node->schema = &schema_;
    node->since_version = schema_.SinceVersion();
    OpsetImports imports{{"", NewestOpset("", /*released=*/false)}};
    imports[node->domain] = schema_.SinceVersion();
    model_->opsets = imports;
    node->imports = model_->KeepImports(std::move(imports));
    Fill(schema_.inputs(), "i", node->inputs);
    Fill(schema_.outputs(), "o", node->outputs);
    for (ValueId id : node->inputs) {
      if (id == kNone) continue;
      model_->graph().value(id).is_input = true;
      model_->graph().inputs.push_back(id);
    }
    for (const auto& [name, attribute] : schema_.attributes()) AddAttribute(attribute, *node);
    FillDefaults(*node);
    model_->graph().AddNode(std::move(node));
    return std::move(model_);
  }

 private:
  void Fill(const std::vector<OpSchema::FormalParameter>& formals, const char* prefix, std::vector<ValueId>& ids) {
    for (const OpSchema::FormalParameter& formal : formals) {
      if (formal.GetOption() == OpSchema::Optional && slots_ == Slots::kRequired) {
        ids.push_back(kNone);
        continue;
      }
      Value& value = model_->graph().AddValue(prefix + std::to_string(ids.size()));
      value.type = onnx::Utils::DataTypeUtils::ToTypeProto(onnx::Utils::DataTypeUtils::ToType(TypeOf(formal, types_)));
      ids.push_back(value.id);
    }
    while (!ids.empty() && ids.back() == kNone) ids.pop_back();
  }

  void AddAttribute(const OpSchema::Attribute& attribute, Node& node) {
    const bool is_type = NamesAType(attribute.name) && !node.outputs.empty();
    if (!is_type && !attribute.required) return;
    if (attribute.type == AttributeProto::GRAPH || attribute.type == AttributeProto::TENSOR) return;
    node.attributes.push_back(StandIn(attribute));
    if (!is_type) return;
    const onnx::TypeProto& type = model_->graph().value(node.outputs[0]).type;
    if (!type.has_tensor_type()) return;
    const auto number = static_cast<onnx::TensorProto_DataType>(type.tensor_type().elem_type());
    if (attribute.type == AttributeProto::INT) node.attributes.back().set_i(number);
    else node.attributes.back().set_s(onnx::TensorProto_DataType_Name(number));
  }

  const OpSchema& schema_;
  const Binding& types_;
  const Slots slots_;
  std::unique_ptr<Model> model_ = std::make_unique<Model>();
};

}  // namespace

std::vector<Binding> BindingsOf(const OpSchema& schema) {
  std::vector<Binding> bindings(1);
  for (const OpSchema::TypeConstraintParam& param : schema.typeConstraintParams()) {
    std::vector<Binding> more;
    for (const Binding& binding : bindings) {
      for (const std::string& type : param.allowed_type_strs) {
        more.push_back(binding);
        more.back()[param.type_param_str] = type;
      }
    }
    bindings = std::move(more);
  }
  return bindings;
}

std::unique_ptr<Model> SampleOf(const OpSchema& schema, const Binding& types, Slots slots) {
  return SampleMaker(schema, types, slots).Make();
}

onnx::ModelProto GradientSample(const Binding& types) {
  onnx::ModelProto model;
  model.set_ir_version(onnx::IR_VERSION);
  for (const auto& [domain, version] : {std::pair("", NewestOpset("", /*released=*/true)), {"ai.onnx.preview.training", 1}}) {
    auto& import = *model.add_opset_import();
    import.set_domain(domain);
    import.set_version(version);
  }
  onnx::GraphProto& graph = *model.mutable_graph();
  for (const auto& [name, param] : {std::pair("x", "T2"), {"z", "T1"}}) {
    onnx::ValueInfoProto& input = *graph.add_input();
    input.set_name(name);
    *input.mutable_type() = onnx::Utils::DataTypeUtils::ToTypeProto(onnx::Utils::DataTypeUtils::ToType(types.at(param)));
  }
  onnx::NodeProto& identity = *graph.add_node();
  identity.set_op_type("Identity");
  identity.add_input("x");
  identity.add_output("y");
  onnx::NodeProto& gradient = *graph.add_node();
  gradient.set_op_type("Gradient");
  gradient.set_domain("ai.onnx.preview.training");
  gradient.add_input("x");
  gradient.add_input("z");
  gradient.add_output("d");
  *gradient.add_attribute() = onnx::MakeAttribute("xs", std::vector<std::string>{"x"});
  *gradient.add_attribute() = onnx::MakeAttribute("zs", std::vector<std::string>{"z"});
  *gradient.add_attribute() = onnx::MakeAttribute("y", std::string("y"));
  graph.add_output()->set_name("d");
  return model;
}

}  // namespace berth
