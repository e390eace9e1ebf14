#include "cli/outputs.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/failure.h"
#include "cli/files.h"
#include "cli/inputs.h"
#include "cli/npy.h"
#include "cli/tensor_proto.h"

namespace berth::cli {
namespace {

// Names of values may hold slashes and colons; those of files had better not.
std::string FileName(const std::string& name, std::set<std::string>& taken) {
  std::string file = name;
  for (char& c : file) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (!plain) c = '_';
  }
  if (file.empty() || file[0] == '.') file.insert(0, "_");
  const std::string stem = file;
  for (int n = 2; !taken.insert(file).second; ++n) file = Cat(stem, "_", n);
  return file;
}

std::string Encode(const std::string& extension, const std::string& name, const Ort::Value& value) {
  const HostTensor tensor = FromValue(name, value);
  return extension == ".pb" ? WriteTensorProto(name, tensor) : WriteNpy(tensor, Cat("output \"", name, "\""));
}

std::string EncodeAll(const std::vector<std::string>& names, const std::vector<Ort::Value>& values) {
  std::vector<std::pair<std::string, HostTensor>> arrays;
  for (size_t i = 0; i < names.size(); ++i) arrays.emplace_back(names[i], FromValue(names[i], values[i]));
  return WriteNpz(arrays, "output");
}

bool IsArchive(const std::string& text) {
  return text.find('=') == std::string::npos && std::filesystem::path(text).extension() == ".npz";
}

}  // namespace

void CheckOutputs(const OutputArguments& arguments, const std::vector<std::string>& names) {
  for (const std::string& text : arguments.files) {
    if (IsArchive(text)) continue;
    const auto [name, file] = SplitPair(text, "--output");
    const std::string extension = std::filesystem::path(file).extension().string();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      std::string all;
      for (const std::string& one : names) all += Cat(all.empty() ? "" : ", ", "\"", one, "\"");
      throw Failure(kUsage, Cat("--output: \"", name, "\" seen, ", all, " wanted"));
    }
    if (extension != ".npy" && extension != ".pb") {
      throw Failure(kUsage, Cat("--output: \"", text, "\" seen, NAME=FILE.npy, NAME=FILE.pb or FILE.npz wanted"));
    }
  }
}

std::vector<std::string> SaveOutputs(const OutputArguments& arguments, const std::vector<std::string>& names,
                                     const std::vector<Ort::Value>& values) {
  std::vector<std::string> written;
  const auto save = [&](const std::filesystem::path& path, const std::string& bytes) {
    WriteFile(path, bytes);
    written.push_back(path.string());
  };
  for (const std::string& text : arguments.files) {
    if (IsArchive(text)) {
      save(text, EncodeAll(names, values));
      continue;
    }
    const auto [name, file] = SplitPair(text, "--output");
    const size_t at = static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    save(file, Encode(std::filesystem::path(file).extension().string(), name, values[at]));
  }
  if (arguments.folder.empty()) return written;
  const std::filesystem::path folder(arguments.folder);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Failure(kFailed, Cat("--save: ", arguments.folder, ": ", error.message()));
  if (arguments.format == "npz") {
    save(folder / "outputs.npz", EncodeAll(names, values));
    return written;
  }
  std::set<std::string> taken;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string extension = "." + arguments.format;
    save(folder / (FileName(names[i], taken) + extension), Encode(extension, names[i], values[i]));
  }
  return written;
}

}  // namespace berth::cli
