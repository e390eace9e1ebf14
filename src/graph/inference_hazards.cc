#include "graph/inference_hazards.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

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

}  // namespace

Status CheckInferenceEnds(const Graph& graph, const Node& node) {
  if (node.op_type != "Einsum" || !node.domain.empty()) return Ok();
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

}  // namespace berth
