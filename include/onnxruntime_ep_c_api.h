// Part of Berth. SPDX-License-Identifier: MIT
//
// The C API for execution providers: what an EP library implements (OrtEpFactory, OrtEp and the structs they hand out)
// and what it may call (OrtEpApi). Included by onnxruntime_c_api.h; do not include it alone.
//
// An EP library exports two functions, CreateEpFactories and ReleaseEpFactory (types below). Every struct that an EP
// fills in starts with `ort_version_supported`: write ORT_API_VERSION there. The host reads no member newer than that.
#pragma once

#ifndef ORT_API_VERSION
#error "include onnxruntime_c_api.h instead"
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---- opaque types ----

ORT_RUNTIME_CLASS(EpGraphSupportInfo);
ORT_RUNTIME_CLASS(MemoryDevice);
ORT_RUNTIME_CLASS(NodeComputeContext);
ORT_RUNTIME_CLASS(KernelRegistry);
ORT_RUNTIME_CLASS(KernelDefBuilder);
ORT_RUNTIME_CLASS(KernelDef);
ORT_RUNTIME_CLASS(DataType);
ORT_RUNTIME_CLASS(SharedPrePackedWeightCache);
ORT_RUNTIME_CLASS(OpSchema);
ORT_RUNTIME_CLASS(OpSchemaTypeConstraint);
ORT_RUNTIME_CLASS(ProfilingEvent);
ORT_RUNTIME_CLASS(ProfilingEventsContainer);

// ---- structs with members ----

struct OrtDataTransferImpl;
typedef struct OrtDataTransferImpl OrtDataTransferImpl;
struct OrtSyncNotificationImpl;
typedef struct OrtSyncNotificationImpl OrtSyncNotificationImpl;
struct OrtExternalResourceImporterImpl;
typedef struct OrtExternalResourceImporterImpl OrtExternalResourceImporterImpl;
struct OrtEpProfilerImpl;
typedef struct OrtEpProfilerImpl OrtEpProfilerImpl;
struct OrtLoopKernelHelper;
typedef struct OrtLoopKernelHelper OrtLoopKernelHelper;
struct OrtScanKernelHelper;
typedef struct OrtScanKernelHelper OrtScanKernelHelper;
struct OrtResourceCount;
typedef struct OrtResourceCount OrtResourceCount;

// ---- enumerations ----

/// Kinds of events in a profile.
typedef enum OrtProfilingEventCategory {
  OrtProfilingEventCategory_SESSION = 0,
  OrtProfilingEventCategory_NODE = 1,
  OrtProfilingEventCategory_KERNEL = 2,
  OrtProfilingEventCategory_API = 3,
} OrtProfilingEventCategory;

/// Kinds of resources.
typedef enum OrtResourceCountKind {
  OrtResourceCountKind_None = 0,
  OrtResourceCountKind_TotalBytes = 1,
} OrtResourceCountKind;

/// Where image tensors have their channels.
typedef enum OrtEpDataLayout {
  OrtEpDataLayout_NCHW = 0,
  OrtEpDataLayout_NHWC = 1,
  OrtEpDataLayout_Default = 0,
} OrtEpDataLayout;

/// Which nodes may be left to the CPU when an EP captures graphs.
typedef enum OrtGraphCaptureNodeAssignmentPolicy {
  OrtGraphCaptureNodeAssignmentPolicy_ALL_NODES_ON_EP = 0,
  OrtGraphCaptureNodeAssignmentPolicy_ALLOW_CPU_FOR_SHAPES = 1,
} OrtGraphCaptureNodeAssignmentPolicy;

/// Which weights an EP can leave out of a compiled model.
typedef enum OrtWeightlessSupport {
  OrtWeightlessSupport_NONE = 0,
  OrtWeightlessSupport_EXTERNAL_ONLY = 1,
  OrtWeightlessSupport_ALL = 2,
} OrtWeightlessSupport;

// ---- callbacks ----

/// Makes a kernel for a node; `info` lives as long as the kernel.
typedef OrtStatus*(ORT_API_CALL* OrtKernelCreateFunc)(void* kernel_create_func_state, const OrtKernelInfo* info,
    OrtKernelImpl** kernel_out);

// ---- what an EP hands out ----

/// Copies tensors between devices for an EP.
struct OrtDataTransferImpl {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Releases this object.
  ORT_API_T(void, Release, OrtDataTransferImpl* this_ptr);
  /// Whether it copies from one device to the other.
  ORT_API_T(bool, CanCopy, const OrtDataTransferImpl* this_ptr, const OrtMemoryDevice* src_memory_device,
      const OrtMemoryDevice* dst_memory_device);
  /// Copies; targets have type and shape of their sources. `streams` has an entry a tensor, null to copy at once.
  ORT_API2_STATUS(CopyTensors, OrtDataTransferImpl* this_ptr, const OrtValue** src_tensors, OrtValue** dst_tensors,
      OrtSyncStream** streams, size_t num_tensors);
};

