#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/denormals.h"
#include "base/thread_pool_options.h"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace berth {
namespace {

using Body = absl::FunctionRef<void(std::ptrdiff_t, std::ptrdiff_t)>;

// Set while a thread works on a loop: a loop inside of a loop runs in place.
thread_local bool inside_loop = false;

// One loop, on the stack of the thread that started it. Threads take ranges until none is left.
struct Loop {
  Loop(Body what, std::ptrdiff_t count, std::ptrdiff_t range) : body(what), total(count), step(range) {}

  Body body;
  std::ptrdiff_t total;
  std::ptrdiff_t step;
  std::atomic<std::ptrdiff_t> next{0};
  std::atomic<int> helpers{0};    // workers inside; changed under the pool's mutex, and what they touch last
  std::vector<void*> tokens;      // of the application's callbacks, one for each worker that may help; guarded likewise

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

// The application's functions around work; nothing without them.
class Callbacks {
 public:
  explicit Callbacks(const std::optional<OrtThreadPoolCallbacksConfig>& config)
      : config_(config.value_or(OrtThreadPoolCallbacksConfig{})), any_(config.has_value()) {}
  bool any() const { return any_; }
  void* Enqueue() const { return config_.on_enqueue != nullptr ? config_.on_enqueue(config_.user_context) : nullptr; }
  void Start(void* token) const { Call(config_.on_start_work, token); }
  void Stop(void* token) const { Call(config_.on_stop_work, token); }
  void Abandon(void* token) const { Call(config_.on_abandon, token); }

 private:
  template <typename Function>
  void Call(Function* function, void* token) const {
    if (function != nullptr) function(config_.user_context, token);
  }
  OrtThreadPoolCallbacksConfig config_;
  bool any_;
};

// Where the system has no say in it, or refuses, a thread runs anywhere.
void PinThisThread([[maybe_unused]] const std::vector<int>& processors) {
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int processor : processors) {
    if (processor < CPU_SETSIZE) CPU_SET(processor, &set);
  }
  pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
#endif
}

}  // namespace

struct ThreadPool::State {
  struct Task {
    std::function<void()> run;
    void* token;
  };
  struct Worker {
    std::thread thread;                        // or, of the application's making:
    OrtCustomThreadHandle handle = nullptr;
  };
  explicit State(ThreadPoolOptions how) : options(std::move(how)), callbacks(options.callbacks) {}

  const ThreadPoolOptions options;
  const Callbacks callbacks;
  std::mutex mutex;
  std::condition_variable work;       // a loop was opened, a task came, or the pool ends
  std::condition_variable finished;   // a helper left a loop
  std::vector<Loop*> open;            // loops that may still have ranges
  std::deque<Task> tasks;
  bool ending = false;
  std::atomic<bool> busy{false};      // whether one of the three says that there is something to do; for those that spin
  std::vector<Worker> workers;

  bool Look() {
    const bool found = ending || !open.empty() || !tasks.empty();
    busy.store(found, std::memory_order_relaxed);
    return found;
  }

  // Until `done`, or as long as threads of this pool may spin.
  template <typename Done>
  void SpinUntil(const Done& done) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(options.spin_microseconds);
    while (!done() && std::chrono::steady_clock::now() < end) {
    }
  }

  void Spin(std::unique_lock<std::mutex>& lock) {
    if (options.spin_microseconds == 0 || Look()) return;
    lock.unlock();
    SpinUntil([this] { return busy.load(std::memory_order_relaxed); });
    lock.lock();
  }

  // Of the thread that opened it: nobody finds the loop from now on, and those who had are gone.
  void Close(Loop& loop) {
    const auto is_empty = [&loop] { return loop.helpers.load(std::memory_order_acquire) == 0; };
    std::unique_lock lock(mutex);
    std::erase(open, &loop);
    if (is_empty()) return;
    if (options.spin_microseconds > 0) {
      lock.unlock();
      SpinUntil(is_empty);
      lock.lock();
    }
    finished.wait(lock, is_empty);
  }

  void Help(Loop* loop, std::unique_lock<std::mutex>& lock) {
    void* token = nullptr;
    if (callbacks.any()) {
      if (loop->tokens.empty()) {
        std::erase(open, loop);
        return;
      }
      token = loop->tokens.back();
      loop->tokens.pop_back();
    }
    ++loop->helpers;
    lock.unlock();
    callbacks.Start(token);
    loop->Work();
    callbacks.Stop(token);
    lock.lock();
    // Nothing is left to take: later workers need not look.
    std::erase(open, loop);
    loop->helpers.fetch_sub(1, std::memory_order_release);
    finished.notify_all();
  }

  void RunWorker(size_t index) {
    if (options.denormals_are_zero) FlushDenormals();
    if (index < options.affinity.size()) PinThisThread(options.affinity[index]);
    std::unique_lock lock(mutex);
    for (;;) {
      Spin(lock);
      work.wait(lock, [this] { return Look(); });
      if (!open.empty()) {
        Help(open.back(), lock);
      } else if (!tasks.empty()) {
        const Task task = std::move(tasks.front());
        tasks.pop_front();
        lock.unlock();
        callbacks.Start(task.token);
        task.run();
        callbacks.Stop(task.token);
        lock.lock();
      } else {
        return;
      }
    }
  }

  // Makes one more worker.
  static Status Start(const std::shared_ptr<State>& state);
};

