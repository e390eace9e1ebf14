#include <chrono>

#include "device.h"

namespace npu {

Queue::Queue(int delay_us) : delay_us_(delay_us), thread_([this] { Work(); }) {}

Queue::~Queue() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  more_.notify_all();
  thread_.join();
}

uint64_t Queue::Push(std::function<void()> work) {
  std::lock_guard lock(mutex_);
  open_.push_back(std::move(work));
  more_.notify_all();
  return ++pushed_;
}

uint64_t Queue::pushed() const {
  std::lock_guard lock(mutex_);
  return pushed_;
}

bool Queue::IsDone(uint64_t ticket) const {
  std::lock_guard lock(mutex_);
  return finished_ >= ticket;
}

void Queue::Wait(uint64_t ticket) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return finished_ >= ticket; });
}

// What is open when the queue goes is still done.
void Queue::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [&] { return stop_ || !open_.empty(); });
    if (open_.empty()) return;
    const std::function<void()> work = std::move(open_.front());
    open_.pop_front();
    lock.unlock();
    if (delay_us_ > 0) std::this_thread::sleep_for(std::chrono::microseconds(delay_us_));
    work();
    lock.lock();
    ++finished_;
    done_.notify_all();
  }
}

}  // namespace npu