/// A point in the work of a stream that others can wait for.
struct OrtSyncNotificationImpl {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Releases this object.
  ORT_API_T(void, Release, OrtSyncNotificationImpl* this_ptr);
  /// Marks the point in the stream.
  ORT_API2_STATUS(Activate, OrtSyncNotificationImpl* this_ptr);
  /// Lets another stream wait for it; null stands for the host's work.
  ORT_API2_STATUS(WaitOnDevice, OrtSyncNotificationImpl* this_ptr, OrtSyncStream* consumer_stream);
  /// Waits for it on this thread.
  ORT_API2_STATUS(WaitOnHost, OrtSyncNotificationImpl* this_ptr);
};

/// A queue of work on a device.
struct OrtSyncStreamImpl {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Releases this object.
  ORT_API_T(void, Release, OrtSyncStreamImpl* this_ptr);
  /// The native handle; may be null.
  ORT_API_T(void*, GetHandle, OrtSyncStreamImpl* this_ptr);
  /// A notification for this stream.
  ORT_API2_STATUS(CreateNotification, OrtSyncStreamImpl* this_ptr, OrtSyncNotificationImpl** notification);
  /// Waits until all work of the stream is done.
  ORT_API2_STATUS(Flush, OrtSyncStreamImpl* this_ptr);
  /// When a run that used the stream ends.
  ORT_API2_STATUS(OnSessionRunEnd, OrtSyncStreamImpl* this_ptr);
};

/// Memory of another API that an EP has imported. An EP may put it first in a larger struct.
struct OrtExternalMemoryHandle {
  /// ORT_API_VERSION of the EP.
  uint32_t version;
  /// The device it was imported on.
  const OrtEpDevice* ep_device;
  /// What was imported.
  OrtExternalMemoryDescriptor descriptor;
  /// Releases this object.
  ORT_API_T(void, Release, OrtExternalMemoryHandle* handle);
};

/// A semaphore of another API that an EP has imported. An EP may put it first in a larger struct.
struct OrtExternalSemaphoreHandle {
  /// ORT_API_VERSION of the EP.
  uint32_t version;
  /// The device it was imported on.
  const OrtEpDevice* ep_device;
  /// What was imported.
  OrtExternalSemaphoreDescriptor descriptor;
  /// Releases this object.
  ORT_API_T(void, Release, OrtExternalSemaphoreHandle* handle);
};

/// Imports memory and semaphores of other APIs for an EP; see OrtInteropApi.
struct OrtExternalResourceImporterImpl {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Whether memory of this kind can be imported.
  ORT_API_T(bool, CanImportMemory, const OrtExternalResourceImporterImpl* this_ptr,
      OrtExternalMemoryHandleType handle_type);
  /// Imports memory.
  ORT_API2_STATUS(ImportMemory, OrtExternalResourceImporterImpl* this_ptr, const OrtExternalMemoryDescriptor* desc,
      OrtExternalMemoryHandle** out_handle);
  /// Releases what ImportMemory gave.
  ORT_API_T(void, ReleaseMemory, OrtExternalResourceImporterImpl* this_ptr, OrtExternalMemoryHandle* handle);
  /// A tensor over imported memory.
  ORT_API2_STATUS(CreateTensorFromMemory, OrtExternalResourceImporterImpl* this_ptr,
      const OrtExternalMemoryHandle* mem_handle, const OrtExternalTensorDescriptor* tensor_desc, OrtValue** out_tensor);
  /// Whether semaphores of this kind can be imported.
  ORT_API_T(bool, CanImportSemaphore, const OrtExternalResourceImporterImpl* this_ptr, OrtExternalSemaphoreType type);
  /// Imports a semaphore.
  ORT_API2_STATUS(ImportSemaphore, OrtExternalResourceImporterImpl* this_ptr,
      const OrtExternalSemaphoreDescriptor* desc, OrtExternalSemaphoreHandle** out_handle);
  /// Releases what ImportSemaphore gave.
  ORT_API_T(void, ReleaseSemaphore, OrtExternalResourceImporterImpl* this_ptr, OrtExternalSemaphoreHandle* handle);
  /// Lets a stream wait until the semaphore has this value.
  ORT_API2_STATUS(WaitSemaphore, OrtExternalResourceImporterImpl* this_ptr, OrtExternalSemaphoreHandle* handle,
      OrtSyncStream* stream, uint64_t value);
  /// Lets a stream set the semaphore to this value when it gets there.
  ORT_API2_STATUS(SignalSemaphore, OrtExternalResourceImporterImpl* this_ptr, OrtExternalSemaphoreHandle* handle,
      OrtSyncStream* stream, uint64_t value);
  /// Releases this object.
  ORT_API_T(void, Release, OrtExternalResourceImporterImpl* this_ptr);
};

/// Records an EP's own events while a session is profiled.
struct OrtEpProfilerImpl {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Releases this object.
  ORT_API_T(void, Release, OrtEpProfilerImpl* this_ptr);
  /// Profiling begins; the offset says how long ago the host's clock of the profile began, in nanoseconds.
  ORT_API2_STATUS(StartProfiling, OrtEpProfilerImpl* this_ptr, int64_t ep_profiling_start_offset_ns);
  /// An event of the host begins; what the EP does until it ends belongs to it.
  ORT_API2_STATUS(StartEvent, OrtEpProfilerImpl* this_ptr, uint64_t ort_event_correlation_id);
  /// It ends; `ort_event` is borrowed for the call.
  ORT_API2_STATUS(StopEvent, OrtEpProfilerImpl* this_ptr, uint64_t ort_event_correlation_id,
      const OrtProfilingEvent* ort_event);
  /// Profiling ends: hands over the EP's events by ProfilingEventsContainer_AddEvents.
  ORT_API2_STATUS(EndProfiling, OrtEpProfilerImpl* this_ptr, OrtProfilingEventsContainer* events_container);
};

