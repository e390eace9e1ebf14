#include "base/denormals.h"
#include "base/ort_status.h"
#include "session/session.h"

using berth::InvalidArgument;
using berth::Status;

namespace {

using Clock = berth::Profiler::Clock;

constexpr char kShrinkage[] = "memory.enable_memory_arena_shrinkage";

// The name that a run's lines come under: the session's, then the run's.
std::string RunLogId(const berth::Logger& session, const OrtRunOptions& run) {
  return session.id.empty() || run.run_tag.empty() ? session.id + run.run_tag : absl::StrCat(session.id, ":", run.run_tag);
}

// Calls `use` for each "device:id" of a list; `id` is 0 where none is said.
Status ForEachArena(std::string_view list, absl::FunctionRef<Status(std::string_view device, std::string_view id)> use) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(';'), list.size());
    const std::string_view part = list.substr(0, end);
    const size_t colon = part.find(':');
    BERTH_RETURN_IF_ERROR(use(part.substr(0, colon), colon == part.npos ? "0" : part.substr(colon + 1)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return berth::Ok();
}

// Values that a run makes for the caller. After one that fails at its end nobody would release them.
class MadeOutputs {
 public:
  explicit MadeOutputs(std::span<const berth::Fetch> fetches) : fetches_(fetches) {
    for (const berth::Fetch& fetch : fetches) given_.push_back(*fetch.value != nullptr);
  }
  Status Finish(Status status) const {
    for (size_t i = 0; i < fetches_.size() && !status.ok(); ++i) {
      if (given_[i]) continue;
      delete *fetches_[i].value;
      *fetches_[i].value = nullptr;
    }
    return status;
  }

 private:
  std::span<const berth::Fetch> fetches_;
  std::vector<bool> given_;
};

}  // namespace

Status OrtSession::CheckShrinkage(const OrtRunOptions& options) const {
  const char* list = options.config.Find(kShrinkage);
  if (list == nullptr) return berth::Ok();
  return ForEachArena(list, [&](std::string_view device, std::string_view id) -> Status {
    if (device != "cpu" && device != "gpu") {
      return InvalidArgument("Run: ", kShrinkage, ": device \"", device, "\" seen, cpu or gpu wanted");
    }
    if (id.empty() || id.find_first_not_of("0123456789") != id.npos) {
      return InvalidArgument("Run: ", kShrinkage, ": device id \"", id, "\" seen, a number wanted");
    }
    if (device == "cpu" && id == "0" && options_.enable_cpu_mem_arena) return berth::Ok();
    return InvalidArgument("Run: ", kShrinkage, ": ", device, ":", id, ": the session has no arena for it");
  });
}

// A run's own logger and profiles are made where they are asked for alone.
Status OrtSession::RunProfiled(const OrtRunOptions& options, std::span<const OrtValue* const> feeds,
                               std::span<const berth::Fetch> fetches) {
  if (options.log_severity < -1 || options.log_severity > ORT_LOGGING_LEVEL_FATAL) {
    return berth::Error(ORT_FAIL, "Run: logging level ", options.log_severity, " seen, -1 to 4 wanted");
  }
  BERTH_RETURN_IF_ERROR(CheckShrinkage(options));
  std::optional<berth::Logger> own_logger;
  if (options.log_severity >= 0 || !options.run_tag.empty()) {
    const berth::Severity severity = options.log_severity >= 0 ? static_cast<berth::Severity>(options.log_severity)
                                                               : logger_->severity.load(std::memory_order_relaxed);
    own_logger.emplace(logger_->sink, RunLogId(*logger_, options), severity);
  }
  const berth::Logger& logger = own_logger ? *own_logger : *logger_;
  std::vector<std::unique_ptr<berth::EpProfiler>> ep_profilers;   // of this run; they outlive its profile
  std::unique_ptr<berth::Profiler> own_profiler;
  if (options.profiles) {
    auto opened = berth::Profiler::Open(options.profile_prefix);
    if (opened.ok()) own_profiler = std::move(*opened);
    else BERTH_LOG(logger, kError, "session") << "Run: " << opened.status().message();
  }
  if (own_profiler != nullptr) {
    ep_profilers = MakeEpProfilers();
    for (const auto& profiler : ep_profilers) profiler->AttachTo(*own_profiler);
  }
  berth::Profiler* const session_profiler = profiling_.load(std::memory_order_acquire) ? profiler_.get() : nullptr;
  const berth::RunControl control{options.terminate, logger, {session_profiler, own_profiler.get()}};
  const berth::ScopedFlushDenormals denormals(flushes_denormals_);
  const berth::ProfiledEvent event(control.profilers);
  Status status = RunWithEps(options, control, feeds, fetches);
  if (event.is_wanted()) event.End({"Session", "model_run", event.start(), Clock::now(), {}});
  if (options.config.Find(kShrinkage) != nullptr) executor_->Shrink();
  return status;
}

