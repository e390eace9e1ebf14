// Part of Berth. SPDX-License-Identifier: MIT
//
// Keys of session configuration entries: AddSessionConfigEntry, values as text, switches "0" or "1".
// A key that is not listed here is kept for the EPs, which may read any.
// Options of one EP stand under "ep.<EP name in lower case>.<option>".
#pragma once

/// "1": kernels get no chance to lay out their weights ahead of time. Default "0".
static const char* const kOrtSessionOptionsConfigDisablePrepacking = "session.disable_prepacking";

/// "1": allocators registered with the environment take the place of the session's own. Default "0".
static const char* const kOrtSessionOptionsConfigUseEnvAllocators = "session.use_env_allocators";

/// "ONNX" or "ORT": the format of the model to load. Default: told by file name or bytes.
static const char* const kOrtSessionOptionsConfigLoadModelFormat = "session.load_model_format";

/// "ONNX" or "ORT": the format in which an optimized model is saved. Default: told by the extension.
static const char* const kOrtSessionOptionsConfigSaveModelFormat = "session.save_model_format";

/// "1": threads of the session treat denormal floats as zero. Default "0".
static const char* const kOrtSessionOptionsConfigSetDenormalAsZero = "session.set_denormal_as_zero";

/// "1": QuantizeLinear and DequantizeLinear pairs are not fused into integer operators. Default "0".
static const char* const kOrtSessionOptionsDisableQuantQDQ = "session.disable_quant_qdq";

/// "1": two such pairs in a row are kept as they are. Default "0".
static const char* const kOrtSessionOptionsDisableDoubleQDQRemover = "session.disable_double_qdq_remover";

/// "1": pairs that no fusion used are removed at the end. Default "0".
static const char* const kOrtSessionOptionsEnableQuantQDQCleanup = "session.enable_quant_qdq_cleanup";

/// "1": Gelu may become its faster approximation, at some loss of accuracy. Default "0".
static const char* const kOrtSessionOptionsEnableGeluApproximation = "optimization.enable_gelu_approximation";

/// "1": chains of Cast may be shortened, at some loss of accuracy. Default "0".
static const char* const kOrtSessionOptionsEnableCastChainElimination = "optimization.enable_cast_chain_elimination";

/// "1": model functions are not inlined before the graph is partitioned. Default "0".
static const char* const kOrtSessionOptionsDisableAheadOfTimeFunctionInlining = "session.disable_aot_function_inlining";

/// Training: path of the memory optimizer's configuration.
static const char* const kOrtSessionOptionsMemoryOptimizerApplyConfig = "optimization.memory_optimizer_config";

/// Training: how the memory optimizer looks for what it may recompute. Default "0:0".
static const char* const kOrtSessionOptionsMemoryOptimizerProbeConfig =
    "optimization.enable_memory_probe_recompute_config";

/// Names of rewrites to leave out, divided by ";" or ",". Default: none.
static const char* const kOrtSessionOptionsDisableSpecifiedOptimizers = "optimization.disable_specified_optimizers";

/// "0": each rewrite level runs once; "1" or "2": levels repeat while something changes. Default "1".
static const char* const kOrtSessionOptionsGraphOptimizationsLoopLevel = "session.graph_optimizations_loop_level";

/// "1": weights are allocated outside of the arena. Default "0".
static const char* const kOrtSessionOptionsUseDeviceAllocatorForInitializers =
    "session.use_device_allocator_for_initializers";

/// "0": inter-op threads block at once when idle. "1", the default: they spin for a while first.
static const char* const kOrtSessionOptionsConfigAllowInterOpSpinning = "session.inter_op.allow_spinning";

/// "0": intra-op threads block at once when idle. "1", the default: they spin for a while first.
static const char* const kOrtSessionOptionsConfigAllowIntraOpSpinning = "session.intra_op.allow_spinning";

/// "1": an ORT-format model given as bytes is used in place; the bytes must outlive loading. Default "0".
static const char* const kOrtSessionOptionsConfigUseORTModelBytesDirectly = "session.use_ort_model_bytes_directly";

/// "1": weights stay in those bytes as well; they must outlive the session. Default "0".
static const char* const kOrtSessionOptionsConfigUseORTModelBytesForInitializers =
    "session.use_ort_model_bytes_for_initializers";

/// "1": int8 pairs are allowed when an ORT-format model is made for ARM. Default: by platform.
static const char* const kOrtSessionOptionsQDQIsInt8Allowed = "session.qdqisint8allowed";

/// "1": int8 matrix products on AVX2 and AVX-512 avoid the instruction that saturates. Default "0".
static const char* const kOrtSessionOptionsAvx2PrecisionMode = "session.x64quantprecision";

/// "save", "apply" or "": whether rewrites for minimal builds are recorded or applied. Default "".
static const char* const kOrtSessionOptionsConfigMinimalBuildOptimizations = "optimization.minimal_build_optimizations";

/// NNAPI provider: operators at which it stops taking nodes, divided by ",".
static const char* const kOrtSessionOptionsConfigNnapiEpPartitioningStopOps = "ep.nnapi.partitioning_stop_ops";

/// A positive number lets a parallel loop shrink its blocks towards its end. Default: off.
static const char* const kOrtSessionOptionsConfigDynamicBlockBase = "session.dynamic_block_base";

