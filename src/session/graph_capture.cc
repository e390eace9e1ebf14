#include "session/graph_capture.h"

#include <charconv>

namespace berth {
namespace {

constexpr char kIdKey[] = "gpu_graph_id";
constexpr int kNoCapture = -1;
constexpr int kMostRuns = 8;

StatusOr<int> IdOf(const OrtRunOptions& options) {
  const char* text = options.config.Find(kIdKey);
  if (text == nullptr) return 0;
  int id = 0;
  const std::string_view digits = text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (error == std::errc() && end == digits.data() + digits.size()) return id;
  return InvalidArgument("Run: entry ", kIdKey, ": \"", digits, "\" seen, a whole number wanted");
}

Status CheckNodes(const Graph& graph, const EpInstance& ep) {
  for (size_t id = 0; id < graph.node_bound(); ++id) {
    const Node* node = graph.node(static_cast<NodeId>(id));
    if (node == nullptr) continue;
    if (!node->bodies.empty()) {
      return Error(ORT_FAIL, "Session: node \"", node->Label(graph), "\" (", node->op_type,
                   "): control flow, but EP \"", ep.name(), "\" captures graphs");
    }
    if (node->ep != ep.name() && !ep.CapturesWithCpuNodes()) {
      return Error(ORT_FAIL, "Session: node \"", node->Label(graph), "\" (", node->op_type, "): on ", node->ep,
                   ", but EP \"", ep.name(), "\" captures graphs of its own nodes alone");
    }
  }
  return Ok();
}

}  // namespace

StatusOr<std::unique_ptr<GraphCapture>> GraphCapture::Choose(std::span<const std::unique_ptr<EpInstance>> eps,
                                                             const Graph& graph, const Logger& logger) {
  for (const auto& ep : eps) {
    if (!ep->IsGraphCaptureEnabled()) continue;
    if (!ep->HasGraphReplay()) {
      BERTH_LOG(logger, kWarning, "session")
          << "EP \"" << ep->name() << "\": IsGraphCaptureEnabled() says yes, but IsGraphCaptured or "
          << "ReplayGraph is missing; nothing is captured";
      break;
    }
    BERTH_RETURN_IF_ERROR(CheckNodes(graph, *ep));
    return std::unique_ptr<GraphCapture>(new GraphCapture(*ep));
  }
  return std::unique_ptr<GraphCapture>();
}

Status GraphCapture::Run(const OrtRunOptions& options, std::span<const Fetch> fetches,
                         const std::function<Status()>& run) const {
  BERTH_ASSIGN_OR_RETURN(const int id, IdOf(options));
  if (id == kNoCapture) return run();
  if (ep_.IsGraphCaptured(id)) {
    for (const Fetch& fetch : fetches) {
      if (*fetch.value != nullptr) continue;
      return InvalidArgument("Run: output ", fetch.output,
                             ": no value given: a captured graph writes where it wrote when it was ",
                             "captured; bind outputs to memory of the device");
    }
    return ep_.ReplayGraph(id);
  }
  for (int i = 0; i < kMostRuns; ++i) {
    BERTH_RETURN_IF_ERROR(run());
    if (ep_.IsGraphCaptured(id)) return ep_.ReplayGraph(id);
  }
  return Error(ORT_FAIL, "Run: EP \"", ep_.name(), "\": no graph captured under number ", id, " in ", kMostRuns,
               " runs");
}

}  // namespace berth
