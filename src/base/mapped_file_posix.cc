#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "base/mapped_file.h"

namespace berth {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Status SystemError(const std::filesystem::path& path, int error) {
  return Error(error == ENOENT || error == ENOTDIR ? ORT_NO_SUCHFILE : ORT_FAIL, "file ", path.string(), ": ",
               std::strerror(error));
}

}  // namespace

StatusOr<std::shared_ptr<const MappedFile>> MappedFile::Open(const std::filesystem::path& path) {
  FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return SystemError(path, errno);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return SystemError(path, errno);
  if (!S_ISREG(info.st_mode)) return Error(ORT_FAIL, "file ", path.string(), ": no regular file");
  std::span<const std::byte> bytes;
  if (info.st_size > 0) {
    const size_t size = static_cast<size_t>(info.st_size);
    void* address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (address == MAP_FAILED) return SystemError(path, errno);
    bytes = {static_cast<const std::byte*>(address), size};
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(bytes));
}

void MappedFile::Forget(std::span<const std::byte> bytes) const {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<uintptr_t>(bytes_.data()), end = start + bytes_.size();
  const auto first = reinterpret_cast<uintptr_t>(bytes.data()), last = first + bytes.size();
  if (first < start || last > end) return;
  // A call to the system takes longer than reading a small part again.
  constexpr size_t kSmall = size_t{1} << 20, kMany = size_t{8} << 20;
  if (bytes.size() < kSmall && bytes.size() < bytes_.size()) {
    if (waiting_.fetch_add(bytes.size(), std::memory_order_relaxed) < kMany) return;
    waiting_.store(0, std::memory_order_relaxed);
    return Forget(bytes_);
  }
  // The page behind the file's last byte belongs to nobody else.
  const uintptr_t from = (first + page - 1) / page * page, to = last == end ? last : last / page * page;
  if (from < to) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);   // a private map, never written to
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace berth
