#include "coverage.h"

#include <algorithm>
#include <tuple>

#include "graph/function_body.h"
#include "graph/onnx_type.h"
#include "kernels/registry.h"
#include "onnx/defs/operator_sets.h"
#include "onnx/defs/operator_sets_ml.h"
#include "onnx/defs/operator_sets_preview.h"
#include "plan/expand.h"

namespace berth {
namespace {

// The element types in it are known: a row without a rule for a type would be taken as one for any.
Status CheckElements(const onnx::TypeProto& type) {
  if (type.has_sequence_type()) return CheckElements(type.sequence_type().elem_type());
  if (type.has_optional_type()) return CheckElements(type.optional_type().elem_type());
  if (!type.has_tensor_type()) return Ok();
  const int32_t number = type.tensor_type().elem_type();
  if (number == onnx::TensorProto::UNDEFINED) return Ok();
  if (ElementTypeFromOnnx(number) != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) return Ok();
  return Error(ORT_NOT_IMPLEMENTED, "element type ", number, ": not known");
}

// Whether a kernel says that it is for the node, by its row and when it is made. It may refuse the sample for other reasons:
// an attribute is a stand-in, a body is not there.
Status HasKernel(const Graph& graph, const Node& node) {
  for (const auto* slots : {&node.inputs, &node.outputs}) {
    for (ValueId id : *slots) {
      if (id != kNone) BERTH_RETURN_IF_ERROR(CheckElements(graph.value(id).type));
    }
  }
  BERTH_ASSIGN_OR_RETURN(const KernelRow* row, FindKernel(graph, node));
  const KernelInfo info(graph, node, std::vector<const OrtValue*>(node.inputs.size()), nullptr, SilentLogger());
  const auto kernel = row->make(info);
  return !kernel.ok() && kernel.status().code() == ORT_NOT_IMPLEMENTED ? kernel.status() : Ok();
}

Status HaveKernels(const Graph& graph) {
  for (size_t id = 0; id < graph.node_bound(); ++id) {
    const Node* node = graph.node(static_cast<NodeId>(id));
    if (node != nullptr) BERTH_RETURN_IF_ERROR(HasKernel(graph, *node));
  }
  return Ok();
}

struct Answer {
  Way way;
  std::string reason;
};

Answer Ask(Model& model) {
  Graph& graph = model.graph();
  if (HasKernel(graph, *graph.node(0)).ok()) return {Way::kKernel, ""};
  const auto body = BodyOf(graph, *graph.node(0));
  const Way way = body.ok() && *body ? Way::kBody : Way::kConverted;
  for (size_t expanded = 1; expanded > 0;) {
    auto made = ExpandUnclaimed(graph, {}, SilentLogger());
    if (!made.ok()) return {Way::kMissing, std::string(made.status().message())};
    expanded = *made;
  }
  const Status status = HaveKernels(graph);
  return status.ok() ? Answer{way, ""} : Answer{Way::kMissing, std::string(status.message())};
}

Answer AskAbout(const onnx::OpSchema& schema, const Binding& types) {
  Answer answer = Ask(*SampleOf(schema, types, Slots::kAll));
  return answer.way == Way::kMissing ? Ask(*SampleOf(schema, types, Slots::kRequired)) : answer;
}

OperatorCoverage CoverageOf(const onnx::OpSchema& schema) {
  OperatorCoverage coverage{&schema, {}};
  for (const auto& param : schema.typeConstraintParams()) {
    for (const std::string& type : param.allowed_type_strs) {
      coverage.rows.push_back({param.type_param_str, type, Way::kKernel, ""});
    }
  }
  if (coverage.rows.empty()) coverage.rows.push_back({});
  for (const Binding& types : BindingsOf(schema)) {
    const Answer answer = AskAbout(schema, types);
    for (CoverageRow& row : coverage.rows) {
      const auto bound = types.find(row.param);
      if ((bound != types.end() && bound->second != row.type) || row.way >= answer.way) continue;
      row.way = answer.way;
      row.reason = answer.reason;
    }
  }
  return coverage;
}

}  // namespace

std::vector<OperatorCoverage> ReadCoverage() {
  onnx::RegisterOnnxOperatorSetSchema();
  onnx::RegisterOnnxMLOperatorSetSchema();
  onnx::RegisterOnnxPreviewOperatorSetSchema();
  static const auto* schemas = new std::vector(onnx::OpSchemaRegistry::get_all_schemas_with_history());
  std::vector<OperatorCoverage> all;
  for (const onnx::OpSchema& schema : *schemas) {
    if (!schema.Deprecated()) all.push_back(CoverageOf(schema));
  }
  std::sort(all.begin(), all.end(), [](const OperatorCoverage& a, const OperatorCoverage& b) {
    const auto key = [](const OperatorCoverage& c) {
      return std::tuple(c.schema->domain(), c.schema->Name(), c.schema->SinceVersion());
    };
    return key(a) < key(b);
  });
  return all;
}

}  // namespace berth
