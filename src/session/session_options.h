// What an application sets before it creates a session.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "base/dynamic_library.h"
#include "base/handle.h"
#include "base/key_value_pairs.h"
#include "ep/ep_device.h"
#include "ep/selection.h"
#include "graph/custom_op.h"
#include "graph/injection.h"

struct OrtEnv;

namespace berth {

// One AppendExecutionProvider_V2: the devices of one EP, all of one factory.
struct AppendedEp {
  std::string name;
  DeviceList devices;   // not to be followed before EpRegistry::Use: their library may have gone
};

inline constexpr size_t kMaxConfigKey = 1024;
inline constexpr size_t kMaxConfigValue = 8192;

// The limits of session and run entries. ORT_INVALID_ARGUMENT naming the key.
Status CheckConfigEntry(std::string_view key, std::string_view value);

// `ep.<lower-case name>.`: what the keys of an EP's options start with.
std::string OptionPrefix(const std::string& ep_name);

}  // namespace berth

// A plain record with checked changes; copied into the session. Not thread-safe.
struct OrtSessionOptions : berth::Tagged<berth::HandleKind::kSessionOptions> {
  // OrtApi::AddSessionConfigEntry. ORT_INVALID_ARGUMENT: a key of 0 or over 1024 characters, a value over 8192.
  berth::Status AddConfigEntry(const char* key, const char* value);
  // "1" is true; absent is `default_value`.
  bool ConfigFlag(const char* key, bool default_value = false) const;

  // OrtApi::SessionOptionsAppendExecutionProvider_V2 (ep-contract d.1): checks everything first, then records the EP and
  // its options as `ep.<lower-case name>.<key>` entries. Defaults of the devices never replace an entry that is there;
  // the caller's options do. ORT_FAIL for an EP that was appended before, ORT_INVALID_ARGUMENT for one whose name differs from
  // another's by case alone: their entries would be the same.
  berth::Status AppendEp(OrtEnv& env, std::span<const OrtEpDevice* const> devices, std::span<const char* const> keys,
                         std::span<const char* const> values);

  OrtKeyValuePairs config;
  std::vector<berth::AppendedEp> eps;                  // in order of priority, without the CPU EP
  std::optional<size_t> cpu_place;                     // how many of them come before the CPU EP, if it was asked for by name
  std::optional<berth::SelectionPolicy> selection;     // counts when nothing was appended
  std::vector<const OrtCustomOpDomain*> custom_op_domains;   // the application's
  std::vector<std::shared_ptr<berth::DynamicLibrary>> custom_op_libraries;   // that RegisterCustomOpsLibrary_V2 opened
  std::string log_id;
  std::optional<OrtLoggingLevel> log_severity;         // none: the environment's
  int log_verbosity = 0;
  int intra_op_threads = 0;                            // 0: one per core
  int inter_op_threads = 0;
  ExecutionMode execution_mode = ORT_SEQUENTIAL;
  GraphOptimizationLevel optimization_level = ORT_ENABLE_ALL;
  bool enable_cpu_mem_arena = true;
  bool enable_mem_pattern = true;
  bool enable_profiling = false;
  bool use_per_session_threads = true;
  bool deterministic_compute = false;
  std::span<const std::byte> weightless_source;        // the model with the weights; the application's, outlives the session
  std::string profile_prefix;
  std::string optimized_model_path;
  berth::Injection injection;                          // weights and dimensions that the application gives
  std::shared_ptr<std::atomic<bool>> load_cancelled = std::make_shared<std::atomic<bool>>(false);   // shared by copies
  OrtLoggingFunction log_function = nullptr;           // in place of the environment's
  void* log_param = nullptr;
  OrtCustomCreateThreadFn create_thread = nullptr;
  void* create_thread_options = nullptr;
  OrtCustomJoinThreadFn join_thread = nullptr;
};
