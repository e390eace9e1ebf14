#include "graph/load.h"

#include <cstring>

#include "google/protobuf/arena.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "graph/gradient/gradient.h"
#include "graph/graph_builder.h"
#include "graph/infer.h"
#include "graph/injection.h"
#include "graph/schema.h"
#include "graph/wire.h"

namespace berth {
namespace {

// Smaller tensors are not worth a detour.
constexpr size_t kLiftThreshold = 1024;
// Bodies within bodies; each level is four messages deep.
constexpr int kMaxMessageDepth = 200;

// What a model's bytes say. A small message and its parts lie together, so that they come and go at once; of a large one parts
// move into the model without a copy.
class Message {
 public:
  explicit Message(size_t bytes)
      : arena_(Options()),
        proto_(bytes <= kSmall ? google::protobuf::Arena::CreateMessage<onnx::ModelProto>(&arena_) : &own_) {}
  Message(const Message&) = delete;
  onnx::ModelProto& operator*() const { return *proto_; }

 private:
  static constexpr size_t kSmall = size_t{16} << 20, kBlock = size_t{64} << 10;
  static google::protobuf::ArenaOptions Options() {
    google::protobuf::ArenaOptions options;
    options.max_block_size = kBlock;
    return options;
  }
  onnx::ModelProto own_;
  google::protobuf::Arena arena_;
  onnx::ModelProto* proto_;
};

// Model caches link a name to a file in a folder of contents: data files that are links into the same folder are fine.
DataFolder FolderOf(const std::filesystem::path& path) {
  DataFolder folder{path.parent_path(), {}};
  std::error_code error;
  if (std::filesystem::is_symlink(path, error)) folder.of_file = std::filesystem::canonical(path, error).parent_path();
  return folder;
}

Status Parse(std::string_view bytes, onnx::ModelProto& proto) {
  google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream coded(&stream);
  coded.SetRecursionLimit(kMaxMessageDepth);
  if (bytes.size() > INT32_MAX || !proto.ParseFromCodedStream(&coded) || !coded.ConsumedEntireMessage()) {
    if (bytes.size() >= 8 && bytes.substr(4, 4) == "ORTM") {   // what files of that format have there
      return Status(ORT_NOT_IMPLEMENTED, "Failed to load model: a model in ORT's own format (.ort) seen, which is not in this "
                                         "build: an ONNX model wanted");
    }
    return Error(ORT_INVALID_PROTOBUF, "Failed to load model because protobuf parsing failed: ", bytes.size(),
                 " bytes seen: no model, or cut off");
  }
  return Ok();
}

Status CheckVersions(const onnx::ModelProto& proto, const LoadOptions& options, Model& model) {
  if (!proto.has_graph()) return InvalidArgument("No graph was found in the protobuf.");
  if (!proto.has_ir_version() || proto.ir_version() > onnx::IR_VERSION || proto.ir_version() < 1) {
    return Error(ORT_FAIL, "model: IR version ", proto.ir_version(), " seen, 1 to ", static_cast<int>(onnx::IR_VERSION), " wanted");
  }
  model.ir_version = proto.ir_version();
  for (const auto& import : proto.opset_import()) {
    const std::string domain = DomainName(import.domain());
    BERTH_RETURN_IF_ERROR(CheckOpset("model", domain, import.version(), options.released_opsets_only));
    model.opsets[domain] = static_cast<int>(std::min<int64_t>(import.version(), INT32_MAX));
  }
  if (model.opsets.empty()) return Status(ORT_FAIL, "model: no opset import seen, at least one wanted");
  return Ok();
}

// The message in `bytes`, which may go afterwards.
Status Read(std::string_view bytes, const LoadOptions& options, onnx::ModelProto& proto, Model& model) {
  BERTH_RETURN_IF_ERROR(CheckCancelled(options.cancelled));
  BERTH_RETURN_IF_ERROR(Parse(bytes, proto));
  model.content_hash = HashOf(bytes);   // of all but the big weights, where those were lifted
  return Ok();
}

Status LoadMapped(const LoadOptions& options, const Logger& logger, Model& model) {
  LiftedModel lifted = LiftWeights(model.file->bytes(), kLiftThreshold);
  const Message proto(lifted.stripped.size());
  BERTH_RETURN_IF_ERROR(Read(lifted.stripped, options, *proto, model));
  lifted.stripped = std::string();
  return FillModel(*proto, lifted.raw, options, logger, model);
}

}  // namespace

uint64_t HashOf(std::string_view bytes) {
  uint64_t hash = 0x9e3779b97f4a7c15ull ^ bytes.size();
  const auto mix = [&hash](uint64_t word) {
    hash = (hash ^ word) * 0xff51afd7ed558ccdull;
    hash ^= hash >> 32;
  };
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    mix(word);
  }
  for (unsigned char byte : bytes) mix(byte);
  return hash;
}

