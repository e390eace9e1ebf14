#include "session/session.h"

#include <algorithm>
#include <chrono>
#include <set>

#include <onnxruntime_ep_device_ep_metadata_keys.h>

#include "ep/guard.h"
#include "graph/custom_op.h"
#include "graph/initializer.h"
#include "session/choose_eps.h"
#include "session/log_function.h"
#include "session/pools.h"

using berth::Error;
using berth::InvalidArgument;
using berth::Status;
using berth::StatusOr;

namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

berth::Severity LogSeverity(const OrtSessionOptions& options, const OrtEnv& env) {
  return options.log_severity ? static_cast<berth::Severity>(*options.log_severity) : env.logger().severity.load();
}

std::shared_ptr<const berth::LogSink> SinkFor(const OrtSessionOptions& options, const OrtEnv& env) {
  if (options.log_function == nullptr) return env.sink();
  return std::make_shared<const berth::LogSink>(berth::SinkOf(options.log_function, options.log_param));
}

}  // namespace

StatusOr<std::unique_ptr<OrtSession>> OrtSession::CreateForEditing(OrtEnv& env, const berth::ModelSource& source,
                                                                   const OrtSessionOptions* options,
                                                                   OrtPrepackedWeightsContainer* packed) {
  std::unique_ptr<OrtSession> session(new OrtSession(env));
  session->packed_ = packed;
  if (options != nullptr) session->options_ = *options;
  BERTH_RETURN_IF_ERROR(session->Load(source));
  return session;
}

StatusOr<std::unique_ptr<OrtSession>> OrtSession::Create(OrtEnv& env, const berth::ModelSource& source,
                                                         const OrtSessionOptions* options,
                                                         OrtPrepackedWeightsContainer* packed) {
  BERTH_ASSIGN_OR_RETURN(auto session, CreateForEditing(env, source, options, packed));
  BERTH_RETURN_IF_ERROR(session->Initialize(berth::ContextOutputOf(session->options_)));
  return session;
}

Status OrtSession::Compile(OrtEnv& env, const berth::ModelSource& source, const OrtSessionOptions& options,
                           berth::ContextModelOutput output) {
  BERTH_ASSIGN_OR_RETURN(auto session, CreateForEditing(env, source, &options));
  return session->Initialize(std::move(output));
}

OrtSession::~OrtSession() {
  {
    std::unique_lock lock(async_mutex_);
    async_done_.wait(lock, [this] { return async_runs_ == 0; });
  }
  if (profiling_) static_cast<void>(EndProfiling());
  executor_.reset();
  built_ = {};
  streams_.reset();
  // One EP after the other, in the order of registration.
  for (auto& ep : eps_) ep.reset();
  partition_ = {};
  model_.reset();
  kept_values_.clear();
  own_pool_.reset();
  logger_.reset();
  OrtEnv::Release(&env_);
}

// Domains of the application, then those of the EPs: of those that were appended, or of all that a policy may select.
Status OrtSession::ReadCustomOps(berth::LoadOptions& load) {
  std::vector<const OrtCustomOpDomain*> domains = options_.custom_op_domains;
  const bool by_policy = options_.eps.empty() && !options_.cpu_place && options_.selection;
  berth::EpRegistry::DevicesInUse in_use = env_.registry().UseAll();
  std::set<const berth::EpFactory*> asked;
  for (const OrtEpDevice* device : in_use.devices) {
    const bool is_appended = std::any_of(options_.eps.begin(), options_.eps.end(), [&](const berth::AppendedEp& ep) {
      return std::find(ep.devices.begin(), ep.devices.end(), device) != ep.devices.end();
    });
    if ((!is_appended && !by_policy) || device->owner == nullptr || !asked.insert(device->owner).second) continue;
    BERTH_ASSIGN_OR_RETURN(auto brought, device->owner->CustomOpDomains());
    if (!brought.empty()) {
      BERTH_ASSIGN_OR_RETURN(berth::LibraryUse use, env_.registry().Use(device));
      custom_op_uses_.push_back(std::move(use));
    }
    for (const OrtCustomOpDomain* domain : brought) {
      const bool known = std::any_of(domains.begin(), domains.end(),
                                     [&](const auto* other) { return other->name == domain->name; });
      if (domain->ops.empty() || known) {
        BERTH_LOG(*logger_, kWarning, "session") << "EP \"" << device->ep_name << "\": domain \"" << domain->name
                                                 << "\" of custom operators: " << (known ? "there is one of that name" : "empty")
                                                 << ": it is left out";
        continue;
      }
      domains.push_back(domain);
    }
  }
  if (!domains.empty()) {
    BERTH_ASSIGN_OR_RETURN(load.custom_ops, berth::CustomOps::Read(domains));
  }
  return berth::Ok();
}