/// How nodes are fused; see EpGraphSupportInfo_AddNodesToFuse.
struct OrtNodeFusionOptions {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// true: constant weights are no inputs of the fused node. The EP copies what it needs of them in Compile.
  bool drop_constant_initializers;
};

/// What Compile makes of a fused node.
struct OrtNodeComputeInfo {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Once a session: makes state of the EP's own for the node.
  OrtStatus*(ORT_API_CALL* CreateState)(OrtNodeComputeInfo* this_ptr, OrtNodeComputeContext* compute_context,
      void** compute_state);
  /// Runs the node. Calls may overlap unless the EP says otherwise.
  OrtStatus*(ORT_API_CALL* Compute)(OrtNodeComputeInfo* this_ptr, void* compute_state,
      OrtKernelContext* kernel_context);
  /// Releases the state.
  void(ORT_API_CALL* ReleaseState)(OrtNodeComputeInfo* this_ptr, void* compute_state);
};

/// A kernel of an EP for one node.
struct OrtKernelImpl {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// For the host; leave it 0.
  uint32_t flags;
  /// Runs the node. Calls may overlap unless the EP says otherwise.
  ORT_API2_STATUS(Compute, OrtKernelImpl* this_ptr, OrtKernelContext* context);
  /// Releases this object.
  ORT_API_T(void, Release, OrtKernelImpl* this_ptr);
  /// Lets the kernel lay out a constant weight for itself. `is_packed` true: it has a copy and needs the weight no
  /// more. With a cache that is not null the copy is handed over by SharedPrePackedWeightCache_StoreWeightData.
  ORT_API2_STATUS(PrePackWeight, OrtKernelImpl* this_ptr, const OrtValue* tensor, int input_index,
      OrtAllocator* allocator, OrtSharedPrePackedWeightCache* prepacked_weight_cache, bool* is_packed);
  /// Gives back the copy to use, maybe one that another kernel made; borrowed as long as the kernel.
  ORT_API2_STATUS(SetSharedPrePackedWeight, OrtKernelImpl* this_ptr, const void* const* buffer_data_ptrs,
      const size_t* buffer_data_sizes, size_t num_buffers, int input_index);
};

/// What a host's Loop kernel needs of an EP.
struct OrtLoopKernelHelper {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Releases this object.
  ORT_API_T(void, Release, OrtLoopKernelHelper* this_ptr);
  /// Puts the outputs of all iterations one after the other into `output`.
  ORT_API2_STATUS(ConcatOutput, OrtLoopKernelHelper* this_ptr, void* stream_handle,
      const OrtValue* const* per_iteration_outputs, size_t num_per_iteration_outputs, void* output,
      size_t output_size_in_bytes);
};

/// What a host's Scan kernel needs of an EP.
struct OrtScanKernelHelper {
  /// ORT_API_VERSION of the EP.
  uint32_t ort_version_supported;
  /// Releases this object.
  ORT_API_T(void, Release, OrtScanKernelHelper* this_ptr);
  /// Transposes a tensor into another.
  ORT_API2_STATUS(Transpose, OrtScanKernelHelper* this_ptr, const size_t* permutation, size_t num_permutation_elems,
      const OrtValue* input, OrtSyncStream* stream, OrtValue* output);
};

/// An amount of a resource.
struct OrtResourceCount {
  /// OrtResourceCountKind: which member of `value` counts.
  uint32_t kind;
  /// 0.
  uint32_t reserved;
  union {
    uint64_t total_bytes;
    uint64_t reserved_words[6];
  } value;
};

// ---- what an EP may call ----

/// The functions that an EP library may call; from OrtApi::GetEpApi.
struct OrtEpApi {
  // ---- since 1.22 ----

  /// Says that this factory's EP can use a device; for OrtEpFactory::GetSupportedDevices. Metadata and options are
  /// copied and may be null. The entry "version" is the host's to write.
  ORT_API2_STATUS(CreateEpDevice, OrtEpFactory* ep_factory, const OrtHardwareDevice* hardware_device,
      const OrtKeyValuePairs* ep_metadata, const OrtKeyValuePairs* ep_options, OrtEpDevice** ep_device);
  /// Releases an EP device that was not handed over to the host; null is allowed.
  ORT_CLASS_RELEASE(EpDevice);

  // ---- since 1.23 ----

