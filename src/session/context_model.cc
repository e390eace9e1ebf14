#include "session/context_model.h"

#include <fstream>

#include <onnxruntime_ep_device_ep_metadata_keys.h>
#include <onnxruntime_session_options_config_keys.h>

#include "base/foreign.h"
#include "ep/guard.h"
#include "ep/slots.h"
#include "graph/initializer.h"
#include "graph/load.h"
#include "graph/write.h"

namespace berth {
namespace {

constexpr size_t kChunk = 64 * 1024;   // that a write function gets at a time
constexpr size_t kWeightAlignment = 64;

// Where the numbers of weights go.
class WeightPlacer {
 public:
  WeightPlacer(const ContextModelOutput& output, std::filesystem::path folder)
      : output_(output), folder_(std::move(folder)) {}

  Status Place(const Value& value, onnx::TensorProto& tensor) {
    if (value.initializer->proto.data_type() == onnx::TensorProto::STRING) return EmbedWeight(value, tensor);
    if (output_.weight_location != nullptr) return AskLocation(value, tensor);
    if (!output_.weights_file) return EmbedWeight(value, tensor);
    BERTH_ASSIGN_OR_RETURN(const OrtValue* made, InitializerValue(value));
    if (made->tensor.bytes() < output_.weights_threshold) return EmbedWeight(value, tensor);
    return Append(made->tensor, tensor);
  }
  Status Finish() {
    if (!file_.is_open()) return Ok();
    file_.close();
    return file_ ? Ok() : Failed();
  }

 private:
  static void SetLocation(onnx::TensorProto& tensor, const std::string& location, int64_t offset, size_t bytes) {
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    const std::pair<const char*, std::string> entries[] = {
        {"location", location}, {"offset", std::to_string(offset)}, {"length", std::to_string(bytes)}};
    for (const auto& [key, text] : entries) {
      onnx::StringStringEntryProto& entry = *tensor.add_external_data();
      entry.set_key(key);
      entry.set_value(text);
    }
  }

  Status AskLocation(const Value& value, onnx::TensorProto& tensor) {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* made, InitializerValue(value));
    OrtExternalInitializerInfo now;
    if (value.initializer->external) now.data = *value.initializer->external;
    OrtExternalInitializerInfo* answer = nullptr;
    BERTH_RETURN_IF_ERROR(CallForeign(ORT_FAIL, [] { return "OrtGetInitializerLocationFunc"; }, [&] {
      return output_.weight_location(output_.weight_location_state, value.name.c_str(), made,
                                     value.initializer->external ? &now : nullptr, &answer);
    }));
    if (answer == nullptr) return EmbedWeight(value, tensor);
    BERTH_RETURN_IF_ERROR(CheckHandle(answer, "new_external_info"));
    const std::unique_ptr<OrtExternalInitializerInfo> owned(answer);
    SetLocation(tensor, owned->data.location, owned->data.offset, owned->data.bytes);
    return Ok();
  }

  Status Failed() const {
    return Error(ORT_FAIL, "compiled model: file of weights \"", (folder_ / *output_.weights_file).string(),
                 "\": cannot be written");
  }

  Status Append(const Tensor& weight, onnx::TensorProto& tensor) {
    if (!file_.is_open()) file_.open(folder_ / *output_.weights_file, std::ios::binary | std::ios::trunc);
    const size_t padding = (kWeightAlignment - offset_ % kWeightAlignment) % kWeightAlignment;
    file_.write(std::string(padding, '\0').data(), static_cast<std::streamsize>(padding));
    offset_ += padding;
    file_.write(static_cast<const char*>(weight.data()), static_cast<std::streamsize>(weight.bytes()));
    if (!file_) return Failed();
    SetLocation(tensor, output_.weights_file->generic_string(), static_cast<int64_t>(offset_), weight.bytes());
    offset_ += weight.bytes();
    return Ok();
  }