Status OrtSession::Load(const berth::ModelSource& source) {
  logger_ = std::make_unique<berth::Logger>(SinkFor(options_, env_), options_.log_id.empty() ? env_.logger().id : options_.log_id,
                                            LogSeverity(options_, env_));
  StartProfiling();
  const Clock::time_point start = Clock::now();
  berth::LoadOptions load;
  load.injection = &options_.injection;
  load.cancelled = options_.load_cancelled.get();
  load.strict_inference = options_.ConfigFlag("session.strict_shape_type_inference");
  load.released_opsets_only = options_.ConfigFlag("session.allow_released_opsets_only", true);
  if (const char* folder = options_.config.Find("session.model_external_initializers_file_folder_path")) {
    load.data_folder = folder;
  }
  BERTH_RETURN_IF_ERROR(ReadCustomOps(load));
  if (const auto* path = std::get_if<std::filesystem::path>(&source)) {
    BERTH_ASSIGN_OR_RETURN(model_, berth::LoadModelFile(*path, load, *logger_));
  } else if (const auto* edited = std::get_if<const OrtModel*>(&source)) {
    BERTH_ASSIGN_OR_RETURN(model_, berth::LoadEditedModel(**edited, load, *logger_, kept_values_));
  } else {
    BERTH_ASSIGN_OR_RETURN(model_, berth::LoadModelBytes(std::get<1>(source), load, *logger_));
  }
  CollectIo();
  load_ms_ = MillisecondsSince(start);
  Profile(std::holds_alternative<std::filesystem::path>(source) ? "model_loading_uri" : "model_loading_array", start);
  return berth::Ok();
}

Status OrtSession::Apply(const OrtModel& edited) {
  if (ready_) return berth::Error(ORT_MODEL_LOADED, "Session: This session has already been initialized.");
  BERTH_RETURN_IF_ERROR(broken_);
  BERTH_RETURN_IF_ERROR(berth::CheckAddition(edited, *model_));
  broken_ = berth::ApplyEditedModel(edited, *model_, *logger_, kept_values_);
  if (broken_.ok()) CollectIo();
  return broken_;
}

Status OrtSession::Finalize(const OrtSessionOptions* options, OrtPrepackedWeightsContainer* packed) {
  if (ready_) return berth::Ok();
  BERTH_RETURN_IF_ERROR(broken_);
  if (packed != nullptr) packed_ = packed;
  if (options != nullptr) {
    // The model may have operators of libraries that only the options before know.
    const std::vector<std::shared_ptr<berth::DynamicLibrary>> libraries = std::move(options_.custom_op_libraries);
    options_ = *options;
    options_.custom_op_libraries.insert(options_.custom_op_libraries.end(), libraries.begin(), libraries.end());
  }
  broken_ = Initialize(berth::ContextOutputOf(options_));   // a graph that was half planned is not planned again
  return broken_;
}

// What the EPs that compiled this model say of it now (ep-contract g.6).
Status OrtSession::CheckCompatibility() const {
  for (const auto& ep : eps_) {
    const auto entry = model_->metadata.find(absl::StrCat(kOrtModelMetadata_EpCompatibilityInfoPrefix, ep->name()));
    if (entry == model_->metadata.end()) continue;
    auto answer = ep->ValidateCompiledModelCompatibilityInfo(entry->second.c_str());
    if (!answer.ok()) {
      return berth::Error(ORT_FAIL, "Session: Failed to validate compiled model compatibility for EP \"", ep->name(), "\": ",
                          answer.status().message());
    }
    const bool is_optional = *answer == OrtCompiledModelCompatibility_EP_SUPPORTED_PREFER_RECOMPILATION;
    if (*answer == OrtCompiledModelCompatibility_EP_UNSUPPORTED) {
      return berth::Error(ORT_FAIL, "Session: the compiled model is not supported by EP \"", ep->name(), "\": ",
                          "compatibility info \"", entry->second, "\"");
    }
    if (is_optional && options_.ConfigFlag("session.fail_on_suboptimal_compiled_model")) {
      return berth::Error(ORT_FAIL, "Session: the compiled model is suboptimal for EP \"", ep->name(), "\", and ",
                          "session.fail_on_suboptimal_compiled_model=1");
    }
    const bool is_known = *answer >= OrtCompiledModelCompatibility_EP_NOT_APPLICABLE &&
                          *answer <= OrtCompiledModelCompatibility_EP_UNSUPPORTED;
    if (is_optional || !is_known) {
      BERTH_LOG(*logger_, kWarning, "session")
          << (is_optional ? absl::StrCat("EP \"", ep->name(), "\": the compiled model: runs, but should be compiled again")
                          : absl::StrCat(berth::Broken("EPC-042", ep->name(), "ValidateCompiledModelCompatibilityInfo"), ": ",
                                         static_cast<int>(*answer), " seen, an answer that is known wanted"));
    }
  }
  return berth::Ok();
}

