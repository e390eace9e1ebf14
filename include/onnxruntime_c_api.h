// Part of Berth. SPDX-License-Identifier: MIT
//
// The C API: one table of functions, and the types they take.
//
//   const OrtApi* api = OrtGetApiBase()->GetApi(ORT_API_VERSION);
//
// Conventions that hold for every function unless its comment says otherwise:
//   - A function that can fail returns OrtStatus*: null is success, anything else is released with ReleaseStatus.
//   - Results are written through pointers, and only on success. Objects that Create functions and Run give are the
//     caller's, who releases them with the Release function of their type, which takes null. All else says whose it is:
//     "the caller's" is released in the same way, "borrowed" lives as long as the object it came from.
//   - Text is UTF-8 and ends in a zero byte. Paths are ORTCHAR_T text: wide on Windows, else bytes.
//   - A number with "size" or "bytes" in its name counts bytes where no comment says elements.
//   - Text returned through an OrtAllocator is freed with that allocator.
//   - Functions may be called from any thread; one object must not be changed by two threads at once.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "onnxruntime_error_code.h"

/// The API version of these headers. Pass it to OrtApiBase::GetApi and write it into versioned structs.
#define ORT_API_VERSION 30

#ifdef __cplusplus
extern "C" {
#endif

// Annotations of Microsoft's source annotation language: they carry meaning for that compiler alone. MinGW has
// all but one too.
#if defined(_WIN32) && (defined(_MSC_VER) || defined(__MINGW32__))
#include <specstrings.h>
#ifndef _Frees_ptr_opt_
#define _Frees_ptr_opt_
#endif
#else
#define _In_
#define _In_z_
#define _In_opt_
#define _In_opt_z_
#define _Out_
#define _Out_opt_
#define _Outptr_
#define _Outptr_opt_
#define _Inout_
#define _Inout_opt_
#define _Frees_ptr_opt_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Check_return_
#define _Outptr_result_maybenull_
#define _Outptr_result_maybenull_z_
#define _In_reads_(X)
#define _In_reads_opt_
#define _Inout_updates_(X)
#define _Out_writes_(X)
#define _Out_writes_opt_(X)
#define _Inout_updates_all_(X)
#define _Out_writes_bytes_all_(X)
#define _Out_writes_all_(X)
#define _Success_(X)
#define _Outptr_result_buffer_maybenull_(X)
#endif
#ifdef _MSC_VER
#define ORT_ALL_ARGS_NONNULL
#else
#define ORT_ALL_ARGS_NONNULL __attribute__((nonnull))
#endif

#ifdef _WIN32
#define ORT_API_CALL __stdcall
#define ORT_MUST_USE_RESULT
#define ORTCHAR_T wchar_t
#ifdef ORT_DLL_IMPORT
#define ORT_EXPORT __declspec(dllimport)
#else
#define ORT_EXPORT
#endif
#else
#define ORT_API_CALL
#define ORT_MUST_USE_RESULT __attribute__((warn_unused_result))
#define ORTCHAR_T char
#define ORT_EXPORT __attribute__((visibility("default")))
#endif

/// Text literals of paths: ORT_TSTR("model.onnx") is wide on Windows.
#ifndef ORT_TSTR
#ifdef _WIN32
#define ORT_TSTR(X) L##X
#define ORT_TSTR_ON_MACRO(X) L"" X
#else
#define ORT_TSTR(X) X
#define ORT_TSTR_ON_MACRO(X) X
#endif
#endif

/// The current source file as a path literal.
#define ORT_FILE ORT_TSTR_ON_MACRO(__FILE__)

#ifdef __cplusplus
#define NO_EXCEPTION noexcept
#else
#define NO_EXCEPTION
#endif

/// Declares a function of the API.
#define ORT_API(RETURN_TYPE, NAME, ...) RETURN_TYPE ORT_API_CALL NAME(__VA_ARGS__) NO_EXCEPTION
/// Declares a function pointer member of a table.
#define ORT_API_T(RETURN_TYPE, NAME, ...) RETURN_TYPE(ORT_API_CALL* NAME)(__VA_ARGS__) NO_EXCEPTION
/// Declares a function that returns a status, which the caller must look at.
#define ORT_API_STATUS(NAME, ...) \
  _Success_(return == 0) _Check_return_ _Ret_maybenull_ OrtStatusPtr ORT_API_CALL NAME(__VA_ARGS__) \
  NO_EXCEPTION ORT_MUST_USE_RESULT
/// The same as a function pointer member of a table.
#define ORT_API2_STATUS(NAME, ...) \
  _Check_return_ _Ret_maybenull_ OrtStatusPtr(ORT_API_CALL* NAME)(__VA_ARGS__) NO_EXCEPTION ORT_MUST_USE_RESULT
/// The definition of a function declared with ORT_API_STATUS.
#define ORT_API_STATUS_IMPL(NAME, ...) \
  _Success_(return == 0) _Check_return_ _Ret_maybenull_ OrtStatusPtr ORT_API_CALL NAME(__VA_ARGS__) NO_EXCEPTION
/// The release function of an opaque type: ends an object that is the caller's, or takes one reference away from the
/// environment. Null is allowed.
#define ORT_CLASS_RELEASE(X) void(ORT_API_CALL* Release##X)(_Frees_ptr_opt_ Ort##X * input)

/// Declares an opaque type.
#define ORT_RUNTIME_CLASS(X) \
  struct Ort##X;             \
  typedef struct Ort##X Ort##X

// ---- opaque types ----

ORT_RUNTIME_CLASS(Status);
ORT_RUNTIME_CLASS(ArenaCfg);
ORT_RUNTIME_CLASS(CANNProviderOptions);
ORT_RUNTIME_CLASS(CUDAProviderOptionsV2);
ORT_RUNTIME_CLASS(CustomOpDomain);
ORT_RUNTIME_CLASS(DeviceEpIncompatibilityDetails);
ORT_RUNTIME_CLASS(DnnlProviderOptions);
ORT_RUNTIME_CLASS(Env);
ORT_RUNTIME_CLASS(EpAssignedNode);
ORT_RUNTIME_CLASS(EpAssignedSubgraph);
ORT_RUNTIME_CLASS(EpDevice);
ORT_RUNTIME_CLASS(ExternalInitializerInfo);
ORT_RUNTIME_CLASS(ExternalResourceImporter);
ORT_RUNTIME_CLASS(Graph);
ORT_RUNTIME_CLASS(HardwareDevice);
ORT_RUNTIME_CLASS(IoBinding);
ORT_RUNTIME_CLASS(KernelContext);
ORT_RUNTIME_CLASS(KernelInfo);
ORT_RUNTIME_CLASS(KeyValuePairs);
ORT_RUNTIME_CLASS(Logger);
ORT_RUNTIME_CLASS(LoraAdapter);
ORT_RUNTIME_CLASS(MapTypeInfo);
ORT_RUNTIME_CLASS(MemoryInfo);
ORT_RUNTIME_CLASS(Model);
ORT_RUNTIME_CLASS(ModelCompilationOptions);
ORT_RUNTIME_CLASS(ModelMetadata);
ORT_RUNTIME_CLASS(Node);
ORT_RUNTIME_CLASS(NvTensorRtRtxProviderOptions);
ORT_RUNTIME_CLASS(Op);
ORT_RUNTIME_CLASS(OpAttr);
ORT_RUNTIME_CLASS(OptionalTypeInfo);
ORT_RUNTIME_CLASS(PrepackedWeightsContainer);
ORT_RUNTIME_CLASS(RunOptions);
ORT_RUNTIME_CLASS(SequenceTypeInfo);
ORT_RUNTIME_CLASS(Session);
ORT_RUNTIME_CLASS(SessionOptions);
ORT_RUNTIME_CLASS(ShapeInferContext);
ORT_RUNTIME_CLASS(SyncStream);
ORT_RUNTIME_CLASS(TensorRTProviderOptionsV2);
ORT_RUNTIME_CLASS(TensorTypeAndShapeInfo);
ORT_RUNTIME_CLASS(ThreadPoolParams);
ORT_RUNTIME_CLASS(ThreadingOptions);
ORT_RUNTIME_CLASS(TypeInfo);
ORT_RUNTIME_CLASS(Value);
ORT_RUNTIME_CLASS(ValueInfo);

struct OrtTrainingApi;
typedef struct OrtTrainingApi OrtTrainingApi;
#ifdef _MSC_VER
typedef _Return_type_success_(return == 0) OrtStatus* OrtStatusPtr;
#else
typedef OrtStatus* OrtStatusPtr;
#endif

// ---- structs with members ----

struct OrtAllocator;
typedef struct OrtAllocator OrtAllocator;
struct OrtCustomOp;
typedef struct OrtCustomOp OrtCustomOp;
struct OrtCUDAProviderOptions;
typedef struct OrtCUDAProviderOptions OrtCUDAProviderOptions;
struct OrtROCMProviderOptions;
typedef struct OrtROCMProviderOptions OrtROCMProviderOptions;
struct OrtTensorRTProviderOptions;
typedef struct OrtTensorRTProviderOptions OrtTensorRTProviderOptions;
struct OrtMIGraphXProviderOptions;
typedef struct OrtMIGraphXProviderOptions OrtMIGraphXProviderOptions;
struct OrtOpenVINOProviderOptions;
typedef struct OrtOpenVINOProviderOptions OrtOpenVINOProviderOptions;
struct OrtThreadPoolCallbacksConfig;
typedef struct OrtThreadPoolCallbacksConfig OrtThreadPoolCallbacksConfig;
struct OrtExternalMemoryDescriptor;
typedef struct OrtExternalMemoryDescriptor OrtExternalMemoryDescriptor;
struct OrtExternalSemaphoreDescriptor;
typedef struct OrtExternalSemaphoreDescriptor OrtExternalSemaphoreDescriptor;
struct OrtGraphicsInteropConfig;
typedef struct OrtGraphicsInteropConfig OrtGraphicsInteropConfig;
struct OrtExternalTensorDescriptor;
typedef struct OrtExternalTensorDescriptor OrtExternalTensorDescriptor;
struct OrtEnvCreationOptions;
typedef struct OrtEnvCreationOptions OrtEnvCreationOptions;
struct OrtApiBase;
typedef struct OrtApiBase OrtApiBase;
struct OrtApi;
typedef struct OrtApi OrtApi;
struct OrtModelEditorApi;
typedef struct OrtModelEditorApi OrtModelEditorApi;
struct OrtCompileApi;
typedef struct OrtCompileApi OrtCompileApi;
struct OrtInteropApi;
typedef struct OrtInteropApi OrtInteropApi;
struct OrtEpApi;
typedef struct OrtEpApi OrtEpApi;
struct OrtEp;
typedef struct OrtEp OrtEp;
struct OrtEpFactory;
typedef struct OrtEpFactory OrtEpFactory;
struct OrtNodeComputeInfo;
typedef struct OrtNodeComputeInfo OrtNodeComputeInfo;
struct OrtSyncStreamImpl;
typedef struct OrtSyncStreamImpl OrtSyncStreamImpl;
struct OrtExternalMemoryHandle;
typedef struct OrtExternalMemoryHandle OrtExternalMemoryHandle;
struct OrtExternalSemaphoreHandle;
typedef struct OrtExternalSemaphoreHandle OrtExternalSemaphoreHandle;
struct OrtKernelImpl;
typedef struct OrtKernelImpl OrtKernelImpl;
struct OrtNodeFusionOptions;
typedef struct OrtNodeFusionOptions OrtNodeFusionOptions;

// ---- enumerations ----

/// Element types of tensors, numbered as in ONNX up to FLOAT4E2M1; the last three are in another order there. Types below
/// one byte are packed, the first element in the low bits.
typedef enum ONNXTensorElementDataType {
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED = 0,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT = 1,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 = 2,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 = 3,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 = 4,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 = 5,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 = 6,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 = 7,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING = 8,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL = 9,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 = 10,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE = 11,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 = 12,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 = 13,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64 = 14,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128 = 15,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 = 16,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN = 17,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ = 18,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2 = 19,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ = 20,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT4 = 21,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4 = 22,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT4E2M1 = 23,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2 = 24,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2 = 25,
  ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0 = 26,
} ONNXTensorElementDataType;

/// Kinds of values.
typedef enum ONNXType {
  ONNX_TYPE_UNKNOWN = 0,
  ONNX_TYPE_TENSOR = 1,
  ONNX_TYPE_SEQUENCE = 2,
  ONNX_TYPE_MAP = 3,
  ONNX_TYPE_OPAQUE = 4,
  ONNX_TYPE_SPARSETENSOR = 5,
  ONNX_TYPE_OPTIONAL = 6,
} ONNXType;

/// How a sparse tensor keeps its indices.
typedef enum OrtSparseFormat {
  ORT_SPARSE_UNDEFINED = 0,
  ORT_SPARSE_COO = 1,
  ORT_SPARSE_CSRC = 2,
  ORT_SPARSE_BLOCK_SPARSE = 4,
} OrtSparseFormat;

/// The index tensors of the sparse formats.
typedef enum OrtSparseIndicesFormat {
  ORT_SPARSE_COO_INDICES = 0,
  ORT_SPARSE_CSR_INNER_INDICES = 1,
  ORT_SPARSE_CSR_OUTER_INDICES = 2,
  ORT_SPARSE_BLOCK_SPARSE_INDICES = 3,
} OrtSparseIndicesFormat;

/// Severities of log lines.
typedef enum OrtLoggingLevel {
  ORT_LOGGING_LEVEL_VERBOSE = 0,
  ORT_LOGGING_LEVEL_INFO = 1,
  ORT_LOGGING_LEVEL_WARNING = 2,
  ORT_LOGGING_LEVEL_ERROR = 3,
  ORT_LOGGING_LEVEL_FATAL = 4,
} OrtLoggingLevel;

/// Types of attributes.
typedef enum OrtOpAttrType {
  ORT_OP_ATTR_UNDEFINED = 0,
  ORT_OP_ATTR_INT = 1,
  ORT_OP_ATTR_INTS = 2,
  ORT_OP_ATTR_FLOAT = 3,
  ORT_OP_ATTR_FLOATS = 4,
  ORT_OP_ATTR_STRING = 5,
  ORT_OP_ATTR_STRINGS = 6,
  ORT_OP_ATTR_GRAPH = 7,
  ORT_OP_ATTR_TENSOR = 8,
} OrtOpAttrType;

/// How much the graph is rewritten.
typedef enum GraphOptimizationLevel {
  ORT_DISABLE_ALL = 0,
  ORT_ENABLE_BASIC = 1,
  ORT_ENABLE_EXTENDED = 2,
  ORT_ENABLE_LAYOUT = 3,
  ORT_ENABLE_ALL = 99,
} GraphOptimizationLevel;

/// How the operators of a graph are run.
typedef enum ExecutionMode {
  ORT_SEQUENTIAL = 0,
  ORT_PARALLEL = 1,
} ExecutionMode;

/// Languages that programs use the API from.
typedef enum OrtLanguageProjection {
  ORT_PROJECTION_C = 0,
  ORT_PROJECTION_CPLUSPLUS = 1,
  ORT_PROJECTION_CSHARP = 2,
  ORT_PROJECTION_PYTHON = 3,
  ORT_PROJECTION_JAVA = 4,
  ORT_PROJECTION_WINML = 5,
  ORT_PROJECTION_NODEJS = 6,
} OrtLanguageProjection;

/// Kinds of allocators.
typedef enum OrtAllocatorType {
  OrtInvalidAllocator = -1,
  OrtDeviceAllocator = 0,
  OrtArenaAllocator = 1,
  OrtReadOnlyAllocator = 2,
} OrtAllocatorType;

/// Memory as an operator sees it: the device's own, or host memory for its inputs or outputs.
typedef enum OrtMemType {
  OrtMemTypeCPUInput = -2,
  OrtMemTypeCPUOutput = -1,
  OrtMemTypeCPU = -1,
  OrtMemTypeDefault = 0,
} OrtMemType;

/// Memory of a device: its own, or such as the host can reach too.
typedef enum OrtDeviceMemoryType {
  OrtDeviceMemoryType_DEFAULT = 0,
  OrtDeviceMemoryType_HOST_ACCESSIBLE = 5,
} OrtDeviceMemoryType;

/// Kinds of devices that memory belongs to.
typedef enum OrtMemoryInfoDeviceType {
  OrtMemoryInfoDeviceType_CPU = 0,
  OrtMemoryInfoDeviceType_GPU = 1,
  OrtMemoryInfoDeviceType_FPGA = 2,
  OrtMemoryInfoDeviceType_NPU = 3,
} OrtMemoryInfoDeviceType;

/// Kinds of hardware.
typedef enum OrtHardwareDeviceType {
  OrtHardwareDeviceType_CPU = 0,
  OrtHardwareDeviceType_GPU = 1,
  OrtHardwareDeviceType_NPU = 2,
} OrtHardwareDeviceType;

/// How the library chooses devices; see SessionOptionsSetEpSelectionPolicy.
typedef enum OrtExecutionProviderDevicePolicy {
  OrtExecutionProviderDevicePolicy_DEFAULT = 0,
  OrtExecutionProviderDevicePolicy_PREFER_CPU = 1,
  OrtExecutionProviderDevicePolicy_PREFER_NPU = 2,
  OrtExecutionProviderDevicePolicy_PREFER_GPU = 3,
  OrtExecutionProviderDevicePolicy_MAX_PERFORMANCE = 4,
  OrtExecutionProviderDevicePolicy_MAX_EFFICIENCY = 5,
  OrtExecutionProviderDevicePolicy_MIN_OVERALL_POWER = 6,
} OrtExecutionProviderDevicePolicy;

/// Bits that say why an EP cannot use a device.
typedef enum OrtDeviceEpIncompatibilityReason {
  OrtDeviceEpIncompatibility_NONE = 0,
  OrtDeviceEpIncompatibility_DRIVER_INCOMPATIBLE = 1 << 0,
  OrtDeviceEpIncompatibility_DEVICE_INCOMPATIBLE = 1 << 1,
  OrtDeviceEpIncompatibility_MISSING_DEPENDENCY = 1 << 2,
  OrtDeviceEpIncompatibility_UNKNOWN = -2147483648,
} OrtDeviceEpIncompatibilityReason;

/// How the built-in CUDA provider looks for convolution algorithms.
typedef enum OrtCudnnConvAlgoSearch {
  OrtCudnnConvAlgoSearchExhaustive = 0,
  OrtCudnnConvAlgoSearchHeuristic = 1,
  OrtCudnnConvAlgoSearchDefault = 2,
} OrtCudnnConvAlgoSearch;

/// Kinds of handles to foreign memory.
typedef enum OrtExternalMemoryHandleType {
  ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE = 0,
  ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_HEAP = 1,
  ORT_EXTERNAL_MEMORY_HANDLE_TYPE_VK_MEMORY_WIN32 = 2,
  ORT_EXTERNAL_MEMORY_HANDLE_TYPE_VK_MEMORY_OPAQUE_FD = 3,
} OrtExternalMemoryHandleType;

/// Kinds of handles to foreign semaphores.
typedef enum OrtExternalSemaphoreType {
  ORT_EXTERNAL_SEMAPHORE_D3D12_FENCE = 0,
  ORT_EXTERNAL_SEMAPHORE_VK_TIMELINE_SEMAPHORE_WIN32 = 1,
  ORT_EXTERNAL_SEMAPHORE_VK_TIMELINE_SEMAPHORE_OPAQUE_FD = 2,
} OrtExternalSemaphoreType;

/// Graphics APIs.
typedef enum OrtGraphicsApi {
  ORT_GRAPHICS_API_NONE = 0,
  ORT_GRAPHICS_API_D3D12 = 1,
  ORT_GRAPHICS_API_VULKAN = 2,
} OrtGraphicsApi;

/// What an EP thinks of a compiled model.
typedef enum OrtCompiledModelCompatibility {
  OrtCompiledModelCompatibility_EP_NOT_APPLICABLE = 0,
  OrtCompiledModelCompatibility_EP_SUPPORTED_OPTIMAL = 1,
  OrtCompiledModelCompatibility_EP_SUPPORTED_PREFER_RECOMPILATION = 2,
  OrtCompiledModelCompatibility_EP_UNSUPPORTED = 3,
} OrtCompiledModelCompatibility;

/// Whether an input or output of a custom operator must be given.
typedef enum OrtCustomOpInputOutputCharacteristic {
  INPUT_OUTPUT_REQUIRED = 0,
  INPUT_OUTPUT_OPTIONAL = 1,
  INPUT_OUTPUT_VARIADIC = 2,
} OrtCustomOpInputOutputCharacteristic;

/// Bits for ModelCompilationOptions_SetFlags.
typedef enum OrtCompileApiFlags {
  OrtCompileApiFlags_NONE = 0,
  OrtCompileApiFlags_ERROR_IF_NO_NODES_COMPILED = 1,
  OrtCompileApiFlags_ERROR_IF_OUTPUT_FILE_EXISTS = 2,
} OrtCompileApiFlags;

// ---- callbacks ----

struct OrtCustomHandleType {
  char __place_holder;
};
/// A function of any type; cast it before use.
typedef void(ORT_API_CALL* OrtExperimentalFnPtr)(void);

/// Takes a log line. Any thread; must not throw.
typedef void(ORT_API_CALL* OrtLoggingFunction)(void* param, OrtLoggingLevel severity, const char* category,
    const char* logid, const char* code_location, const char* message);

/// Chooses devices for a session: writes up to `max_selected` of the devices it gets, best first, and their number.
typedef OrtStatus*(ORT_API_CALL* EpSelectionDelegate)(const OrtEpDevice** ep_devices, size_t num_devices,
    const OrtKeyValuePairs* model_metadata, const OrtKeyValuePairs* runtime_metadata, const OrtEpDevice** selected,
    size_t max_selected, size_t* num_selected, void* state);

/// Takes a piece of a compiled model.
typedef OrtStatus*(ORT_API_CALL* OrtWriteBufferFunc)(void* state, const void* buffer, size_t buffer_num_bytes);

/// Decides where a weight of a compiled model is kept: gives a new location, or null to keep it in the model.
/// `external_info` is where it is now, null when in the model.
typedef OrtStatus*(ORT_API_CALL* OrtGetInitializerLocationFunc)(void* state, const char* initializer_name,
    const OrtValue* initializer_value, const OrtExternalInitializerInfo* external_info,
    OrtExternalInitializerInfo** new_external_info);

/// The work of a thread; called once by the thread that OrtCustomCreateThreadFn makes.
typedef void(ORT_API_CALL* OrtThreadWorkerFn)(void* ort_worker_fn_param);

/// A thread that the program made.
typedef const struct OrtCustomHandleType* OrtCustomThreadHandle;

/// Makes a thread that calls the worker function with its parameter.
typedef OrtCustomThreadHandle(ORT_API_CALL* OrtCustomCreateThreadFn)(void* ort_custom_thread_creation_options,
    OrtThreadWorkerFn ort_thread_worker_fn, void* ort_worker_fn_param);

/// Waits for such a thread to end.
typedef void(ORT_API_CALL* OrtCustomJoinThreadFn)(OrtCustomThreadHandle ort_custom_thread_handle);

/// See OrtThreadPoolCallbacksConfig::on_enqueue.
typedef void*(ORT_API_CALL* OrtThreadPoolWorkEnqueueFn)(void* user_context);

/// See OrtThreadPoolCallbacksConfig::on_start_work.
typedef void(ORT_API_CALL* OrtThreadPoolWorkStartFn)(void* user_context, void* enqueue_data);

/// See OrtThreadPoolCallbacksConfig::on_stop_work.
typedef void(ORT_API_CALL* OrtThreadPoolWorkStopFn)(void* user_context, void* enqueue_data);

/// See OrtThreadPoolCallbacksConfig::on_abandon.
typedef void(ORT_API_CALL* OrtThreadPoolWorkAbandonFn)(void* user_context, void* enqueue_data);

/// What a library of custom operators exports under the name RegisterCustomOps: adds its domains to the options.
typedef OrtStatus*(ORT_API_CALL* RegisterCustomOpsFn)(OrtSessionOptions* options, const OrtApiBase* api);

/// Takes the result of RunAsync. `status` is the callee's to release.
typedef void(ORT_API_CALL* RunAsyncCallbackFn)(void* user_data, OrtValue** outputs, size_t num_outputs,
    OrtStatusPtr status);

// ---- structs ----

/// Gives and frees memory. A program or an EP may implement it; a member newer than `version` is not looked at.
struct OrtAllocator {
  /// ORT_API_VERSION of who implements it.
  uint32_t version;
  /// Memory, or null. Any thread.
  void*(ORT_API_CALL* Alloc)(struct OrtAllocator* this_, size_t size);
  /// Frees it; null is allowed.
  void(ORT_API_CALL* Free)(struct OrtAllocator* this_, void* p);
  /// What memory it is; borrowed, and always the same.
  const struct OrtMemoryInfo*(ORT_API_CALL* Info)(const struct OrtAllocator* this_);
  /// Memory that will be kept for long, such as weights; since 18, and may be null.
  void*(ORT_API_CALL* Reserve)(struct OrtAllocator* this_, size_t size);
  /// Counters as pairs, the caller's; since 23, and may be null.
  ORT_API2_STATUS(GetStats, const struct OrtAllocator* this_, OrtKeyValuePairs** out);
  /// Memory to be used on a stream; since 23, and may be null.
  void*(ORT_API_CALL* AllocOnStream)(struct OrtAllocator* this_, size_t size, OrtSyncStream* stream);
  /// Gives unused memory back; since 25, and may be null.
  ORT_API2_STATUS(Shrink, struct OrtAllocator* this_);
};

/// Options of ORT's built-in CUDA provider.
struct OrtCUDAProviderOptions {
  int device_id;
  OrtCudnnConvAlgoSearch cudnn_conv_algo_search;
  size_t gpu_mem_limit;
  int arena_extend_strategy;
  int do_copy_in_default_stream;
  int has_user_compute_stream;
  void* user_compute_stream;
  OrtArenaCfg* default_memory_arena_cfg;
  int tunable_op_enable;
  int tunable_op_tuning_enable;
  int tunable_op_max_tuning_duration_ms;
};

/// Options of ORT's built-in ROCm provider.
struct OrtROCMProviderOptions {
  int device_id;
  int miopen_conv_exhaustive_search;
  size_t gpu_mem_limit;
  int arena_extend_strategy;
  int do_copy_in_default_stream;
  int has_user_compute_stream;
  void* user_compute_stream;
  OrtArenaCfg* default_memory_arena_cfg;
  int enable_hip_graph;
  int tunable_op_enable;
  int tunable_op_tuning_enable;
  int tunable_op_max_tuning_duration_ms;
};

/// Options of ORT's built-in TensorRT provider.
struct OrtTensorRTProviderOptions {
  int device_id;
  int has_user_compute_stream;
  void* user_compute_stream;
  int trt_max_partition_iterations;
  int trt_min_subgraph_size;
  size_t trt_max_workspace_size;
  int trt_fp16_enable;
  int trt_int8_enable;
  const char* trt_int8_calibration_table_name;
  int trt_int8_use_native_calibration_table;
  int trt_dla_enable;
  int trt_dla_core;
  int trt_dump_subgraphs;
  int trt_engine_cache_enable;
  const char* trt_engine_cache_path;
  int trt_engine_decryption_enable;
  const char* trt_engine_decryption_lib_path;
  int trt_force_sequential_engine_build;
};

/// Options of ORT's built-in MIGraphX provider.
struct OrtMIGraphXProviderOptions {
  int device_id;
  int migraphx_fp16_enable;
  int migraphx_fp8_enable;
  int migraphx_int8_enable;
  int migraphx_use_native_calibration_table;
  const char* migraphx_int8_calibration_table_name;
  int migraphx_save_compiled_model;
  const char* migraphx_save_model_path;
  int migraphx_load_compiled_model;
  const char* migraphx_load_model_path;
  bool migraphx_exhaustive_tune;
  size_t migraphx_mem_limit;
  int migraphx_arena_extend_strategy;
};

/// Options of ORT's built-in OpenVINO provider.
struct OrtOpenVINOProviderOptions {
  const char* device_type;
  unsigned char enable_npu_fast_compile;
  const char* device_id;
  size_t num_of_threads;
  const char* cache_dir;
  void* context;
  unsigned char enable_opencl_throttling;
  unsigned char enable_dynamic_shapes;
};

/// Functions around the work of a session's threads; see SetPerSessionThreadPoolCallbacks. Each may be null.
struct OrtThreadPoolCallbacksConfig {
  /// ORT_API_VERSION.
  uint32_t version;
  /// When work is put in the queue; what it returns is handed to the others.
  OrtThreadPoolWorkEnqueueFn on_enqueue;
  /// Before the work, on the thread that does it.
  OrtThreadPoolWorkStartFn on_start_work;
  /// After the work, on the same thread.
  OrtThreadPoolWorkStopFn on_stop_work;
  /// When work is dropped without being done.
  OrtThreadPoolWorkAbandonFn on_abandon;
  /// Handed to all of them; must outlive the session.
  void* user_context;
};

/// Memory of another API; see ImportMemory.
struct OrtExternalMemoryDescriptor {
  /// ORT_API_VERSION.
  uint32_t version;
  /// What kind of handle it is.
  OrtExternalMemoryHandleType handle_type;
  /// The handle.
  void* native_handle;
  /// Its size.
  size_t size_bytes;
  /// Where in it the memory begins.
  size_t offset_bytes;
};

/// A semaphore of another API; see ImportSemaphore.
struct OrtExternalSemaphoreDescriptor {
  /// ORT_API_VERSION.
  uint32_t version;
  /// What kind of handle it is.
  OrtExternalSemaphoreType type;
  /// The handle.
  void* native_handle;
};

/// A graphics device to share; see InitGraphicsInteropForEpDevice.
struct OrtGraphicsInteropConfig {
  /// ORT_API_VERSION.
  uint32_t version;
  /// Which API.
  OrtGraphicsApi graphics_api;
  /// Its queue; may be null where the API needs none.
  void* command_queue;
  /// More settings; may be null.
  const OrtKeyValuePairs* additional_options;
};

/// A tensor in imported memory; see CreateTensorFromMemory.
struct OrtExternalTensorDescriptor {
  /// ORT_API_VERSION.
  uint32_t version;
  /// Its element type.
  ONNXTensorElementDataType element_type;
  /// Its dimensions; borrowed.
  const int64_t* shape;
  /// Their number.
  size_t rank;
  /// Where in the imported memory it begins.
  size_t offset_bytes;
};

/// Settings of an environment; see CreateEnvWithOptions.
struct OrtEnvCreationOptions {
  /// ORT_API_VERSION.
  uint32_t version;
  /// The lowest severity that is logged, an OrtLoggingLevel.
  int32_t logging_severity_level;
  /// The environment's name in log lines; not null.
  const char* log_id;
  /// Takes the log lines; null for stderr.
  OrtLoggingFunction custom_logging_function;
  /// Its first argument; borrowed.
  void* custom_logging_param;
  /// Shared threads, copied; null for none.
  const OrtThreadingOptions* threading_options;
  /// Entries, copied; may be null. Known keys are in onnxruntime_env_config_keys.h.
  const OrtKeyValuePairs* config_entries;
};

/// A custom operator. A program or library implements it; a member newer than `version` is not looked at.
struct OrtCustomOp {
  /// ORT_API_VERSION of who implements it. Slots that came later are not read; a newer one than the library's is read as
  /// far as the library knows.
  uint32_t version;
  /// A kernel for a node; `info` is borrowed for the call. Not asked when CreateKernelV2 is there.
  void*(ORT_API_CALL* CreateKernel)(const struct OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info);
  /// The operator.
  const char*(ORT_API_CALL* GetName)(const struct OrtCustomOp* op);
  /// The EP that it runs on; null for the CPU.
  const char*(ORT_API_CALL* GetExecutionProviderType)(const struct OrtCustomOp* op);
  /// Element type of an input; undefined for any.
  ONNXTensorElementDataType(ORT_API_CALL* GetInputType)(const struct OrtCustomOp* op, size_t index);
  /// Inputs.
  size_t(ORT_API_CALL* GetInputTypeCount)(const struct OrtCustomOp* op);
  /// Element type of an output; undefined for that of the inputs.
  ONNXTensorElementDataType(ORT_API_CALL* GetOutputType)(const struct OrtCustomOp* op, size_t index);
  /// Outputs.
  size_t(ORT_API_CALL* GetOutputTypeCount)(const struct OrtCustomOp* op);
  /// Runs the kernel. Not asked when KernelComputeV2 is there.
  void(ORT_API_CALL* KernelCompute)(void* op_kernel, OrtKernelContext* context);
  /// Releases the kernel.
  void(ORT_API_CALL* KernelDestroy)(void* op_kernel);
  /// Required, optional or variadic.
  OrtCustomOpInputOutputCharacteristic(ORT_API_CALL* GetInputCharacteristic)(const struct OrtCustomOp* op,
      size_t index);
  /// Required, optional or variadic.
  OrtCustomOpInputOutputCharacteristic(ORT_API_CALL* GetOutputCharacteristic)(const struct OrtCustomOp* op,
      size_t index);
  /// Where an input is wanted: what says CPU is put into host memory for an operator of an EP; since 13.
  OrtMemType(ORT_API_CALL* GetInputMemoryType)(const struct OrtCustomOp* op, size_t index);
  /// The least number of values of a variadic input.
  int(ORT_API_CALL* GetVariadicInputMinArity)(const struct OrtCustomOp* op);
  /// Whether they are all of one type.
  int(ORT_API_CALL* GetVariadicInputHomogeneity)(const struct OrtCustomOp* op);
  /// The least number of values of a variadic output.
  int(ORT_API_CALL* GetVariadicOutputMinArity)(const struct OrtCustomOp* op);
  /// Whether they are all of one type.
  int(ORT_API_CALL* GetVariadicOutputHomogeneity)(const struct OrtCustomOp* op);
  /// As CreateKernel, with a status; since 16.
  OrtStatusPtr(ORT_API_CALL* CreateKernelV2)(const struct OrtCustomOp* op, const OrtApi* api,
      const OrtKernelInfo* info, void** kernel);
  /// As KernelCompute, with a status; since 16.
  OrtStatusPtr(ORT_API_CALL* KernelComputeV2)(void* op_kernel, OrtKernelContext* context);
  /// Tells types and shapes of outputs from those of inputs; since 17, and may be null.
  OrtStatusPtr(ORT_API_CALL* InferOutputShapeFn)(const struct OrtCustomOp* op, OrtShapeInferContext*);
  /// The first version of the domain's operator set that has it; since 17.
  int(ORT_API_CALL* GetStartVersion)(const struct OrtCustomOp* op);
  /// The last one; since 17.
  int(ORT_API_CALL* GetEndVersion)(const struct OrtCustomOp* op);
  /// Gives the number of pairs of an input and an output, and the pairs as two arrays, which stay the operator's: the output
  /// may be made over the input once nothing else needs that; both have one shape and type. Since 18, and may be null.
  size_t(ORT_API_CALL* GetMayInplace)(int** input_index, int** output_index);
  /// Frees those arrays; called once for each that were given.
  void(ORT_API_CALL* ReleaseMayInplace)(int* input_index, int* output_index);
  /// The same for outputs that are their input, in its memory, but for outputs of the model: a kernel copies where the two
  /// differ. Since 18, and may be null.
  size_t(ORT_API_CALL* GetAliasMap)(int** input_index, int** output_index);
  /// Frees those arrays.
  void(ORT_API_CALL* ReleaseAliasMap)(int* input_index, int* output_index);
};

/// What the library exports: the way to every table.
struct OrtApiBase {
  /// The functions of this version, for 1 up to ORT_API_VERSION: one table for all. Null, and a line on stderr, for any
  /// other.
  const OrtApi*(ORT_API_CALL* GetApi)(uint32_t version) NO_EXCEPTION;
  /// The ONNX Runtime release whose behaviour this library has, e.g. "1.30.0".
  const char*(ORT_API_CALL* GetVersionString)(void) NO_EXCEPTION;
};

/// The one entry point of the library. Never null; lives for the process.
ORT_EXPORT const OrtApiBase* ORT_API_CALL OrtGetApiBase(void) NO_EXCEPTION;

/// The functions of the API. The library fills every slot; one that it does not implement returns ORT_NOT_IMPLEMENTED.
struct OrtApi {
  // ---- since 1.1 ----

  /// A new status with a copy of `msg`. How an EP or a custom operator reports an error.
  ORT_API_T(OrtStatus*, CreateStatus, OrtErrorCode code, const char* msg);
  /// The code of a status.
  ORT_API_T(OrtErrorCode, GetErrorCode, const OrtStatus* status);
  /// The text of a status, borrowed from it.
  ORT_API_T(const char*, GetErrorMessage, const OrtStatus* status);
  /// The environment of the process. The first call decides its settings; later calls add a reference and ignore their
  /// arguments, and the last ReleaseEnv destroys it. `logid` names the environment in log lines.
  ORT_API2_STATUS(CreateEnv, OrtLoggingLevel log_severity_level, const char* logid, OrtEnv** out);
  /// As CreateEnv, with log lines handed to `logging_function`, which any thread may call.
  ORT_API2_STATUS(CreateEnvWithCustomLogger, OrtLoggingFunction logging_function, void* logger_param,
      OrtLoggingLevel log_severity_level, const char* logid, OrtEnv** out);
  /// Accepted for compatibility; Berth sends no telemetry.
  ORT_API2_STATUS(EnableTelemetryEvents, const OrtEnv* env);
  /// Accepted for compatibility; Berth sends no telemetry.
  ORT_API2_STATUS(DisableTelemetryEvents, const OrtEnv* env);
  /// Loads a model from a file and makes it ready to run. `options` is copied; null means defaults. Errors:
  /// ORT_NO_SUCHFILE, ORT_INVALID_PROTOBUF, ORT_INVALID_GRAPH, ORT_NOT_IMPLEMENTED when no kernel takes a node.
  ORT_API2_STATUS(CreateSession, const OrtEnv* env, const ORTCHAR_T* model_path, const OrtSessionOptions* options,
      OrtSession** out);
  /// The same for a model in memory; the bytes may be freed after the call.
  ORT_API2_STATUS(CreateSessionFromArray, const OrtEnv* env, const void* model_data, size_t model_data_length,
      const OrtSessionOptions* options, OrtSession** out);
  /// Runs the model. `outputs` has one entry a name: null to let the session make the value, which is then the
  /// caller's, or a tensor of the right type and shape to write into. `run_options` may be null. Many threads may run
  /// one session.
  ORT_API2_STATUS(Run, OrtSession* session, const OrtRunOptions* run_options, const char* const* input_names,
      const OrtValue* const* inputs, size_t input_len, const char* const* output_names, size_t output_names_len,
      OrtValue** outputs);
  /// Session options with their defaults.
  ORT_API2_STATUS(CreateSessionOptions, OrtSessionOptions** options);
  /// Where the optimized model is written when a session is created.
  ORT_API2_STATUS(SetOptimizedModelFilePath, OrtSessionOptions* options, const ORTCHAR_T* optimized_model_filepath);
  /// An independent copy.
  ORT_API2_STATUS(CloneSessionOptions, const OrtSessionOptions* in_options, OrtSessionOptions** out_options);
  /// One operator after another, or independent operators in parallel.
  ORT_API2_STATUS(SetSessionExecutionMode, OrtSessionOptions* options, ExecutionMode execution_mode);
  /// Profiles sessions made with these options; the file name is the prefix and a time.
  ORT_API2_STATUS(EnableProfiling, OrtSessionOptions* options, const ORTCHAR_T* profile_file_prefix);
  /// Undoes EnableProfiling.
  ORT_API2_STATUS(DisableProfiling, OrtSessionOptions* options);
  /// Memory of a run is planned ahead from the shapes of an earlier one. The default.
  ORT_API2_STATUS(EnableMemPattern, OrtSessionOptions* options);
  /// Undoes EnableMemPattern.
  ORT_API2_STATUS(DisableMemPattern, OrtSessionOptions* options);
  /// CPU memory comes from an arena. The default.
  ORT_API2_STATUS(EnableCpuMemArena, OrtSessionOptions* options);
  /// CPU memory is allocated and freed piece by piece.
  ORT_API2_STATUS(DisableCpuMemArena, OrtSessionOptions* options);
  /// The name of the session in log lines; copied.
  ORT_API2_STATUS(SetSessionLogId, OrtSessionOptions* options, const char* logid);
  /// Detail of verbose log lines.
  ORT_API2_STATUS(SetSessionLogVerbosityLevel, OrtSessionOptions* options, int session_log_verbosity_level);
  /// The lowest severity that the session logs, as an OrtLoggingLevel; -1 for that of the environment.
  ORT_API2_STATUS(SetSessionLogSeverityLevel, OrtSessionOptions* options, int session_log_severity_level);
  /// How much the graph is rewritten. The default is ORT_ENABLE_ALL.
  ORT_API2_STATUS(SetSessionGraphOptimizationLevel, OrtSessionOptions* options,
      GraphOptimizationLevel graph_optimization_level);
  /// Threads that share the work of one operator; 0, the default, for one a core.
  ORT_API2_STATUS(SetIntraOpNumThreads, OrtSessionOptions* options, int intra_op_num_threads);
  /// Threads that run operators side by side in ORT_PARALLEL mode; 0, the default, for one a core.
  ORT_API2_STATUS(SetInterOpNumThreads, OrtSessionOptions* options, int inter_op_num_threads);
  /// An empty domain for custom operators.
  ORT_API2_STATUS(CreateCustomOpDomain, const char* domain, OrtCustomOpDomain** out);
  /// Adds an operator. `op` is borrowed and must outlive every session that uses the domain.
  ORT_API2_STATUS(CustomOpDomain_Add, OrtCustomOpDomain* custom_op_domain, const OrtCustomOp* op);
  /// Makes a domain known to sessions with these options. The domain is borrowed and must outlive them.
  ORT_API2_STATUS(AddCustomOpDomain, OrtSessionOptions* options, OrtCustomOpDomain* custom_op_domain);
  /// Loads a library of custom operators. The caller unloads `library_handle` after the last session;
  /// RegisterCustomOpsLibrary_V2 does without.
  ORT_API2_STATUS(RegisterCustomOpsLibrary, OrtSessionOptions* options, const char* library_path,
      void** library_handle);
  /// Inputs of the model that a run must be given.
  ORT_API2_STATUS(SessionGetInputCount, const OrtSession* session, size_t* out);
  /// Outputs of the model.
  ORT_API2_STATUS(SessionGetOutputCount, const OrtSession* session, size_t* out);
  /// Weights that a run may replace by naming them as inputs.
  ORT_API2_STATUS(SessionGetOverridableInitializerCount, const OrtSession* session, size_t* out);
  /// Type of an input; the caller's. Errors: ORT_INVALID_ARGUMENT for an index out of range.
  ORT_API2_STATUS(SessionGetInputTypeInfo, const OrtSession* session, size_t index, OrtTypeInfo** type_info);
  /// Type of an output; the caller's.
  ORT_API2_STATUS(SessionGetOutputTypeInfo, const OrtSession* session, size_t index, OrtTypeInfo** type_info);
  /// Type of such a weight; the caller's.
  ORT_API2_STATUS(SessionGetOverridableInitializerTypeInfo, const OrtSession* session, size_t index,
      OrtTypeInfo** type_info);
  /// Name of an input, in memory of `allocator`.
  ORT_API2_STATUS(SessionGetInputName, const OrtSession* session, size_t index, OrtAllocator* allocator, char** value);
  /// Name of an output, in memory of `allocator`.
  ORT_API2_STATUS(SessionGetOutputName, const OrtSession* session, size_t index, OrtAllocator* allocator, char** value);
  /// Name of such a weight, in memory of `allocator`.
  ORT_API2_STATUS(SessionGetOverridableInitializerName, const OrtSession* session, size_t index,
      OrtAllocator* allocator, char** value);
  /// Run options with their defaults.
  ORT_API2_STATUS(CreateRunOptions, OrtRunOptions** out);
  /// Detail of verbose log lines of the run.
  ORT_API2_STATUS(RunOptionsSetRunLogVerbosityLevel, OrtRunOptions* options, int log_verbosity_level);
  /// The lowest severity that the run logs, as an OrtLoggingLevel.
  ORT_API2_STATUS(RunOptionsSetRunLogSeverityLevel, OrtRunOptions* options, int log_severity_level);
  /// The name of the run in log lines; copied.
  ORT_API2_STATUS(RunOptionsSetRunTag, OrtRunOptions* options, const char* run_tag);
  /// What RunOptionsSetRunLogVerbosityLevel set.
  ORT_API2_STATUS(RunOptionsGetRunLogVerbosityLevel, const OrtRunOptions* options, int* log_verbosity_level);
  /// What RunOptionsSetRunLogSeverityLevel set.
  ORT_API2_STATUS(RunOptionsGetRunLogSeverityLevel, const OrtRunOptions* options, int* log_severity_level);
  /// What RunOptionsSetRunTag set; borrowed from `options`.
  ORT_API2_STATUS(RunOptionsGetRunTag, const OrtRunOptions* options, const char** run_tag);
  /// Makes every run that uses these options end early with an error. May be called while they run.
  ORT_API2_STATUS(RunOptionsSetTerminate, OrtRunOptions* options);
  /// Lets runs with these options start again.
  ORT_API2_STATUS(RunOptionsUnsetTerminate, OrtRunOptions* options);
  /// A tensor in memory of `allocator`, its content undefined (strings: empty). The allocator must outlive it.
  ORT_API2_STATUS(CreateTensorAsOrtValue, OrtAllocator* allocator, const int64_t* shape, size_t shape_len,
      ONNXTensorElementDataType type, OrtValue** out);
  /// A tensor over memory of the caller, which must outlive it. `p_data_len` is in bytes and may be larger than needed.
  /// Not for strings.
  ORT_API2_STATUS(CreateTensorWithDataAsOrtValue, const OrtMemoryInfo* info, void* p_data, size_t p_data_len,
      const int64_t* shape, size_t shape_len, ONNXTensorElementDataType type, OrtValue** out);
  /// 1 for a dense tensor, else 0.
  ORT_API2_STATUS(IsTensor, const OrtValue* value, int* out);
  /// The first element, to read or write; borrowed. Not for string tensors.
  ORT_API2_STATUS(GetTensorMutableData, OrtValue* value, void** out);
  /// Sets all elements of a string tensor; the texts are copied and their number must fit.
  ORT_API2_STATUS(FillStringTensor, OrtValue* value, const char* const* s, size_t s_len);
  /// Bytes of all strings together, without terminators.
  ORT_API2_STATUS(GetStringTensorDataLength, const OrtValue* value, size_t* len);
  /// All strings one after the other without terminators, and where each begins. `s_len` at least what
  /// GetStringTensorDataLength says, `offsets_len` the number of elements.
  ORT_API2_STATUS(GetStringTensorContent, const OrtValue* value, void* s, size_t s_len, size_t* offsets,
      size_t offsets_len);
  /// The tensor part of a type, borrowed from it; null when it is no tensor.
  ORT_API2_STATUS(CastTypeInfoToTensorInfo, const OrtTypeInfo* type_info, const OrtTensorTypeAndShapeInfo** out);
  /// The kind of a type.
  ORT_API2_STATUS(GetOnnxTypeFromTypeInfo, const OrtTypeInfo* type_info, enum ONNXType* out);
  /// An empty element type and shape.
  ORT_API2_STATUS(CreateTensorTypeAndShapeInfo, OrtTensorTypeAndShapeInfo** out);
  /// Sets the element type.
  ORT_API2_STATUS(SetTensorElementType, OrtTensorTypeAndShapeInfo* info, enum ONNXTensorElementDataType type);
  /// Sets the dimensions; -1 for one that is not known.
  ORT_API2_STATUS(SetDimensions, OrtTensorTypeAndShapeInfo* info, const int64_t* dim_values, size_t dim_count);
  /// The element type.
  ORT_API2_STATUS(GetTensorElementType, const OrtTensorTypeAndShapeInfo* info, enum ONNXTensorElementDataType* out);
  /// The number of dimensions.
  ORT_API2_STATUS(GetDimensionsCount, const OrtTensorTypeAndShapeInfo* info, size_t* out);
  /// The dimensions, -1 for each that is not known; `dim_values_length` at least GetDimensionsCount.
  ORT_API2_STATUS(GetDimensions, const OrtTensorTypeAndShapeInfo* info, int64_t* dim_values, size_t dim_values_length);
  /// The names of dimensions, "" for those without; borrowed from `info`.
  ORT_API2_STATUS(GetSymbolicDimensions, const OrtTensorTypeAndShapeInfo* info, const char* dim_params[],
      size_t dim_params_length);
  /// The product of the dimensions; 1 for a scalar.
  ORT_API2_STATUS(GetTensorShapeElementCount, const OrtTensorTypeAndShapeInfo* info, size_t* out);
  /// Element type and shape of a dense or sparse tensor; the caller's.
  ORT_API2_STATUS(GetTensorTypeAndShape, const OrtValue* value, OrtTensorTypeAndShapeInfo** out);
  /// Type of a value; the caller's. Null for a value that holds nothing.
  ORT_API2_STATUS(GetTypeInfo, const OrtValue* value, OrtTypeInfo** out);
  /// The kind of a value.
  ORT_API2_STATUS(GetValueType, const OrtValue* value, enum ONNXType* out);
  /// Describes memory by allocator name, device number and kind. Known names: "Cpu", "Cuda", "CudaPinned" and others of
  /// ORT's built-in devices; CreateMemoryInfo_V2 for all else.
  ORT_API2_STATUS(CreateMemoryInfo, const char* name, enum OrtAllocatorType type, int id, enum OrtMemType mem_type,
      OrtMemoryInfo** out);
  /// The same for CPU memory.
  ORT_API2_STATUS(CreateCpuMemoryInfo, enum OrtAllocatorType type, enum OrtMemType mem_type, OrtMemoryInfo** out);
  /// 0 when both describe the same memory, else -1.
  ORT_API2_STATUS(CompareMemoryInfo, const OrtMemoryInfo* info1, const OrtMemoryInfo* info2, int* out);
  /// The name, borrowed.
  ORT_API2_STATUS(MemoryInfoGetName, const OrtMemoryInfo* ptr, const char** out);
  /// The device number.
  ORT_API2_STATUS(MemoryInfoGetId, const OrtMemoryInfo* ptr, int* out);
  /// The memory kind as an operator sees it.
  ORT_API2_STATUS(MemoryInfoGetMemType, const OrtMemoryInfo* ptr, OrtMemType* out);
  /// The allocator kind.
  ORT_API2_STATUS(MemoryInfoGetType, const OrtMemoryInfo* ptr, OrtAllocatorType* out);
  /// Memory of an allocator; freed with AllocatorFree.
  ORT_API2_STATUS(AllocatorAlloc, OrtAllocator* ort_allocator, size_t size, void** out);
  /// Frees what AllocatorAlloc or a function that takes this allocator gave. Null is allowed.
  ORT_API2_STATUS(AllocatorFree, OrtAllocator* ort_allocator, void* p);
  /// What memory the allocator gives; borrowed.
  ORT_API2_STATUS(AllocatorGetInfo, const OrtAllocator* ort_allocator, const struct OrtMemoryInfo** out);
  /// The allocator for CPU memory. It lives as long as the process and is not released.
  ORT_API2_STATUS(GetAllocatorWithDefaultOptions, OrtAllocator** out);
  /// Fixes every free dimension that has this denotation, e.g. "DATA_BATCH", to a value.
  ORT_API2_STATUS(AddFreeDimensionOverride, OrtSessionOptions* options, const char* dim_denotation, int64_t dim_value);
  /// An element of a sequence; of a map 0 gives the keys and 1 the values, each as a tensor. A copy that is the
  /// caller's.
  ORT_API2_STATUS(GetValue, const OrtValue* value, int index, OrtAllocator* allocator, OrtValue** out);
  /// Elements of a sequence; 2 for a map.
  ORT_API2_STATUS(GetValueCount, const OrtValue* value, size_t* out);
  /// A sequence of `num_values` values, or a map of a tensor of keys and a tensor of values. `in` is shared, not
  /// copied.
  ORT_API2_STATUS(CreateValue, const OrtValue* const* in, size_t num_values, enum ONNXType value_type, OrtValue** out);
  /// A value of an opaque type that some operator library knows.
  ORT_API2_STATUS(CreateOpaqueValue, const char* domain_name, const char* type_name, const void* data_container,
      size_t data_container_size, OrtValue** out);
  /// Reads such a value back.
  ORT_API2_STATUS(GetOpaqueValue, const char* domain_name, const char* type_name, const OrtValue* in,
      void* data_container, size_t data_container_size);
  /// A float attribute of the kernel's node. Errors: absent or of another type.
  ORT_API2_STATUS(KernelInfoGetAttribute_float, const OrtKernelInfo* info, const char* name, float* out);
  /// An int attribute.
  ORT_API2_STATUS(KernelInfoGetAttribute_int64, const OrtKernelInfo* info, const char* name, int64_t* out);
  /// A string attribute with its terminator. With `out` null only `size` is written, the bytes needed; with too small a
  /// `size` it is written too and the call fails.
  ORT_API2_STATUS(KernelInfoGetAttribute_string, const OrtKernelInfo* info, const char* name, char* out, size_t* size);
  /// Inputs of the running node, with optional ones that are not given.
  ORT_API2_STATUS(KernelContext_GetInputCount, const OrtKernelContext* context, size_t* out);
  /// Outputs of the running node.
  ORT_API2_STATUS(KernelContext_GetOutputCount, const OrtKernelContext* context, size_t* out);
  /// An input, borrowed for the call; null when it is not given.
  ORT_API2_STATUS(KernelContext_GetInput, const OrtKernelContext* context, size_t index, const OrtValue** out);
  /// Makes an output of this shape and gives it, borrowed for the call; null when nobody uses it.
  ORT_API2_STATUS(KernelContext_GetOutput, OrtKernelContext* context, size_t index, const int64_t* dim_values,
      size_t dim_count, OrtValue** out);
  ORT_CLASS_RELEASE(Env);
  ORT_CLASS_RELEASE(Status);
  ORT_CLASS_RELEASE(MemoryInfo);
  ORT_CLASS_RELEASE(Session);
  ORT_CLASS_RELEASE(Value);
  ORT_CLASS_RELEASE(RunOptions);
  ORT_CLASS_RELEASE(TypeInfo);
  ORT_CLASS_RELEASE(TensorTypeAndShapeInfo);
  ORT_CLASS_RELEASE(SessionOptions);
  ORT_CLASS_RELEASE(CustomOpDomain);

  // ---- since 1.2 ----

  /// The denotation that the model gives the type; borrowed. `len` is its bytes, 0 when there is none.
  ORT_API2_STATUS(GetDenotationFromTypeInfo, const OrtTypeInfo* type_info, const char** const denotation, size_t* len);
  /// The map part of a type, borrowed from it; null when it is no map.
  ORT_API2_STATUS(CastTypeInfoToMapTypeInfo, const OrtTypeInfo* type_info, const OrtMapTypeInfo** out);
  /// The sequence part of a type, borrowed from it; null when it is no sequence.
  ORT_API2_STATUS(CastTypeInfoToSequenceTypeInfo, const OrtTypeInfo* type_info, const OrtSequenceTypeInfo** out);
  /// The type of the keys.
  ORT_API2_STATUS(GetMapKeyType, const OrtMapTypeInfo* map_type_info, enum ONNXTensorElementDataType* out);
  /// The type of the values; the caller's.
  ORT_API2_STATUS(GetMapValueType, const OrtMapTypeInfo* map_type_info, OrtTypeInfo** type_info);
  /// The type of the elements; the caller's.
  ORT_API2_STATUS(GetSequenceElementType, const OrtSequenceTypeInfo* sequence_type_info, OrtTypeInfo** type_info);
  ORT_CLASS_RELEASE(MapTypeInfo);
  ORT_CLASS_RELEASE(SequenceTypeInfo);
  /// Ends profiling and gives the path of the file, in memory of `allocator`.
  ORT_API2_STATUS(SessionEndProfiling, OrtSession* session, OrtAllocator* allocator, char** out);
  /// What the model says about itself; the caller's.
  ORT_API2_STATUS(SessionGetModelMetadata, const OrtSession* session, OrtModelMetadata** out);
  /// The program that made the model, in memory of `allocator`; as all texts here "" when the model has none.
  ORT_API2_STATUS(ModelMetadataGetProducerName, const OrtModelMetadata* model_metadata, OrtAllocator* allocator,
      char** value);
  /// The name of the graph.
  ORT_API2_STATUS(ModelMetadataGetGraphName, const OrtModelMetadata* model_metadata, OrtAllocator* allocator,
      char** value);
  /// The domain of the model.
  ORT_API2_STATUS(ModelMetadataGetDomain, const OrtModelMetadata* model_metadata, OrtAllocator* allocator,
      char** value);
  /// The text that describes the model.
  ORT_API2_STATUS(ModelMetadataGetDescription, const OrtModelMetadata* model_metadata, OrtAllocator* allocator,
      char** value);
  /// The value of a custom entry, in memory of `allocator`; null when there is none.
  ORT_API2_STATUS(ModelMetadataLookupCustomMetadataMap, const OrtModelMetadata* model_metadata, OrtAllocator* allocator,
      const char* key, char** value);
  /// The version of the model; the largest int64_t for a model that gives none.
  ORT_API2_STATUS(ModelMetadataGetVersion, const OrtModelMetadata* model_metadata, int64_t* value);
  ORT_CLASS_RELEASE(ModelMetadata);

  // ---- since 1.3 ----

  /// As CreateEnv, with threads that all sessions share if their options say DisablePerSessionThreads.
  ORT_API2_STATUS(CreateEnvWithGlobalThreadPools, OrtLoggingLevel log_severity_level, const char* logid,
      const OrtThreadingOptions* tp_options, OrtEnv** out);
  /// The session uses the threads of the environment, which must have them.
  ORT_API2_STATUS(DisablePerSessionThreads, OrtSessionOptions* options);
  /// Settings of threads that sessions share, with their defaults.
  ORT_API2_STATUS(CreateThreadingOptions, OrtThreadingOptions** out);
  ORT_CLASS_RELEASE(ThreadingOptions);
  /// The names of all custom entries. The array and each text are in memory of `allocator`; null when there are none.
  ORT_API2_STATUS(ModelMetadataGetCustomMetadataMapKeys, const OrtModelMetadata* model_metadata,
      OrtAllocator* allocator, char*** keys, int64_t* num_keys);
  /// Fixes every free dimension of this name to a value.
  ORT_API2_STATUS(AddFreeDimensionOverrideByName, OrtSessionOptions* options, const char* dim_name, int64_t dim_value);

  // ---- since 1.4 ----

  /// Names of the built-in execution providers; freed with ReleaseAvailableProviders. EP libraries are not among them:
  /// GetEpDevices.
  ORT_API2_STATUS(GetAvailableProviders, char*** out_ptr, int* provider_length);
  /// Frees what GetAvailableProviders gave.
  ORT_API2_STATUS(ReleaseAvailableProviders, char** ptr, int providers_length);

  // ---- since 1.5 ----

  /// Bytes of one string.
  ORT_API2_STATUS(GetStringTensorElementLength, const OrtValue* value, size_t index, size_t* out);
  /// One string without a terminator; `s_len` at least its length.
  ORT_API2_STATUS(GetStringTensorElement, const OrtValue* value, size_t s_len, size_t index, void* s);
  /// Sets one string; copied.
  ORT_API2_STATUS(FillStringTensorElement, OrtValue* value, const char* s, size_t index);
  /// Sets an entry; known keys are in onnxruntime_session_options_config_keys.h, others are kept for the EPs. Keys have
  /// 1 to 1024 bytes, values up to 8192.
  ORT_API2_STATUS(AddSessionConfigEntry, OrtSessionOptions* options, const char* config_key, const char* config_value);
  /// The session's allocator for this memory, with a life of its own. Release it with ReleaseAllocator before the
  /// session. Errors: ORT_INVALID_ARGUMENT when the session has none.
  ORT_API2_STATUS(CreateAllocator, const OrtSession* session, const OrtMemoryInfo* mem_info, OrtAllocator** out);
  /// Releases an allocator that CreateAllocator gave; null is allowed.
  ORT_CLASS_RELEASE(Allocator);
  /// Runs the model on bound inputs and outputs.
  ORT_API2_STATUS(RunWithBinding, OrtSession* session, const OrtRunOptions* run_options,
      const OrtIoBinding* binding_ptr);
  /// An empty binding for a session, which must outlive it.
  ORT_API2_STATUS(CreateIoBinding, OrtSession* session, OrtIoBinding** out);
  ORT_CLASS_RELEASE(IoBinding);
  /// Binds a value to an input. It is shared, and copied to the input's device now if need be.
  ORT_API2_STATUS(BindInput, OrtIoBinding* binding_ptr, const char* name, const OrtValue* val_ptr);
  /// Binds a value to an output, to be written by runs.
  ORT_API2_STATUS(BindOutput, OrtIoBinding* binding_ptr, const char* name, const OrtValue* val_ptr);
  /// Lets runs allocate an output in this memory.
  ORT_API2_STATUS(BindOutputToDevice, OrtIoBinding* binding_ptr, const char* name, const OrtMemoryInfo* mem_info_ptr);
  /// All bound outputs: their names one after the other without terminators, and their lengths, both in memory of
  /// `allocator`; null and 0 when there are none.
  ORT_API2_STATUS(GetBoundOutputNames, const OrtIoBinding* binding_ptr, OrtAllocator* allocator, char** buffer,
      size_t** lengths, size_t* count);
  /// All bound outputs: an array in memory of `allocator` of values that are the caller's.
  ORT_API2_STATUS(GetBoundOutputValues, const OrtIoBinding* binding_ptr, OrtAllocator* allocator, OrtValue*** output,
      size_t* output_count);
  /// Removes all inputs.
  ORT_API_T(void, ClearBoundInputs, OrtIoBinding* binding_ptr);
  /// Removes all outputs.
  ORT_API_T(void, ClearBoundOutputs, OrtIoBinding* binding_ptr);
  /// One element of a tensor by its coordinates; borrowed. Not for strings.
  ORT_API2_STATUS(TensorAt, OrtValue* value, const int64_t* location_values, size_t location_values_count, void** out);
  /// Gives the environment an allocator for CPU memory that sessions can share: an arena when `mem_info` is of type
  /// OrtArenaAllocator. `arena_cfg` is copied; null for defaults. It takes the place of one for the same device. Errors:
  /// ORT_INVALID_ARGUMENT for memory of another device.
  ORT_API2_STATUS(CreateAndRegisterAllocator, OrtEnv* env, const OrtMemoryInfo* mem_info, const OrtArenaCfg* arena_cfg);
  /// Tells which language binding is in use. Only for statistics.
  ORT_API2_STATUS(SetLanguageProjection, const OrtEnv* ort_env, OrtLanguageProjection projection);
  /// When profiling began, in nanoseconds of a steady clock.
  ORT_API2_STATUS(SessionGetProfilingStartTimeNs, const OrtSession* session, uint64_t* out);
  /// Shared threads for the work of one operator; 0 for one a core.
  ORT_API2_STATUS(SetGlobalIntraOpNumThreads, OrtThreadingOptions* tp_options, int intra_op_num_threads);
  /// Shared threads for operators side by side; 0 for one a core.
  ORT_API2_STATUS(SetGlobalInterOpNumThreads, OrtThreadingOptions* tp_options, int inter_op_num_threads);
  /// 1: idle shared threads spin before they block. 0: they block at once.
  ORT_API2_STATUS(SetGlobalSpinControl, OrtThreadingOptions* tp_options, int allow_spinning);

  // ---- since 1.6 ----

  /// Replaces a weight of the model. `val` is borrowed and must outlive the session; CPU memory only.
  ORT_API2_STATUS(AddInitializer, OrtSessionOptions* options, const char* name, const OrtValue* val);
  /// CreateEnvWithCustomLogger and CreateEnvWithGlobalThreadPools in one.
  ORT_API2_STATUS(CreateEnvWithCustomLoggerAndGlobalThreadPools, OrtLoggingFunction logging_function,
      void* logger_param, OrtLoggingLevel log_severity_level, const char* logid,
      const struct OrtThreadingOptions* tp_options, OrtEnv** out);
  /// Names ORT's built-in CUDA provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_CUDA, OrtSessionOptions* options,
      const OrtCUDAProviderOptions* cuda_options);
  /// Names ORT's built-in ROCm provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_ROCM, OrtSessionOptions* options,
      const OrtROCMProviderOptions* rocm_options);
  /// Names ORT's built-in OpenVINO provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_OpenVINO, OrtSessionOptions* options,
      const OrtOpenVINOProviderOptions* provider_options);
  /// Shared threads treat denormal floats as zero.
  ORT_API2_STATUS(SetGlobalDenormalAsZero, OrtThreadingOptions* tp_options);
  /// Settings of an arena: limit in bytes of all that it takes from the system (0: none), growth (0: regions double, 1: as
  /// large as asked for), bytes of the first region (1 MiB), and bytes to spare in a chunk from which on it is cut in two
  /// (128 MiB; one twice as large as needed always is). -1 for the default of each, which is doubling for growth.
  ORT_API2_STATUS(CreateArenaCfg, size_t max_mem, int arena_extend_strategy, int initial_chunk_size_bytes,
      int max_dead_bytes_per_chunk, OrtArenaCfg** out);
  ORT_CLASS_RELEASE(ArenaCfg);

  // ---- since 1.7 ----

  /// The text that describes the graph, in memory of `allocator`.
  ORT_API2_STATUS(ModelMetadataGetGraphDescription, const OrtModelMetadata* model_metadata, OrtAllocator* allocator,
      char** value);
  /// Names ORT's built-in TensorRT provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_TensorRT, OrtSessionOptions* options,
      const OrtTensorRTProviderOptions* tensorrt_options);
  /// The device of a built-in GPU provider for this thread.
  ORT_API2_STATUS(SetCurrentGpuDeviceId, int device_id);
  /// The device of a built-in GPU provider of this thread.
  ORT_API2_STATUS(GetCurrentGpuDeviceId, int* device_id);

  // ---- since 1.8 ----

  /// A list of floats. With `out` null only `size` is written, the number of elements.
  ORT_API2_STATUS(KernelInfoGetAttributeArray_float, const OrtKernelInfo* info, const char* name, float* out,
      size_t* size);
  /// A list of ints. With `out` null only `size` is written, the number of elements.
  ORT_API2_STATUS(KernelInfoGetAttributeArray_int64, const OrtKernelInfo* info, const char* name, int64_t* out,
      size_t* size);
  /// Settings of an arena by name: "max_mem", "arena_extend_strategy", "initial_chunk_size_bytes" and
  /// "max_dead_bytes_per_chunk" as in CreateArenaCfg; "initial_growth_chunk_size_bytes", the first region after the arena
  /// was shrunk (2 MiB), and "max_power_of_two_extend_bytes", up to which regions double (1 GiB). Those that are not named
  /// have their defaults. Errors: ORT_INVALID_ARGUMENT for another name.
  ORT_API2_STATUS(CreateArenaCfgV2, const char* const* arena_config_keys, const size_t* arena_config_values,
      size_t num_keys, OrtArenaCfg** out);
  /// Sets an entry; known keys are in onnxruntime_run_options_config_keys.h, others are kept for the EPs.
  ORT_API2_STATUS(AddRunConfigEntry, OrtRunOptions* options, const char* config_key, const char* config_value);
  /// A store in which sessions share weights that kernels have laid out for themselves.
  ORT_API2_STATUS(CreatePrepackedWeightsContainer, OrtPrepackedWeightsContainer** out);
  ORT_CLASS_RELEASE(PrepackedWeightsContainer);
  /// CreateSession with such a store, which must outlive the session.
  ORT_API2_STATUS(CreateSessionWithPrepackedWeightsContainer, const OrtEnv* env, const ORTCHAR_T* model_path,
      const OrtSessionOptions* options, OrtPrepackedWeightsContainer* prepacked_weights_container, OrtSession** out);
  /// CreateSessionFromArray with such a store, which must outlive the session.
  ORT_API2_STATUS(CreateSessionFromArrayWithPrepackedWeightsContainer, const OrtEnv* env, const void* model_data,
      size_t model_data_length, const OrtSessionOptions* options,
      OrtPrepackedWeightsContainer* prepacked_weights_container, OrtSession** out);

  // ---- since 1.9 ----

  /// Names ORT's built-in TensorRT provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_TensorRT_V2, OrtSessionOptions* options,
      const OrtTensorRTProviderOptionsV2* tensorrt_options);
  /// Options of the built-in TensorRT provider, with their defaults.
  ORT_API2_STATUS(CreateTensorRTProviderOptions, OrtTensorRTProviderOptionsV2** out);
  /// Sets options by name.
  ORT_API2_STATUS(UpdateTensorRTProviderOptions, OrtTensorRTProviderOptionsV2* tensorrt_options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// All options as "name=value;", in memory of `allocator`.
  ORT_API2_STATUS(GetTensorRTProviderOptionsAsString, const OrtTensorRTProviderOptionsV2* tensorrt_options,
      OrtAllocator* allocator, char** ptr);
  /// Releases the options; null is allowed.
  ORT_API_T(void, ReleaseTensorRTProviderOptions, OrtTensorRTProviderOptionsV2* input);
  /// Makes the operators of the onnxruntime-extensions package known, where it is linked in.
  ORT_API2_STATUS(EnableOrtCustomOps, OrtSessionOptions* options);
  /// Gives the environment an allocator for sessions to share; it stays the caller's and must outlive them. One for the
  /// same device is replaced.
  ORT_API2_STATUS(RegisterAllocator, OrtEnv* env, OrtAllocator* allocator);
  /// Takes back what RegisterAllocator or CreateAndRegisterAllocator gave for this device.
  ORT_API2_STATUS(UnregisterAllocator, OrtEnv* env, const OrtMemoryInfo* mem_info);
  /// 1 for a sparse tensor, else 0.
  ORT_API2_STATUS(IsSparseTensor, const OrtValue* value, int* out);
  /// An empty sparse tensor whose memory comes from `allocator`; filled once by a Fill function.
  ORT_API2_STATUS(CreateSparseTensorAsOrtValue, OrtAllocator* allocator, const int64_t* dense_shape,
      size_t dense_shape_len, ONNXTensorElementDataType type, OrtValue** out);
  /// Copies values and coordinates in: one linear index a value, or one pair.
  ORT_API2_STATUS(FillSparseTensorCoo, OrtValue* ort_value, const OrtMemoryInfo* data_mem_info,
      const int64_t* values_shape, size_t values_shape_len, const void* values, const int64_t* indices_data,
      size_t indices_num);
  /// Copies values in with compressed rows: column indices and row starts.
  ORT_API2_STATUS(FillSparseTensorCsr, OrtValue* ort_value, const OrtMemoryInfo* data_mem_info,
      const int64_t* values_shape, size_t values_shape_len, const void* values, const int64_t* inner_indices_data,
      size_t inner_indices_num, const int64_t* outer_indices_data, size_t outer_indices_num);
  /// Copies blocks of values in with their coordinates.
  ORT_API2_STATUS(FillSparseTensorBlockSparse, OrtValue* ort_value, const OrtMemoryInfo* data_mem_info,
      const int64_t* values_shape, size_t values_shape_len, const void* values, const int64_t* indices_shape_data,
      size_t indices_shape_len, const int32_t* indices_data);
  /// A sparse tensor over values of the caller, which must outlive it; a Use function adds the indices.
  ORT_API2_STATUS(CreateSparseTensorWithValuesAsOrtValue, const OrtMemoryInfo* info, void* p_data,
      const int64_t* dense_shape, size_t dense_shape_len, const int64_t* values_shape, size_t values_shape_len,
      ONNXTensorElementDataType type, OrtValue** out);
  /// Adds coordinates of the caller, which must outlive the tensor.
  ORT_API2_STATUS(UseCooIndices, OrtValue* ort_value, int64_t* indices_data, size_t indices_num);
  /// Adds column indices and row starts of the caller, which must outlive the tensor.
  ORT_API2_STATUS(UseCsrIndices, OrtValue* ort_value, int64_t* inner_data, size_t inner_num, int64_t* outer_data,
      size_t outer_num);
  /// Adds block coordinates of the caller, which must outlive the tensor.
  ORT_API2_STATUS(UseBlockSparseIndices, OrtValue* ort_value, const int64_t* indices_shape, size_t indices_shape_len,
      int32_t* indices_data);
  /// How the indices are kept.
  ORT_API2_STATUS(GetSparseTensorFormat, const OrtValue* ort_value, enum OrtSparseFormat* out);
  /// Element type and shape of the values that are kept; the caller's.
  ORT_API2_STATUS(GetSparseTensorValuesTypeAndShape, const OrtValue* ort_value, OrtTensorTypeAndShapeInfo** out);
  /// The values that are kept; borrowed.
  ORT_API2_STATUS(GetSparseTensorValues, const OrtValue* ort_value, const void** out);
  /// Element type and shape of one of its index tensors; the caller's.
  ORT_API2_STATUS(GetSparseTensorIndicesTypeShape, const OrtValue* ort_value,
      enum OrtSparseIndicesFormat indices_format, OrtTensorTypeAndShapeInfo** out);
  /// One of its index tensors; borrowed.
  ORT_API2_STATUS(GetSparseTensorIndices, const OrtValue* ort_value, enum OrtSparseIndicesFormat indices_format,
      size_t* num_indices, const void** indices);

  // ---- since 1.10 ----

  /// 0 for an optional value that holds nothing, else 1.
  ORT_API2_STATUS(HasValue, const OrtValue* value, int* out);
  /// The native handle of the stream that the node runs on; null when it has none.
  ORT_API2_STATUS(KernelContext_GetGPUComputeStream, const OrtKernelContext* context, void** out);
  /// The memory that a tensor lies in; borrowed from it.
  ORT_API2_STATUS(GetTensorMemoryInfo, const OrtValue* value, const OrtMemoryInfo** mem_info);
  /// A table of functions of a built-in provider.
  ORT_API2_STATUS(GetExecutionProviderApi, const char* provider_name, uint32_t version, const void** provider_api);
  /// The function that makes the threads of the session; needs a join function too.
  ORT_API2_STATUS(SessionOptionsSetCustomCreateThreadFn, OrtSessionOptions* options,
      OrtCustomCreateThreadFn ort_custom_create_thread_fn);
  /// What that function gets as its first argument; borrowed.
  ORT_API2_STATUS(SessionOptionsSetCustomThreadCreationOptions, OrtSessionOptions* options,
      void* ort_custom_thread_creation_options);
  /// The function that waits for such a thread to end.
  ORT_API2_STATUS(SessionOptionsSetCustomJoinThreadFn, OrtSessionOptions* options,
      OrtCustomJoinThreadFn ort_custom_join_thread_fn);
  /// The function that makes the threads that sessions share; needs a join function too.
  ORT_API2_STATUS(SetGlobalCustomCreateThreadFn, OrtThreadingOptions* tp_options,
      OrtCustomCreateThreadFn ort_custom_create_thread_fn);
  /// What that function gets as its first argument; borrowed.
  ORT_API2_STATUS(SetGlobalCustomThreadCreationOptions, OrtThreadingOptions* tp_options,
      void* ort_custom_thread_creation_options);
  /// The function that waits for such a thread to end.
  ORT_API2_STATUS(SetGlobalCustomJoinThreadFn, OrtThreadingOptions* tp_options,
      OrtCustomJoinThreadFn ort_custom_join_thread_fn);
  /// Waits until all bound inputs have arrived on their devices.
  ORT_API2_STATUS(SynchronizeBoundInputs, OrtIoBinding* binding_ptr);
  /// Waits until all bound outputs are complete.
  ORT_API2_STATUS(SynchronizeBoundOutputs, OrtIoBinding* binding_ptr);

  // ---- since 1.11 ----

  /// Names ORT's built-in CUDA provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_CUDA_V2, OrtSessionOptions* options,
      const OrtCUDAProviderOptionsV2* cuda_options);
  /// Options of the built-in CUDA provider, with their defaults.
  ORT_API2_STATUS(CreateCUDAProviderOptions, OrtCUDAProviderOptionsV2** out);
  /// Sets options by name.
  ORT_API2_STATUS(UpdateCUDAProviderOptions, OrtCUDAProviderOptionsV2* cuda_options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// All options as "name=value;", in memory of `allocator`.
  ORT_API2_STATUS(GetCUDAProviderOptionsAsString, const OrtCUDAProviderOptionsV2* cuda_options, OrtAllocator* allocator,
      char** ptr);
  /// Releases the options; null is allowed.
  ORT_API_T(void, ReleaseCUDAProviderOptions, OrtCUDAProviderOptionsV2* input);
  /// Names ORT's built-in MIGraphX provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_MIGraphX, OrtSessionOptions* options,
      const OrtMIGraphXProviderOptions* migraphx_options);

  // ---- since 1.12 ----

  /// Gives weights that the model keeps in other files. Their memory must outlive the session.
  ORT_API2_STATUS(AddExternalInitializers, OrtSessionOptions* options, const char* const* initializer_names,
      const OrtValue* const* initializers, size_t num_initializers);
  /// An attribute for CreateOp or the model editor. `len` counts the elements, of a string the bytes; `data` is copied.
  ORT_API2_STATUS(CreateOpAttr, const char* name, const void* data, int len, OrtOpAttrType type, OrtOpAttr** op_attr);
  ORT_CLASS_RELEASE(OpAttr);
  /// A standard operator for a custom kernel to call, made while that kernel is made.
  ORT_API2_STATUS(CreateOp, const OrtKernelInfo* info, const char* op_name, const char* domain, int version,
      const char** type_constraint_names, const ONNXTensorElementDataType* type_constraint_values,
      int type_constraint_count, const OrtOpAttr* const* attr_values, int attr_count, int input_count, int output_count,
      OrtOp** ort_op);
  /// Runs such an operator inside of a kernel. Outputs are preallocated by the caller.
  ORT_API2_STATUS(InvokeOp, const OrtKernelContext* context, const OrtOp* ort_op, const OrtValue* const* input_values,
      int input_count, OrtValue* const* output_values, int output_count);
  ORT_CLASS_RELEASE(Op);
  /// Names a provider by a short name, with options. "CPU" and the names that ORT has for built-in providers; for EP
  /// libraries use SessionOptionsAppendExecutionProvider_V2.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider, OrtSessionOptions* options, const char* provider_name,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// A copy that the caller may keep after the kernel was made; released with ReleaseKernelInfo.
  ORT_API2_STATUS(CopyKernelInfo, const OrtKernelInfo* info, OrtKernelInfo** info_copy);
  ORT_CLASS_RELEASE(KernelInfo);

  // ---- since 1.13 ----

  /// The training functions; null here, as in every build of ORT for inference.
  ORT_API_T(const OrtTrainingApi*, GetTrainingApi, uint32_t version);
  /// Names ORT's built-in CANN provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_CANN, OrtSessionOptions* options,
      const OrtCANNProviderOptions* cann_options);
  /// Options of the built-in CANN provider, with their defaults.
  ORT_API2_STATUS(CreateCANNProviderOptions, OrtCANNProviderOptions** out);
  /// Sets options by name.
  ORT_API2_STATUS(UpdateCANNProviderOptions, OrtCANNProviderOptions* cann_options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// All options as "name=value;", in memory of `allocator`.
  ORT_API2_STATUS(GetCANNProviderOptionsAsString, const OrtCANNProviderOptions* cann_options, OrtAllocator* allocator,
      char** ptr);
  ORT_CLASS_RELEASE(CANNProviderOptions);

  // ---- since 1.14 ----

  /// The kind of device that the memory belongs to.
  ORT_API_T(void, MemoryInfoGetDeviceType, const OrtMemoryInfo* ptr, OrtMemoryInfoDeviceType* out);
  /// The lowest severity that the environment logs from now on.
  ORT_API2_STATUS(UpdateEnvWithCustomLogLevel, OrtEnv* ort_env, OrtLoggingLevel log_severity_level);
  /// Processors of each shared thread but the first, e.g. "1,2;3-4"; processors are counted from 1.
  ORT_API2_STATUS(SetGlobalIntraOpThreadAffinity, OrtThreadingOptions* tp_options, const char* affinity_string);
  /// Loads a library of custom operators, which is unloaded after the last session that uses it.
  ORT_API2_STATUS(RegisterCustomOpsLibrary_V2, OrtSessionOptions* options, const ORTCHAR_T* library_name);
  /// Calls a RegisterCustomOpsFn that the running program exports under this name.
  ORT_API2_STATUS(RegisterCustomOpsUsingFunction, OrtSessionOptions* options, const char* registration_func_name);
  /// Inputs of the kernel's node.
  ORT_API2_STATUS(KernelInfo_GetInputCount, const OrtKernelInfo* info, size_t* out);
  /// Outputs of the kernel's node.
  ORT_API2_STATUS(KernelInfo_GetOutputCount, const OrtKernelInfo* info, size_t* out);
  /// Name of an input. Sizes as in KernelInfoGetAttribute_string.
  ORT_API2_STATUS(KernelInfo_GetInputName, const OrtKernelInfo* info, size_t index, char* out, size_t* size);
  /// Name of an output. Sizes as in KernelInfoGetAttribute_string.
  ORT_API2_STATUS(KernelInfo_GetOutputName, const OrtKernelInfo* info, size_t index, char* out, size_t* size);
  /// Type of an input; the caller's.
  ORT_API2_STATUS(KernelInfo_GetInputTypeInfo, const OrtKernelInfo* info, size_t index, OrtTypeInfo** type_info);
  /// Type of an output; the caller's.
  ORT_API2_STATUS(KernelInfo_GetOutputTypeInfo, const OrtKernelInfo* info, size_t index, OrtTypeInfo** type_info);
  /// A tensor attribute, copied into memory of `allocator`; the caller's.
  ORT_API2_STATUS(KernelInfoGetAttribute_tensor, const OrtKernelInfo* info, const char* name, OrtAllocator* allocator,
      OrtValue** out);
  /// 1 when the entry is set, else 0.
  ORT_API2_STATUS(HasSessionConfigEntry, const OrtSessionOptions* options, const char* config_key, int* out);
  /// The value of an entry with its terminator. Sizes as in KernelInfoGetAttribute_string. Errors: ORT_INVALID_ARGUMENT
  /// when it is not set.
  ORT_API2_STATUS(GetSessionConfigEntry, const OrtSessionOptions* options, const char* config_key, char* config_value,
      size_t* size);

  // ---- since 1.15 ----

  /// Names ORT's built-in oneDNN provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_Dnnl, OrtSessionOptions* options,
      const OrtDnnlProviderOptions* dnnl_options);
  /// Options of the built-in oneDNN provider, with their defaults.
  ORT_API2_STATUS(CreateDnnlProviderOptions, OrtDnnlProviderOptions** out);
  /// Sets options by name.
  ORT_API2_STATUS(UpdateDnnlProviderOptions, OrtDnnlProviderOptions* dnnl_options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// All options as "name=value;", in memory of `allocator`.
  ORT_API2_STATUS(GetDnnlProviderOptionsAsString, const OrtDnnlProviderOptions* dnnl_options, OrtAllocator* allocator,
      char** ptr);
  ORT_CLASS_RELEASE(DnnlProviderOptions);
  /// Name of the kernel's node. Sizes as in KernelInfoGetAttribute_string.
  ORT_API2_STATUS(KernelInfo_GetNodeName, const OrtKernelInfo* info, char* out, size_t* size);
  /// The session's logger; borrowed.
  ORT_API2_STATUS(KernelInfo_GetLogger, const OrtKernelInfo* info, const OrtLogger** logger);
  /// The run's logger; borrowed for the call.
  ORT_API2_STATUS(KernelContext_GetLogger, const OrtKernelContext* context, const OrtLogger** logger);
  /// Writes a line if its severity passes the logger's. File, line and function say where it comes from.
  ORT_API2_STATUS(Logger_LogMessage, const OrtLogger* logger, OrtLoggingLevel log_severity_level, const char* message,
      const ORTCHAR_T* file_path, int line_number, const char* func_name);
  /// The lowest severity that the logger writes.
  ORT_API2_STATUS(Logger_GetLoggingSeverityLevel, const OrtLogger* logger, OrtLoggingLevel* out);
  /// An input that is a constant weight: `is_constant` 1 and the tensor, borrowed; else 0 and null.
  ORT_API2_STATUS(KernelInfoGetConstantInput_tensor, const OrtKernelInfo* info, size_t index, int* is_constant,
      const OrtValue** out);
  /// The optional part of a type, borrowed from it; null when it is no optional.
  ORT_API2_STATUS(CastTypeInfoToOptionalTypeInfo, const OrtTypeInfo* type_info, const OrtOptionalTypeInfo** out);
  /// The type of what the optional may hold; the caller's.
  ORT_API2_STATUS(GetOptionalContainedTypeInfo, const OrtOptionalTypeInfo* optional_type_info, OrtTypeInfo** out);
  /// Gives one string this many bytes and lets the caller write them; borrowed, without terminator.
  ORT_API2_STATUS(GetResizedStringTensorElementBuffer, OrtValue* value, size_t index, size_t length_in_bytes,
      char** buffer);
  /// The session's allocator for this memory; the caller releases it with ReleaseAllocator.
  ORT_API2_STATUS(KernelContext_GetAllocator, const OrtKernelContext* context, const OrtMemoryInfo* mem_info,
      OrtAllocator** out);
  /// One line about this build of the library; lives as long as the process.
  ORT_API_T(const char*, GetBuildInfoString, void);

  // ---- since 1.16 ----

  /// Options of the built-in ROCm provider, with their defaults.
  ORT_API2_STATUS(CreateROCMProviderOptions, OrtROCMProviderOptions** out);
  /// Sets options by name.
  ORT_API2_STATUS(UpdateROCMProviderOptions, OrtROCMProviderOptions* rocm_options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// All options as "name=value;", in memory of `allocator`.
  ORT_API2_STATUS(GetROCMProviderOptionsAsString, const OrtROCMProviderOptions* rocm_options, OrtAllocator* allocator,
      char** ptr);
  ORT_CLASS_RELEASE(ROCMProviderOptions);
  /// CreateAndRegisterAllocator for the device of a provider, with its options.
  ORT_API2_STATUS(CreateAndRegisterAllocatorV2, OrtEnv* env, const char* provider_type, const OrtMemoryInfo* mem_info,
      const OrtArenaCfg* arena_cfg, const char* const* provider_options_keys,
      const char* const* provider_options_values, size_t num_keys);
  /// Starts a run and returns; `run_async_callback` is called on another thread when it ends, with `output` and a
  /// status that is its own to release. All arguments must stay valid until then. Needs at least two intra-op threads.
  ORT_API2_STATUS(RunAsync, OrtSession* session, const OrtRunOptions* run_options, const char* const* input_names,
      const OrtValue* const* input, size_t input_len, const char* const* output_names, size_t output_names_len,
      OrtValue** output, RunAsyncCallbackFn run_async_callback, void* user_data);
  /// Sets an option that is a pointer; borrowed.
  ORT_API2_STATUS(UpdateTensorRTProviderOptionsWithValue, OrtTensorRTProviderOptionsV2* tensorrt_options,
      const char* key, void* value);
  /// An option that is a pointer.
  ORT_API2_STATUS(GetTensorRTProviderOptionsByName, const OrtTensorRTProviderOptionsV2* tensorrt_options,
      const char* key, void** ptr);
  /// Sets an option that is a pointer; borrowed.
  ORT_API2_STATUS(UpdateCUDAProviderOptionsWithValue, OrtCUDAProviderOptionsV2* cuda_options, const char* key,
      void* value);
  /// An option that is a pointer.
  ORT_API2_STATUS(GetCUDAProviderOptionsByName, const OrtCUDAProviderOptionsV2* cuda_options, const char* key,
      void** ptr);
  /// A resource of a built-in provider by number, such as a library handle.
  ORT_API2_STATUS(KernelContext_GetResource, const OrtKernelContext* context, int resource_version, int resource_id,
      void** resource);

  // ---- since 1.17 ----

  /// A log function for sessions with these options in place of the environment's.
  ORT_API2_STATUS(SetUserLoggingFunction, OrtSessionOptions* options, OrtLoggingFunction user_logging_function,
      void* user_logging_param);
  /// Inputs of the node whose shapes a custom operator infers.
  ORT_API2_STATUS(ShapeInferContext_GetInputCount, const OrtShapeInferContext* context, size_t* out);
  /// Type and shape of an input; borrowed.
  ORT_API2_STATUS(ShapeInferContext_GetInputTypeShape, const OrtShapeInferContext* context, size_t index,
      OrtTensorTypeAndShapeInfo** info);
  /// An attribute of the node; borrowed.
  ORT_API2_STATUS(ShapeInferContext_GetAttribute, const OrtShapeInferContext* context, const char* attr_name,
      const OrtOpAttr** attr);
  /// Tells type and shape of an output; copied.
  ORT_API2_STATUS(ShapeInferContext_SetOutputTypeShape, const OrtShapeInferContext* context, size_t index,
      const OrtTensorTypeAndShapeInfo* info);
  /// Names dimensions; "" for none. `dim_params_length` is the number of dimensions.
  ORT_API2_STATUS(SetSymbolicDimensions, OrtTensorTypeAndShapeInfo* info, const char* dim_params[],
      size_t dim_params_length);
  /// Reads an attribute into `data`. `len` is its size in bytes and `out` what is needed; with too little the call
  /// fails and `out` is written.
  ORT_API2_STATUS(ReadOpAttr, const OrtOpAttr* op_attr, OrtOpAttrType type, void* data, size_t len, size_t* out);
  /// Asks for results that do not vary between runs where a faster kernel would.
  ORT_API2_STATUS(SetDeterministicCompute, OrtSessionOptions* options, bool value);
  /// Calls `fn` for 0 up to `total`-1 on the session's threads, and returns when all is done. `num_batch` 0 leaves the
  /// split to the library.
  ORT_API2_STATUS(KernelContext_ParallelFor, const OrtKernelContext* context, void (ORT_API_CALL* fn)(void*, size_t),
      size_t total, size_t num_batch, void* usr_data);
  /// Names ORT's built-in OpenVINO provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_OpenVINO_V2, OrtSessionOptions* options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);

  // ---- since 1.18 ----

  /// Names ORT's built-in Vitis AI provider, which Berth does not have.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_VitisAI, OrtSessionOptions* options,
      const char* const* provider_options_keys, const char* const* provider_options_values, size_t num_keys);
  /// Memory for the rest of this call of the kernel; not freed by the caller.
  ORT_API2_STATUS(KernelContext_GetScratchBuffer, const OrtKernelContext* context, const OrtMemoryInfo* mem_info,
      size_t count_or_bytes, void** out);
  /// The session's allocator for this kind of memory; the caller releases it with ReleaseAllocator.
  ORT_API2_STATUS(KernelInfoGetAllocator, const OrtKernelInfo* info, OrtMemType mem_type, OrtAllocator** out);
  /// Gives the content of files in which the model keeps weights, by file name. The bytes must outlive the session.
  ORT_API2_STATUS(AddExternalInitializersFromFilesInMemory, OrtSessionOptions* options,
      const ORTCHAR_T* const* external_initializer_file_names, char* const* external_initializer_file_buffer_array,
      const size_t* external_initializer_file_lengths, size_t num_external_initializer_files);

  // ---- since 1.20 ----

  /// Loads a LoRA adapter from a file; `allocator` null to leave its data in CPU memory.
  ORT_API2_STATUS(CreateLoraAdapter, const ORTCHAR_T* adapter_file_path, OrtAllocator* allocator, OrtLoraAdapter** out);
  /// The same from memory; the bytes may be freed after the call.
  ORT_API2_STATUS(CreateLoraAdapterFromArray, const void* bytes, size_t num_bytes, OrtAllocator* allocator,
      OrtLoraAdapter** out);
  ORT_CLASS_RELEASE(LoraAdapter);
  /// Makes an adapter active in runs with these options. Borrowed; it must outlive them.
  ORT_API2_STATUS(RunOptionsAddActiveLoraAdapter, OrtRunOptions* options, const OrtLoraAdapter* adapter);
  /// Sends options to all EPs of a live session. Every EP is told, the first error is returned.
  ORT_API2_STATUS(SetEpDynamicOptions, OrtSession* sess, const char* const* keys, const char* const* values,
      size_t kv_len);

  // ---- since 1.22 ----

  ORT_CLASS_RELEASE(ValueInfo);
  ORT_CLASS_RELEASE(Node);
  ORT_CLASS_RELEASE(Graph);
  ORT_CLASS_RELEASE(Model);
  /// The name of a value; borrowed.
  ORT_API2_STATUS(GetValueInfoName, const OrtValueInfo* value_info, const char** name);
  /// The type of a value; borrowed.
  ORT_API2_STATUS(GetValueInfoTypeInfo, const OrtValueInfo* value_info, const OrtTypeInfo** type_info);
  /// The functions that build and change models; never null.
  ORT_API_T(const OrtModelEditorApi*, GetModelEditorApi, void);
  /// A tensor over memory that it takes over: `deleter` frees `p_data` with it, and must outlive it.
  ORT_API2_STATUS(CreateTensorWithDataAndDeleterAsOrtValue, OrtAllocator* deleter, void* p_data, size_t p_data_len,
      const int64_t* shape, size_t shape_len, ONNXTensorElementDataType type, OrtValue** out);
  /// true makes session creation that uses these options end early with ORT_MODEL_LOAD_CANCELED. May be called from
  /// another thread meanwhile.
  ORT_API2_STATUS(SessionOptionsSetLoadCancellationFlag, OrtSessionOptions* options, bool cancel);
  /// The functions that compile models; never null.
  ORT_API_T(const OrtCompileApi*, GetCompileApi, void);
  /// An empty sorted map of texts.
  ORT_API_T(void, CreateKeyValuePairs, OrtKeyValuePairs** out);
  /// Sets a pair; both texts are copied. Null, or an empty key, is ignored.
  ORT_API_T(void, AddKeyValuePair, OrtKeyValuePairs* kvps, const char* key, const char* value);
  /// The value of a key, borrowed until it changes; null when there is none.
  ORT_API_T(const char*, GetKeyValue, const OrtKeyValuePairs* kvps, const char* key);
  /// All pairs as two arrays, sorted by key, borrowed until the next change.
  ORT_API_T(void, GetKeyValuePairs, const OrtKeyValuePairs* kvps, const char* const** keys, const char* const** values,
      size_t* num_entries);
  /// Removes a pair if it is there.
  ORT_API_T(void, RemoveKeyValuePair, OrtKeyValuePairs* kvps, const char* key);
  ORT_CLASS_RELEASE(KeyValuePairs);
  /// Loads an EP library and lists its devices. A relative path starts at the folder of this library. Errors: ORT_FAIL
  /// for a name that is taken, a file that cannot be loaded, a missing symbol; else the EP's own. A registration that
  /// fails leaves nothing behind.
  ORT_API2_STATUS(RegisterExecutionProviderLibrary, OrtEnv* env, const char* registration_name, const ORTCHAR_T* path);
  /// Unloads an EP library. Errors: ORT_FAIL for an unknown name and while a session still uses it.
  ORT_API2_STATUS(UnregisterExecutionProviderLibrary, OrtEnv* env, const char* registration_name);
  /// All devices of all EPs in the order of registration, the CPU first. Array and entries are borrowed until a library
  /// is registered or unregistered.
  ORT_API2_STATUS(GetEpDevices, const OrtEnv* env, const OrtEpDevice* const** ep_devices, size_t* num_ep_devices);
  /// Lets sessions use an EP on these devices, which must be of one EP of one library. Options become configuration
  /// entries "ep.<EP name in lower case>.<key>". EPs that are named first get nodes first.
  ORT_API2_STATUS(SessionOptionsAppendExecutionProvider_V2, OrtSessionOptions* session_options, OrtEnv* env,
      const OrtEpDevice* const* ep_devices, size_t num_ep_devices, const char* const* ep_option_keys,
      const char* const* ep_option_vals, size_t num_ep_options);
  /// Lets the library choose among all devices, unless a provider is named explicitly.
  ORT_API2_STATUS(SessionOptionsSetEpSelectionPolicy, OrtSessionOptions* session_options,
      OrtExecutionProviderDevicePolicy policy);
  /// Lets a function choose; null for the default policy. `delegate_state` is passed to it and borrowed.
  ORT_API2_STATUS(SessionOptionsSetEpSelectionPolicyDelegate, OrtSessionOptions* session_options,
      EpSelectionDelegate delegate, void* delegate_state);
  /// CPU, GPU or NPU.
  ORT_API_T(OrtHardwareDeviceType, HardwareDevice_Type, const OrtHardwareDevice* device);
  /// The vendor's number, in general that of PCI.
  ORT_API_T(uint32_t, HardwareDevice_VendorId, const OrtHardwareDevice* device);
  /// The vendor's name, "" when not known; borrowed.
  ORT_API_T(const char*, HardwareDevice_Vendor, const OrtHardwareDevice* device);
  /// The number of the model; two equal devices have the same.
  ORT_API_T(uint32_t, HardwareDevice_DeviceId, const OrtHardwareDevice* device);
  /// Further facts, never null; borrowed.
  ORT_API_T(const OrtKeyValuePairs*, HardwareDevice_Metadata, const OrtHardwareDevice* device);
  /// The name of the EP; borrowed.
  ORT_API_T(const char*, EpDevice_EpName, const OrtEpDevice* ep_device);
  /// The vendor of the EP; borrowed.
  ORT_API_T(const char*, EpDevice_EpVendor, const OrtEpDevice* ep_device);
  /// What the EP says of itself on this device, never null; borrowed.
  ORT_API_T(const OrtKeyValuePairs*, EpDevice_EpMetadata, const OrtEpDevice* ep_device);
  /// The options the EP suggests for this device, never null; borrowed.
  ORT_API_T(const OrtKeyValuePairs*, EpDevice_EpOptions, const OrtEpDevice* ep_device);
  /// The hardware; borrowed.
  ORT_API_T(const OrtHardwareDevice*, EpDevice_Device, const OrtEpDevice* ep_device);
  /// The functions for EPs; never null.
  ORT_API_T(const OrtEpApi*, GetEpApi, void);

  // ---- since 1.23 ----

  /// Bytes of a tensor's elements. Not for strings.
  ORT_API2_STATUS(GetTensorSizeInBytes, const OrtValue* ort_value, size_t* size);
  /// Counters of an allocator, as pairs that are the caller's; empty when it keeps none.
  ORT_API2_STATUS(AllocatorGetStats, const OrtAllocator* ort_allocator, OrtKeyValuePairs** out);
  /// Describes memory of any device. `alignment` 0 for the default.
  ORT_API2_STATUS(CreateMemoryInfo_V2, const char* name, enum OrtMemoryInfoDeviceType device_type, uint32_t vendor_id,
      int32_t device_id, enum OrtDeviceMemoryType mem_type, size_t alignment, enum OrtAllocatorType allocator_type,
      OrtMemoryInfo** out);
  /// Ordinary device memory, or memory that the host can reach too.
  ORT_API_T(OrtDeviceMemoryType, MemoryInfoGetDeviceMemType, const OrtMemoryInfo* ptr);
  /// The vendor's number of the device.
  ORT_API_T(uint32_t, MemoryInfoGetVendorId, const OrtMemoryInfo* ptr);
  /// The node that makes the value, borrowed, and which output it is; null for inputs and weights.
  ORT_API2_STATUS(ValueInfo_GetValueProducer, const OrtValueInfo* value_info, const OrtNode** producer_node,
      size_t* producer_output_index);
  /// How many inputs of nodes read the value.
  ORT_API2_STATUS(ValueInfo_GetValueNumConsumers, const OrtValueInfo* value_info, size_t* num_consumers);
  /// Those nodes, borrowed, and which input each is, -1 for a value that a subgraph of the node reads. Arrays are the
  /// caller's, of at least that number.
  ORT_API2_STATUS(ValueInfo_GetValueConsumers, const OrtValueInfo* value_info, const OrtNode** nodes,
      int64_t* input_indices, size_t num_consumers);
  /// The weight, borrowed as long as the graph, in CPU memory; null for other values.
  ORT_API2_STATUS(ValueInfo_GetInitializerValue, const OrtValueInfo* value_info, const OrtValue** initializer_value);
  /// Where a weight in another file lies; the caller's. Null for other values.
  ORT_API2_STATUS(ValueInfo_GetExternalInitializerInfo, const OrtValueInfo* value_info,
      OrtExternalInitializerInfo** info);
  /// Whether it is an input that must be given.
  ORT_API2_STATUS(ValueInfo_IsRequiredGraphInput, const OrtValueInfo* value_info, bool* is_required_graph_input);
  /// Whether it is an input with a default.
  ORT_API2_STATUS(ValueInfo_IsOptionalGraphInput, const OrtValueInfo* value_info, bool* is_optional_graph_input);
  /// Whether it is an output of the graph.
  ORT_API2_STATUS(ValueInfo_IsGraphOutput, const OrtValueInfo* value_info, bool* is_graph_output);
  /// Whether it is a weight that no input replaces.
  ORT_API2_STATUS(ValueInfo_IsConstantInitializer, const OrtValueInfo* value_info, bool* is_constant_initializer);
  /// Whether it comes from a graph around this one.
  ORT_API2_STATUS(ValueInfo_IsFromOuterScope, const OrtValueInfo* value_info, bool* is_from_outer_scope);
  /// The name of the graph; borrowed.
  ORT_API2_STATUS(Graph_GetName, const OrtGraph* graph, const char** graph_name);
  /// The path of the model, "" for one from memory; borrowed.
  ORT_API2_STATUS(Graph_GetModelPath, const OrtGraph* graph, const ORTCHAR_T** model_path);
  /// The version of ONNX's file format.
  ORT_API2_STATUS(Graph_GetOnnxIRVersion, const OrtGraph* graph, int64_t* onnx_ir_version);
  /// How many operator sets the model imports.
  ORT_API2_STATUS(Graph_GetNumOperatorSets, const OrtGraph* graph, size_t* num_operator_sets);
  /// Their domains, borrowed, and versions. Here and below arrays are the caller's, of at least the number the function
  /// above gives. Errors: ORT_INVALID_ARGUMENT for one that is too short.
  ORT_API2_STATUS(Graph_GetOperatorSets, const OrtGraph* graph, const char** domains, int64_t* opset_versions,
      size_t num_operator_sets);
  /// Inputs of the graph, with weights that are inputs as well.
  ORT_API2_STATUS(Graph_GetNumInputs, const OrtGraph* graph, size_t* num_inputs);
  /// Those inputs; borrowed.
  ORT_API2_STATUS(Graph_GetInputs, const OrtGraph* graph, const OrtValueInfo** inputs, size_t num_inputs);
  /// Outputs of the graph.
  ORT_API2_STATUS(Graph_GetNumOutputs, const OrtGraph* graph, size_t* num_outputs);
  /// Those outputs; borrowed.
  ORT_API2_STATUS(Graph_GetOutputs, const OrtGraph* graph, const OrtValueInfo** outputs, size_t num_outputs);
  /// Weights of this graph, without those of graphs around it.
  ORT_API2_STATUS(Graph_GetNumInitializers, const OrtGraph* graph, size_t* num_initializers);
  /// Those weights; borrowed.
  ORT_API2_STATUS(Graph_GetInitializers, const OrtGraph* graph, const OrtValueInfo** initializers,
      size_t num_initializers);
  /// Nodes of this graph, without those of subgraphs.
  ORT_API2_STATUS(Graph_GetNumNodes, const OrtGraph* graph, size_t* num_nodes);
  /// Those nodes, each after the nodes it reads from; borrowed.
  ORT_API2_STATUS(Graph_GetNodes, const OrtGraph* graph, const OrtNode** nodes, size_t num_nodes);
  /// The node that this graph is a subgraph of, borrowed; null at the top.
  ORT_API2_STATUS(Graph_GetParentNode, const OrtGraph* graph, const OrtNode** node);
  /// A graph of some nodes of another, which must outlive it; the caller's.
  ORT_API2_STATUS(Graph_GetGraphView, const OrtGraph* src_graph, const OrtNode** nodes, size_t num_nodes,
      OrtGraph** dst_graph);
  /// A number that is unique in its graph.
  ORT_API2_STATUS(Node_GetId, const OrtNode* node, size_t* node_id);
  /// The name, which may be ""; borrowed.
  ORT_API2_STATUS(Node_GetName, const OrtNode* node, const char** node_name);
  /// The operator, e.g. "Conv"; borrowed.
  ORT_API2_STATUS(Node_GetOperatorType, const OrtNode* node, const char** operator_type);
  /// The operator's domain, "" for ONNX's own; borrowed.
  ORT_API2_STATUS(Node_GetDomain, const OrtNode* node, const char** domain_name);
  /// The version of the operator set that defined the operator as it is used here.
  ORT_API2_STATUS(Node_GetSinceVersion, const OrtNode* node, int* since_version);
  /// Inputs of the node, with optional ones that are not given.
  ORT_API2_STATUS(Node_GetNumInputs, const OrtNode* node, size_t* num_inputs);
  /// Those inputs, borrowed; null for each that is not given.
  ORT_API2_STATUS(Node_GetInputs, const OrtNode* node, const OrtValueInfo** inputs, size_t num_inputs);
  /// Outputs of the node, with optional ones that are not wanted.
  ORT_API2_STATUS(Node_GetNumOutputs, const OrtNode* node, size_t* num_outputs);
  /// Those outputs, borrowed; null for each that is not wanted.
  ORT_API2_STATUS(Node_GetOutputs, const OrtNode* node, const OrtValueInfo** outputs, size_t num_outputs);
  /// Values that only subgraphs of the node read.
  ORT_API2_STATUS(Node_GetNumImplicitInputs, const OrtNode* node, size_t* num_implicit_inputs);
  /// Those values; borrowed.
  ORT_API2_STATUS(Node_GetImplicitInputs, const OrtNode* node, const OrtValueInfo** implicit_inputs,
      size_t num_implicit_inputs);
  /// Attributes of the node, with defaults that the operator's schema fills in.
  ORT_API2_STATUS(Node_GetNumAttributes, const OrtNode* node, size_t* num_attributes);
  /// Those attributes; borrowed.
  ORT_API2_STATUS(Node_GetAttributes, const OrtNode* node, const OrtOpAttr** attributes, size_t num_attributes);
  /// One attribute, borrowed; null when the operator has it and the node does not. Errors: ORT_NOT_FOUND.
  ORT_API2_STATUS(Node_GetAttributeByName, const OrtNode* node, const char* attribute_name,
      const OrtOpAttr** attribute);
  /// The tensor of an attribute; the caller's.
  ORT_API2_STATUS(OpAttr_GetTensorAttributeAsOrtValue, const OrtOpAttr* attribute, OrtValue** attr_tensor);
  /// The type of an attribute.
  ORT_API2_STATUS(OpAttr_GetType, const OrtOpAttr* attribute, OrtOpAttrType* type);
  /// The name of an attribute; borrowed.
  ORT_API2_STATUS(OpAttr_GetName, const OrtOpAttr* attribute, const char** name);
  /// Graphs inside of the node: bodies of If, Loop, Scan.
  ORT_API2_STATUS(Node_GetNumSubgraphs, const OrtNode* node, size_t* num_subgraphs);
  /// Those graphs and the names of their attributes, borrowed; `attribute_names` may be null.
  ORT_API2_STATUS(Node_GetSubgraphs, const OrtNode* node, const OrtGraph** subgraphs, size_t num_subgraphs,
      const char** attribute_names);
  /// The graph that holds the node, borrowed; null for a fused node.
  ORT_API2_STATUS(Node_GetGraph, const OrtNode* node, const OrtGraph** graph);
  /// The EP that has the node, "" while none has; borrowed.
  ORT_API2_STATUS(Node_GetEpName, const OrtNode* node, const char** out);
  ORT_CLASS_RELEASE(ExternalInitializerInfo);
  /// The path, as the model has it; borrowed.
  ORT_API_T(const ORTCHAR_T*, ExternalInitializerInfo_GetFilePath, const OrtExternalInitializerInfo* info);
  /// Where in the file the weight begins.
  ORT_API_T(int64_t, ExternalInitializerInfo_GetFileOffset, const OrtExternalInitializerInfo* info);
  /// How many bytes it has.
  ORT_API_T(size_t, ExternalInitializerInfo_GetByteSize, const OrtExternalInitializerInfo* info);
  /// The value of an entry, borrowed; null when it is not set.
  ORT_API_T(const char*, GetRunConfigEntry, const OrtRunOptions* options, const char* config_key);
  /// The memory of this kind that the EP has on the device, borrowed; null for none.
  ORT_API_T(const OrtMemoryInfo*, EpDevice_MemoryInfo, const OrtEpDevice* ep_device, OrtDeviceMemoryType memory_type);
  /// Makes the environment's allocator for this memory of an EP device anew, with these options. The environment owns
  /// it.
  ORT_API2_STATUS(CreateSharedAllocator, OrtEnv* env, const OrtEpDevice* ep_device, OrtDeviceMemoryType mem_type,
      OrtAllocatorType allocator_type, const OrtKeyValuePairs* allocator_options, OrtAllocator** allocator);
  /// The environment's allocator for this memory, borrowed; null for none.
  ORT_API2_STATUS(GetSharedAllocator, OrtEnv* env, const OrtMemoryInfo* mem_info, OrtAllocator** allocator);
  /// Removes the environment's allocator for this memory. Errors: ORT_INVALID_ARGUMENT when there is none.
  ORT_API2_STATUS(ReleaseSharedAllocator, OrtEnv* env, const OrtEpDevice* ep_device, OrtDeviceMemoryType mem_type);
  /// The first element, to read; borrowed. Not for string tensors.
  ORT_API2_STATUS(GetTensorData, const OrtValue* value, const void** out);
  /// A copy of all entries; the caller's.
  ORT_API2_STATUS(GetSessionOptionsConfigEntries, const OrtSessionOptions* options, OrtKeyValuePairs** out);
  /// Where each input is wanted, borrowed; null for an input that nothing says so of.
  ORT_API2_STATUS(SessionGetMemoryInfoForInputs, const OrtSession* session, const OrtMemoryInfo** inputs_memory_info,
      size_t num_inputs);
  /// Where each output will lie, borrowed; null as above.
  ORT_API2_STATUS(SessionGetMemoryInfoForOutputs, const OrtSession* session, const OrtMemoryInfo** outputs_memory_info,
      size_t num_outputs);
  /// The EP device that reads each input, borrowed; null for none.
  ORT_API2_STATUS(SessionGetEpDeviceForInputs, const OrtSession* session, const OrtEpDevice** inputs_ep_devices,
      size_t num_inputs);
  /// A stream for work on an EP device outside of runs. Errors: ORT_NOT_IMPLEMENTED when the EP has no streams.
  ORT_API2_STATUS(CreateSyncStreamForEpDevice, const OrtEpDevice* ep_device, const OrtKeyValuePairs* stream_options,
      OrtSyncStream** stream);
  /// The native handle of a stream.
  ORT_API_T(void*, SyncStream_GetHandle, OrtSyncStream* stream);
  ORT_CLASS_RELEASE(SyncStream);
  /// Copies tensors between devices, all on one stream or, with null, at once. Type and shape must agree.
  ORT_API2_STATUS(CopyTensors, const OrtEnv* env, const OrtValue* const* src_tensors, OrtValue* const* dst_tensors,
      OrtSyncStream* stream, size_t num_tensors);
  /// What the model says about itself; the caller's.
  ORT_API2_STATUS(Graph_GetModelMetadata, const OrtGraph* graph, OrtModelMetadata** out);
  /// Asks the EP of these devices whether a compiled model still suits it. `compatibility_info` as
  /// GetCompatibilityInfoFromModel gives it.
  ORT_API2_STATUS(GetModelCompatibilityForEpDevices, const OrtEpDevice* const* ep_devices, size_t num_ep_devices,
      const char* compatibility_info, OrtCompiledModelCompatibility* out_status);
  /// Says that a weight lies in a file; for the compile functions.
  ORT_API2_STATUS(CreateExternalInitializerInfo, const ORTCHAR_T* filepath, int64_t file_offset, size_t byte_size,
      OrtExternalInitializerInfo** out);

  // ---- since 1.24 ----

  /// Whether anything is known of the shape; a scalar has a shape, of no dimensions.
  ORT_API_T(bool, TensorTypeAndShape_HasShape, const OrtTensorTypeAndShapeInfo* info);
  /// A copy of the session's configuration entries; the caller's.
  ORT_API2_STATUS(KernelInfo_GetConfigEntries, const OrtKernelInfo* info, OrtKeyValuePairs** out);
  /// The domain of the node's operator. Sizes as in KernelInfoGetAttribute_string.
  ORT_API2_STATUS(KernelInfo_GetOperatorDomain, const OrtKernelInfo* info, char* out, size_t* size);
  /// The node's operator. Sizes as in KernelInfoGetAttribute_string.
  ORT_API2_STATUS(KernelInfo_GetOperatorType, const OrtKernelInfo* info, char* out, size_t* size);
  /// The version of the operator set that defined it.
  ORT_API2_STATUS(KernelInfo_GetOperatorSinceVersion, const OrtKernelInfo* info, int* since_version);
  /// The functions that share memory with other APIs; never null.
  ORT_API_T(const OrtInteropApi*, GetInteropApi, void);
  /// The EP device that makes each output, borrowed; null for none.
  ORT_API2_STATUS(SessionGetEpDeviceForOutputs, const OrtSession* session, const OrtEpDevice** outputs_ep_devices,
      size_t num_outputs);
  /// How many devices the machine has.
  ORT_API2_STATUS(GetNumHardwareDevices, const OrtEnv* env, size_t* num_devices);
  /// Those devices, NPUs first, then GPUs and the CPU; they live as long as the process.
  ORT_API2_STATUS(GetHardwareDevices, const OrtEnv* env, const OrtHardwareDevice** devices, size_t num_devices);
  /// Why an EP cannot use a device; the caller's. Errors: ORT_INVALID_ARGUMENT for an unknown EP.
  ORT_API2_STATUS(GetHardwareDeviceEpIncompatibilityDetails, const OrtEnv* env, const char* ep_name,
      const OrtHardwareDevice* hw, OrtDeviceEpIncompatibilityDetails** details);
  /// Bits of OrtDeviceEpIncompatibilityReason; 0: nothing is in the way.
  ORT_API2_STATUS(DeviceEpIncompatibilityDetails_GetReasonsBitmask, const OrtDeviceEpIncompatibilityDetails* details,
      uint32_t* reasons_bitmask);
  /// The EP's own words, borrowed; null for none.
  ORT_API2_STATUS(DeviceEpIncompatibilityDetails_GetNotes, const OrtDeviceEpIncompatibilityDetails* details,
      const char** notes);
  /// The EP's own error number.
  ORT_API2_STATUS(DeviceEpIncompatibilityDetails_GetErrorCode, const OrtDeviceEpIncompatibilityDetails* details,
      int32_t* error_code);
  ORT_CLASS_RELEASE(DeviceEpIncompatibilityDetails);
  /// What a compiled model says for an EP, in memory of `allocator`; null when it says nothing. The model is not
  /// loaded.
  ORT_API2_STATUS(GetCompatibilityInfoFromModel, const ORTCHAR_T* model_path, const char* ep_type,
      OrtAllocator* allocator, char** compatibility_info);
  /// The same for a model in memory.
  ORT_API2_STATUS(GetCompatibilityInfoFromModelBytes, const void* model_data, size_t model_data_length,
      const char* ep_type, OrtAllocator* allocator, char** compatibility_info);
  /// The environment with all settings in one struct; see CreateEnv.
  ORT_API2_STATUS(CreateEnvWithOptions, const OrtEnvCreationOptions* options, OrtEnv** out);
  /// Which EP has which nodes; borrowed from the session. Needs the entry "session.record_ep_graph_assignment_info",
  /// else ORT_FAIL.
  ORT_API2_STATUS(Session_GetEpGraphAssignmentInfo, const OrtSession* session,
      const OrtEpAssignedSubgraph* const** ep_subgraphs, size_t* num_ep_subgraphs);
  /// The EP that has these nodes; borrowed.
  ORT_API2_STATUS(EpAssignedSubgraph_GetEpName, const OrtEpAssignedSubgraph* ep_subgraph, const char** out);
  /// The nodes of the model that it has; borrowed.
  ORT_API2_STATUS(EpAssignedSubgraph_GetNodes, const OrtEpAssignedSubgraph* ep_subgraph,
      const OrtEpAssignedNode* const** ep_nodes, size_t* num_ep_nodes);
  /// The name of the node; borrowed.
  ORT_API2_STATUS(EpAssignedNode_GetName, const OrtEpAssignedNode* ep_node, const char** out);
  /// The domain of its operator; borrowed.
  ORT_API2_STATUS(EpAssignedNode_GetDomain, const OrtEpAssignedNode* ep_node, const char** out);
  /// Its operator; borrowed.
  ORT_API2_STATUS(EpAssignedNode_GetOperatorType, const OrtEpAssignedNode* ep_node, const char** out);
  /// Lets runs use this stream for its device; null to undo. Borrowed; it must outlive the runs.
  ORT_API_T(void, RunOptionsSetSyncStream, OrtRunOptions* options, OrtSyncStream* sync_stream);
  /// Element type and shape of a tensor without an object for them; the shape is borrowed from the value, and null for
  /// a scalar.
  ORT_API2_STATUS(GetTensorElementTypeAndShapeDataReference, const OrtValue* value,
      ONNXTensorElementDataType* elem_type, const int64_t** shape_data, size_t* shape_data_count);

  // ---- since 1.25 ----

  /// Profiles runs with these options; the file name is the prefix and a time.
  ORT_API2_STATUS(RunOptionsEnableProfiling, OrtRunOptions* options, const ORTCHAR_T* profile_file_prefix);
  /// Undoes RunOptionsEnableProfiling.
  ORT_API2_STATUS(RunOptionsDisableProfiling, OrtRunOptions* options);
  /// A list of strings. The array and each text are in memory of `allocator`; null and 0 for an empty list. `out` may be
  /// null, for the number alone. Errors: ORT_FAIL for an attribute that the node does not have and for a null `allocator`.
  ORT_API2_STATUS(KernelInfoGetAttributeArray_string, const OrtKernelInfo* info, const char* name,
      OrtAllocator* allocator, char*** out, size_t* size);
  /// Functions to be called around the work of the threads of sessions made from now on; null to undo.
  ORT_API2_STATUS(SetPerSessionThreadPoolCallbacks, OrtEnv* env, const OrtThreadPoolCallbacksConfig* config);

  // ---- since 1.27 ----

  /// What EnableMemPattern and DisableMemPattern set.
  ORT_API2_STATUS(GetMemPatternEnabled, const OrtSessionOptions* options, int* out);
  /// What SetSessionExecutionMode set.
  ORT_API2_STATUS(GetSessionExecutionMode, const OrtSessionOptions* options, ExecutionMode* out);
  /// Lets EPs forget the device graph that they captured under this number.
  ORT_API2_STATUS(SessionReleaseCapturedGraph, OrtSession* session, int graph_annotation_id);

  // ---- since 1.28 ----

  /// A function outside of the stable tables, by name; null when it is not there. Berth has none.
  ORT_API_T(OrtExperimentalFnPtr, GetExperimentalFunction, const char* name);
  /// The stream that the node runs on, borrowed for the call; null when it has none.
  ORT_API2_STATUS(KernelContext_GetSyncStream, const OrtKernelContext* context, OrtSyncStream** out);

  // ---- since 1.29 ----

  /// The model that the weights of a model compiled without them come from. The bytes are borrowed and must outlive the
  /// session.
  ORT_API2_STATUS(SessionOptionsSetWeightlessSourceModelBuffer, OrtSessionOptions* options,
      const void* source_model_data, size_t source_model_data_length);

  // ---- since 1.30 ----

  /// The tensor that the caller gave for this output, borrowed for the call; null when it gave none.
  ORT_API2_STATUS(KernelContext_GetPreallocatedOutput, const OrtKernelContext* context, size_t output_index,
      OrtValue** output);
};