  /// Claims nodes to be compiled as one. They must have no node outside of them between two inside.
  /// `node_fusion_options` may be null.
  ORT_API2_STATUS(EpGraphSupportInfo_AddNodesToFuse, OrtEpGraphSupportInfo* graph_support_info,
      const OrtNode* const* nodes, size_t num_nodes, const OrtNodeFusionOptions* node_fusion_options);
  /// Claims a node that the EP has a kernel for.
  ORT_API2_STATUS(EpGraphSupportInfo_AddSingleNode, OrtEpGraphSupportInfo* graph_support_info, const OrtNode* node);
  /// The name of the fused node; borrowed.
  ORT_API_T(const char*, NodeComputeContext_NodeName, const OrtNodeComputeContext* context);
  /// Says that the EP has memory of this kind on the device. Borrowed; it must live until the factory is released. One
  /// of the same kind is replaced.
  ORT_API2_STATUS(EpDevice_AddAllocatorInfo, OrtEpDevice* ep_device, const OrtMemoryInfo* allocator_memory_info);
  /// The device of a memory; borrowed.
  ORT_API_T(const OrtMemoryDevice*, MemoryInfo_GetMemoryDevice, const OrtMemoryInfo* memory_info);
  /// The device that a tensor lies on, borrowed; null for other values.
  ORT_API_T(const OrtMemoryDevice*, Value_GetMemoryDevice, const OrtValue* value);
  /// Whether both are the same device and kind of memory; false if one is null.
  ORT_API_T(bool, MemoryDevice_AreEqual, const OrtMemoryDevice* a, const OrtMemoryDevice* b);
  /// CPU, GPU, FPGA or NPU.
  ORT_API_T(OrtMemoryInfoDeviceType, MemoryDevice_GetDeviceType, const OrtMemoryDevice* memory_device);
  /// Ordinary device memory, or memory that the host can reach too.
  ORT_API_T(OrtDeviceMemoryType, MemoryDevice_GetMemoryType, const OrtMemoryDevice* memory_device);
  /// The vendor's number.
  ORT_API_T(uint32_t, MemoryDevice_GetVendorId, const OrtMemoryDevice* memory_device);
  /// The device's number.
  ORT_API_T(uint32_t, MemoryDevice_GetDeviceId, const OrtMemoryDevice* memory_device);
  /// The EP's own part of a stream; borrowed.
  ORT_API_T(const OrtSyncStreamImpl*, SyncStream_GetImpl, const OrtSyncStream* stream);
  /// A number that grows with every notification that the stream activates.
  ORT_API_T(uint64_t, SyncStream_GetSyncId, const OrtSyncStream* stream);
  /// The producer's number when the consumer last waited for it; 0 if it never did.
  ORT_API_T(uint64_t, GetSyncIdForLastWaitOnSyncStream, const OrtSyncStream* producer_stream,
      const OrtSyncStream* consumer_stream);

  // ---- since 1.24 ----

