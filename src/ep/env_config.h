// The configuration entries of the environment, with a lock of their own: EPs read them while they are being registered.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/key_value_pairs.h"

namespace berth {

class EnvConfig {
 public:
  EnvConfig() = default;
  explicit EnvConfig(OrtKeyValuePairs entries) : entries_(std::move(entries)) {}

  OrtKeyValuePairs Copy() const {
    std::lock_guard lock(mutex_);
    return entries_;
  }
  std::optional<std::string> Find(const char* key) const {
    std::lock_guard lock(mutex_);
    const char* value = entries_.Find(key);
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  }
  // Nothing as value removes the entry.
  void Set(const char* key, const std::optional<std::string>& value) {
    std::lock_guard lock(mutex_);
    value ? entries_.Add(key, value->c_str()) : entries_.Remove(key);
  }

 private:
  mutable std::mutex mutex_;
  OrtKeyValuePairs entries_;
};

}  // namespace berth
