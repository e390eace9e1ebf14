#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace berth {
namespace {

using Body = absl::FunctionRef<void(std::ptrdiff_t, std::ptrdiff_t)>;

// Set while a thread works on a loop: a loop inside of a loop runs in place.
thread_local bool inside_loop = false;

// One loop, on the stack of the thread that started it. Threads take ranges until none is left.
struct Loop {
  Body body;
  std::ptrdiff_t total;
  std::ptrdiff_t step;
  std::atomic<std::ptrdiff_t> next{0};
  int helpers = 0;   // workers inside; guarded by the pool's mutex

  void Work() {
    inside_loop = true;
    for (;;) {
      const std::ptrdiff_t begin = next.fetch_add(step, std::memory_order_relaxed);
      if (begin >= total) break;
      body(begin, std::min(begin + step, total));
    }
    inside_loop = false;
  }
};

}  // namespace

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable work;       // a loop was opened, or the pool ends
  std::condition_variable finished;   // a helper left a loop
  std::vector<Loop*> open;            // loops that may still have ranges
  bool ending = false;
  std::vector<std::thread> workers;

  void RunWorker() {
    std::unique_lock lock(mutex);
    for (;;) {
      work.wait(lock, [this] { return ending || !open.empty(); });
      if (ending) return;
      Loop* loop = open.back();
      ++loop->helpers;
      lock.unlock();
      loop->Work();
      lock.lock();
      // Nothing is left to take: later workers need not look.
      std::erase(open, loop);
      --loop->helpers;
      finished.notify_all();
    }
  }
};

ThreadPool::ThreadPool(int threads)
    : threads_(threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
      state_(std::make_unique<State>()) {
  for (int i = 1; i < threads_; ++i) state_->workers.emplace_back([state = state_.get()] { state->RunWorker(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->work.notify_all();
  for (std::thread& worker : state_->workers) worker.join();
}

void ThreadPool::ParallelFor(std::ptrdiff_t total, std::ptrdiff_t grain, Body body) {
  if (total <= 0) return;
  grain = std::max<std::ptrdiff_t>(grain, 1);
  if (threads_ == 1 || total <= grain || inside_loop) {
    body(0, total);
    return;
  }
  // A few ranges a thread, so that a slow thread does not keep the others waiting.
  const std::ptrdiff_t even = (total + threads_ * 4 - 1) / (threads_ * 4);
  Loop loop{body, total, std::max(grain, even)};
  {
    std::lock_guard lock(state_->mutex);
    state_->open.push_back(&loop);
  }
  state_->work.notify_all();
  loop.Work();
  std::unique_lock lock(state_->mutex);
  std::erase(state_->open, &loop);
  state_->finished.wait(lock, [&] { return loop.helpers == 0; });
}

void ParallelFor(ThreadPool* pool, std::ptrdiff_t total, std::ptrdiff_t grain, Body body) {
  if (pool != nullptr) {
    pool->ParallelFor(total, grain, body);
  } else if (total > 0) {
    body(0, total);
  }
}

}  // namespace berth
