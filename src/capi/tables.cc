#include "capi/tables.h"

#include "capi/bind.h"
#include "capi/slots/api_31.h"
#include "capi/unfilled.h"

namespace berth::capi {
namespace {

const OrtTrainingApi* ORT_API_CALL GetTrainingApi(uint32_t) noexcept { return nullptr; }
OrtExperimentalFnPtr ORT_API_CALL GetExperimentalFunction(const char*) noexcept { return nullptr; }

// The slots that lead to other tables.
void BindTables(OrtApi& api) {
  api.GetTrainingApi = GetTrainingApi;
  api.GetModelEditorApi = OrtModelEditorApiTable;
  api.GetCompileApi = OrtCompileApiTable;
  api.GetEpApi = OrtEpApiTable;
  api.GetInteropApi = OrtInteropApiTable;
  api.GetExperimentalFunction = GetExperimentalFunction;
}

OrtApi31 MakeOrtApi() {
  OrtApi31 table{};
  OrtApi& api = table.api;
#define BERTH_SLOT(slot) api.slot = Unfilled<"OrtApi", #slot>(api.slot);
#include "capi/slots/ort_api_slots.inc"
  table.SessionOptionsSetEpContextDataReadFunc =
      Unfilled<"OrtApi", "SessionOptionsSetEpContextDataReadFunc">(table.SessionOptionsSetEpContextDataReadFunc);
  table.GetModelPackageApi = Unfilled<"OrtApi", "GetModelPackageApi">(table.GetModelPackageApi);

  BindTables(api);
  BindBuildInfo(api);
  BindStatus(api);
  BindEnv(api);
  BindLogger(api);
  BindAllocator(api);
  BindValue(api);
  BindValueString(api);
  BindTypeInfo(api);
  BindKeyValuePairs(api);
  BindSessionOptions(api);
  BindCustomOps(api);
  BindRunOptions(api);
  BindThreading(api);
  BindGiven(api);
  BindProfiling(api);
  BindIoBinding(api);
  BindSharedAllocators(api);
  BindSparse(api);
  BindProviders(api);
  BindSession(api);
  BindModelMetadata(api);
  BindAssignment(api);
  BindDevices(api);
  BindEpDevices(api);
  BindGraph(api);
  BindValueInfo(api);
  BindNode(api);
  BindKernel(api);
  BindOp(api);
  BindCompatibility(api);
  BindEditedParts(api);
  BindSyncStream(api);
  return table;
}

OrtEpApi MakeOrtEpApi() {
  OrtEpApi api{};
#define BERTH_SLOT(slot) api.slot = Unfilled<"OrtEpApi", #slot>(api.slot);
#include "capi/slots/ort_ep_api_slots.inc"
  BindEpApi(api);
  BindKernelRegistry(api);
  BindMemoryDevice(api);
  BindSupportInfo(api);
  BindKernelInfo(api);
  BindOpSchema(api);
  BindEpSyncStream(api);
  BindEpKernel(api);
  BindProfilingEvent(api);
  return api;
}

OrtModelEditorApi MakeOrtModelEditorApi() {
  OrtModelEditorApi api{};
#define BERTH_SLOT(slot) api.slot = Unfilled<"OrtModelEditorApi", #slot>(api.slot);
#include "capi/slots/ort_model_editor_api_slots.inc"
  BindModelEditor(api);
  return api;
}

OrtCompileApi MakeOrtCompileApi() {
  OrtCompileApi api{};
#define BERTH_SLOT(slot) api.slot = Unfilled<"OrtCompileApi", #slot>(api.slot);
#include "capi/slots/ort_compile_api_slots.inc"
  BindCompile(api);
  return api;
}

OrtInteropApi MakeOrtInteropApi() {
  OrtInteropApi api{};
#define BERTH_SLOT(slot) api.slot = Unfilled<"OrtInteropApi", #slot>(api.slot);
#include "capi/slots/ort_interop_api_slots.inc"
  BindInterop(api);
  return api;
}

}  // namespace

const OrtApi* OrtApiTable() noexcept {
  static const OrtApi31 table = MakeOrtApi();
  return &table.api;
}

const OrtEpApi* OrtEpApiTable() noexcept {
  static const OrtEpApi table = MakeOrtEpApi();
  return &table;
}

const OrtModelEditorApi* OrtModelEditorApiTable() noexcept {
  static const OrtModelEditorApi table = MakeOrtModelEditorApi();
  return &table;
}

const OrtCompileApi* OrtCompileApiTable() noexcept {
  static const OrtCompileApi table = MakeOrtCompileApi();
  return &table;
}

const OrtInteropApi* OrtInteropApiTable() noexcept {
  static const OrtInteropApi table = MakeOrtInteropApi();
  return &table;
}

}  // namespace berth::capi