  /// A device that the machine's own list does not have, such as a remote one; the factory's to release. Only when the
  /// environment allows virtual devices.
  ORT_API2_STATUS(CreateHardwareDevice, OrtHardwareDeviceType type, uint32_t vendor_id, uint32_t device_id,
      const char* vendor_name, const OrtKeyValuePairs* metadata, OrtHardwareDevice** hardware_device);
  ORT_CLASS_RELEASE(HardwareDevice);
  /// An empty list of kernels.
  ORT_API2_STATUS(CreateKernelRegistry, OrtKernelRegistry** kernel_registry);
  ORT_CLASS_RELEASE(KernelRegistry);
  /// Adds a kernel: what it is for, copied, and the function that makes it for a node. Errors: ORT_FAIL when another is
  /// for the same.
  ORT_API2_STATUS(KernelRegistry_AddKernel, OrtKernelRegistry* kernel_registry, const OrtKernelDef* kernel_def,
      OrtKernelCreateFunc kernel_create_func, void* kernel_create_func_state);
  /// Builds the description of a kernel.
  ORT_API2_STATUS(CreateKernelDefBuilder, OrtKernelDefBuilder** kernel_def_builder_out);
  ORT_CLASS_RELEASE(KernelDefBuilder);
  /// The operator.
  ORT_API2_STATUS(KernelDefBuilder_SetOperatorType, OrtKernelDefBuilder* kernel_def_builder, const char* op_type);
  /// The operator's domain, "" for ONNX's own.
  ORT_API2_STATUS(KernelDefBuilder_SetDomain, OrtKernelDefBuilder* kernel_def_builder, const char* domain);
  /// The versions of the operator set, both included; INT_MAX for no end.
  ORT_API2_STATUS(KernelDefBuilder_SetSinceVersion, OrtKernelDefBuilder* kernel_def_builder, int since_version_start,
      int since_version_end);
  /// The EP's name.
  ORT_API2_STATUS(KernelDefBuilder_SetExecutionProvider, OrtKernelDefBuilder* kernel_def_builder, const char* ep_name);
  /// Where an input is wanted; the default is device memory.
  ORT_API2_STATUS(KernelDefBuilder_SetInputMemType, OrtKernelDefBuilder* kernel_def_builder, size_t input_index,
      OrtMemType mem_type);
  /// Where an output will lie; the default is device memory.
  ORT_API2_STATUS(KernelDefBuilder_SetOutputMemType, OrtKernelDefBuilder* kernel_def_builder, size_t output_index,
      OrtMemType mem_type);
  /// The types that a type parameter of the operator, such as "T", may have.
  ORT_API2_STATUS(KernelDefBuilder_AddTypeConstraint, OrtKernelDefBuilder* kernel_def_builder, const char* arg_name,
      const OrtDataType* const* types, size_t num_types);
  /// Outputs that are the same memory as inputs.
  ORT_API2_STATUS(KernelDefBuilder_AddInputOutputAliases, OrtKernelDefBuilder* kernel_def_builder,
      const int* input_indices, const int* output_indices, size_t num_io_indices);
  /// Outputs that may be written over inputs.
  ORT_API2_STATUS(KernelDefBuilder_AddInputOutputMutableAliases, OrtKernelDefBuilder* kernel_def_builder,
      const int* input_indices, const int* output_indices, size_t num_io_indices);
  /// The finished description; the caller's.
  ORT_API2_STATUS(KernelDefBuilder_Build, OrtKernelDefBuilder* kernel_def_builder, OrtKernelDef** kernel_def_out);
  ORT_CLASS_RELEASE(KernelDef);
  /// The operator; borrowed.
  ORT_API_T(const char*, KernelDef_GetOperatorType, const OrtKernelDef* kernel_def);
  /// The operator's domain; borrowed.
  ORT_API_T(const char*, KernelDef_GetDomain, const OrtKernelDef* kernel_def);
  /// The versions of the operator set; INT_MAX for no end.
  ORT_API2_STATUS(KernelDef_GetSinceVersion, const OrtKernelDef* kernel_def, int* start_version, int* end_version);
  /// The EP's name; borrowed.
  ORT_API_T(const char*, KernelDef_GetExecutionProvider, const OrtKernelDef* kernel_def);
  /// Where an input is wanted.
  ORT_API2_STATUS(KernelDef_GetInputMemType, const OrtKernelDef* kernel_def, size_t input_index, OrtMemType* mem_type);
  /// Where an output will lie.
  ORT_API2_STATUS(KernelDef_GetOutputMemType, const OrtKernelDef* kernel_def, size_t output_index,
      OrtMemType* mem_type);
  /// The type of tensors of these elements, for type constraints; lives as long as the process.
  ORT_API2_STATUS(GetTensorDataType, ONNXTensorElementDataType elem_type, const OrtDataType** out);
  /// The EP's registered kernel for a node, borrowed; null for none.
  ORT_API2_STATUS(EpGraphSupportInfo_LookUpKernel, OrtEpGraphSupportInfo* graph_support_info, const OrtNode* node,
      const OrtKernelDef** out_kernel_def);
  /// Hands a weight that a kernel laid out over to the host, to be shared. The buffers must come from the allocator
  /// that PrePackWeight got.
  ORT_API2_STATUS(SharedPrePackedWeightCache_StoreWeightData, OrtSharedPrePackedWeightCache* prepacked_weight_cache,
      void** buffer_data_ptrs, size_t* buffer_data_sizes, size_t num_buffers);
  /// The EP that the kernel belongs to; borrowed.
  ORT_API2_STATUS(KernelInfo_GetEp, const OrtKernelInfo* info, const OrtEp** ep);
  /// Fills in why the EP cannot use a device: bits of OrtDeviceEpIncompatibilityReason, a number and words of its own;
  /// `notes` may be null.
  ORT_API2_STATUS(DeviceEpIncompatibilityDetails_SetDetails, OrtDeviceEpIncompatibilityDetails* details,
      uint32_t reasons_bitmask, int32_t error_code, const char* notes);
  /// A kernel for If whose branches the host runs.
  ORT_API2_STATUS(CreateIfKernel, const OrtKernelInfo* kernel_info, OrtKernelImpl** kernel_out);
  /// A kernel for Loop whose body the host runs; `helper` puts outputs together and is taken over.
  ORT_API2_STATUS(CreateLoopKernel, const OrtKernelInfo* kernel_info, OrtLoopKernelHelper* helper,
      OrtKernelImpl** kernel_out);
  /// A kernel for Scan whose body the host runs; `helper` transposes and is taken over.
  ORT_API2_STATUS(CreateScanKernel, const OrtKernelInfo* kernel_info, OrtScanKernelHelper* helper,
      OrtKernelImpl** kernel_out);
  /// Releases a kernel that one of these three gave; null is allowed.
  ORT_CLASS_RELEASE(KernelImpl);
  /// A copy of the environment's configuration entries; the caller's. May be called from CreateEpFactories.
  ORT_API2_STATUS(GetEnvConfigEntries, OrtKeyValuePairs** config_entries);

  // ---- since 1.25 ----

