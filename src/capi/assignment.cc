#include "plan/assignment.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "session/session.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL GetAssignment(const OrtSession* session, const OrtEpAssignedSubgraph* const** subgraphs,
                                      size_t* count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    const auto* assignment = session->assignment();
    if (assignment == nullptr) {
      return Error(ORT_FAIL,
                   "Session: assignment: not recorded; set session.record_ep_graph_assignment_info to 1 before the session "
                   "is created");
    }
    BERTH_RETURN_IF_ERROR(NotNull(subgraphs, "ep_subgraphs"));
    BERTH_RETURN_IF_ERROR(NotNull(count, "num_ep_subgraphs"));
    *subgraphs = assignment->data();
    *count = assignment->size();
    return Ok();
  });
}

// Text that the object keeps.
template <typename T>
OrtStatus* Text(const T* object, const char* argument, std::string T::*member, const char** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(object, argument));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = (object->*member).c_str();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SubgraphEpName(const OrtEpAssignedSubgraph* subgraph, const char** out) noexcept {
  return Text(subgraph, "ep_subgraph", &OrtEpAssignedSubgraph::ep_name, out);
}

OrtStatus* ORT_API_CALL SubgraphNodes(const OrtEpAssignedSubgraph* subgraph, const OrtEpAssignedNode* const** nodes,
                                      size_t* count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(subgraph, "ep_subgraph"));
    BERTH_RETURN_IF_ERROR(NotNull(nodes, "ep_nodes"));
    BERTH_RETURN_IF_ERROR(NotNull(count, "num_ep_nodes"));
    *nodes = subgraph->node_pointers.data();
    *count = subgraph->node_pointers.size();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL NodeName(const OrtEpAssignedNode* node, const char** out) noexcept {
  return Text(node, "ep_node", &OrtEpAssignedNode::name, out);
}
OrtStatus* ORT_API_CALL NodeDomain(const OrtEpAssignedNode* node, const char** out) noexcept {
  return Text(node, "ep_node", &OrtEpAssignedNode::domain, out);
}
OrtStatus* ORT_API_CALL NodeOperator(const OrtEpAssignedNode* node, const char** out) noexcept {
  return Text(node, "ep_node", &OrtEpAssignedNode::op_type, out);
}

}  // namespace

void BindAssignment(OrtApi& api) {
  api.Session_GetEpGraphAssignmentInfo = GetAssignment;
  api.EpAssignedSubgraph_GetEpName = SubgraphEpName;
  api.EpAssignedSubgraph_GetNodes = SubgraphNodes;
  api.EpAssignedNode_GetName = NodeName;
  api.EpAssignedNode_GetDomain = NodeDomain;
  api.EpAssignedNode_GetOperatorType = NodeOperator;
}

}  // namespace berth::capi
