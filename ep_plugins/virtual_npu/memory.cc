#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "device.h"

namespace npu {
namespace {

constexpr size_t kBytes = size_t{1} << 30;  // reserved, not used, until the device writes there
constexpr size_t kAlignment = 256;

char* Reserve(int protection) {
  void* pages = mmap(nullptr, kBytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return static_cast<char*>(pages);
}

}  // namespace

Memory& Memory::Get() {
  static auto* memory = new Memory();  // queues and blocks may outlive static destructors
  return *memory;
}

Memory::Memory() : addresses_(Reserve(PROT_NONE)), store_(Reserve(PROT_READ | PROT_WRITE)) {
  blocks_.emplace(0, Block{kBytes, true, nullptr, {}});
}

bool Memory::MayReuse(const Block& block, const Queue* queue) const {
  return std::all_of(block.fences.begin(), block.fences.end(), [&](const Fence& fence) {
    return fence.queue.get() == queue || fence.queue->IsDone(fence.ticket);
  });
}

void* Memory::Allocate(size_t bytes, const std::shared_ptr<Queue>& queue) {
  if (bytes > kBytes) return nullptr;
  const size_t size = std::max<size_t>((bytes + kAlignment - 1) / kAlignment * kAlignment, kAlignment);
  std::unique_lock lock(mutex_);
  auto find = [&] {
    return std::find_if(blocks_.begin(), blocks_.end(), [&](const auto& entry) {
      return entry.second.free && entry.second.bytes >= size && MayReuse(entry.second, queue.get());
    });
  };
  auto found = find();
  if (found == blocks_.end()) {
    // What others have given back is free once they are done with it.
    lock.unlock();
    Drain();
    lock.lock();
    for (auto block = blocks_.begin(); block != blocks_.end(); ++block) {
      if (block->second.free) MergeWithNext(block);
    }
    found = find();
  }
  if (found == blocks_.end()) return nullptr;
  Block& block = found->second;
  if (block.bytes > size) {
    blocks_.emplace(found->first + size, Block{block.bytes - size, true, nullptr, block.fences});
    block.bytes = size;
  }
  block.free = false;
  block.queue = queue;
  block.fences.clear();
  ++statistics_.live_blocks;
  ++statistics_.allocations;
  statistics_.live_bytes += size;
  statistics_.most_bytes = std::max(statistics_.most_bytes, statistics_.live_bytes);
  statistics_.largest = std::max(statistics_.largest, bytes);
  return addresses_ + found->first;
}

bool Memory::Free(void* address) {
  std::vector<std::shared_ptr<Queue>> all = LiveQueues();
  std::lock_guard lock(mutex_);
  const auto offset = static_cast<size_t>(static_cast<char*>(address) - addresses_);
  auto found = blocks_.find(offset);
  if (found == blocks_.end() || found->second.free) return false;
  Block& block = found->second;
  block.free = true;
  if (block.queue != nullptr) all = {std::move(block.queue)};
  for (auto& queue : all) block.fences.push_back({queue, queue->pushed()});
  --statistics_.live_blocks;
  statistics_.live_bytes -= block.bytes;
  MergeWithNext(found);
  if (found != blocks_.begin() && std::prev(found)->second.free) MergeWithNext(std::prev(found));
  return true;
}

// Blocks that nobody waits for, with all that follow on each other: what is still in use would take the rest with it.
void Memory::MergeWithNext(Blocks::iterator block) {
  auto is_idle = [](Block& candidate) {
    std::erase_if(candidate.fences, [](const Fence& fence) { return fence.queue->IsDone(fence.ticket); });
    return candidate.free && candidate.fences.empty();
  };
  if (!is_idle(block->second)) return;
  for (auto next = std::next(block); next != blocks_.end() && is_idle(next->second); next = blocks_.erase(next)) {
    block->second.bytes += next->second.bytes;
  }
}

void* Memory::Translate(const void* address) const {
  const char* at = static_cast<const char*>(address);
  return at >= addresses_ && at < addresses_ + kBytes ? store_ + (at - addresses_) : nullptr;
}

std::shared_ptr<Queue> Memory::MakeQueue(int delay_us) {
  auto queue = std::make_shared<Queue>(delay_us);
  std::lock_guard lock(mutex_);
  std::erase_if(queues_, [](const auto& known) { return known.expired(); });
  queues_.push_back(queue);
  return queue;
}

std::vector<std::shared_ptr<Queue>> Memory::LiveQueues() {
  std::vector<std::shared_ptr<Queue>> live;
  std::lock_guard lock(mutex_);
  for (const auto& queue : queues_) {
    if (auto alive = queue.lock()) live.push_back(std::move(alive));
  }
  return live;
}

void Memory::Drain() {
  for (const auto& queue : LiveQueues()) queue->WaitForAll();
}

Memory::Statistics Memory::statistics() const {
  std::lock_guard lock(mutex_);
  return statistics_;
}

}  // namespace npu