  const ContextModelOutput& output_;
  std::filesystem::path folder_;
  std::ofstream file_;
  size_t offset_ = 0;
};

StatusOr<const onnx::NodeProto*> ContextNode(const PartitionResult& partition, const Node& node) {
  auto found = partition.fused.find(&node);
  if (found == partition.fused.end()) return nullptr;
  const FusedNode& fused = found->second;
  if (fused.context == nullptr) {
    return Error(ORT_FAIL, "compiled model: ", Broken("EPC-048", fused.ep->name(), "Compile"), ": fused node \"", node.name,
                 "\": no EPContext node seen, one that was made with the model editor wanted");
  }
  if (fused.context->name() != node.name) {
    return Error(ORT_INVALID_GRAPH, "compiled model: ", Broken("EPC-048", fused.ep->name(), "Compile"),
                 ": fused node \"", node.name,
                 "\": an EPContext node named \"", fused.context->name(), "\" seen, one with the node's own name wanted; ",
                 "ensure the input model is not already compiled");
  }
  return fused.context->edited.get();
}

void SetMetadata(onnx::ModelProto& proto, const std::string& key, const std::string& text) {
  onnx::StringStringEntryProto* entry = nullptr;
  for (auto& known : *proto.mutable_metadata_props()) {
    if (known.key() == key) entry = &known;
  }
  if (entry == nullptr) entry = proto.add_metadata_props();
  entry->set_key(key);
  entry->set_value(text);
}

// What the model needs beside its own file, in the words of ORT.
void AddDependencies(onnx::ModelProto& proto) {
  bool weights = false, binaries = false;
  for (const onnx::TensorProto& tensor : proto.graph().initializer()) {
    weights = weights || tensor.data_location() == onnx::TensorProto::EXTERNAL;
  }
  for (const onnx::NodeProto& node : proto.graph().node()) {
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      const bool in_file = attribute.name() == "embed_mode" && attribute.i() == 0;
      binaries = binaries || (node.op_type() == "EPContext" && in_file);
    }
  }
  SetMetadata(proto, "external_dependencies", absl::StrCat(weights ? "external_weights" : "", weights && binaries ? ";" : "",
                                                           binaries ? "ep_context_binary" : ""));
}

// What the EPs want to find when the model is loaded: entries of its metadata.
Status AddCompatibility(onnx::ModelProto& proto, const Model& model, std::span<const std::unique_ptr<EpInstance>> eps,
                        const Logger& logger) {
  std::unique_ptr<Model> written;
  std::unique_ptr<OrtGraph> view;
  for (const auto& ep : eps) {
    if (Slot<&OrtEp::GetCompiledModelCompatibilityInfo>(ep->raw()) == nullptr) continue;
    if (view == nullptr) {
      written = std::make_unique<Model>();
      written->data_folder = model.data_folder;
      onnx::ModelProto copy = proto;
      LoadOptions options;
      options.custom_ops = model.custom_ops;
      BERTH_RETURN_IF_ERROR(FillModel(copy, {}, options, logger, *written));
      BERTH_ASSIGN_OR_RETURN(view, MakeGraphView(written->graph()));
    }
    BERTH_ASSIGN_OR_RETURN(std::string info, ep->GetCompiledModelCompatibilityInfo(*view));
    if (info.empty()) continue;
    SetMetadata(proto, kOrtModelMetadata_EpCompatibilityInfoPrefix + ep->name(), info);
  }
  return Ok();
}

Status Deliver(const onnx::ModelProto& proto, const ContextModelOutput& output) {
  const auto* path = std::get_if<std::filesystem::path>(&output.target);
  std::string bytes;
  if (proto.ByteSizeLong() > INT32_MAX || !proto.SerializeToString(&bytes)) {
    return Error(path != nullptr ? ORT_INVALID_PROTOBUF : ORT_FAIL, "compiled model: ", proto.ByteSizeLong(),
                 " bytes seen, at most ", INT32_MAX, " wanted: weights can be kept in a file of their own");
  }
  if (path != nullptr) {
    std::ofstream file(*path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return file ? Ok() : Error(ORT_FAIL, "compiled model: \"", path->string(), "\": cannot be written");
  }
  if (const auto* buffer = std::get_if<ContextModelOutput::Buffer>(&output.target)) {
    void* data = buffer->allocator->Alloc(buffer->allocator, bytes.size());
    if (data == nullptr) return Error(ORT_FAIL, "compiled model: the allocator has no ", bytes.size(), " bytes for it");
    std::copy(bytes.begin(), bytes.end(), static_cast<char*>(data));
    *buffer->data = data;
    *buffer->size = bytes.size();
    return Ok();
  }
  const auto& stream = std::get<ContextModelOutput::Stream>(output.target);
  for (size_t at = 0; at < bytes.size(); at += kChunk) {
    BERTH_RETURN_IF_ERROR(CallForeign(ORT_FAIL, [] { return "OrtWriteBufferFunc"; }, [&] {
      return stream.write(stream.state, bytes.data() + at, std::min(kChunk, bytes.size() - at));
    }));
  }
  return Ok();
}

}  // namespace

