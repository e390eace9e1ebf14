// Worker threads that split one loop between them.
//
// The calling thread always works too, so a pool of n threads has n - 1 workers and a pool of one has none. Loops from
// several callers at once are allowed; a loop body must not start another loop on the same pool (it would run serially).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/functional/function_ref.h"
#include "base/status.h"

namespace berth {

struct ThreadPoolOptions;   // thread_pool_options.h

class ThreadPool {
 public:
  // `threads` counts the caller; 0 means one per core.
  explicit ThreadPool(int threads);
  // The same with all that can be said of the workers. Errors: ORT_INVALID_ARGUMENT for affinities that are not one for each
  // worker; ORT_FAIL when the application's function makes no thread.
  static StatusOr<std::unique_ptr<ThreadPool>> Create(const ThreadPoolOptions& options);
  // Tasks that wait are still done.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return threads_; }

  // Calls body(begin, end) over disjoint ranges that cover [0, total), each at least `grain` long except the last.
  // Returns when all are done. The body must not throw.
  void ParallelFor(std::ptrdiff_t total, std::ptrdiff_t grain,
                   absl::FunctionRef<void(std::ptrdiff_t begin, std::ptrdiff_t end)> body);

  // Has a worker call `task` some time from now on; it must not throw and may use the pool. Only for pools that have workers.
  void Schedule(std::function<void()> task);

 private:
  struct State;
  ThreadPool(int threads, std::shared_ptr<State> state);
  int threads_;
  std::shared_ptr<State> state_;   // a worker that ends its own pool keeps it
};

// ParallelFor on `pool`, or in place when there is none.
void ParallelFor(ThreadPool* pool, std::ptrdiff_t total, std::ptrdiff_t grain,
                 absl::FunctionRef<void(std::ptrdiff_t begin, std::ptrdiff_t end)> body);

}  // namespace berth
