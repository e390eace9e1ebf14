// A shared library opened at run time with its symbols kept to itself.
//
//   path     as the system takes it (UTF-8 here, converted on Windows); no search of our own
//   owns     the library's handle; closing happens at destruction, after the last user
//   threads  immutable after Open
#pragma once

#include <filesystem>
#include <memory>
#include <utility>

#include "base/status.h"

namespace berth {

class DynamicLibrary {
 public:
  // Opens with local scope and all symbols bound now. Error: ORT_FAIL with path and the loader's own text.
  static StatusOr<std::unique_ptr<DynamicLibrary>> Open(const std::filesystem::path& path);
  ~DynamicLibrary();
  DynamicLibrary(const DynamicLibrary&) = delete;
  DynamicLibrary& operator=(const DynamicLibrary&) = delete;

  // Address of an exported symbol. Error: ORT_FAIL with path and symbol.
  StatusOr<void*> Symbol(const char* name) const;
  const std::filesystem::path& path() const { return path_; }
  // Leaves the library mapped for the rest of the process: for a plugin that says it cannot be released.
  void Keep() { handle_ = nullptr; }
  // The system's handle, which the caller closes.
  void* Detach() { return std::exchange(handle_, nullptr); }

 private:
  DynamicLibrary(std::filesystem::path path, void* handle) : path_(std::move(path)), handle_(handle) {}
  std::filesystem::path path_;
  void* handle_;
};

// A function that the program itself, or a library it is linked with, exports; null when there is none.
void* FindInProcess(const char* name);

// Folder of the file that holds the code of this library: relative EP paths start there.
std::filesystem::path RuntimeFolder();

}  // namespace berth
