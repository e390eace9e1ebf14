// A loaded model: the main graph and what surrounds it.
#pragma once

#include <atomic>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "base/log.h"
#include "base/mapped_file.h"
#include "graph/function.h"
#include "graph/graph.h"

namespace berth {

class CustomOps;

class Model {
 public:
  Model() : graph_(std::make_unique<Graph>(*this)) {}

  Graph& graph() { return *graph_; }
  const Graph& graph() const { return *graph_; }

  DataFolder data_folder;                   // the model's own, else one given for a model from memory
  std::filesystem::path path;               // as the application gave it; empty for a model from memory
  int64_t ir_version = 0;
  std::string producer_name, producer_version, domain, doc;
  int64_t model_version = std::numeric_limits<int64_t>::max();  // that for a model that gives none, as the C API says it
  OpsetImports opsets;
  FunctionTable functions;                  // the model's own
  std::shared_ptr<const CustomOps> custom_ops;   // of the session; null when it has none
  std::map<std::string, std::string> metadata;
  std::shared_ptr<const MappedFile> file;   // keeps mapped initializers alive; null for a model from memory
  uint64_t content_hash = 0;                // of the model's bytes

  // For names that must be new in the model.
  uint64_t NextNumber() { return next_number_++; }
  // A copy of `imports` that lives as long as the model, one for each different content.
  const OpsetImports* KeepImports(OpsetImports imports) { return &*kept_imports_.insert(std::move(imports)).first; }

 private:
  std::unique_ptr<Graph> graph_;
  uint64_t next_number_ = 1;
  std::set<OpsetImports> kept_imports_;
};

struct Injection;   // injection.h

// How a model is read.
struct LoadOptions {
  bool strict_inference = false;            // session.strict_shape_type_inference: a contradiction is an error
  bool released_opsets_only = true;         // session.allow_released_opsets_only
  // Where external data of a model from memory is, which must not leave it; empty: the working directory. That of a model from a
  // file is in the file's folder.
  std::filesystem::path data_folder;
  std::shared_ptr<const CustomOps> custom_ops;   // that the model may use; null: none
  const Injection* injection = nullptr;     // what the application gives beside the file
  const std::atomic<bool>* cancelled = nullptr;   // set when loading shall end with ORT_MODEL_LOAD_CANCELED
};

// ORT_MODEL_LOAD_CANCELED when the flag is set; null is never set.
Status CheckCancelled(const std::atomic<bool>* cancelled);

// Reads, checks and resolves a model: parsed, names wired, schemas found, defaults filled in, types inferred. The file
// stays mapped while the model lives.
// Errors, with ORT's codes:
//   ORT_NO_SUCHFILE        no such file
//   ORT_INVALID_PROTOBUF   not a model, or cut off
//   ORT_INVALID_ARGUMENT   no graph in it; a node input that nothing defines
//   ORT_INVALID_GRAPH      a node that its operator's schema refuses: unknown operator, domain without opset import,
//                          attributes, counts, input types
//   ORT_FAIL               IR version or opset not known, a name defined twice, a cycle, an output that nothing makes,
//                          contradicting types
StatusOr<std::unique_ptr<Model>> LoadModelFile(const std::filesystem::path& path, const LoadOptions& options,
                                               const Logger& logger);
// The same from memory, which is copied where needed: the caller may free it afterwards.
StatusOr<std::unique_ptr<Model>> LoadModelBytes(std::span<const std::byte> bytes, const LoadOptions& options,
                                                const Logger& logger);

}  // namespace berth