/// Builds models in memory and adds to loaded ones.
struct OrtModelEditorApi {
  // ---- since 1.22 ----

  /// A type from an element type and a shape, which are copied.
  ORT_API2_STATUS(CreateTensorTypeInfo, const OrtTensorTypeAndShapeInfo* tensor_info, OrtTypeInfo** type_info);
  /// The same for a sparse tensor.
  ORT_API2_STATUS(CreateSparseTensorTypeInfo, const OrtTensorTypeAndShapeInfo* tensor_info, OrtTypeInfo** type_info);
  /// The type of a map; `map_value_type` is copied.
  ORT_API2_STATUS(CreateMapTypeInfo, ONNXTensorElementDataType map_key_type, const OrtTypeInfo* map_value_type,
      OrtTypeInfo** type_info);
  /// The type of a sequence; `sequence_type` is copied.
  ORT_API2_STATUS(CreateSequenceTypeInfo, const OrtTypeInfo* sequence_type, OrtTypeInfo** type_info);
  /// The type of an optional; `contained_type` is copied.
  ORT_API2_STATUS(CreateOptionalTypeInfo, const OrtTypeInfo* contained_type, OrtTypeInfo** type_info);
  /// An input or output of a graph; the type is copied.
  ORT_API2_STATUS(CreateValueInfo, const char* name, const OrtTypeInfo* type_info, OrtValueInfo** value_info);
  /// A node. Names are copied; `attributes` are taken over, and not released by the caller. "" stands for an input or
  /// output that is not given.
  ORT_API2_STATUS(CreateNode, const char* operator_name, const char* domain_name, const char* node_name,
      const char* const* input_names, size_t input_names_len, const char* const* output_names, size_t output_names_len,
      OrtOpAttr** attributes, size_t attribs_len, OrtNode** node);
  /// An empty graph.
  ORT_API2_STATUS(CreateGraph, OrtGraph** graph);
  /// The inputs of the graph, which takes them over.
  ORT_API2_STATUS(SetGraphInputs, OrtGraph* graph, OrtValueInfo** inputs, size_t inputs_len);
  /// The outputs of the graph, which takes them over.
  ORT_API2_STATUS(SetGraphOutputs, OrtGraph* graph, OrtValueInfo** outputs, size_t outputs_len);
  /// A weight. `data_is_external` true: the tensor lies in memory of the caller, which must outlive the session; false:
  /// it is taken over.
  ORT_API2_STATUS(AddInitializerToGraph, OrtGraph* graph, const char* name, OrtValue* tensor, bool data_is_external);
  /// A node, which the graph takes over. Nodes may be added in any order.
  ORT_API2_STATUS(AddNodeToGraph, OrtGraph* graph, OrtNode* node);
  /// An empty model that imports these operator sets.
  ORT_API2_STATUS(CreateModel, const char* const* domain_names, const int* opset_versions, size_t opset_entries_len,
      OrtModel** model);
  /// The graph of the model, which takes it over.
  ORT_API2_STATUS(AddGraphToModel, OrtModel* model, OrtGraph* graph);
  /// A session from such a model, which may be released after the call.
  ORT_API2_STATUS(CreateSessionFromModel, const OrtEnv* env, const OrtModel* model, const OrtSessionOptions* options,
      OrtSession** out);
  /// Loads a model to be added to; ready to run after FinalizeModelEditorSession.
  ORT_API2_STATUS(CreateModelEditorSession, const OrtEnv* env, const ORTCHAR_T* model_path,
      const OrtSessionOptions* options, OrtSession** out);
  /// The same for a model in memory.
  ORT_API2_STATUS(CreateModelEditorSessionFromArray, const OrtEnv* env, const void* model_data,
      size_t model_data_length, const OrtSessionOptions* options, OrtSession** out);
  /// The version of an operator set that the session's model imports.
  ORT_API2_STATUS(SessionGetOpsetForDomain, const OrtSession* session, const char* domain, int* opset);
  /// Adds nodes, weights and new inputs and outputs to the session's model.
  ORT_API2_STATUS(ApplyModelToModelEditorSession, OrtSession* session, OrtModel* model);
  /// Makes the session ready to run; see CreateSession. `options` null: those that it was made with. The container, which may
  /// be null, is as that of CreateSessionWithPrepackedWeightsContainer.
  ORT_API2_STATUS(FinalizeModelEditorSession, OrtSession* session, const OrtSessionOptions* options,
      OrtPrepackedWeightsContainer* prepacked_weights_container);
};

