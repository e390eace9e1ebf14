// Any bytes as a model: they load or are refused; nothing aborts, hangs or reads what is not there. What loads is used as a
// session would: constants are decoded, the graph is shown as to an EP, functions are put in place of their calls.
//
// libFuzzer; scripts/check --fuzz builds and runs it.
#include <cstdint>

#include "graph/function_body.h"
#include "graph/initializer.h"
#include "graph/model.h"
#include "graph/view.h"
#include "graph/wire.h"

namespace berth {
namespace {

// Like the planner, but everything that has a body is expanded.
Status ExpandLevel(Graph& graph) {
  const size_t bound = graph.node_bound();
  for (size_t id = 0; id < bound; ++id) {
    Node* node = graph.node(static_cast<NodeId>(id));
    if (node == nullptr) continue;
    for (Body& body : node->bodies) BERTH_RETURN_IF_ERROR(ExpandLevel(*body.graph));
    if (!MayHaveBody(*node)) continue;
    BERTH_ASSIGN_OR_RETURN([[maybe_unused]] auto made, ExpandNode(graph, node->id, SilentLogger()));
  }
  return Ok();
}

Status UseLevel(Graph& graph) {
  // A constant that does not decode fails a session that needs it, and no other.
  for (ValueId id : graph.initializers) (void)InitializerValue(graph.value(id)).ok();
  BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph.TopologicalOrder());
  for (NodeId id : order) {
    for (Body& body : graph.node(id)->bodies) BERTH_RETURN_IF_ERROR(UseLevel(*body.graph));
  }
  return Ok();
}

void Load(std::span<const std::byte> bytes) {
  // Bytes that are mapped from a file are looked at before they are parsed.
  const LiftedModel lifted = LiftWeights(bytes, 16);
  if (lifted.stripped.size() > bytes.size()) __builtin_trap();
  auto model = LoadModelBytes(bytes, {}, SilentLogger());
  if (!model.ok()) {
    if (model.status().message().empty()) __builtin_trap();
    return;
  }
  Graph& graph = (*model)->graph();
  if (!UseLevel(graph).ok() || !MakeGraphView(graph).ok() || !ExpandLevel(graph).ok()) return;
  (void)UseLevel(graph).ok();
}

}  // namespace
}  // namespace berth

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  berth::Load(std::as_bytes(std::span(data, size)));
  return 0;
}