// The steps alone, as an event of its own.
Status OrtSession::Execute(const berth::RunControl& control, std::span<const OrtValue* const> feeds,
                           std::span<const berth::Fetch> fetches) {
  const berth::ProfiledEvent event(control.profilers);
  Status status = executor_->Run(feeds, fetches, control);
  if (event.is_wanted()) event.End({"Session", "SequentialExecutor::Execute", event.start(), Clock::now(), {}});
  return status;
}

Status OrtSession::RunWithEps(const OrtRunOptions& options, const berth::RunControl& control,
                              std::span<const OrtValue* const> feeds, std::span<const berth::Fetch> fetches) {
  if (eps_.empty()) return RunOnStreams(options, control, feeds, fetches, nullptr);
  if (capture_ == nullptr) return RunOnce(options, control, feeds, fetches);
  const MadeOutputs made(fetches);
  return made.Finish(capture_->Run(options, fetches, [&] { return RunOnce(options, control, feeds, fetches); }));
}

Status OrtSession::RunOnStreams(const OrtRunOptions& options, const berth::RunControl& control,
                                std::span<const OrtValue* const> feeds, std::span<const berth::Fetch> fetches,
                                berth::RunStreams* streams) {
  if (streams == nullptr) {
    if (options.stream == nullptr) return Execute(control, feeds, fetches);
    return InvalidArgument("Run: stream of the run options: no EP of this session works with streams");
  }
  BERTH_RETURN_IF_ERROR(streams->Begin(options.stream));
  berth::RunControl streamed = control;
  streamed.streams = streams;
  return Execute(streamed, feeds, fetches);
}

// OnRunEnd goes to every EP whose OnRunStart succeeded, whatever happened in between; the first error is the run's.
Status OrtSession::RunOnce(const OrtRunOptions& options, const berth::RunControl& control,
                           std::span<const OrtValue* const> feeds, std::span<const berth::Fetch> fetches) {
  const char* no_sync = options.config.Find("disable_synchronize_execution_providers");
  const bool sync = no_sync == nullptr || std::string_view(no_sync) != "1";
  const MadeOutputs made(fetches);
  Status status;
  size_t started = 0;
  for (; started < eps_.size() && status.ok(); ++started) {
    status = eps_[started]->OnRunStart(&options);
    if (!status.ok()) break;
  }
  std::unique_ptr<berth::RunStreams> streams = streams_ != nullptr ? streams_->Take() : nullptr;
  if (status.ok()) status = RunOnStreams(options, control, feeds, fetches, streams.get());
  for (size_t i = 0; i < started; ++i) {
    Status end = eps_[i]->OnRunEnd(&options, sync);
    if (status.ok()) status = std::move(end);
  }
  if (streams != nullptr) {
    // After an error nothing may be under way that writes to memory which goes now.
    Status end = streams->End(sync || !status.ok());
    if (status.ok()) status = std::move(end);
    streams_->Return(std::move(streams));
  }
  return made.Finish(std::move(status));
}

Status OrtSession::RunAsync(const OrtRunOptions* options, std::span<const char* const> input_names,
                            std::span<const OrtValue* const> inputs, std::span<const char* const> output_names,
                            std::span<OrtValue*> outputs, RunAsyncCallbackFn callback, void* user_data) {
  if (pool_ == nullptr || pool_->threads() < 2) {
    return Status(ORT_INVALID_ARGUMENT, "RunAsync: intra op thread pool: no thread but the caller's seen, at least one wanted");
  }
  const auto copied = [](std::span<const char* const> names) {
    std::vector<std::optional<std::string>> texts;
    for (const char* name : names) texts.push_back(name != nullptr ? std::optional<std::string>(name) : std::nullopt);
    return texts;
  };
  const auto pointers = [](const std::vector<std::optional<std::string>>& texts) {
    std::vector<const char*> names;
    for (const auto& text : texts) names.push_back(text ? text->c_str() : nullptr);
    return names;
  };
  auto run = [=, this, input_texts = copied(input_names), output_texts = copied(output_names),
              values = std::vector<const OrtValue*>(inputs.begin(), inputs.end())] {
    OrtStatus* status = nullptr;
    try {
      status = berth::ToOrtStatus(Run(options, pointers(input_texts), values, pointers(output_texts), outputs));
    } catch (const std::exception& e) {
      status = berth::ToOrtStatus(Status(ORT_RUNTIME_EXCEPTION, e.what()));
    }
    {
      // The callback may release the session.
      std::lock_guard lock(async_mutex_);
      if (--async_runs_ == 0) async_done_.notify_all();
    }
    callback(user_data, outputs.data(), status == nullptr ? outputs.size() : 0, status);
  };
  {
    std::lock_guard lock(async_mutex_);
    ++async_runs_;
  }
  pool_->Schedule(std::move(run));
  return berth::Ok();
}