  /// The definition of an operator in the newest version up to the given one; the caller's. Null when there is none.
  ORT_API2_STATUS(GetOpSchema, const char* name, int max_inclusive_version, const char* domain,
      OrtOpSchema** out_schema);
  ORT_CLASS_RELEASE(OpSchema);
  /// The version of the operator set that it is of.
  ORT_API2_STATUS(OpSchema_GetSinceVersion, const OrtOpSchema* schema, int* out);
  /// How many inputs it defines.
  ORT_API2_STATUS(OpSchema_GetNumInputs, const OrtOpSchema* schema, size_t* out);
  /// The formal name of an input; borrowed.
  ORT_API2_STATUS(OpSchema_GetInputName, const OrtOpSchema* schema, size_t index, const char** out);
  /// The type parameter of an input, borrowed; null when its type is fixed.
  ORT_API2_STATUS(OpSchema_GetInputTypeConstraint, const OrtOpSchema* schema, size_t index,
      const OrtOpSchemaTypeConstraint** out);
  /// How many outputs it defines.
  ORT_API2_STATUS(OpSchema_GetNumOutputs, const OrtOpSchema* schema, size_t* out);
  /// The formal name of an output; borrowed.
  ORT_API2_STATUS(OpSchema_GetOutputName, const OrtOpSchema* schema, size_t index, const char** out);
  /// The type parameter of an output, borrowed; null when its type is fixed.
  ORT_API2_STATUS(OpSchema_GetOutputTypeConstraint, const OrtOpSchema* schema, size_t index,
      const OrtOpSchemaTypeConstraint** out);
  /// How many type parameters it has.
  ORT_API2_STATUS(OpSchema_GetTypeConstraintCount, const OrtOpSchema* schema, size_t* out);
  /// One of them; borrowed.
  ORT_API2_STATUS(OpSchema_GetTypeConstraint, const OrtOpSchema* schema, size_t index,
      const OrtOpSchemaTypeConstraint** out);
  /// Its name, such as "T"; borrowed.
  ORT_API2_STATUS(OpSchemaTypeConstraint_GetTypeParamName, const OrtOpSchemaTypeConstraint* type_constraint,
      const char** out);
  /// The types it may have, such as "tensor(float)"; borrowed.
  ORT_API2_STATUS(OpSchemaTypeConstraint_GetAllowedTypes, const OrtOpSchemaTypeConstraint* type_constraint,
      const char* const** out_types, size_t* num_types);
  /// The inputs that have it; borrowed.
  ORT_API2_STATUS(OpSchemaTypeConstraint_GetInputIndices, const OrtOpSchemaTypeConstraint* type_constraint,
      const size_t** out_indices, size_t* count);
  /// The outputs that have it; borrowed.
  ORT_API2_STATUS(OpSchemaTypeConstraint_GetOutputIndices, const OrtOpSchemaTypeConstraint* type_constraint,
      const size_t** out_indices, size_t* count);
  /// An event for a profile; texts are copied. -1 for a process or thread that is not known.
  ORT_API2_STATUS(CreateProfilingEvent, OrtProfilingEventCategory category, int32_t process_id, int32_t thread_id,
      const char* event_name, int64_t timestamp_us, int64_t duration_us, const char* const* arg_keys,
      const char* const* arg_values, size_t num_args, OrtProfilingEvent** out);
  ORT_CLASS_RELEASE(ProfilingEvent);
  /// The kind of event.
  ORT_API2_STATUS(ProfilingEvent_GetCategory, const OrtProfilingEvent* event, OrtProfilingEventCategory* out);
  /// Its name; borrowed.
  ORT_API2_STATUS(ProfilingEvent_GetName, const OrtProfilingEvent* event, const char** out);
  /// When it began, in microseconds since profiling began.
  ORT_API2_STATUS(ProfilingEvent_GetTimestampUs, const OrtProfilingEvent* event, int64_t* out);
  /// How long it took, in microseconds.
  ORT_API2_STATUS(ProfilingEvent_GetDurationUs, const OrtProfilingEvent* event, int64_t* out);
  /// The value of one of its arguments, borrowed; null when it has none of this name.
  ORT_API2_STATUS(ProfilingEvent_GetArgValue, const OrtProfilingEvent* event, const char* key, const char** out);
  /// Adds events to the profile; copied.
  ORT_API2_STATUS(ProfilingEventsContainer_AddEvents, OrtProfilingEventsContainer* events_container,
      const OrtProfilingEvent* const* events, size_t num_events);

  // ---- since 1.29 ----

  /// What SessionOptionsSetWeightlessSourceModelBuffer set, borrowed; null and 0 for nothing.
  ORT_API2_STATUS(SessionOptionsGetWeightlessSourceModelBuffer, const OrtSessionOptions* session_options,
      const void** source_model_data, size_t* source_model_data_length);
};

// ---- what an EP implements ----

/// One execution provider in one session. Made by OrtEpFactory::CreateEp; may be the first member of a larger struct. A
/// callback that is null, or newer than `ort_version_supported`, is one that the EP does not have.
struct OrtEp {
  // ---- since 1.22 ----

  /// The API version that the EP was built for: ORT_API_VERSION.
  uint32_t ort_version_supported;
  /// The name of the EP. Required.
  ORT_API_T(const char*, GetName, const OrtEp* this_ptr);

  // ---- since 1.23 ----

