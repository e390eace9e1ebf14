// A session: one model, planned for one list of EPs, ready to run.
//
//   creation   load -> EPs made -> partition -> program; a failure leaves nothing behind
//   owns       the model, its EP instances, the program; holds a reference to the environment
//   threads    Run may be called from any number of threads; the rest is immutable
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/profiler.h"
#include "ep/run_streams.h"
#include "exec/executor.h"
#include "graph/editor.h"
#include "plan/partition.h"
#include "plan/program_builder.h"
#include "session/context_model.h"
#include "session/environment.h"
#include "session/graph_capture.h"
#include "session/run_options.h"
#include "session/session_options.h"
#include "values/counted_allocator.h"

namespace berth {

// One input or output of the model, as the application sees it.
struct IoDef {
  std::string name;
  ValueType type;
  bool required = true;      // false for an input with an initializer behind it
};

using ModelSource = std::variant<std::filesystem::path, std::span<const std::byte>, const OrtModel*>;

}  // namespace berth

struct OrtSession : berth::Tagged<berth::HandleKind::kSession> {
 public:
  // `options` may be null: defaults. `packed`: where it shares what kernels have laid out, or null. Errors: those of loading
  // (model.h), CreateEp, Partition and BuildProgram, of its pool; ORT_FAIL for shared threads in an environment without.
  static berth::StatusOr<std::unique_ptr<OrtSession>> Create(OrtEnv& env, const berth::ModelSource& source,
                                                             const OrtSessionOptions* options,
                                                             OrtPrepackedWeightsContainer* packed = nullptr);
  // The same up to the point where the model is loaded: for Apply, and Finalize at the end.
  static berth::StatusOr<std::unique_ptr<OrtSession>> CreateForEditing(OrtEnv& env, const berth::ModelSource& source,
                                                                       const OrtSessionOptions* options,
                                                                       OrtPrepackedWeightsContainer* packed = nullptr);
  // OrtCompileApi::CompileModel: everything but what a run needs. Errors: those of Create and of context_model.h.
  static berth::Status Compile(OrtEnv& env, const berth::ModelSource& source, const OrtSessionOptions& options,
                               berth::ContextModelOutput output);
  // Waits for runs that RunAsync has started.
  ~OrtSession();

  // Adds to the model. ORT_MODEL_LOADED once the session is ready; those of ApplyEditedModel, after which the session can only
  // be released, unless the model is as it was.
  berth::Status Apply(const OrtModel& edited);
  // Makes an edited session ready to run; nothing to do for one that is. `options` null: those that it was made with. `packed`
  // null: the one that it was made with, if any.
  berth::Status Finalize(const OrtSessionOptions* options, OrtPrepackedWeightsContainer* packed);

  const berth::Model& model() const { return *model_; }
  std::span<const berth::IoDef> inputs() const { return inputs_; }                 // without initializers
  std::span<const berth::IoDef> overridable_inputs() const { return overridable_; }
  std::span<const berth::IoDef> outputs() const { return outputs_; }
  const OrtSessionOptions& options() const { return options_; }
  // Null unless session.record_ep_graph_assignment_info was "1".
  const std::vector<const OrtEpAssignedSubgraph*>* assignment() const { return records_assignment_ ? &assignment_ : nullptr; }

  // OrtApi::Run. `outputs[i]` null: a new value that the caller owns; else written into. `options` may be null.
  // Errors: ORT_INVALID_ARGUMENT for a name that is unknown, missing or twice, and for a value of the wrong type or shape;
  // the kernel's or EP's own code. On an error no null output is touched. `where[i]`, if there are any: the memory that a new
  // output shall be in, of a device that values of the session are on; null: host memory.
  berth::Status Run(const OrtRunOptions* options, std::span<const char* const> input_names,
                    std::span<const OrtValue* const> inputs, std::span<const char* const> output_names,
                    std::span<OrtValue*> outputs, std::span<const OrtMemoryInfo* const> where = {});
  // OrtApi::RunAsync: the same on a thread of the pool, which then calls `callback`. Names are copied, `options`, inputs and
  // `outputs` are the caller's until then. ORT_INVALID_ARGUMENT: the pool has no thread but the caller's.
  berth::Status RunAsync(const OrtRunOptions* options, std::span<const char* const> input_names,
                         std::span<const OrtValue* const> inputs, std::span<const char* const> output_names,
                         std::span<OrtValue*> outputs, RunAsyncCallbackFn callback, void* user_data);

  // What reads an input of the model, or makes an output; the built-in CPU kernels where nobody does.
  const OrtEpDevice* DeviceOf(const berth::IoDef& def) const;
  // Waits for the EPs that read inputs (make outputs) of the model.
  berth::Status SyncInputs() const { return Sync(inputs_); }
  berth::Status SyncOutputs() const { return Sync(outputs_); }
  // Where values on the host are: what DeviceOf gives works on it too.
  const OrtMemoryInfo& memory_info() const;
  // Where an EP has its values of an input or output of the model; that above for the host's.
  const OrtMemoryInfo& MemoryInfoOf(const berth::IoDef& def) const;
  // The EP's allocator for memory that values of the session are in; null when there is none, and for the host's.
  OrtAllocator* DeviceAllocator(const OrtMemoryInfo& info) const;
  // An allocator for this memory that lives as long as its answer, its memory and the session do. ORT_INVALID_ARGUMENT: the
  // session has none.
  berth::StatusOr<berth::CountedAllocator::Holder> AllocatorFor(const OrtMemoryInfo& info) const;