/// Compiles models ahead of time: what EPs compile is kept in a new model that loads fast.
struct OrtCompileApi {
  // ---- since 1.22 ----

  ORT_CLASS_RELEASE(ModelCompilationOptions);
  /// Settings for CompileModel; the session options are copied.
  ORT_API2_STATUS(CreateModelCompilationOptionsFromSessionOptions, const OrtEnv* env,
      const OrtSessionOptions* session_options, OrtModelCompilationOptions** out);
  /// The model to compile. The last input that is set counts.
  ORT_API2_STATUS(ModelCompilationOptions_SetInputModelPath, OrtModelCompilationOptions* model_compile_options,
      const ORTCHAR_T* input_model_path);
  /// The model to compile, in memory; borrowed until CompileModel returns.
  ORT_API2_STATUS(ModelCompilationOptions_SetInputModelFromBuffer, OrtModelCompilationOptions* model_compile_options,
      const void* input_model_data, size_t input_model_data_size);
  /// Where the compiled model goes; without it to the input's path with "_ctx.onnx" in place of its extension.
  ORT_API2_STATUS(ModelCompilationOptions_SetOutputModelPath, OrtModelCompilationOptions* model_compile_options,
      const ORTCHAR_T* output_model_path);
  /// The file for weights of at least this size; smaller ones stay in the model.
  ORT_API2_STATUS(ModelCompilationOptions_SetOutputModelExternalInitializersFile,
      OrtModelCompilationOptions* model_compile_options, const ORTCHAR_T* external_initializers_file_path,
      size_t external_initializers_size_threshold);
  /// The compiled model goes to memory of `allocator`, written to both pointers by CompileModel.
  ORT_API2_STATUS(ModelCompilationOptions_SetOutputModelBuffer, OrtModelCompilationOptions* model_compile_options,
      OrtAllocator* allocator, void** output_model_buffer_ptr, size_t* output_model_buffer_size_ptr);
  /// Whether compiled data is kept in the model or in files beside it.
  ORT_API2_STATUS(ModelCompilationOptions_SetEpContextEmbedMode, OrtModelCompilationOptions* model_compile_options,
      bool embed_ep_context_in_model);
  /// Compiles: partitions, lets the EPs compile, writes the model.
  ORT_API2_STATUS(CompileModel, const OrtEnv* env, const OrtModelCompilationOptions* model_options);

