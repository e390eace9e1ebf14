// The environment: logger, configuration, hardware, EP libraries. One per process, counted.
//
//   first Acquire   makes it; its options decide. Later ones add a reference; options that differ are ignored with a WARNING
//   last Release    destroys it: sessions hold a reference, so that it outlives them in any order of release
//   threads         every member may be called from any thread
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/key_value_pairs.h"
#include "base/log.h"
#include "base/thread_pool.h"
#include "ep/env_config.h"
#include "ep/registry.h"
#include "session/env_allocators.h"
#include "session/threading_options.h"

struct OrtEnv : berth::Tagged<berth::HandleKind::kEnv> {
 public:
  struct Options {
    std::string log_id;
    berth::Severity severity = berth::Severity::kWarning;
    berth::LogSink sink;                 // empty: stderr
    OrtKeyValuePairs config;
    std::optional<OrtThreadingOptions> threads;   // of a pool that sessions share; none: no such pool
  };

  // `api_base` is what EP libraries get. Errors: those of DiscoverDevices and MakeSharedPool.
  static berth::StatusOr<OrtEnv*> Acquire(Options options, const OrtApiBase& api_base);
  // One more reference to a live environment.
  void AddRef();
  static void Release(OrtEnv* env);

  // A copy of the process environment's configuration. ORT_FAIL when there is no environment. Takes no lock that
  // registration holds, so that an EP may ask from inside CreateEpFactories.
  static berth::StatusOr<OrtKeyValuePairs> CurrentConfig();

  const berth::Logger& logger() const { return logger_; }
  // For what is logged from now on; sessions that live keep theirs.
  void SetSeverity(berth::Severity severity) { logger_.severity = severity; }
  const std::shared_ptr<const berth::LogSink>& sink() const { return sink_; }
  berth::EpRegistry& registry() { return *registry_; }
  berth::EnvAllocators& allocators() { return allocators_; }
  // Null when the environment was made without global thread pools.
  berth::ThreadPool* pool() { return pool_.get(); }
  bool pool_flushes_denormals() const { return pool_flushes_denormals_; }
  // Functions around the work of the threads of sessions that are made from now on.
  void SetThreadCallbacks(std::optional<OrtThreadPoolCallbacksConfig> callbacks);
  std::optional<OrtThreadPoolCallbacksConfig> thread_callbacks() const;

 private:
  OrtEnv(const Options& options, std::shared_ptr<const berth::LogSink> sink);
  std::shared_ptr<const berth::LogSink> sink_;
  berth::Logger logger_;
  std::shared_ptr<berth::EnvConfig> config_;
  std::unique_ptr<berth::ThreadPool> pool_;
  bool pool_flushes_denormals_ = false;
  berth::EnvAllocators allocators_;
  mutable std::mutex mutex_;             // guards what follows
  std::optional<OrtThreadPoolCallbacksConfig> thread_callbacks_;
  std::unique_ptr<berth::EpRegistry> registry_;
};
