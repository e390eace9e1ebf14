#include "base/key_value_pairs.h"

OrtKeyValuePairs::OrtKeyValuePairs(const OrtKeyValuePairs& other) : Tagged(), entries_(other.entries_) { Sync(); }

OrtKeyValuePairs& OrtKeyValuePairs::operator=(const OrtKeyValuePairs& other) {
  if (this != &other) {
    entries_ = other.entries_;
    Sync();
  }
  return *this;
}

void OrtKeyValuePairs::Add(const char* key, const char* value) {
  if (key == nullptr || value == nullptr || *key == '\0') return;
  entries_.insert_or_assign(key, value);
  Sync();
}

void OrtKeyValuePairs::Remove(const char* key) {
  if (key == nullptr || entries_.erase(key) == 0) return;
  Sync();
}

const char* OrtKeyValuePairs::Find(const char* key) const {
  if (key == nullptr) return nullptr;
  auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : found->second.c_str();
}

void OrtKeyValuePairs::Clear() {
  entries_.clear();
  Sync();
}

void OrtKeyValuePairs::Sync() {
  keys_.clear();
  values_.clear();
  for (const auto& [key, value] : entries_) {
    keys_.push_back(key.c_str());
    values_.push_back(value.c_str());
  }
}