Status OrtSession::Initialize(std::optional<berth::ContextModelOutput> output) {
  const Clock::time_point initializing = Clock::now();
  BERTH_RETURN_IF_ERROR(CreatePool());
  CreateAllocator();
  BERTH_RETURN_IF_ERROR(CreateEps());
  StartEpProfilers();
  const uint64_t event = profiler_ != nullptr ? profiler_->Begin(initializing) : 0;
  BERTH_RETURN_IF_ERROR(CheckCompatibility());
  if (output) {
    BERTH_RETURN_IF_ERROR(berth::CheckWeightless(options_, eps_, *logger_));
    BERTH_RETURN_IF_ERROR(berth::ResolveOutput(*output, options_, model_->path, model_->file == nullptr));
  }
  BERTH_RETURN_IF_ERROR(berth::CheckCancelled(options_.load_cancelled.get()));

  const Clock::time_point planning = Clock::now();
  berth::PartitionOptions partition;
  partition.strict = options_.ConfigFlag("berth.ep_strict");
  partition.disable_compile = options_.ConfigFlag("session.disable_model_compile");
  partition.early_inlining = !options_.ConfigFlag("session.disable_aot_function_inlining");
  partition.eps_before_cpu = options_.cpu_place.value_or(SIZE_MAX);
  partition.disable_cpu_fallback = options_.ConfigFlag("session.disable_cpu_ep_fallback");
  if (partition.disable_cpu_fallback && options_.cpu_place) {
    return InvalidArgument("Session: Conflicting session configuration: session.disable_cpu_ep_fallback=1 and the ",
                           berth::kCpuEpName, " appended explicitly");
  }
  records_assignment_ = options_.ConfigFlag("session.record_ep_graph_assignment_info");
  partition.records_assignment = records_assignment_;
  BERTH_ASSIGN_OR_RETURN(partition_, berth::Partition(*model_, eps_, partition, *logger_));
  for (const auto& subgraph : partition_.assignment) assignment_.push_back(subgraph.get());
  const double partition_ms = MillisecondsSince(planning);
  if (output) BERTH_RETURN_IF_ERROR(berth::WriteContextModel(*model_, partition_, eps_, *output, *logger_));
  for (auto& [node, fused] : partition_.fused) fused.context.reset();   // it may hold all that the EP has compiled
  if (options_.ConfigFlag("session.compile_only")) return berth::Ok();

  BERTH_RETURN_IF_ERROR(berth::CheckCancelled(options_.load_cancelled.get()));
  if (!options_.optimized_model_path.empty()) BERTH_RETURN_IF_ERROR(SaveModel());

  const Clock::time_point building = Clock::now();
  BERTH_RETURN_IF_ERROR(BuildPlan());
  for (const auto& ep : eps_) BERTH_RETURN_IF_ERROR(ep->OnSessionInitializationEnd());
  if (profiler_ != nullptr) profiler_->End(event, {"Session", "session_initialization", initializing, Clock::now(), {}});
  BERTH_LOG(*logger_, kInfo, "session") << "times: load " << load_ms_ << " ms, partition " << partition_ms << " ms, plan "
                                        << MillisecondsSince(building) << " ms";
  ready_ = true;
  return berth::Ok();
}

Status OrtSession::SetEpDynamicOptions(std::span<const char* const> keys, std::span<const char* const> values) {
  if (!ready_) return berth::Error(ORT_FAIL, "Session: not initialized.");
  Status first;
  for (const auto& ep : eps_) {
    Status status = ep->SetDynamicOptions(keys, values);
    if (first.ok()) first = std::move(status);
  }
  return first;
}

