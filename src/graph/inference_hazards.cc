#include "graph/inference_hazards.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/checked_math.h"

namespace berth {
namespace {

bool IsTerm(std::string text) {
  std::erase(text, ' ');
  if (const size_t ellipsis = text.find("..."); ellipsis != std::string::npos) text.erase(ellipsis, 3);
  for (char c : text) {
    if (!absl::ascii_isalpha(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

Status CheckEinsum(const Graph& graph, const Node& node) {
  const onnx::AttributeProto* equation = node.FindAttribute("equation");
  if (equation == nullptr) return Ok();
  const std::string& text = equation->s();
  for (std::string_view term : absl::StrSplit(std::string_view(text).substr(0, text.find("->")), ',')) {
    if (IsTerm(std::string(term))) continue;
    return Error(ORT_INVALID_GRAPH, "Node (", node.Label(graph), ") Op (Einsum): attribute \"equation\": term \"", term,
                 "\" seen, letters and one ellipsis wanted");
  }
  return Ok();
}

Status CheckGatherND(const Graph& graph, const Node& node) {
  const onnx::AttributeProto* attribute = node.FindAttribute("batch_dims");
  const int64_t batch_dims = attribute != nullptr ? attribute->i() : 0;
  const auto& indices = graph.value(node.inputs[1]).type.tensor_type().shape().dim();
  const int64_t tuple = indices.empty() ? 0 : indices.rbegin()->dim_value();
  if (batch_dims >= 0 && CheckedAdd(batch_dims, tuple)) return Ok();
  return Error(ORT_INVALID_GRAPH, "Node (", node.Label(graph), ") Op (GatherND): attribute \"batch_dims\": ", batch_dims,
               " seen, at least 0 and below the rank wanted");
}

Status CheckNormalizedAxis(const Graph& graph, const Node& node) {
  const onnx::AttributeProto* axis = node.FindAttribute("axis");
  const auto& type = graph.value(node.inputs[0]).type.tensor_type();
  if (axis == nullptr || !type.has_shape()) return Ok();
  const int64_t rank = type.shape().dim_size();
  if (axis->i() >= -rank && axis->i() <= rank) return Ok();   // whether `rank` means anything the kernel says
  return Error(ORT_INVALID_GRAPH, "Node (", node.Label(graph), ") Op (", node.op_type, "): attribute \"axis\": ", axis->i(),
               " seen, ", -rank, " to ", rank, " wanted");
}

Status CheckSplit(const Graph& graph, const Node& node) {
  const onnx::AttributeProto* parts = node.FindAttribute("num_outputs");
  if (parts == nullptr || parts->i() == static_cast<int64_t>(node.outputs.size())) return Ok();
  return Error(ORT_INVALID_GRAPH, "Node (", node.Label(graph), ") Op (Split): attribute \"num_outputs\": ", parts->i(), " seen, ",
               node.outputs.size(), " outputs wanted");
}

}  // namespace

Status CheckInferenceIsSafe(const Graph& graph, const Node& node) {
  if (!node.domain.empty()) return Ok();
  if (node.op_type == "Einsum") return CheckEinsum(graph, node);
  if (node.op_type == "GatherND") return CheckGatherND(graph, node);
  if (node.op_type == "Split") return CheckSplit(graph, node);
  if (node.op_type == "LayerNormalization" || node.op_type == "RMSNormalization") return CheckNormalizedAxis(graph, node);
  return Ok();
}

}  // namespace berth
