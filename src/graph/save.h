// A model as it stands in memory, into a file.
#pragma once

#include <cstdint>
#include <filesystem>

#include "graph/model.h"

namespace berth {

struct SaveOptions {
  std::filesystem::path weights_file;   // beside the model: for initializers of at least `weights_from` bytes; empty: all inside
  uint64_t weights_from = 1024;
};

// Errors: those of WriteModel (write.h); ORT_FAIL for a node that an EP compiled, for a file that cannot be written, and for more
// than the 2 GB of a message; ORT_INVALID_ARGUMENT for a file that cannot be opened.
Status SaveModel(const Model& model, const std::filesystem::path& path, const SaveOptions& options);

}  // namespace berth