  // Ends the profile and gives its path; empty without one, and from the second time on.
  berth::StatusOr<std::string> EndProfiling();
  // 0 without a profile.
  uint64_t profiling_start() const { return profiler_ != nullptr ? profiler_->start_nanoseconds() : 0; }
  // OrtApi::SessionReleaseCapturedGraph. Success when no EP captures. Errors: the EP's.
  berth::Status ReleaseCapturedGraph(int id) const { return capture_ != nullptr ? capture_->Release(id) : berth::Ok(); }

  // OrtApi::SetEpDynamicOptions: every EP is told; the first error is the answer.
  berth::Status SetEpDynamicOptions(std::span<const char* const> keys, std::span<const char* const> values);

 private:
  explicit OrtSession(OrtEnv& env) : env_(env) { env_.AddRef(); }
  berth::Status Load(const berth::ModelSource& source);
  berth::Status Initialize(std::optional<berth::ContextModelOutput> output);
  berth::Status ReadCustomOps(berth::LoadOptions& load);
  berth::Status CheckCompatibility() const;
  berth::Status CreateEps();
  berth::Status BuildPlan();
  void CollectIo();
  berth::Status CreatePool();
  void CreateAllocator();
  void StartProfiling();
  void StartEpProfilers();
  std::vector<std::unique_ptr<berth::EpProfiler>> MakeEpProfilers() const;   // of one run
  void Profile(const char* event, berth::Profiler::Clock::time_point start);
  berth::Status SaveModel() const;
  std::string EpOf(const berth::IoDef& def) const;
  berth::Status Sync(std::span<const berth::IoDef> defs) const;
  berth::Status CheckShrinkage(const OrtRunOptions& options) const;
  berth::Status Feed(std::span<const char* const> names, std::span<const OrtValue* const> values,
                     std::span<const OrtValue*> feeds) const;
  berth::Status Want(std::span<const char* const> names, std::span<OrtValue*> values,
                     std::span<berth::Fetch> fetches) const;
  berth::Status RunProfiled(const OrtRunOptions& options, std::span<const OrtValue* const> feeds,
                            std::span<const berth::Fetch> fetches);
  berth::Status Execute(const berth::RunControl& control, std::span<const OrtValue* const> feeds,
                        std::span<const berth::Fetch> fetches);
  berth::Status RunWithEps(const OrtRunOptions& options, const berth::RunControl& control,
                           std::span<const OrtValue* const> feeds, std::span<const berth::Fetch> fetches);
  // One run between OnRunStart and OnRunEnd of the EPs; a captured graph may need several.
  berth::Status RunOnce(const OrtRunOptions& options, const berth::RunControl& control,
                        std::span<const OrtValue* const> feeds, std::span<const berth::Fetch> fetches);
  // The executor's part of it, with streams where EPs have them.
  berth::Status RunOnStreams(const OrtRunOptions& options, const berth::RunControl& control,
                             std::span<const OrtValue* const> feeds, std::span<const berth::Fetch> fetches,
                             berth::RunStreams* streams);

  OrtEnv& env_;
  OrtSessionOptions options_;
  std::unique_ptr<berth::Logger> logger_;
  std::unique_ptr<berth::Profiler> profiler_;
  std::atomic<bool> profiling_{false};
  berth::CountedAllocator::Holder counted_allocator_;   // null with an allocator of the application
  OrtAllocator* allocator_ = nullptr;
  OrtPrepackedWeightsContainer* packed_ = nullptr;
  bool flushes_denormals_ = false;
  std::unique_ptr<berth::ThreadPool> own_pool_;
  berth::ThreadPool* pool_ = nullptr;
  std::vector<berth::LibraryUse> custom_op_uses_;   // of EPs whose operators the model may have
  berth::SharedValues kept_values_;   // that the model points to
  // Teardown is in reverse: kernels and their states, then EPs (compute infos, OrtEp), then the model they looked at.
  std::unique_ptr<berth::Model> model_;
  std::vector<std::unique_ptr<berth::EpInstance>> eps_;
  std::unique_ptr<berth::SessionMemory> memory_;
  std::unique_ptr<berth::StreamPool> streams_;   // null: no EP works with streams
  berth::PartitionResult partition_;
  berth::BuiltProgram built_;                    // its program is the executor's
  std::unique_ptr<berth::Executor> executor_;
  std::unique_ptr<berth::GraphCapture> capture_;   // null: no EP captures graphs

  std::vector<berth::IoDef> inputs_, overridable_, outputs_;
  std::vector<const berth::IoDef*> by_graph_input_;                            // inputs_ and overridable_ as the graph orders them
  absl::flat_hash_map<std::string_view, size_t> input_index_, output_index_;   // name to graph input / output
  std::vector<const OrtEpAssignedSubgraph*> assignment_;
  bool records_assignment_ = false;
  bool runs_concurrently_ = true;
  bool ready_ = false;        // to run
  berth::Status broken_;      // why an edited model cannot be used
  double load_ms_ = 0;
  std::mutex async_mutex_;
  std::condition_variable async_done_;
  size_t async_runs_ = 0;  // guarded by async_mutex_
  std::mutex run_mutex_;   // held during Run when an EP does not support concurrent runs
};
