#include "graph/save.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "graph/write.h"

namespace berth {
namespace {

Status CannotOpen(const std::filesystem::path& path) {
  return InvalidArgument("open file \"", path.string(), "\" failed: ", std::strerror(errno));
}

// Moves the data of large initializers of the main graph into a file beside the model.
Status MoveWeights(const std::filesystem::path& folder, const SaveOptions& options, onnx::GraphProto& graph) {
  const std::filesystem::path path = folder / options.weights_file;
  std::ofstream file(path, std::ios::binary);
  if (!file) return CannotOpen(path);
  uint64_t at = 0;
  for (auto& tensor : *graph.mutable_initializer()) {
    const std::string& data = tensor.raw_data();
    if (!tensor.has_raw_data() || data.size() < options.weights_from || data.empty()) continue;
    for (; at % kCpuAlignment != 0; ++at) file.put('\0');
    file.write(data.data(), static_cast<std::streamsize>(data.size()));
    const auto add = [&tensor](const char* key, std::string value) {
      auto& entry = *tensor.add_external_data();
      entry.set_key(key);
      entry.set_value(std::move(value));
    };
    add("location", options.weights_file.string());
    add("offset", std::to_string(at));
    add("length", std::to_string(data.size()));
    at += data.size();
    tensor.clear_raw_data();
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
  }
  file.flush();
  if (!file) return Error(ORT_FAIL, "file \"", path.string(), "\": cannot be written");
  return Ok();
}

}  // namespace

Status SaveModel(const Model& model, const std::filesystem::path& path, const SaveOptions& options) {
  const auto as_it_is = [](const Node& node) -> StatusOr<const onnx::NodeProto*> {
    if (node.schema != nullptr || node.function != nullptr) return nullptr;
    return Error(ORT_FAIL, "Unable to serialize model as it contains compiled nodes: \"", node.name,
                 "\". Please disable any execution providers which generate compiled nodes.");
  };
  BERTH_ASSIGN_OR_RETURN(onnx::ModelProto proto, WriteModel(model, {as_it_is, EmbedWeight}));
  if (!options.weights_file.empty()) BERTH_RETURN_IF_ERROR(MoveWeights(path.parent_path(), options, *proto.mutable_graph()));
  if (proto.ByteSizeLong() > INT32_MAX) {
    return Error(ORT_FAIL, "model: ", proto.ByteSizeLong(), " bytes seen, at most 2 GB can be written: give the weights a file "
                 "of their own");
  }
  std::ofstream file(path, std::ios::binary);
  if (!file) return CannotOpen(path);
  proto.SerializeToOstream(&file);
  file.flush();
  if (!file) return Error(ORT_FAIL, "file \"", path.string(), "\": cannot be written");
  return Ok();
}

}  // namespace berth
