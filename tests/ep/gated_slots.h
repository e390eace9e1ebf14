// Every callback of OrtEpFactory and OrtEp, in order, with the API that it came with.
#pragma once

#include <onnxruntime_c_api.h>

#define FOR_EACH_FACTORY_SLOT(DO)                                                                                          \
  DO(OrtEpFactory, GetName, 22)                                                                                            \
  DO(OrtEpFactory, GetVendor, 22)                                                                                          \
  DO(OrtEpFactory, GetSupportedDevices, 22)                                                                                \
  DO(OrtEpFactory, CreateEp, 22)                                                                                           \
  DO(OrtEpFactory, ReleaseEp, 22)                                                                                          \
  DO(OrtEpFactory, GetVendorId, 23)                                                                                        \
  DO(OrtEpFactory, GetVersion, 23)                                                                                         \
  DO(OrtEpFactory, ValidateCompiledModelCompatibilityInfo, 23)                                                             \
  DO(OrtEpFactory, CreateAllocator, 23)                                                                                    \
  DO(OrtEpFactory, ReleaseAllocator, 23)                                                                                   \
  DO(OrtEpFactory, CreateDataTransfer, 23)                                                                                 \
  DO(OrtEpFactory, IsStreamAware, 23)                                                                                      \
  DO(OrtEpFactory, CreateSyncStreamForDevice, 23)                                                                          \
  DO(OrtEpFactory, GetHardwareDeviceIncompatibilityDetails, 24)                                                            \
  DO(OrtEpFactory, CreateExternalResourceImporterForDevice, 24)                                                            \
  DO(OrtEpFactory, GetNumCustomOpDomains, 24)                                                                              \
  DO(OrtEpFactory, GetCustomOpDomains, 24)                                                                                 \
  DO(OrtEpFactory, InitGraphicsInterop, 25)                                                                                \
  DO(OrtEpFactory, DeinitGraphicsInterop, 25)                                                                              \
  DO(OrtEpFactory, SelectBestModelCandidate, 28)

#define FOR_EACH_EP_SLOT(DO)                                                                                               \
  DO(OrtEp, GetName, 22)                                                                                                   \
  DO(OrtEp, GetCapability, 23)                                                                                             \
  DO(OrtEp, Compile, 23)                                                                                                   \
  DO(OrtEp, ReleaseNodeComputeInfos, 23)                                                                                   \
  DO(OrtEp, GetPreferredDataLayout, 23)                                                                                    \
  DO(OrtEp, ShouldConvertDataLayoutForOp, 23)                                                                              \
  DO(OrtEp, SetDynamicOptions, 23)                                                                                         \
  DO(OrtEp, OnRunStart, 23)                                                                                                \
  DO(OrtEp, OnRunEnd, 23)                                                                                                  \
  DO(OrtEp, CreateAllocator, 23)                                                                                           \
  DO(OrtEp, CreateSyncStreamForDevice, 23)                                                                                 \
  DO(OrtEp, GetCompiledModelCompatibilityInfo, 23)                                                                         \
  DO(OrtEp, GetKernelRegistry, 24)                                                                                         \
  DO(OrtEp, IsConcurrentRunSupported, 24)                                                                                  \
  DO(OrtEp, Sync, 25)                                                                                                      \
  DO(OrtEp, CreateProfiler, 25)                                                                                            \
  DO(OrtEp, IsGraphCaptureEnabled, 26)                                                                                     \
  DO(OrtEp, IsGraphCaptured, 26)                                                                                           \
  DO(OrtEp, ReplayGraph, 26)                                                                                               \
  DO(OrtEp, GetGraphCaptureNodeAssignmentPolicy, 26)                                                                       \
  DO(OrtEp, GetAvailableResource, 26)                                                                                      \
  DO(OrtEp, OnSessionInitializationEnd, 27)                                                                                \
  DO(OrtEp, GetDefaultMemoryDevice, 27)                                                                                    \
  DO(OrtEp, ReleaseCapturedGraph, 27)                                                                                      \
  DO(OrtEp, GetWeightlessSupport, 29)
