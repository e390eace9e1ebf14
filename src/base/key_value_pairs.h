// The string map of the C ABI: sorted by key, with arrays of C strings kept in step.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/handle.h"

struct OrtKeyValuePairs : berth::Tagged<berth::HandleKind::kKeyValuePairs> {
 public:
  OrtKeyValuePairs() = default;
  OrtKeyValuePairs(const OrtKeyValuePairs& other);
  OrtKeyValuePairs& operator=(const OrtKeyValuePairs& other);

  // Adds or replaces. A null key, a null value and an empty key are ignored; an empty value is legal.
  void Add(const char* key, const char* value);
  void Add(const std::string& key, const std::string& value) { Add(key.c_str(), value.c_str()); }
  void Remove(const char* key);
  // Null when absent. Valid until that entry changes.
  const char* Find(const char* key) const;
  void Clear();

  const std::map<std::string, std::string>& entries() const { return entries_; }
  // Parallel arrays in key order. Valid until the next change.
  const std::vector<const char*>& keys() const { return keys_; }
  const std::vector<const char*>& values() const { return values_; }

 private:
  void Sync();
  std::map<std::string, std::string> entries_;
  std::vector<const char*> keys_;
  std::vector<const char*> values_;
};
