#include "graph/external_data.h"

#include <algorithm>

#include "absl/strings/numbers.h"

namespace berth {
namespace {

namespace fs = std::filesystem;

// Whether a path without links is inside of a folder.
bool IsInside(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, error);
  return !error && std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

StatusOr<int64_t> Number(const std::string& tensor, const onnx::StringStringEntryProto& entry) {
  int64_t number = 0;
  if (absl::SimpleAtoi(entry.value(), &number) && number >= 0) return number;
  return Error(ORT_FAIL, "initializer \"", tensor, "\": external data: ", entry.key(), " \"", entry.value(),
               "\" seen, a number wanted");
}

}  // namespace

StatusOr<ExternalData> ParseExternalData(const onnx::TensorProto& proto) {
  ExternalData data;
  for (const auto& entry : proto.external_data()) {
    if (entry.key() == "location") {
      data.location = entry.value();
    } else if (entry.key() == "offset") {
      BERTH_ASSIGN_OR_RETURN(data.offset, Number(proto.name(), entry));
    } else if (entry.key() == "length") {
      BERTH_ASSIGN_OR_RETURN(int64_t length, Number(proto.name(), entry));
      data.bytes = static_cast<size_t>(length);
    }
  }
  if (data.location.empty()) {
    return Error(ORT_FAIL, "initializer \"", proto.name(), "\": external data: no location");
  }
  return data;
}

StatusOr<ExternalBytes> MapExternalData(const ExternalData& data, const DataFolder& folder, size_t bytes) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical((folder.path.empty() ? fs::path(".") : folder.path) / data.location, error);
  const bool relative = fs::path(data.location).is_relative();
  if (error || !relative || !(IsInside(path, folder.path) || (!folder.of_file.empty() && IsInside(path, folder.of_file)))) {
    return Error(ORT_FAIL, "external data \"", data.location, "\": leaves the model's folder ", folder.path.string());
  }
  auto file = MappedFile::Open(path);
  if (!file.ok()) return Error(ORT_FAIL, "external data \"", data.location, "\": ", file.status().message());
  const std::span<const std::byte> all = (*file)->bytes();
  const auto offset = static_cast<size_t>(data.offset);
  const bool in_range = offset <= all.size() && bytes <= all.size() - offset;
  if (!in_range || (data.bytes != 0 && data.bytes != bytes)) {
    return Error(ORT_FAIL, "external data ", path.string(), ": ", all.size(), " bytes in the file, length ", data.bytes,
                 " declared; ", bytes, " bytes from ", offset, " wanted");
  }
  return ExternalBytes{*file, all.subspan(offset, bytes)};
}

}  // namespace berth
