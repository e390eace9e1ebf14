// berth plan: who takes each node, and why not the others.
#include <limits>

#include "cli/assignment.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/output_text.h"

namespace berth::cli {

int Plan(const Arguments& arguments) {
  Host host(arguments.session.verbose);
  const Ort::Session session = host.Open(arguments.session);
  const std::vector<NodeLine> nodes = Assignment(host, session);
  if (arguments.json) {
    PrintJson({{"schema", "berth.plan/1"}, {"model", arguments.session.model}, {"asked", host.asked()}, {"eps", EpsJson(nodes)},
               {"nodes", NodesJson(nodes)}});
  } else {
    PrintText(EpsText(nodes) + "\n" + NodesText(nodes, std::numeric_limits<size_t>::max()));
  }
  return kDone;
}

}  // namespace berth::cli
