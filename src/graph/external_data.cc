#include "graph/external_data.h"

#include <algorithm>

#include "absl/strings/numbers.h"

namespace berth {
namespace {

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

StatusOr<ExternalBytes> MapExternalData(const ExternalData& data, const std::filesystem::path& folder, size_t bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, error);
  const fs::path path = fs::weakly_canonical(root / data.location, error);
  const auto [end_of_root, unused] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  const bool inside = end_of_root == root.end() && fs::path(data.location).is_relative();
  if (error || !inside) {
    return InvalidArgument("external data \"", data.location, "\": leaves the model's folder ", root.string());
  }
  BERTH_ASSIGN_OR_RETURN(auto file, MappedFile::Open(path));
  const auto offset = static_cast<size_t>(data.offset);
  if (offset > file->bytes().size() || bytes > file->bytes().size() - offset || (data.bytes != 0 && data.bytes != bytes)) {
    return InvalidArgument("external data ", path.string(), ": ", file->bytes().size(), " bytes in the file, length ",
                           data.bytes, " declared; ", bytes, " bytes from ", offset, " wanted");
  }
  return ExternalBytes{file, file->bytes().subspan(offset, bytes)};
}

}  // namespace berth
