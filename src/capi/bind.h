// One function a handle family: each puts the functions of its file, src/capi/<family>.cc, into their slots.
//
// Called once, while a table is made (tables.cc). A family leaves alone what it does not implement.
#pragma once

#include <onnxruntime_c_api.h>

namespace berth::capi {

void BindBuildInfo(OrtApi& api);       // api_base.cc: GetBuildInfoString
void BindStatus(OrtApi& api);          // status.cc: CreateStatus, GetErrorCode, GetErrorMessage, ReleaseStatus
void BindEnv(OrtApi& api);             // env.cc: environments, log level, telemetry, providers
void BindLogger(OrtApi& api);          // logger.cc: Logger_*
void BindAllocator(OrtApi& api);       // allocator.cc: allocators, OrtMemoryInfo, arena settings, shared allocators
void BindValue(OrtApi& api);           // value.cc: tensors, sequences and maps
void BindValueString(OrtApi& api);     // value_string.cc: tensors of strings
void BindTypeInfo(OrtApi& api);        // type_info.cc: OrtTypeInfo and its kinds, OrtTensorTypeAndShapeInfo
void BindKeyValuePairs(OrtApi& api);   // key_value_pairs.cc
void BindSessionOptions(OrtApi& api);  // session_options.cc: all that takes OrtSessionOptions, but not sessions
void BindCustomOps(OrtApi& api);       // custom_ops.cc: domains of custom operators, their libraries, ShapeInferContext_*
void BindRunOptions(OrtApi& api);      // run_options.cc
void BindThreading(OrtApi& api);       // threading.cc: threading options, custom threads, callbacks around their work
void BindGiven(OrtApi& api);           // given.cc: weights and dimensions that the application gives, prepacked weights
void BindProfiling(OrtApi& api);       // profiling.cc
void BindIoBinding(OrtApi& api);       // io_binding.cc
void BindSharedAllocators(OrtApi& api);  // shared_allocators.cc: a session's, the environment's, arena settings, copies
void BindSparse(OrtApi& api);          // sparse.cc: sparse tensors and opaque values
void BindProviders(OrtApi& api);       // providers.cc: ORT's built-in providers and LoRA, which this build does not have
void BindSession(OrtApi& api);         // session.cc: making, asking and running sessions
void BindModelMetadata(OrtApi& api);   // model_metadata.cc
void BindAssignment(OrtApi& api);      // assignment.cc: Session_GetEpGraphAssignmentInfo, EpAssigned*
void BindDevices(OrtApi& api);         // devices.cc: HardwareDevice_*, GetHardwareDevices and incompatibility details
void BindEpDevices(OrtApi& api);       // ep_devices.cc: EpDevice_*, GetEpDevices, registering EP libraries, EP streams
void BindGraph(OrtApi& api);           // graph.cc: Graph_*
void BindValueInfo(OrtApi& api);       // graph.cc: ValueInfo_*, ExternalInitializerInfo_*
void BindNode(OrtApi& api);            // node.cc: Node_*, OpAttr_*, ReadOpAttr
void BindKernel(OrtApi& api);          // kernel.cc: KernelContext_*, KernelInfo_*
void BindOp(OrtApi& api);              // op.cc: CreateOp, InvokeOp, ReleaseOp; what foreign kernels ask: CopyKernelInfo, ...

void BindCompatibility(OrtApi& api);   // compatibility.cc: compiled models and EPs, SetEpDynamicOptions
void BindEditedParts(OrtApi& api);     // model_editor.cc: ReleaseValueInfo, ReleaseNode, ReleaseModel

void BindModelEditor(OrtModelEditorApi& api);  // model_editor.cc
void BindCompile(OrtCompileApi& api);          // compile.cc

void BindSyncStream(OrtApi& api);      // sync_stream.cc: CreateSyncStreamForEpDevice, SyncStream_*, streams of runs and kernels

void BindProfilingEvent(OrtEpApi& api);  // profiling_event.cc: CreateProfilingEvent, ProfilingEvent_*, ProfilingEventsContainer_*
void BindEpKernel(OrtEpApi& api);     // ep_kernel.cc: control-flow kernels, packed weights
void BindEpSyncStream(OrtEpApi& api); // sync_stream.cc: SyncStream_GetImpl and the numbers of waits
void BindEpApi(OrtEpApi& api);        // ep_api.cc: what an EP may call
void BindKernelRegistry(OrtEpApi& api);  // kernel_registry.cc: KernelRegistry_*, KernelDef*, GetTensorDataType
void BindMemoryDevice(OrtEpApi& api); // allocator.cc: MemoryInfo_GetMemoryDevice, MemoryDevice_*
void BindKernelInfo(OrtEpApi& api);   // op.cc: KernelInfo_GetEp
void BindOpSchema(OrtEpApi& api);     // op_schema.cc: GetOpSchema, OpSchema_*, OpSchemaTypeConstraint_*
void BindSupportInfo(OrtEpApi& api);  // support_info.cc: EpGraphSupportInfo_*
void BindInterop(OrtInteropApi& api);  // interop.cc: memory and semaphores of other APIs

}  // namespace berth::capi
