// Tensor data in files beside the model.
#pragma once

#include <filesystem>
#include <memory>

#include "base/mapped_file.h"
#include "graph/graph.h"

namespace berth {

// Reads the entries of a TensorProto's external_data. ORT_FAIL for a missing location or numbers that are none.
StatusOr<ExternalData> ParseExternalData(const onnx::TensorProto& proto);

// The bytes of `data`, mapped. The path must stay inside of `folder` after links are followed: ORT_INVALID_ARGUMENT
// otherwise, and for a range beyond the end of the file; ORT_NO_SUCHFILE when it is not there.
struct ExternalBytes {
  std::shared_ptr<const MappedFile> file;
  std::span<const std::byte> bytes;
};
StatusOr<ExternalBytes> MapExternalData(const ExternalData& data, const std::filesystem::path& folder, size_t bytes);

}  // namespace berth
