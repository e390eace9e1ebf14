#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/host_kernel.h"
#include "ep/prepack.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL CreateIf(const OrtKernelInfo* info, OrtKernelImpl** out) noexcept {
  return Ask(info, "kernel_info", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, MakeIfKernel(*info));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL CreateLoop(const OrtKernelInfo* info, OrtLoopKernelHelper* helper,
                                   OrtKernelImpl** out) noexcept {
  return Ask(info, "kernel_info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(helper, "helper"));
    BERTH_ASSIGN_OR_RETURN(*out, MakeLoopKernel(*info, helper));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL CreateScan(const OrtKernelInfo* info, OrtScanKernelHelper* helper,
                                   OrtKernelImpl** out) noexcept {
  return Ask(info, "kernel_info", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(helper, "helper"));
    BERTH_ASSIGN_OR_RETURN(*out, MakeScanKernel(*info, helper));
    return Ok();
  });
}
void ORT_API_CALL ReleaseKernel(OrtKernelImpl* kernel) { ReleaseHostKernel(kernel); }

OrtStatus* ORT_API_CALL StoreWeights(OrtSharedPrePackedWeightCache* cache, void** data, size_t* sizes,
                                     size_t count) noexcept {
  return Ask(cache, "prepacked_weight_cache", data, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(sizes, "buffer_data_sizes"));
    return cache->Store({data, count}, {sizes, count});
  });
}

}  // namespace

void BindEpKernel(OrtEpApi& api) {
  api.CreateIfKernel = CreateIf;
  api.CreateLoopKernel = CreateLoop;
  api.CreateScanKernel = CreateScan;
  api.ReleaseKernelImpl = ReleaseKernel;
  api.SharedPrePackedWeightCache_StoreWeightData = StoreWeights;
}

}  // namespace berth::capi
