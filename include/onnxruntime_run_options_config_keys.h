// Part of Berth. SPDX-License-Identifier: MIT
//
// Keys of run configuration entries: AddRunConfigEntry, values as text, switches "0" or "1".
#pragma once

/// Arenas to shrink when the run ends, e.g. "cpu:0;gpu:0". Default: none.
static const char* const kOrtRunOptionsConfigEnableMemoryArenaShrinkage = "memory.enable_memory_arena_shrinkage";

/// "1": the run does not wait for devices at its end. Default "0".
static const char* const kOrtRunOptionsConfigDisableSynchronizeExecutionProviders =
    "disable_synchronize_execution_providers";

/// QNN provider: performance mode set before the run.
static const char* const kOrtRunOptionsConfigQnnPerfMode = "qnn.htp_perf_mode";

/// QNN provider: performance mode set after the run.
static const char* const kOrtRunOptionsConfigQnnPerfModePostRun = "qnn.htp_perf_mode_post_run";

/// QNN provider: control latency of remote calls.
static const char* const kOrtRunOptionsConfigQnnRpcControlLatency = "qnn.rpc_control_latency";

/// QNN provider: path of a LoRA configuration.
static const char* const kOrtRunOptionsConfigQnnLoraConfig = "qnn.lora_config";

/// Number of the captured device graph to use; "-1": neither capture nor replay. Default "0".
static const char* const kOrtRunOptionsConfigCudaGraphAnnotation = "gpu_graph_id";
