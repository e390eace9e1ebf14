// Objects of the C API by their type: one that lives, and one that has been released.
#pragma once

#include <functional>
#include <map>

namespace berth::testing {

class Objects {
 public:
  using TypeKey = const void*;
  template <typename T>
  static TypeKey KeyOf() {
    static const char key = 0;
    return &key;
  }

  // How an object is made, and what lets go of it; none for one that only lives while a callback runs.
  template <typename T>
  void Add(std::function<T*()> make, std::function<void(T*)> release = nullptr) {
    Entry& entry = entries_[KeyOf<T>()];
    entry.make = [make]() -> void* { return make(); };
    entry.release = nullptr;
    if (release) entry.release = [release](void* object) { release(static_cast<T*>(object)); };
  }
  // One that lives until it is taken off.
  template <typename T>
  void Lend(const T* object) {
    Add<T>([object] { return const_cast<T*>(object); });
  }
  template <typename T>
  void TakeOff() {
    entries_.erase(KeyOf<T>());
  }

  bool Has(TypeKey type) const { return entries_.contains(type); }
  bool CanRelease(TypeKey type) const { return Has(type) && entries_.at(type).release; }
  void* Make(TypeKey type) const { return entries_.at(type).make(); }
  void* MakeReleased(TypeKey type) const {
    void* object = Make(type);
    entries_.at(type).release(object);
    return object;
  }
  template <typename T>
  T* Make() const {
    return static_cast<T*>(Make(KeyOf<T>()));
  }

 private:
  struct Entry {
    std::function<void*()> make;
    std::function<void(void*)> release;
  };
  std::map<TypeKey, Entry> entries_;
};

}  // namespace berth::testing
