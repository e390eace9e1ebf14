// The device that we make up: memory behind addresses that the host cannot read, and queues of work.
//
// An address of the device lies in a range of pages that nobody may touch: a host that reads device memory by mistake
// faults at once. What the device keeps there is elsewhere, where only we know.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace npu {

// Work in order, on a thread of its own. Any thread may push and wait.
class Queue {
 public:
  // `delay_us`: how long the device takes before each piece of work, for tests of what must wait.
  explicit Queue(int delay_us);
  ~Queue();
  Queue(const Queue&) = delete;

  // The number of the piece.
  uint64_t Push(std::function<void()> work);
  uint64_t pushed() const;
  bool IsDone(uint64_t ticket) const;
  void Wait(uint64_t ticket);
  void WaitForAll() { Wait(pushed()); }

 private:
  void Work();
  const int delay_us_;
  mutable std::mutex mutex_;
  std::condition_variable more_, done_;
  std::deque<std::function<void()>> open_;
  uint64_t pushed_ = 0, finished_ = 0;
  bool stop_ = false;
  std::thread thread_;
};

// A piece of work that memory still waits for.
struct Fence {
  std::shared_ptr<Queue> queue;
  uint64_t ticket;
};

// The memory of the device: an arena with first fit and blocks that grow together again when they are freed.
class Memory {
 public:
  static Memory& Get();

  // Null when none is left. `queue`: the one that uses the block first, or null when nobody knows. A block that was
  // freed while work was under way goes to that queue at once, to others when the work is done.
  void* Allocate(size_t bytes, const std::shared_ptr<Queue>& queue);
  // False for what is no block.
  bool Free(void* address);
  // Where the device keeps what is at `address`; null when that is none of its addresses.
  void* Translate(const void* address) const;

  // Queues that may use memory.
  std::shared_ptr<Queue> MakeQueue(int delay_us);
  // Waits for all of them.
  void Drain();

  struct Statistics {
    size_t live_blocks, live_bytes, most_bytes, allocations, largest;
  };
  Statistics statistics() const;

 private:
  Memory();
  struct Block {
    size_t bytes;
    bool free;
    std::shared_ptr<Queue> queue;  // that the block was made for
    std::vector<Fence> fences;     // of a free block
  };
  using Blocks = std::map<size_t, Block>;
  bool MayReuse(const Block& block, const Queue* queue) const;
  void MergeWithNext(Blocks::iterator block);
  std::vector<std::shared_ptr<Queue>> LiveQueues();

  char* addresses_ = nullptr;  // pages that nobody may touch
  char* store_ = nullptr;
  mutable std::mutex mutex_;  // guards what follows
  Blocks blocks_;             // by offset
  std::vector<std::weak_ptr<Queue>> queues_;
  Statistics statistics_{};
};

}  // namespace npu
