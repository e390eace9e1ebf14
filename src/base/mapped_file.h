// A file mapped read-only into memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "base/status.h"

namespace berth {

class MappedFile {
 public:
  // Errors: ORT_NO_SUCHFILE when it does not exist, ORT_FAIL when it cannot be read or is no regular file; with path and
  // the system's text. An empty file maps to an empty span.
  static StatusOr<std::shared_ptr<const MappedFile>> Open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // Valid while this object lives.
  std::span<const std::byte> bytes() const { return bytes_; }
  // Gives back the memory of a part of the file that nobody reads for now; it is read again when somebody does. A wish: what is
  // not a whole page stays, small parts wait until they are many, and nothing happens where the system has no way. Bytes that are
  // not of this file are left alone. Any thread.
  void Forget(std::span<const std::byte> bytes) const;

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
  mutable std::atomic<size_t> waiting_{0};   // bytes of small parts that were to be forgotten
};

}  // namespace berth