std::optional<ContextModelOutput> ContextOutputOf(const OrtSessionOptions& options) {
  if (!options.ConfigFlag(kOrtSessionOptionEpContextEnable)) return std::nullopt;
  ContextModelOutput output;
  output.may_replace = false;
  output.write_uncompiled = false;
  const char* file = options.config.Find(kOrtSessionOptionsEpContextModelExternalInitializersFileName);
  if (file != nullptr && *file != '\0') output.weights_file = file;
  return output;
}

Status ResolveOutput(ContextModelOutput& output, const OrtSessionOptions& options, const std::filesystem::path& model_path,
                     bool from_memory) {
  if (std::holds_alternative<std::monostate>(output.target)) {
    const char* entry = options.config.Find(kOrtSessionOptionEpContextFilePath);
    std::filesystem::path path;
    if (entry != nullptr && *entry != '\0') path = entry;
    else if (!from_memory) path = std::filesystem::path(model_path).replace_extension().concat("_ctx.onnx");
    else return Status(ORT_FAIL, "compiled model: a model from memory without a valid location for the compiled one seen: "
                                 "ep.context_file_path or an output wanted");
    output.target = path;
  }
  const auto* path = std::get_if<std::filesystem::path>(&output.target);
  if (path == nullptr) return Ok();
  std::error_code ignored;
  if (!path->has_filename() || !path->has_extension() || std::filesystem::is_directory(*path, ignored)) {
    return InvalidArgument("compiled model: \"", path->string(),
                           "\": should not point to a folder: a file name with an extension wanted");
  }
  if (!output.may_replace && std::filesystem::exists(*path, ignored)) {
    return Error(ORT_FAIL, "compiled model: file \"", path->string(), "\": exists already");
  }
  return Ok();
}

Status CheckWeightless(const OrtSessionOptions& options, std::span<const std::unique_ptr<EpInstance>> eps, const Logger& logger) {
  if (!options.ConfigFlag(kWeightlessEntry)) return Ok();
  for (const auto& ep : eps) {
    if (ep->raw()->ort_version_supported < SlotSince<&OrtEp::GetWeightlessSupport>::kSince) {
      BERTH_LOG(logger, kWarning, "session") << "EP \"" << ep->name() << "\": it was built before models without weights: "
                                             << kWeightlessEntry << " means nothing to it";
      continue;
    }
    BERTH_ASSIGN_OR_RETURN(const OrtWeightlessSupport support, ep->GetWeightlessSupport());
    if (support != OrtWeightlessSupport_NONE) continue;
    return Error(ORT_EP_FAIL, "EP \"", ep->name(), "\": GetWeightlessSupport(): ", static_cast<int>(support), " seen: ",
                 kWeightlessEntry, " wants an EP that can leave weights out of what it compiles");
  }
  return Ok();
}

Status WriteContextModel(const Model& model, const PartitionResult& partition,
                         std::span<const std::unique_ptr<EpInstance>> eps, const ContextModelOutput& output,
                         const Logger& logger) {
  if (partition.fused.empty()) {
    if (output.must_compile) {
      return Status(ORT_FAIL, "CompileModel: Unable to compile any nodes: no EP compiles nodes of this model");
    }
    if (!output.write_uncompiled) {
      BERTH_LOG(logger, kWarning, "session") << "compiled model: no EP compiled a node: no model is written";
      return Ok();
    }
  }
  const auto* path = std::get_if<std::filesystem::path>(&output.target);
  WeightPlacer weights(output, path != nullptr ? path->parent_path() : std::filesystem::path());
  const auto replace = [&](const Node& node) { return ContextNode(partition, node); };
  const auto place = [&](const Value& value, onnx::TensorProto& tensor) { return weights.Place(value, tensor); };
  BERTH_ASSIGN_OR_RETURN(onnx::ModelProto proto, WriteModel(model, {replace, place}));
  BERTH_RETURN_IF_ERROR(weights.Finish());
  BERTH_RETURN_IF_ERROR(AddCompatibility(proto, model, eps, logger));
  if (!partition.fused.empty()) AddDependencies(proto);
  return Deliver(proto, output);
}

}  // namespace berth