// Appended EPs are all created before the first is set up; selected ones are set up one after the other.
Status OrtSession::CreateEps() {
  const bool selected = options_.eps.empty();
  BERTH_ASSIGN_OR_RETURN(auto uses, berth::ChooseEps(env_, options_, *model_, *logger_));
  for (const berth::AppendedEp& chosen : options_.eps) {
    auto ep = berth::EpInstance::Create(chosen.devices, &options_, *logger_);
    if (!ep.ok()) return std::move(ep).status().Annotate("Session: Error creating execution provider");
    eps_.push_back(std::move(*ep));
    if (selected) BERTH_RETURN_IF_ERROR(eps_.back()->SetUp());
  }
  for (const auto& ep : eps_) {
    if (!selected) BERTH_RETURN_IF_ERROR(ep->SetUp());
    runs_concurrently_ = runs_concurrently_ && ep->IsConcurrentRunSupported();
  }
  for (const auto& ep : eps_) BERTH_RETURN_IF_ERROR(ep->MakeAllocators());
  memory_ = std::make_unique<berth::SessionMemory>(eps_);
  return berth::Ok();
}

Status OrtSession::CreatePool() {
  flushes_denormals_ = options_.ConfigFlag("session.set_denormal_as_zero");
  if (options_.use_per_session_threads) {
    BERTH_ASSIGN_OR_RETURN(own_pool_, berth::MakeSessionPool(options_, env_.thread_callbacks()));
    pool_ = own_pool_.get();
    return berth::Ok();
  }
  if (env_.pool() == nullptr) {
    return Status(ORT_FAIL, "Session: DisablePerSessionThreads: an environment without thread pools seen, one that was created "
                  "with global thread pools wanted");
  }
  pool_ = env_.pool();
  flushes_denormals_ = flushes_denormals_ || env_.pool_flushes_denormals();
  return berth::Ok();
}

void OrtSession::CreateAllocator() {
  if (options_.ConfigFlag("session.use_env_allocators")) {
    counted_allocator_ = env_.allocators().Share(berth::CpuMemoryInfo());
    allocator_ = counted_allocator_ != nullptr ? counted_allocator_.get() : env_.allocators().Find(berth::CpuMemoryInfo());
  }
  if (allocator_ != nullptr) return;
  counted_allocator_ = berth::CountedAllocator::Make(0, options_.enable_cpu_mem_arena ? OrtArenaAllocator : OrtDeviceAllocator);
  allocator_ = counted_allocator_.get();
}

Status OrtSession::BuildPlan() {
  std::vector<bool> streamed(memory_->place_count(), false);
  for (const auto& ep : eps_) {
    const berth::PlaceId place = memory_->PlaceOf(ep->name());
    if (ep->IsStreamAware() && place != berth::kHostPlace) streamed[place] = true;
  }
  if (std::find(streamed.begin(), streamed.end(), true) != streamed.end()) {
    streams_ = std::make_unique<berth::StreamPool>(*memory_, std::move(streamed));
  }
  berth::ExecOptions exec{allocator_, pool_, logger_.get(), &options_.config, packed_};
  if (memory_->has_devices()) exec.memory = memory_.get();
  exec.fold_constants = options_.optimization_level != ORT_DISABLE_ALL;
  exec.fuses_tails = options_.optimization_level >= ORT_ENABLE_EXTENDED;
  exec.prepack = !options_.ConfigFlag("session.disable_prepacking");
  exec.reserve_for_constants = options_.ConfigFlag("session.use_device_allocator_for_initializers");
  BERTH_ASSIGN_OR_RETURN(built_, berth::BuildProgram(model_->graph(), partition_, exec));
  executor_ = std::make_unique<berth::Executor>(std::move(built_.program), exec);
  BERTH_ASSIGN_OR_RETURN(capture_, berth::GraphCapture::Choose(eps_, model_->graph(), executor_->program(), *logger_));
  return berth::Ok();
}