  // ---- since 1.23 ----

  /// OrtCompileApiFlags, or-ed.
  ORT_API2_STATUS(ModelCompilationOptions_SetFlags, OrtModelCompilationOptions* model_compile_options, uint32_t flags);
  /// Folder and model name from which EPs name their files.
  ORT_API2_STATUS(ModelCompilationOptions_SetEpContextBinaryInformation,
      OrtModelCompilationOptions* model_compile_options, const ORTCHAR_T* output_directory,
      const ORTCHAR_T* model_name);
  /// How much the graph is rewritten. The default is ORT_DISABLE_ALL.
  ORT_API2_STATUS(ModelCompilationOptions_SetGraphOptimizationLevel, OrtModelCompilationOptions* model_compile_options,
      GraphOptimizationLevel graph_optimization_level);
  /// The compiled model goes to a function, piece by piece.
  ORT_API2_STATUS(ModelCompilationOptions_SetOutputModelWriteFunc, OrtModelCompilationOptions* model_compile_options,
      OrtWriteBufferFunc write_func, void* state);
  /// A function decides for each weight where it is kept.
  ORT_API2_STATUS(ModelCompilationOptions_SetOutputModelGetInitializerLocationFunc,
      OrtModelCompilationOptions* model_compile_options, OrtGetInitializerLocationFunc get_initializer_location_func,
      void* state);

