#include "coverage.h"

#include <algorithm>
#include <fstream>
#include <span>
#include <stdexcept>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
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

// Gradient is of a graph, which loading replaces: here of a tensor of T2 by another, beside one of T1 that it is at.
Answer AskAboutGradient(const Binding& types) {
  const std::string bytes = GradientSample(types).SerializeAsString();
  auto model = LoadModelBytes(std::as_bytes(std::span(bytes)), {}, SilentLogger());
  const Status status = model.ok() ? HaveKernels((*model)->graph()) : model.status();
  return status.ok() ? Answer{Way::kReplaced, ""} : Answer{Way::kMissing, std::string(status.message())};
}

Answer AskAbout(const onnx::OpSchema& schema, const Binding& types) {
  if (schema.Name() == "Gradient") return AskAboutGradient(types);
  Answer answer = Ask(*SampleOf(schema, types, Slots::kAll));
  return answer.way == Way::kMissing ? Ask(*SampleOf(schema, types, Slots::kRequired)) : answer;
}

const Agreement* FindAgreement(const std::vector<Agreement>& agreements, const std::string& op, const std::string& param,
                               const std::string& type) {
  const auto found = std::find_if(agreements.begin(), agreements.end(), [&](const Agreement& a) {
    return a.op == op && (param.empty() || (a.param == param && a.type == type));
  });
  return found != agreements.end() ? &*found : nullptr;
}

// Notes an answer in the rows that it is about.
void Note(OperatorCoverage& coverage, const Binding& types, const Answer& answer, const std::vector<Agreement>& agreements) {
  const std::string op = FullName(*coverage.schema);
  const auto agreement_on = [&](const std::string& param, const std::string& type) {
    return answer.way == Way::kMissing ? FindAgreement(agreements, op, param, type) : nullptr;
  };
  const bool is_agreed = std::any_of(types.begin(), types.end(), [&](const auto& t) { return agreement_on(t.first, t.second); });
  for (CoverageRow& row : coverage.rows) {
    const auto bound = types.find(row.param);
    if (bound != types.end() && bound->second != row.type) continue;
    const Agreement* agreement = agreement_on(row.param, row.type);
    if (is_agreed && agreement == nullptr) continue;
    const Way way = agreement != nullptr ? Way::kAgreed : answer.way;
    if (agreement != nullptr) agreement->is_used = true;
    if (row.way >= way) continue;
    row.way = way;
    row.reason = agreement != nullptr ? agreement->reason : answer.reason;
  }
}

OperatorCoverage CoverageOf(const onnx::OpSchema& schema, const std::vector<Agreement>& agreements) {
  OperatorCoverage coverage{&schema, {}};
  for (const auto& param : schema.typeConstraintParams()) {
    for (const std::string& type : param.allowed_type_strs) {
      coverage.rows.push_back({param.type_param_str, type, Way::kKernel, ""});
    }
  }
  if (coverage.rows.empty()) coverage.rows.push_back({});
  for (const Binding& types : BindingsOf(schema)) Note(coverage, types, AskAbout(schema, types), agreements);
  return coverage;
}

}  // namespace

std::string FullName(const onnx::OpSchema& schema) {
  return (schema.domain().empty() ? "ai.onnx" : schema.domain()) + "." + schema.Name();
}

std::vector<Agreement> ReadAgreements(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::vector<Agreement> agreements;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> parts = absl::StrSplit(line, '|');
    for (std::string& part : parts) part = std::string(absl::StripAsciiWhitespace(part));
    if (parts.size() != 4 || (parts[3] != "rejected" && parts[3] != "nowhere")) {
      throw std::runtime_error(path + ": \"" + line + "\": operator | parameter | type | rejected or nowhere wanted");
    }
    agreements.push_back({parts[0], parts[1], parts[2], parts[3], false});
  }
  return agreements;
}

std::vector<OperatorCoverage> ReadCoverage(const std::vector<Agreement>& agreements) {
  onnx::RegisterOnnxOperatorSetSchema();
  onnx::RegisterOnnxMLOperatorSetSchema();
  onnx::RegisterOnnxPreviewOperatorSetSchema();
  static const auto* schemas = new std::vector(onnx::OpSchemaRegistry::get_all_schemas_with_history());
  std::vector<OperatorCoverage> all;
  for (const onnx::OpSchema& schema : *schemas) {
    if (!schema.Deprecated()) all.push_back(CoverageOf(schema, agreements));
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
