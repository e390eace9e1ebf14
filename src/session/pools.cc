#include "session/pools.h"

#include <string_view>

namespace berth {
namespace {

// Long enough to catch the next operator of the same run, short enough not to disturb others.
// From one operator of a run to the next; a worker that waits longer sleeps, so that an idle session costs nothing.
constexpr int kSpinMicroseconds = 100;

// What ORT answers to all of these is ORT_FAIL.
StatusOr<std::unique_ptr<ThreadPool>> Make(ThreadPoolOptions options, std::string_view affinity) {
  if (options.create_thread != nullptr && options.join_thread == nullptr) {
    return Status(ORT_FAIL, "thread pool: custom join thread function: none seen, one wanted beside the one that makes threads");
  }
  if (!affinity.empty()) {
    auto parsed = ParseAffinity(affinity);
    if (!parsed.ok()) return Error(ORT_FAIL, parsed.status().message());
    // How many threads there are by default is not the application's to know: the text then says nothing.
    if (options.threads != 0) options.affinity = std::move(*parsed);
  }
  auto pool = ThreadPool::Create(options);
  if (!pool.ok()) return Error(ORT_FAIL, pool.status().message());
  return pool;
}

}  // namespace

StatusOr<std::unique_ptr<ThreadPool>> MakeSharedPool(const OrtThreadingOptions& options) {
  ThreadPoolOptions pool;
  pool.threads = options.intra_op_threads;
  pool.spin_microseconds = !options.spins_set || options.spins ? kSpinMicroseconds : 0;
  pool.denormals_are_zero = options.denormals_are_zero;
  pool.create_thread = options.create_thread;
  pool.create_options = options.create_thread_options;
  pool.join_thread = options.join_thread;
  return Make(std::move(pool), options.intra_op_affinity);
}

StatusOr<std::unique_ptr<ThreadPool>> MakeSessionPool(const OrtSessionOptions& options,
                                                      const std::optional<OrtThreadPoolCallbacksConfig>& callbacks) {
  ThreadPoolOptions pool;
  const char* const spins = options.config.Find("session.intra_op.allow_spinning");
  pool.threads = options.intra_op_threads;
  pool.spin_microseconds = spins == nullptr || std::string_view(spins) != "0" ? kSpinMicroseconds : 0;
  pool.denormals_are_zero = options.ConfigFlag("session.set_denormal_as_zero");
  pool.create_thread = options.create_thread;
  pool.create_options = options.create_thread_options;
  pool.join_thread = options.join_thread;
  pool.callbacks = callbacks;
  const char* affinity = options.config.Find("session.intra_op_thread_affinities");
  if (affinity != nullptr && *affinity == '\0') {
    return Status(ORT_FAIL, "session.intra_op_thread_affinities: an empty text seen, processors of each thread wanted");
  }
  // Sessions of one thread never wait for each other, so they need no pool.
  if (options.intra_op_threads == 1) return std::unique_ptr<ThreadPool>();
  return Make(std::move(pool), affinity != nullptr ? affinity : "");
}

}  // namespace berth
