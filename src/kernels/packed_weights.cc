#include "kernels/packed_weights.h"

#include <cstring>
#include <string_view>

std::shared_ptr<const berth::Buffer> OrtPrepackedWeightsContainer::Share(std::shared_ptr<const berth::Buffer> made,
                                                                         size_t bytes) {
  const uint64_t hash = std::hash<std::string_view>()({static_cast<const char*>(made->data()), bytes});
  std::lock_guard lock(mutex_);
  const auto [begin, end] = entries_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry) {
    const Entry& known = entry->second;
    if (known.bytes == bytes && std::memcmp(known.buffer->data(), made->data(), bytes) == 0) return known.buffer;
  }
  entries_.emplace(hash, Entry{made, bytes});
  return made;
}

size_t OrtPrepackedWeightsContainer::buffer_count() const {
  std::lock_guard lock(mutex_);
  return entries_.size();
}
