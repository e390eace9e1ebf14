#include "session/graph_capture.h"

#include <charconv>

#include "ep/guard.h"

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
  std::optional<bool> allows_cpu;
  for (size_t id = 0; id < graph.node_bound(); ++id) {
    const Node* node = graph.node(static_cast<NodeId>(id));
    if (node == nullptr) continue;
    if (!node->bodies.empty()) {
      return Error(ORT_FAIL, "Session: node \"", node->Label(graph), "\" (", node->op_type,
                   "): control flow, but EP \"", ep.name(), "\" captures graphs");
    }
    if (node->ep == ep.name()) continue;
    if (!allows_cpu) allows_cpu = ep.CapturesWithCpuNodes();
    if (!*allows_cpu || node->ep != kCpuEpName) {
      return Error(ORT_FAIL, "Session: node \"", node->Label(graph), "\" (", node->op_type, "): on ", node->ep,
                   ", but EP \"", ep.name(), "\" captures graphs of its own nodes ", *allows_cpu ? "and the CPU's" : "alone");
    }
  }
  return Ok();
}

// What is copied on the way is not the EP's to replay; what comes in and goes out is brought to its place each time.
Status CheckCopies(const Program& program, const EpInstance& ep) {
  std::vector<bool> is_fed(program.value_count, false);
  for (int32_t number : program.feeds) {
    if (number >= 0) is_fed[static_cast<size_t>(number)] = true;
  }
  for (const Step& step : program.steps) {
    const ProgramNode& node = program.nodes[step.node];
    const bool is_copy = node.id < 0 && step.input_count == 1;   // no node of the graph
    if (!is_copy || is_fed[static_cast<size_t>(program.ids[step.inputs_begin])]) continue;
    return Error(ORT_FAIL, "Session: ", node.label, ": between EP \"", ep.name(), "\" and another, but it captures graphs");
  }
  return Ok();
}

}  // namespace

StatusOr<std::unique_ptr<GraphCapture>> GraphCapture::Choose(std::span<const std::unique_ptr<EpInstance>> eps, const Graph& graph,
                                                             const Program& program, const Logger& logger) {
  for (const auto& ep : eps) {
    if (!ep->IsGraphCaptureEnabled()) continue;
    if (!ep->HasGraphReplay()) {
      BERTH_LOG(logger, kWarning, "session")
          << Broken("EPC-029", ep->name(), "IsGraphCaptureEnabled") << ": it says yes, but IsGraphCaptured or "
          << "ReplayGraph is missing; nothing is captured";
      break;
    }
    BERTH_RETURN_IF_ERROR(CheckNodes(graph, *ep));
    BERTH_RETURN_IF_ERROR(CheckCopies(program, *ep));
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
  return Error(ORT_FAIL, "Run: ", Broken("EPC-029", ep_.name(), "IsGraphCaptured"),
               ": no graph captured under number ", id, " in ", kMostRuns,
               " runs");
}

}  // namespace berth
