// Reading callbacks out of structs that an EP filled in.
//
// A struct says in `ort_version_supported` which API it was built for, and is physically shorter when that is old: a newer
// slot must not even be looked at. Slot<&OrtEp::Sync>(ep) is null when the struct is too old or the slot is null: the
// callback is not there. A slot without a line below cannot be read this way (it does not compile).
#pragma once

#include <onnxruntime_c_api.h>

namespace berth {

// The first API that has a slot: of structs that never grew, the struct's own.
template <auto kMember>
struct SlotSince;

#define BERTH_SLOT(since, type, member) \
  template <>                           \
  struct SlotSince<&type::member> {     \
    static constexpr uint32_t kSince = since; \
  };

BERTH_SLOT(22, OrtEpFactory, GetName)
BERTH_SLOT(22, OrtEpFactory, GetVendor)
BERTH_SLOT(22, OrtEpFactory, GetSupportedDevices)
BERTH_SLOT(22, OrtEpFactory, CreateEp)
BERTH_SLOT(22, OrtEpFactory, ReleaseEp)
BERTH_SLOT(23, OrtEpFactory, GetVendorId)
BERTH_SLOT(23, OrtEpFactory, GetVersion)
BERTH_SLOT(23, OrtEpFactory, ValidateCompiledModelCompatibilityInfo)
BERTH_SLOT(23, OrtEpFactory, CreateAllocator)
BERTH_SLOT(23, OrtEpFactory, ReleaseAllocator)
BERTH_SLOT(23, OrtEpFactory, CreateDataTransfer)
BERTH_SLOT(23, OrtEpFactory, IsStreamAware)
BERTH_SLOT(23, OrtEpFactory, CreateSyncStreamForDevice)
BERTH_SLOT(24, OrtEpFactory, GetHardwareDeviceIncompatibilityDetails)
BERTH_SLOT(24, OrtEpFactory, CreateExternalResourceImporterForDevice)
BERTH_SLOT(24, OrtEpFactory, GetNumCustomOpDomains)
BERTH_SLOT(24, OrtEpFactory, GetCustomOpDomains)
BERTH_SLOT(25, OrtEpFactory, InitGraphicsInterop)
BERTH_SLOT(25, OrtEpFactory, DeinitGraphicsInterop)
BERTH_SLOT(28, OrtEpFactory, SelectBestModelCandidate)

BERTH_SLOT(22, OrtEp, GetName)
BERTH_SLOT(23, OrtEp, GetCapability)
BERTH_SLOT(23, OrtEp, Compile)
BERTH_SLOT(23, OrtEp, ReleaseNodeComputeInfos)
BERTH_SLOT(23, OrtEp, GetPreferredDataLayout)
BERTH_SLOT(23, OrtEp, ShouldConvertDataLayoutForOp)
BERTH_SLOT(23, OrtEp, SetDynamicOptions)
BERTH_SLOT(23, OrtEp, OnRunStart)
BERTH_SLOT(23, OrtEp, OnRunEnd)
BERTH_SLOT(23, OrtEp, CreateAllocator)
BERTH_SLOT(23, OrtEp, CreateSyncStreamForDevice)
BERTH_SLOT(23, OrtEp, GetCompiledModelCompatibilityInfo)
BERTH_SLOT(24, OrtEp, GetKernelRegistry)
BERTH_SLOT(24, OrtEp, IsConcurrentRunSupported)
BERTH_SLOT(25, OrtEp, Sync)
BERTH_SLOT(25, OrtEp, CreateProfiler)
BERTH_SLOT(26, OrtEp, IsGraphCaptureEnabled)
BERTH_SLOT(26, OrtEp, IsGraphCaptured)
BERTH_SLOT(26, OrtEp, ReplayGraph)
BERTH_SLOT(26, OrtEp, GetGraphCaptureNodeAssignmentPolicy)
BERTH_SLOT(26, OrtEp, GetAvailableResource)
BERTH_SLOT(27, OrtEp, OnSessionInitializationEnd)
BERTH_SLOT(27, OrtEp, GetDefaultMemoryDevice)
BERTH_SLOT(27, OrtEp, ReleaseCapturedGraph)
BERTH_SLOT(29, OrtEp, GetWeightlessSupport)

BERTH_SLOT(24, OrtKernelImpl, PrePackWeight)
BERTH_SLOT(24, OrtKernelImpl, SetSharedPrePackedWeight)
BERTH_SLOT(24, OrtLoopKernelHelper, Release)
BERTH_SLOT(24, OrtLoopKernelHelper, ConcatOutput)
BERTH_SLOT(24, OrtScanKernelHelper, Release)
BERTH_SLOT(24, OrtScanKernelHelper, Transpose)

// EPs leave the version of these at 0 at times; they have had all their slots from the start.
BERTH_SLOT(0, OrtNodeComputeInfo, CreateState)
BERTH_SLOT(0, OrtNodeComputeInfo, Compute)
BERTH_SLOT(0, OrtNodeComputeInfo, ReleaseState)
BERTH_SLOT(0, OrtDataTransferImpl, Release)
BERTH_SLOT(0, OrtDataTransferImpl, CanCopy)
BERTH_SLOT(0, OrtDataTransferImpl, CopyTensors)
BERTH_SLOT(0, OrtEpProfilerImpl, Release)
BERTH_SLOT(0, OrtEpProfilerImpl, StartProfiling)
BERTH_SLOT(0, OrtEpProfilerImpl, StartEvent)
BERTH_SLOT(0, OrtEpProfilerImpl, StopEvent)
BERTH_SLOT(0, OrtEpProfilerImpl, EndProfiling)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, CanImportMemory)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, ImportMemory)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, CreateTensorFromMemory)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, CanImportSemaphore)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, ImportSemaphore)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, WaitSemaphore)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, SignalSemaphore)
BERTH_SLOT(0, OrtExternalResourceImporterImpl, Release)
BERTH_SLOT(0, OrtKernelImpl, Compute)
BERTH_SLOT(0, OrtKernelImpl, Release)
BERTH_SLOT(0, OrtSyncStreamImpl, Release)
BERTH_SLOT(0, OrtSyncStreamImpl, GetHandle)
BERTH_SLOT(0, OrtSyncStreamImpl, CreateNotification)
BERTH_SLOT(0, OrtSyncStreamImpl, Flush)
BERTH_SLOT(0, OrtSyncStreamImpl, OnSessionRunEnd)
BERTH_SLOT(0, OrtSyncNotificationImpl, Release)
BERTH_SLOT(0, OrtSyncNotificationImpl, Activate)
BERTH_SLOT(0, OrtSyncNotificationImpl, WaitOnDevice)
BERTH_SLOT(0, OrtSyncNotificationImpl, WaitOnHost)

#undef BERTH_SLOT

// The headers promise that callbacks do not throw, and around a call with that promise the compiler leaves out the handlers
// of the guard. An EP that throws all the same is to meet them: a slot is read as a pointer without the promise.
template <typename Member>
struct Unpromised {
  using Type = Member;
};
template <typename Result, typename... Args>
struct Unpromised<Result(ORT_API_CALL*)(Args...) noexcept> {
  using Type = Result(ORT_API_CALL*)(Args...);
};

template <typename Struct, typename Member>
typename Unpromised<Member>::Type ReadSlot(const Struct* object, Member Struct::*member, uint32_t since) {
  return object->ort_version_supported >= since ? object->*member : nullptr;
}

template <auto kMember, typename Struct>
auto Slot(const Struct* object) {
  return ReadSlot(object, kMember, SlotSince<kMember>::kSince);
}

}  // namespace berth