  /// Claims nodes of a graph by EpGraphSupportInfo_AddNodesToFuse and EpGraphSupportInfo_AddSingleNode. Called for
  /// every graph and subgraph, inner ones first, and maybe more than once. An error claims nothing.
  ORT_API2_STATUS(GetCapability, OrtEp* this_ptr, const OrtGraph* graph, OrtEpGraphSupportInfo* graph_support_info);
  /// Compiles claimed groups: one graph, one fused node and one result each. `ep_context_nodes` may be filled with
  /// nodes for a compiled model, which the host takes over. Graphs live for the call, fused nodes as long as the EP.
  ORT_API2_STATUS(Compile, OrtEp* this_ptr, const OrtGraph** graphs, const OrtNode** fused_nodes, size_t count,
      OrtNodeComputeInfo** node_compute_infos, OrtNode** ep_context_nodes);
  /// Releases what Compile gave; called once, with all of it.
  ORT_API_T(void, ReleaseNodeComputeInfos, OrtEp* this_ptr, OrtNodeComputeInfo** node_compute_infos,
      size_t num_node_compute_infos);
  /// The layout of image tensors that the EP wants; NCHW if it does not say.
  ORT_API2_STATUS(GetPreferredDataLayout, OrtEp* this_ptr, OrtEpDataLayout* preferred_data_layout);
  /// Whether an operator is to be converted to that layout: 1 yes, 0 no, -1 as the host thinks.
  ORT_API2_STATUS(ShouldConvertDataLayoutForOp, OrtEp* this_ptr, const char* domain, const char* op_type,
      OrtEpDataLayout target_data_layout, int* should_convert);
  /// Takes options while the session lives; see SetEpDynamicOptions.
  ORT_API2_STATUS(SetDynamicOptions, OrtEp* this_ptr, const char* const* option_keys, const char* const* option_values,
      size_t num_options);
  /// Before every run of the session. An error ends the run.
  ORT_API2_STATUS(OnRunStart, OrtEp* this_ptr, const OrtRunOptions* run_options);
  /// After every run that OnRunStart began, failed ones too. `sync_stream`: whether to wait for the device.
  ORT_API2_STATUS(OnRunEnd, OrtEp* this_ptr, const OrtRunOptions* run_options, bool sync_stream);
  /// An allocator for memory that the EP listed, for this session; without it the factory's is asked. Released by
  /// OrtEpFactory::ReleaseAllocator.
  ORT_API2_STATUS(CreateAllocator, OrtEp* this_ptr, const OrtMemoryInfo* memory_info, OrtAllocator** allocator);
  /// A stream for this session; without it the factory's is asked.
  ORT_API2_STATUS(CreateSyncStreamForDevice, OrtEp* this_ptr, const OrtMemoryDevice* memory_device,
      OrtSyncStreamImpl** stream);
  /// Text to be kept in a compiled model, by which the EP can tell later whether the model still suits it. Copied; null
  /// or "" for none.
  ORT_API_T(const char*, GetCompiledModelCompatibilityInfo, OrtEp* this_ptr, const OrtGraph* graph);

  // ---- since 1.24 ----

  /// The EP's kernels; borrowed, and null for none.
  ORT_API2_STATUS(GetKernelRegistry, OrtEp* this_ptr, const OrtKernelRegistry** kernel_registry);
  /// Whether runs may overlap. If not, the host lets one run at a time.
  ORT_API2_STATUS(IsConcurrentRunSupported, OrtEp* this_ptr, bool* is_supported);

  // ---- since 1.25 ----

  /// Waits for all work on the device.
  ORT_API2_STATUS(Sync, OrtEp* this_ptr);
  /// What records the EP's own events; null for none.
  ORT_API2_STATUS(CreateProfiler, OrtEp* this_ptr, OrtEpProfilerImpl** profiler);

  // ---- since 1.26 ----

  /// Whether the EP captures the work of a run to replay it later.
  ORT_API_T(bool, IsGraphCaptureEnabled, const OrtEp* this_ptr);
  /// Whether it has captured under this number.
  ORT_API_T(bool, IsGraphCaptured, const OrtEp* this_ptr, int graph_annotation_id);
  /// Replays what it captured under this number, in place of a run.
  ORT_API2_STATUS(ReplayGraph, OrtEp* this_ptr, int graph_annotation_id);
  /// Which nodes may be left to the CPU when graphs are captured.
  ORT_API_T(OrtGraphCaptureNodeAssignmentPolicy, GetGraphCaptureNodeAssignmentPolicy, const OrtEp* this_ptr);
  /// How much of a resource, such as memory, the EP may use.
  ORT_API2_STATUS(GetAvailableResource, const OrtEp* this_ptr, OrtResourceCount* available);

  // ---- since 1.27 ----

  /// When the session is complete. An error fails its creation.
  ORT_API2_STATUS(OnSessionInitializationEnd, OrtEp* this_ptr);
  /// The device that the EP's kernels use unless they say otherwise; borrowed. Null for the first that it listed.
  ORT_API2_STATUS(GetDefaultMemoryDevice, const OrtEp* this_ptr, const OrtMemoryDevice** device);
  /// Forgets what it captured under this number.
  ORT_API2_STATUS(ReleaseCapturedGraph, OrtEp* this_ptr, int graph_annotation_id);

  // ---- since 1.29 ----

  /// Whether the EP can compile a model that leaves its weights out.
  ORT_API2_STATUS(GetWeightlessSupport, const OrtEp* this_ptr, OrtWeightlessSupport* support);
};

/// What an EP library makes in CreateEpFactories: lists the devices that its EP can use and makes the EP. A callback
/// that is null, or newer than `ort_version_supported`, is one that the factory does not have.
struct OrtEpFactory {
  // ---- since 1.22 ----

