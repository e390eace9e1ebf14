#include "plan/support_info.h"

#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL AddNodesToFuse(OrtEpGraphSupportInfo* info, const OrtNode* const* nodes, size_t count,
                                       const OrtNodeFusionOptions* options) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "graph_support_info"));
    return info->AddNodesToFuse({nodes, nodes != nullptr ? count : 0}, options);
  });
}

OrtStatus* ORT_API_CALL AddSingleNode(OrtEpGraphSupportInfo* info, const OrtNode* node) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "graph_support_info"));
    return info->AddSingleNode(node);
  });
}

OrtStatus* ORT_API_CALL LookUpKernel(OrtEpGraphSupportInfo* info, const OrtNode* node, const OrtKernelDef** out) noexcept {
  return Ask(info, "graph_support_info", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, info->LookUpKernel(node));
    return Ok();
  });
}

}  // namespace

void BindSupportInfo(OrtEpApi& api) {
  api.EpGraphSupportInfo_AddNodesToFuse = AddNodesToFuse;
  api.EpGraphSupportInfo_AddSingleNode = AddSingleNode;
  api.EpGraphSupportInfo_LookUpKernel = LookUpKernel;
}

}  // namespace berth::capi
