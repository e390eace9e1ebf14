// Compiled models: a group of this EP as an EPContext node, and back.
//
// What a node holds is the group's program as text, in the node itself (`ep.context_embed_mode` = 1) or in a file beside the
// model, under the fused node's name. It says which version of the text it is, and is read as what it may be: anybody's.
#pragma once

#include "../elementwise_ep/program.h"
#include "parts.h"

namespace npu {

// What sessions are asked for with the entries `ep.context_...`.
struct ContextOptions {
  bool writes = false, embeds = true;
  std::string path;
};
ContextOptions ReadContextOptions(const OrtSessionOptions* options);

// What compiled models carry in their metadata, so that a later version of this EP can tell whether it can read them.
inline constexpr char kContextVersion[] = "virtual_npu-1";

// Whether the node is one that this EP has written.
OrtStatus* IsContext(const OrtNode* node, bool* is_ours);
// A node in place of the fused one.
OrtStatus* MakeContextNode(const OrtNode* fused_node, const elementwise::Program& program, const ContextOptions& options,
                           OrtNode** out);
// What MakeContextNode has put into a node of this graph. Errors: ORT_EP_FAIL for text that is none, and for a file that is
// not there.
OrtStatus* ReadContext(const OrtGraph* graph, const OrtNode* node, elementwise::Program* program);

}  // namespace npu