void OrtSession::CollectIo() {
  const berth::Graph& graph = model_->graph();
  outputs_.reserve(graph.outputs.size());
  inputs_.clear();
  overridable_.clear();
  outputs_.clear();
  by_graph_input_.clear();
  input_index_.clear();
  output_index_.clear();
  for (berth::ValueId id : graph.inputs) {
    const berth::Value& value = graph.value(id);
    bool required = value.initializer == nullptr;
    (required ? inputs_ : overridable_).push_back({value.name, berth::TypeFromProto(value.type), required});
  }
  size_t next_input = 0, next_overridable = 0;
  for (berth::ValueId id : graph.inputs) {
    bool required = graph.value(id).initializer == nullptr;
    const berth::IoDef& def = required ? inputs_[next_input++] : overridable_[next_overridable++];
    input_index_.emplace(def.name, by_graph_input_.size());
    by_graph_input_.push_back(&def);
  }
  for (berth::ValueId id : graph.outputs) {
    const berth::Value& value = graph.value(id);
    outputs_.push_back({value.name, berth::TypeFromProto(value.type)});
  }
  for (size_t i = 0; i < outputs_.size(); ++i) output_index_.emplace(outputs_[i].name, i);
}

Status OrtSession::Feed(std::span<const char* const> names, std::span<const OrtValue* const> values,
                        std::span<const OrtValue*> feeds) const {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == nullptr) return InvalidArgument("Session: input name ", i, ": null seen, text wanted");
    std::string_view name = names[i];
    size_t index = i;
    // Callers mostly name the inputs in the model's own order.
    if (i >= by_graph_input_.size() || by_graph_input_[i]->name != name) {
      auto found = input_index_.find(name);
      if (found == input_index_.end()) {
        return InvalidArgument("Session: Invalid input name: \"", name, "\": the model has no such input");
      }
      index = found->second;
    }
    if (feeds[index] != nullptr) return InvalidArgument("Session: input \"", name, "\": given twice");
    Status handle = berth::CheckHandle(values[i], "input");
    Status fits = handle.ok() ? berth::CheckValue(*values[i], by_graph_input_[index]->type) : std::move(handle);
    if (fits.ok() && !memory_->has_devices() && !berth::IsInHostMemory(*values[i])) {
      fits = Error(ORT_FAIL, "memory \"", values[i]->tensor.memory_info().name,
                   "\": no data transfer registered that can copy it");
    }
    if (!fits.ok()) return std::move(fits).Annotate(absl::StrCat("Session: input \"", name, "\""));
    feeds[index] = values[i];
  }
  for (size_t i = 0; i < feeds.size(); ++i) {
    if (feeds[i] == nullptr && by_graph_input_[i]->required) {
      return InvalidArgument("Session: Missing Input: \"", by_graph_input_[i]->name, "\": none seen, ",
                             berth::TypeText(by_graph_input_[i]->type), " wanted");
    }
  }
  return berth::Ok();
}

Status OrtSession::Want(std::span<const char* const> names, std::span<OrtValue*> values,
                        std::span<berth::Fetch> fetches) const {
  if (names.empty()) return InvalidArgument("Session: no output name seen, at least one wanted");
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == nullptr || *names[i] == '\0') {
      return InvalidArgument("Session: output name ", i, ": null or empty seen, text wanted");
    }
    std::string_view name = names[i];
    size_t index = i;
    if (i >= outputs_.size() || outputs_[i].name != name) {
      auto found = output_index_.find(name);
      if (found == output_index_.end()) {
        return InvalidArgument("Session: Invalid output name: \"", name, "\": the model has no such output");
      }
      index = found->second;
    }
    if (values[i] != nullptr) BERTH_RETURN_IF_ERROR(berth::CheckHandle(values[i], "output"));
    fetches[i] = {index, &values[i]};
  }
  return berth::Ok();
}

Status OrtSession::Run(const OrtRunOptions* options, std::span<const char* const> input_names,
                       std::span<const OrtValue* const> inputs, std::span<const char* const> output_names,
                       std::span<OrtValue*> outputs, std::span<const OrtMemoryInfo* const> where) {
  if (!ready_) return berth::Error(ORT_FAIL, "Session not initialized.");
  absl::InlinedVector<const OrtValue*, 8> feeds(by_graph_input_.size(), nullptr);
  absl::InlinedVector<berth::Fetch, 8> fetches(output_names.size());
  BERTH_RETURN_IF_ERROR(Feed(input_names, inputs, feeds));
  BERTH_RETURN_IF_ERROR(Want(output_names, outputs, fetches));
  for (size_t i = 0; i < where.size(); ++i) {
    if (where[i] != nullptr && !where[i]->device.IsHostAccessible()) fetches[i].where = &where[i]->device;
  }
  std::unique_lock<std::mutex> lock(run_mutex_, std::defer_lock);
  if (!runs_concurrently_) lock.lock();
  static const OrtRunOptions kDefaults;
  return RunProfiled(options != nullptr ? *options : kDefaults, feeds, fetches);
}
