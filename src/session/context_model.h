// The model that is written when EPs have compiled one: with EPContext nodes in place of what they took.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "plan/partition.h"
#include "session/session_options.h"

namespace berth {

// Session entry: compile without the weights, where the EPs can.
inline constexpr char kWeightlessEntry[] = "ep.enable_weightless";

// Where the model goes, and how.
struct ContextModelOutput {
  struct Buffer {
    OrtAllocator* allocator;
    void** data;
    size_t* size;
  };
  struct Stream {
    OrtWriteBufferFunc write;
    void* state;
  };
  std::variant<std::monostate, std::filesystem::path, Buffer, Stream> target;   // monostate: the default path
  std::optional<std::filesystem::path> weights_file;   // beside the model: weights of at least `weights_threshold` bytes
  size_t weights_threshold = 0;
  OrtGetInitializerLocationFunc weight_location = nullptr;   // in place of `weights_file`
  void* weight_location_state = nullptr;
  bool must_compile = false;       // ORT_FAIL when no node was compiled
  bool may_replace = true;         // an existing file; else ORT_FAIL
  bool write_uncompiled = true;    // when no node was compiled
};

// What session.ep.context_* entries ask for: nothing unless ep.context_enable is "1".
std::optional<ContextModelOutput> ContextOutputOf(const OrtSessionOptions& options);

// Puts a path in place of the default one, from the entry ep.context_file_path, else beside the model. Before any EP compiles.
// Errors: ORT_FAIL without a path for a model from memory, and for an existing file that must stay; ORT_INVALID_ARGUMENT for a
// path that is a folder or has no file extension.
Status ResolveOutput(ContextModelOutput& output, const OrtSessionOptions& options, const std::filesystem::path& model_path,
                     bool from_memory);

// Whether EPs can do what the entry asks for; those from before API 29 cannot say and get a WARNING. ORT_NOT_IMPLEMENTED for one
// that does not say, ORT_EP_FAIL for one that cannot.
Status CheckWeightless(const OrtSessionOptions& options, std::span<const std::unique_ptr<EpInstance>> eps, const Logger& logger);

// Writes the model of a partitioned graph. Whether any node was compiled is for `output` to judge.
// Errors: ORT_FAIL when none was and one must, for a fused node without a context node; ORT_INVALID_GRAPH for one of another
// name; ORT_INVALID_PROTOBUF for more than 2 GB; those of the file system, of the EP, and of the functions in `output`.
Status WriteContextModel(const Model& model, const PartitionResult& partition,
                         std::span<const std::unique_ptr<EpInstance>> eps, const ContextModelOutput& output,
                         const Logger& logger);

}  // namespace berth