  // ---- since 1.24 ----

  /// The model to compile, as an object; borrowed until CompileModel returns.
  ORT_API2_STATUS(ModelCompilationOptions_SetInputModel, OrtModelCompilationOptions* model_compile_options,
      const OrtModel* model);

  // ---- since 1.29 ----

  /// Asks the EPs to leave weights out of what they compile; a session of the model then takes them from its source. Weights
  /// that nodes of the compiled model still name stay in it. Compiling answers ORT_NOT_IMPLEMENTED when an EP cannot.
  ORT_API2_STATUS(ModelCompilationOptions_SetWeightlessEnabled, OrtModelCompilationOptions* model_compile_options,
      bool use_weightless);
};

/// Shares memory and semaphores with other APIs, such as a graphics API.
struct OrtInteropApi {
  // ---- since 1.24 ----

  /// What imports foreign memory and semaphores on an EP device; the caller's. Null when the EP has none.
  ORT_API2_STATUS(CreateExternalResourceImporterForDevice, const OrtEpDevice* ep_device,
      OrtExternalResourceImporter** out_importer);
  ORT_CLASS_RELEASE(ExternalResourceImporter);
  /// Whether memory of this kind can be imported.
  ORT_API2_STATUS(CanImportMemory, const OrtExternalResourceImporter* importer, OrtExternalMemoryHandleType handle_type,
      bool* out_supported);
  /// Imports memory that another API allocated; the caller's.
  ORT_API2_STATUS(ImportMemory, OrtExternalResourceImporter* importer, const OrtExternalMemoryDescriptor* desc,
      OrtExternalMemoryHandle** out_handle);
  ORT_CLASS_RELEASE(ExternalMemoryHandle);
  /// A tensor over imported memory, which must outlive it.
  ORT_API2_STATUS(CreateTensorFromMemory, OrtExternalResourceImporter* importer,
      const OrtExternalMemoryHandle* mem_handle, const OrtExternalTensorDescriptor* tensor_desc, OrtValue** out_tensor);
  /// Whether semaphores of this kind can be imported.
  ORT_API2_STATUS(CanImportSemaphore, const OrtExternalResourceImporter* importer, OrtExternalSemaphoreType type,
      bool* out_supported);
  /// Imports a semaphore of another API; the caller's.
  ORT_API2_STATUS(ImportSemaphore, OrtExternalResourceImporter* importer, const OrtExternalSemaphoreDescriptor* desc,
      OrtExternalSemaphoreHandle** out_handle);
  ORT_CLASS_RELEASE(ExternalSemaphoreHandle);
  /// Lets a stream wait until the semaphore has this value.
  ORT_API2_STATUS(WaitSemaphore, OrtExternalResourceImporter* importer, OrtExternalSemaphoreHandle* semaphore_handle,
      OrtSyncStream* stream, uint64_t value);
  /// Lets a stream set the semaphore to this value when it gets there.
  ORT_API2_STATUS(SignalSemaphore, OrtExternalResourceImporter* importer, OrtExternalSemaphoreHandle* semaphore_handle,
      OrtSyncStream* stream, uint64_t value);

  // ---- since 1.25 ----

  /// Lets the EP share a device with a graphics API, before any stream is made. Errors: ORT_NOT_IMPLEMENTED.
  ORT_API2_STATUS(InitGraphicsInteropForEpDevice, const OrtEpDevice* ep_device, const OrtGraphicsInteropConfig* config);
  /// Undoes InitGraphicsInteropForEpDevice.
  ORT_API2_STATUS(DeinitGraphicsInteropForEpDevice, const OrtEpDevice* ep_device);
};

#ifdef __cplusplus
}
#endif

#include "onnxruntime_ep_c_api.h"
