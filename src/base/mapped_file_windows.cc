#include <windows.h>

#include "base/mapped_file.h"

namespace berth {
namespace {

class Handle {
 public:
  explicit Handle(HANDLE handle) : handle_(handle) {}
  ~Handle() {
    if (valid()) CloseHandle(handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  bool valid() const { return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE; }
  HANDLE get() const { return handle_; }

 private:
  HANDLE handle_;
};

Status SystemError(const std::filesystem::path& path) {
  const DWORD error = GetLastError();
  const bool missing = error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
  return Error(missing ? ORT_NO_SUCHFILE : ORT_FAIL, "file ", path.string(), ": Windows error ", error);
}

}  // namespace

StatusOr<std::shared_ptr<const MappedFile>> MappedFile::Open(const std::filesystem::path& path) {
  Handle file(CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL,
                          nullptr));
  if (!file.valid()) return SystemError(path);
  LARGE_INTEGER size{};
  if (!GetFileSizeEx(file.get(), &size)) return SystemError(path);
  std::span<const std::byte> bytes;
  if (size.QuadPart > 0) {
    Handle mapping(CreateFileMappingW(file.get(), nullptr, PAGE_READONLY, 0, 0, nullptr));
    if (!mapping.valid()) return SystemError(path);
    const void* address = MapViewOfFile(mapping.get(), FILE_MAP_READ, 0, 0, 0);
    if (address == nullptr) return SystemError(path);
    bytes = {static_cast<const std::byte*>(address), static_cast<size_t>(size.QuadPart)};
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(bytes));
}

void MappedFile::Forget(std::span<const std::byte>) const {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) UnmapViewOfFile(bytes_.data());
}

}  // namespace berth
