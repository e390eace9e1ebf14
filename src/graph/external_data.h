// Tensor data in files beside the model.
#pragma once

#include <filesystem>
#include <memory>

#include "base/mapped_file.h"
#include "graph/graph.h"

namespace berth {

// Reads the entries of a TensorProto's external_data. ORT_FAIL for a missing location or numbers that are none.
StatusOr<ExternalData> ParseExternalData(const onnx::TensorProto& proto);

// The bytes of `data`, mapped. The path must be relative, and stay inside of `folder.path` or `folder.of_file` after links are
// followed. ORT_FAIL: a path that does not, no such file, a range beyond its end, a declared length that is not `bytes`.
struct ExternalBytes {
  std::shared_ptr<const MappedFile> file;
  std::span<const std::byte> bytes;
};
StatusOr<ExternalBytes> MapExternalData(const ExternalData& data, const DataFolder& folder, size_t bytes);

}  // namespace berth
