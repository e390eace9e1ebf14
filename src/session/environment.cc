#include "session/environment.h"

#include <mutex>

#include "base/release_handle.h"
#include "devices/discovery.h"
#include "session/pools.h"

namespace {

// The process' environment and how many hold it. Two locks: making and destroying runs EP code, which may ask for the
// configuration meanwhile.
struct Singleton {
  std::mutex making;
  std::mutex mutex;          // guards what follows
  OrtEnv* env = nullptr;
  int references = 0;
  std::shared_ptr<const berth::EnvConfig> config;
};

Singleton& Process() {
  static auto* singleton = new Singleton();   // never destroyed: EPs may outlive static destructors
  return *singleton;
}

void WarnIfDifferent(const OrtEnv& env, const OrtEnv::Options& options, const berth::EnvConfig& config) {
  if (options.config.entries() == config.Copy().entries()) return;
  BERTH_LOG(env.logger(), kWarning, "session")
      << "CreateEnv: an environment lives already: its configuration stays, other entries seen are ignored";
}

}  // namespace

OrtEnv::OrtEnv(const Options& options, std::shared_ptr<const berth::LogSink> sink)
    : sink_(std::move(sink)),
      logger_(sink_, options.log_id, options.severity),
      config_(std::make_shared<berth::EnvConfig>(options.config)) {}

berth::StatusOr<OrtEnv*> OrtEnv::Acquire(Options options, const OrtApiBase& api_base) {
  Singleton& process = Process();
  std::lock_guard making(process.making);
  {
    std::lock_guard lock(process.mutex);
    if (process.env != nullptr) {
      ++process.references;
      WarnIfDifferent(*process.env, options, *process.config);
      return process.env;
    }
  }
  const berth::DiscoveryOptions discovery = berth::DiscoveryOptionsOf(options.config);
  auto sink = std::make_shared<const berth::LogSink>(options.sink ? options.sink : berth::StderrSink());
  std::unique_ptr<OrtEnv> env(new OrtEnv(options, std::move(sink)));
  if (options.threads) {
    BERTH_ASSIGN_OR_RETURN(env->pool_, berth::MakeSharedPool(*options.threads));
    env->pool_flushes_denormals_ = options.threads->denormals_are_zero;
  }
  BERTH_ASSIGN_OR_RETURN(auto hardware, berth::DiscoverDevices(discovery, env->logger_));
  env->registry_ = std::make_unique<berth::EpRegistry>(std::move(hardware), api_base, env->logger_, *env->config_);
  std::lock_guard lock(process.mutex);
  process.config = env->config_;
  process.env = env.release();
  process.references = 1;
  return process.env;
}

void OrtEnv::SetThreadCallbacks(std::optional<OrtThreadPoolCallbacksConfig> callbacks) {
  std::lock_guard lock(mutex_);
  thread_callbacks_ = callbacks;
}

std::optional<OrtThreadPoolCallbacksConfig> OrtEnv::thread_callbacks() const {
  std::lock_guard lock(mutex_);
  return thread_callbacks_;
}

void OrtEnv::AddRef() {
  std::lock_guard lock(Process().mutex);
  ++Process().references;
}

void OrtEnv::Release(OrtEnv* env) {
  Singleton& process = Process();
  std::lock_guard making(process.making);
  {
    std::lock_guard lock(process.mutex);
    if (env != process.env || --process.references > 0) return;
    process.env = nullptr;
  }
  berth::DeleteTold(env);
}

berth::StatusOr<OrtKeyValuePairs> OrtEnv::CurrentConfig() {
  Singleton& process = Process();
  std::lock_guard lock(process.mutex);
  // While it is being made there is no pointer yet, but EPs are not loaded then either.
  if (process.env == nullptr) return berth::Status(ORT_FAIL, "GetEnvConfigEntries: no environment lives");
  return process.config->Copy();
}
