// Deciding which of an EP's groups stand.
#pragma once

#include <string>
#include <vector>

#include "plan/support_info.h"

namespace berth {

// A group that does not stand, and the rule of docs/ep-contract.md that it breaks.
struct DroppedGroup {
  size_t group;          // index as the EP gave it
  std::string rule;      // "EPC-014"
  std::string reason;    // names the offending node
  std::vector<NodeId> nodes;
};

struct ResolvedClaims {
  std::vector<ClaimGroup> kept;
  std::vector<DroppedGroup> dropped;
};

// Drops, one group at a time and no more than needed:
//   EPC-012  a group with a node that another EP already has
//   EPC-013  a group that is not convex: a node outside lies on a path between two members, alone or together with other
//            groups (fusing it would make a cycle)
//   EPC-014  a group with a node of an earlier group of the same answer
// Linear in the graph; a group that might close a cycle costs what lies between its first and its last node besides.
ResolvedClaims ResolveClaims(const Graph& graph, std::vector<ClaimGroup> groups, std::string_view ep);

}  // namespace berth
