// Turning groups of nodes into single nodes that an EP has compiled.
#pragma once

#include <string>
#include <vector>

#include "plan/claims.h"

namespace berth {

struct PartitionResult;

// Names of fused nodes: `<EP>_<metadef>_<k>` with metadef `<EP>_<model hash>_<i>` (ep-contract f.4); one per EP and session.
class FuseNames {
 public:
  FuseNames(const EpInstance& ep, const Model& model);
  std::string NextMetadef();                            // also the operator type of the node and the graph's name
  std::string NodeName(const std::string& metadef);

 private:
  std::string ep_;
  uint64_t hash_;
  int next_metadef_ = 0;
  int next_node_ = 0;
};

// Compiles the groups of one graph level in one Compile call and puts a fused node in place of each. Fused nodes are added
// to `result`. Errors: see Partition.
Status FuseGroups(EpInstance& ep, Graph& graph, std::vector<ClaimGroup> groups, FuseNames& names, bool disable_compile,
                  PartitionResult& result);

}  // namespace berth