  /// The API version that the library was built for: ORT_API_VERSION.
  uint32_t ort_version_supported;
  /// The name of the EP. Required; never null.
  ORT_API_T(const char*, GetName, const OrtEpFactory* this_ptr);
  /// The vendor of the EP. Required; never null.
  ORT_API_T(const char*, GetVendor, const OrtEpFactory* this_ptr);
  /// Lists devices: for each that the EP can use, one or more OrtEpDevice made by CreateEpDevice, which the host takes
  /// over. At most `max_ep_devices`. Called once a registration, with NPUs first, then GPUs and the CPU.
  ORT_API2_STATUS(GetSupportedDevices, OrtEpFactory* this_ptr, const OrtHardwareDevice* const* devices,
      size_t num_devices, OrtEpDevice** ep_devices, size_t max_ep_devices, size_t* num_ep_devices);
  /// Makes the EP of a session on these devices. `session_options` is borrowed for the call, `logger` until the EP is
  /// released.
  ORT_API2_STATUS(CreateEp, OrtEpFactory* this_ptr, const OrtHardwareDevice* const* devices,
      const OrtKeyValuePairs* const* ep_metadata_pairs, size_t num_devices, const OrtSessionOptions* session_options,
      const OrtLogger* logger, OrtEp** ep);
  /// Releases what CreateEp gave.
  ORT_API_T(void, ReleaseEp, OrtEpFactory* this_ptr, struct OrtEp* ep);

  // ---- since 1.23 ----

  /// The vendor's number, in general that of PCI; 0 for none.
  ORT_API_T(uint32_t, GetVendorId, const OrtEpFactory* this_ptr);
  /// The EP's version by the rules of semver.org, e.g. "1.2.0". Required.
  ORT_API_T(const char*, GetVersion, const OrtEpFactory* this_ptr);
  /// Judges a compiled model by the text that GetCompiledModelCompatibilityInfo gave for it.
  ORT_API2_STATUS(ValidateCompiledModelCompatibilityInfo, OrtEpFactory* this_ptr,
      const OrtHardwareDevice* const* devices, size_t num_devices, const char* compatibility_info,
      OrtCompiledModelCompatibility* model_compatibility);
  /// An allocator for memory that the EP listed; required when it listed any. Options may be null.
  ORT_API2_STATUS(CreateAllocator, OrtEpFactory* this_ptr, const OrtMemoryInfo* memory_info,
      const OrtKeyValuePairs* allocator_options, OrtAllocator** allocator);
  /// Releases what this or the EP's CreateAllocator gave.
  ORT_API_T(void, ReleaseAllocator, OrtEpFactory* this_ptr, OrtAllocator* allocator);
  /// What copies tensors to and from the EP's devices; null when all is host memory. Called once for the environment
  /// and once a session.
  ORT_API2_STATUS(CreateDataTransfer, OrtEpFactory* this_ptr, OrtDataTransferImpl** data_transfer);
  /// Whether the EP has streams.
  ORT_API_T(bool, IsStreamAware, const OrtEpFactory* this_ptr);
  /// A stream on a device; required when IsStreamAware says true. Options may be null.
  ORT_API2_STATUS(CreateSyncStreamForDevice, OrtEpFactory* this_ptr, const OrtMemoryDevice* memory_device,
      const OrtKeyValuePairs* stream_options, OrtSyncStreamImpl** stream);

  // ---- since 1.24 ----

  /// Fills in by DeviceEpIncompatibilityDetails_SetDetails why the EP cannot use a device.
  ORT_API2_STATUS(GetHardwareDeviceIncompatibilityDetails, OrtEpFactory* this_ptr, const OrtHardwareDevice* hw,
      OrtDeviceEpIncompatibilityDetails* details);
  /// What imports foreign memory and semaphores; null for none.
  ORT_API2_STATUS(CreateExternalResourceImporterForDevice, OrtEpFactory* this_ptr, const OrtEpDevice* ep_device,
      OrtExternalResourceImporterImpl** out_importer);
  /// How many domains of custom operators the EP brings.
  ORT_API2_STATUS(GetNumCustomOpDomains, OrtEpFactory* this_ptr, size_t* num_domains);
  /// Those domains; they stay the factory's and must live as long as any session that uses them.
  ORT_API2_STATUS(GetCustomOpDomains, OrtEpFactory* this_ptr, OrtCustomOpDomain** domains, size_t num_domains);

  // ---- since 1.25 ----

  /// Shares a device with a graphics API; see InitGraphicsInteropForEpDevice.
  ORT_API2_STATUS(InitGraphicsInterop, OrtEpFactory* this_ptr, const OrtEpDevice* ep_device,
      const OrtGraphicsInteropConfig* config);
  /// Undoes InitGraphicsInterop.
  ORT_API2_STATUS(DeinitGraphicsInterop, OrtEpFactory* this_ptr, const OrtEpDevice* ep_device);

  // ---- since 1.28 ----

  /// The best of several compiled models for a device; SIZE_MAX when none will do.
  ORT_API2_STATUS(SelectBestModelCandidate, OrtEpFactory* this_ptr, const OrtHardwareDevice* device,
      const OrtKeyValuePairs* const* candidates, size_t num_candidates, const OrtSessionOptions* session_options,
      size_t* selected_index);
};

// ---- what an EP library exports ----

/// CreateEpFactories: fills in at most `max_factories` factories and their number. `default_logger` lives as long as
/// the environment.
typedef OrtStatus*(ORT_API_CALL* CreateEpApiFactoriesFn)(const char* registered_name, const OrtApiBase* ort_api_base,
    const OrtLogger* default_logger, OrtEpFactory** factories, size_t max_factories, size_t* num_factories);

/// ReleaseEpFactory: releases a factory.
typedef OrtStatus*(ORT_API_CALL* ReleaseEpApiFactoryFn)(OrtEpFactory* factory);

#ifdef __cplusplus
}
#endif
