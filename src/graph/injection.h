// What an application gives a model beside its file: weights, and sizes of free dimensions.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace berth {

// A tensor in memory of the application, which outlives the session. No strings.
struct GivenTensor {
  ElementType type;
  Dims dims;
  std::span<const std::byte> bytes;
};

struct Injection {
  std::map<std::string, GivenTensor> initializers;                // OrtApi::AddInitializer; unknown names are ignored
  std::map<std::string, GivenTensor> external_initializers;       // OrtApi::AddExternalInitializers
  std::map<std::string, std::span<const std::byte>> files;        // by normal path: the files that external data name
  std::vector<std::pair<std::string, int64_t>> free_dimensions;   // by name
  std::vector<std::pair<std::string, int64_t>> denoted_dimensions;   // by denotation, which case does not count in
};

// The key of a file in Injection::files.
std::string NormalFileName(const std::string& path);

// Applies it to the main graph as it was read, before types are inferred.
// Errors: ORT_FAIL for a weight of another type or shape than the model says; for one of `external_initializers` that is not
// there or not external; with `files`, for external data of another file or beyond the end of it; for a dimension below 0.
// ORT_INVALID_ARGUMENT for a denoted dimension that the model fixes to another size.
Status Inject(const Injection& injection, Graph& graph);

}  // namespace berth