/// "1": idle threads stop spinning when the last run ends. Default "0".
static const char* const kOrtSessionOptionsConfigForceSpinningStop = "session.force_spinning_stop";

/// "1": a contradiction found while inferring shapes and types is an error, not a warning. Default "0".
static const char* const kOrtSessionOptionsConfigStrictShapeTypeInference = "session.strict_shape_type_inference";

/// "0": models of an opset still in development load. Default "1".
static const char* const kOrtSessionOptionsConfigStrictAllowReleasedOpsetsOnly = "session.allow_released_opsets_only";

/// Path of a file that assigns nodes to logical streams.
static const char* const kNodePartitionConfigFile = "session.node_partition_config_file";

/// Processors of each intra-op thread but the first, e.g. "1,2;3-4"; processors are counted from 1.
static const char* const kOrtSessionOptionsConfigIntraOpThreadAffinities = "session.intra_op_thread_affinities";

/// "1": the model is written out after each step of a data layout change. Default "0".
static const char* const kDebugLayoutTransformation = "session.debug_layout_transformation";

/// "1": a session with a node left to the CPU is refused. Default "0".
static const char* const kOrtSessionOptionsDisableCPUEPFallback = "session.disable_cpu_ep_fallback";

/// File for the weights of a saved optimized model. Default: kept in the model.
static const char* const kOrtSessionOptionsOptimizedModelExternalInitializersFileName =
    "session.optimized_model_external_initializers_file_name";

/// Weights below this size stay in that model. Default "1024".
static const char* const kOrtSessionOptionsOptimizedModelExternalInitializersMinSizeInBytes =
    "session.optimized_model_external_initializers_min_size_in_bytes";

/// Folder of the external weights of a model given as bytes.
static const char* const kOrtSessionOptionsModelExternalInitializersFileFolderPath =
    "session.model_external_initializers_file_folder_path";

/// "1": weights laid out by kernels are saved with the optimized model. Default "0".
static const char* const kOrtSessionOptionsSavePrePackedConstantInitializers =
    "session.save_external_prepacked_constant_initializers";

/// Path of a table to which the memory use of each node is written.
static const char* const kOrtSessionOptionsCollectNodeMemoryStatsToFile = "session.collect_node_memory_stats_to_file";

/// CUDA provider: memory limit in KB and statistics file for partitioning, "limit,file".
static const char* const kOrtSessionOptionsResourceCudaPartitioningSettings =
    "session.resource_cuda_partitioning_settings";

/// "1": session creation writes a model with what the EPs compiled. Default "0".
static const char* const kOrtSessionOptionEpContextEnable = "ep.context_enable";

/// Path of that model. Default: the model's path with "_ctx.onnx" in place of ".onnx".
static const char* const kOrtSessionOptionEpContextFilePath = "ep.context_file_path";

/// "1": compiled data is kept in the model; "0": in files beside it. Default "0".
static const char* const kOrtSessionOptionEpContextEmbedMode = "ep.context_embed_mode";

/// Put before the names of the nodes that hold compiled data. Default "".
static const char* const kOrtSessionOptionEpContextNodeNamePrefix = "ep.context_node_name_prefix";

/// "1": an EP may share resources with later sessions. Default "0".
static const char* const kOrtSessionOptionShareEpContexts = "ep.share_ep_contexts";

/// "1": such sharing ends with this session. Default "0".
static const char* const kOrtSessionOptionStopShareEpContexts = "ep.stop_share_ep_contexts";

/// File for all weights of that model. Default: kept in the model.
static const char* const kOrtSessionOptionsEpContextModelExternalInitializersFileName =
    "ep.context_model_external_initializers_file_name";

/// "1": float32 matrix products on ARM64 may use bfloat16. Default "0".
static const char* const kOrtSessionOptionsMlasGemmFastMathArm64Bfloat16 = "mlas.enable_gemm_fastmath_arm64_bfloat16";

/// "1": products with few-bit weights may use look-up tables. Default "0".
static const char* const kOrtSessionOptionsMlasLutGemm = "mlas.use_lut_gemm";

/// Accuracy level of few-bit matrix products made from DequantizeLinear and MatMul. Default "4".
static const char* const kOrtSessionOptionsQDQMatMulNBitsAccuracyLevel = "session.qdq_matmulnbits_accuracy_level";

/// For SetEpDynamicOptions: "Default" or "Efficient".
static const char* const kOrtEpDynamicOptionsWorkloadType = "ep.dynamic.workload_type";

/// "1": a session that would need an EP to compile fails with ORT_MODEL_REQUIRES_COMPILATION. Default "0".
static const char* const kOrtSessionOptionsDisableModelCompile = "session.disable_model_compile";

/// "1": a compiled model that its EP would rather compile again is refused. Default "0".
static const char* const kOrtSessionOptionsFailOnSuboptimalCompiledModel = "session.fail_on_suboptimal_compiled_model";

/// For SetEpDynamicOptions: performance mode of the QNN provider.
static const char* const kOrtEpDynamicOptionsQnnHtpPerformanceMode = "ep.dynamic.qnn_htp_performance_mode";

/// "1": the session remembers which EP took which nodes, for Session_GetEpGraphAssignmentInfo. Default "0".
static const char* const kOrtSessionOptionsRecordEpGraphAssignmentInfo = "session.record_ep_graph_assignment_info";
