// A file for a test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace berth::testing {

// A file in a folder of its own, gone with this.
class TempFile {
 public:
  explicit TempFile(const std::string& text) {
    std::string folder = (std::filesystem::temp_directory_path() / "berth_hardware_XXXXXX").string();
    folder_ = mkdtemp(folder.data());
    path_ = folder_ + "/hardware.json";
    std::ofstream(path_) << text;
  }
  TempFile(const TempFile&) = delete;
  ~TempFile() { std::filesystem::remove_all(folder_); }
  const char* path() const { return path_.c_str(); }

 private:
  std::string folder_, path_;
};

}  // namespace berth::testing
