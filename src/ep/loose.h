// Objects that were made for an EP and that it still owns: EP devices it has not handed over, hardware it made up.
//
// What comes back from an EP is looked up here by its address before it is touched, so that a foreign pointer, one that was
// released already and one that is handed over twice are told apart without reading through them. Any thread.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace berth {

template <typename T>
class Loose {
 public:
  T* Add(std::unique_ptr<T> object) {
    std::lock_guard lock(mutex_);
    objects_.push_back(std::move(object));
    return objects_.back().get();
  }
  // The object itself; null when `pointer` is none of them.
  std::unique_ptr<T> Take(const T* pointer) {
    std::lock_guard lock(mutex_);
    auto found = std::find_if(objects_.begin(), objects_.end(), [&](const auto& object) { return object.get() == pointer; });
    if (found == objects_.end()) return nullptr;
    std::unique_ptr<T> taken = std::move(*found);
    objects_.erase(found);
    return taken;
  }
  bool Has(const T* pointer) const {
    std::lock_guard lock(mutex_);
    return std::any_of(objects_.begin(), objects_.end(), [&](const auto& object) { return object.get() == pointer; });
  }
  // Frees those that `matches` picks.
  template <typename Matches>
  void Drop(Matches&& matches) {
    std::lock_guard lock(mutex_);
    std::erase_if(objects_, [&](const auto& object) { return matches(*object); });
  }
  size_t size() const {
    std::lock_guard lock(mutex_);
    return objects_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<T>> objects_;
};

}  // namespace berth