namespace {

// What a thread of the application's making starts with.
struct WorkerStart {
  std::function<void()> run;
  static void ORT_API_CALL Run(void* param) { std::unique_ptr<WorkerStart>(static_cast<WorkerStart*>(param))->run(); }
};

}  // namespace

Status ThreadPool::State::Start(const std::shared_ptr<State>& state) {
  Worker& worker = state->workers.emplace_back();
  auto run = [state, index = state->workers.size() - 1] { state->RunWorker(index); };
  if (state->options.create_thread == nullptr) {
    worker.thread = std::thread(std::move(run));
    return Ok();
  }
  std::unique_ptr<WorkerStart> start(new WorkerStart{std::move(run)});
  worker.handle = state->options.create_thread(state->options.create_options, WorkerStart::Run, start.get());
  if (worker.handle == nullptr) return Status(ORT_FAIL, "thread pool: custom create thread function: null seen, a thread wanted");
  static_cast<void>(start.release());   // the thread's now
  return Ok();
}

ThreadPool::ThreadPool(int threads, std::shared_ptr<State> state)
    : threads_(threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
      state_(std::move(state)) {}

ThreadPool::ThreadPool(int threads) : ThreadPool(threads, std::make_shared<State>(ThreadPoolOptions{})) {
  for (int i = 1; i < threads_; ++i) static_cast<void>(State::Start(state_));
}

StatusOr<std::unique_ptr<ThreadPool>> ThreadPool::Create(const ThreadPoolOptions& options) {
  std::unique_ptr<ThreadPool> pool(new ThreadPool(options.threads, std::make_shared<State>(options)));
  const auto workers = static_cast<size_t>(pool->threads_ - 1);
  if (!options.affinity.empty() && options.affinity.size() != workers) {
    return InvalidArgument("thread affinity: of ", options.affinity.size(), " threads seen, of ", workers,
                           " wanted: of each but the first");
  }
  for (size_t i = 0; i < workers; ++i) BERTH_RETURN_IF_ERROR(State::Start(pool->state_));
  return pool;
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->ending = true;
    state_->Look();
  }
  state_->work.notify_all();
  for (State::Worker& worker : state_->workers) {
    if (worker.handle != nullptr) {
      state_->options.join_thread(worker.handle);
    } else if (worker.thread.get_id() == std::this_thread::get_id()) {
      worker.thread.detach();   // a task that lets go of its own pool; the thread ends after it
    } else if (worker.thread.joinable()) {
      worker.thread.join();
    }
  }
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
  Loop loop(body, total, std::max(grain, even));
  if (state_->callbacks.any()) {
    const std::ptrdiff_t others = std::min<std::ptrdiff_t>((total - 1) / loop.step, threads_ - 1);
    for (std::ptrdiff_t i = 0; i < others; ++i) loop.tokens.push_back(state_->callbacks.Enqueue());
  }
  {
    std::lock_guard lock(state_->mutex);
    state_->open.push_back(&loop);
    state_->busy.store(true, std::memory_order_relaxed);
  }
  state_->work.notify_all();
  loop.Work();
  state_->Close(loop);
  for (void* token : loop.tokens) state_->callbacks.Abandon(token);
}

void ThreadPool::Schedule(std::function<void()> task) {
  const std::shared_ptr<State> state = state_;   // the task may end the pool before this returns
  void* const token = state->callbacks.Enqueue();
  {
    std::lock_guard lock(state->mutex);
    state->tasks.push_back({std::move(task), token});
    state->busy.store(true, std::memory_order_relaxed);
  }
  state->work.notify_one();
}

void ParallelFor(ThreadPool* pool, std::ptrdiff_t total, std::ptrdiff_t grain, Body body) {
  if (pool != nullptr) {
    pool->ParallelFor(total, grain, body);
  } else if (total > 0) {
    body(0, total);
  }
}

}  // namespace berth
