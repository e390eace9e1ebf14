#include "cli/files.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace berth::cli {

std::string ReadFile(const std::filesystem::path& path, ExitCode code) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) throw Failure(code, Cat(path.string(), ": a folder seen, a file wanted"));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Failure(code, Cat(path.string(), ": ", std::strerror(errno != 0 ? errno : EIO)));
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) throw Failure(code, Cat(path.string(), ": ", std::strerror(EIO)));
  return bytes;
}

void WriteFile(const std::filesystem::path& path, const std::string& bytes) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) throw Failure(kFailed, Cat(path.string(), ": cannot be written: ", std::strerror(errno != 0 ? errno : EIO)));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file) return;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) std::filesystem::remove(path, ignored);
  throw Failure(kFailed, Cat(path.string(), ": cannot be written: ", std::strerror(errno != 0 ? errno : EIO)));
}

}  // namespace berth::cli
