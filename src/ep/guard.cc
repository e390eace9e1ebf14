#include "ep/guard.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

struct Origins {
  std::mutex mutex;
  std::vector<const EpOrigin*> known;
};

// Never destroyed: EPs may be told off late.
Origins& AllOrigins() {
  static auto* origins = new Origins();
  return *origins;
}

struct CallbackDuty {
  std::string_view callback, duty;
};

constexpr CallbackDuty kDuties[] = {
    {"CreateEpFactories", "EPC-003"},
    {"GetSupportedDevices", "EPC-005"},
    {"CreateEp", "EPC-009"},
    {"GetCapability", "EPC-011"},
    {"Compile", "EPC-015"},
    {"CreateState", "EPC-015"},
    {"Compute", "EPC-016"},
    {"GetKernelRegistry", "EPC-018"},
    {"OrtKernelCreateFunc", "EPC-019"},
    {"PrePackWeight", "EPC-021"},
    {"SetSharedPrePackedWeight", "EPC-021"},
    {"CreateAllocator", "EPC-022"},
    {"OrtEp::CreateAllocator", "EPC-022"},
    {"GetDefaultMemoryDevice", "EPC-023"},
    {"CreateDataTransfer", "EPC-024"},
    {"OrtDataTransferImpl::CopyTensors", "EPC-025"},
    {"CreateSyncStreamForDevice", "EPC-026"},
    {"OrtSyncStreamImpl::CreateNotification", "EPC-027"},
    {"OrtSyncStreamImpl::Flush", "EPC-027"},
    {"OrtSyncStreamImpl::OnSessionRunEnd", "EPC-027"},
    {"OrtSyncNotificationImpl::Activate", "EPC-027"},
    {"OrtSyncNotificationImpl::WaitOnDevice", "EPC-027"},
    {"OrtSyncNotificationImpl::WaitOnHost", "EPC-027"},
    {"ReplayGraph", "EPC-029"},
    {"ReleaseCapturedGraph", "EPC-029"},
    {"OnRunStart", "EPC-030"},
    {"OnRunEnd", "EPC-030"},
    {"OnSessionInitializationEnd", "EPC-030"},
    {"IsConcurrentRunSupported", "EPC-030"},
    {"ReleaseEpFactory", "EPC-031"},
    {"GetPreferredDataLayout", "EPC-033"},
    {"ShouldConvertDataLayoutForOp", "EPC-033"},
    {"CreateProfiler", "EPC-034"},
    {"OrtEpProfilerImpl::StartProfiling", "EPC-035"},
    {"OrtEpProfilerImpl::StartEvent", "EPC-035"},
    {"OrtEpProfilerImpl::StopEvent", "EPC-035"},
    {"OrtEpProfilerImpl::EndProfiling", "EPC-035"},
    {"CreateExternalResourceImporterForDevice", "EPC-037"},
    {"ImportMemory", "EPC-038"},
    {"CreateTensorFromMemory", "EPC-038"},
    {"ImportSemaphore", "EPC-038"},
    {"WaitSemaphore", "EPC-038"},
    {"SignalSemaphore", "EPC-038"},
    {"InitGraphicsInterop", "EPC-040"},
    {"DeinitGraphicsInterop", "EPC-040"},
    {"OrtLoopKernelHelper::ConcatOutput", "EPC-041"},
    {"OrtScanKernelHelper::Transpose", "EPC-041"},
    {"ValidateCompiledModelCompatibilityInfo", "EPC-042"},
    {"GetNumCustomOpDomains", "EPC-043"},
    {"GetCustomOpDomains", "EPC-043"},
    {"SetDynamicOptions", "EPC-044"},
    {"Sync", "EPC-044"},
    {"GetWeightlessSupport", "EPC-045"},
    {"GetHardwareDeviceIncompatibilityDetails", "EPC-046"},
};

}  // namespace

EpOrigin::EpOrigin(std::string ep, std::string library) : ep_(std::move(ep)), library_(std::move(library)) {
  Origins& origins = AllOrigins();
  std::lock_guard lock(origins.mutex);
  origins.known.push_back(this);
}

EpOrigin::~EpOrigin() {
  Origins& origins = AllOrigins();
  std::lock_guard lock(origins.mutex);
  std::erase(origins.known, this);
}

std::string EpCall(std::string_view ep, std::string_view callback) {
  std::string text = absl::StrCat("EP \"", ep, "\": ", callback, "()");
  Origins& origins = AllOrigins();
  std::lock_guard lock(origins.mutex);
  auto origin = std::find_if(origins.known.begin(), origins.known.end(), [&](const EpOrigin* one) { return one->ep() == ep; });
  if (origin != origins.known.end()) absl::StrAppend(&text, " of ", (*origin)->library());
  return text;
}

std::string Broken(std::string_view duty, std::string_view ep, std::string_view callback) {
  return absl::StrCat("[", duty, "] ", EpCall(ep, callback));
}

std::string_view DutyOf(std::string_view callback) {
  for (const auto& [name, duty] : kDuties) {
    if (name == callback) return duty;
  }
  return kNoExceptions;   // one that gives no status can fail in no other way
}

}  // namespace berth
