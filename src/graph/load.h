// From a parsed model to a Model: what loading from a file and from bytes have in common.
#pragma once

#include <span>
#include <vector>

#include "graph/model.h"

namespace berth {

// Fills `model`, in which path, folder and file are set, from `proto`, whose parts are moved out. `raw`: see graph_builder.h.
// Errors: those of LoadModelFile.
Status FillModel(onnx::ModelProto& proto, std::span<const std::span<const std::byte>> raw, const LoadOptions& options,
                 const Logger& logger, Model& model);

// Entries of the metadata of a model that is not loaded. ORT_INVALID_GRAPH for bytes that are no model.
StatusOr<std::map<std::string, std::string>> ReadMetadata(std::span<const std::byte> bytes);

// A hash of a model's structure that is the same in every process.
uint64_t HashOf(std::string_view bytes);

}  // namespace berth