Status FillModel(onnx::ModelProto& proto, std::span<const std::span<const std::byte>> raw, const LoadOptions& options,
                 const Logger& logger, Model& model) {
  BERTH_RETURN_IF_ERROR(CheckVersions(proto, options, model));
  model.custom_ops = options.custom_ops;
  model.producer_name = proto.producer_name();
  model.producer_version = proto.producer_version();
  model.domain = proto.domain();
  model.doc = proto.doc_string();
  if (proto.has_model_version()) model.model_version = proto.model_version();
  for (const auto& entry : proto.metadata_props()) model.metadata[entry.key()] = entry.value();
  BERTH_RETURN_IF_ERROR(model.functions.Take(proto, options.released_opsets_only));
  BERTH_RETURN_IF_ERROR(BuildGraph(*proto.mutable_graph(), raw, model.graph()));
  if (options.injection != nullptr) BERTH_RETURN_IF_ERROR(Inject(*options.injection, model.graph()));
  BERTH_RETURN_IF_ERROR(CheckCancelled(options.cancelled));
  BERTH_RETURN_IF_ERROR(InferTypes(model.graph(), options.strict_inference, logger));
  return ReplaceGradients(model.graph(), logger);
}

StatusOr<std::map<std::string, std::string>> ReadMetadata(std::span<const std::byte> bytes) {
  onnx::ModelProto proto;
  const Status parsed = Parse(LiftWeights(bytes, kLiftThreshold).stripped, proto);
  if (!parsed.ok()) return Error(ORT_INVALID_GRAPH, parsed.message());
  std::map<std::string, std::string> metadata;
  for (const auto& entry : proto.metadata_props()) metadata[entry.key()] = entry.value();
  return metadata;
}

Status CheckCancelled(const std::atomic<bool>* cancelled) {
  if (cancelled == nullptr || !cancelled->load(std::memory_order_relaxed)) return Ok();
  return Status(ORT_MODEL_LOAD_CANCELED, "model: loading was cancelled by the application");
}

StatusOr<std::unique_ptr<Model>> LoadModelFile(const std::filesystem::path& path, const LoadOptions& options,
                                               const Logger& logger) {
  auto model = std::make_unique<Model>();
  auto file = MappedFile::Open(path);
  if (!file.ok()) return std::move(file).status().Annotate(absl::StrCat("Load model from ", path.string(), " failed"));
  model->file = std::move(*file);
  model->path = path;
  model->data_folder = FolderOf(path);
  Status loaded = LoadMapped(options, logger, *model);
  if (!loaded.ok()) return std::move(loaded).Annotate(absl::StrCat("Load model from ", path.string(), " failed"));
  return model;
}

StatusOr<std::unique_ptr<Model>> LoadModelBytes(std::span<const std::byte> bytes, const LoadOptions& options,
                                                const Logger& logger) {
  auto model = std::make_unique<Model>();
  model->data_folder.path = options.data_folder;
  // The caller's bytes go away: everything is copied, by protobuf.
  const Message proto(bytes.size());
  BERTH_RETURN_IF_ERROR(Read({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, options, *proto, *model));
  BERTH_RETURN_IF_ERROR(FillModel(*proto, {}, options, logger, *model));
  return model;
}

}  // namespace berth
