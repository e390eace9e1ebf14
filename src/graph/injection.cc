#include "graph/injection.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "graph/onnx_type.h"

namespace berth {
namespace {

void PointTo(std::span<const std::byte> bytes, Initializer& initializer) {
  onnx::TensorProto bare;   // without data
  bare.set_name(initializer.proto.name());
  bare.set_data_type(initializer.proto.data_type());
  *bare.mutable_dims() = initializer.proto.dims();
  initializer.proto.Swap(&bare);
  initializer.external.reset();
  initializer.raw = bytes;
  initializer.file.reset();
  // Empty raw data would read as "none".
  if (bytes.empty()) initializer.proto.set_raw_data("");
}

Status Replace(const std::string& name, const GivenTensor& given, Initializer& initializer) {
  const onnx::TensorProto& proto = initializer.proto;
  const Dims dims(proto.dims().begin(), proto.dims().end());
  const ElementType type = ElementTypeFromOnnx(proto.data_type());
  if (given.type != type || !SameDims(given.dims, dims)) {
    return Error(ORT_FAIL, "initializer \"", name, "\" given by the application: ", ElementTypeName(given.type),
                 ShapeText(given.dims), " seen, ", ElementTypeName(type), ShapeText(dims),
                 " wanted: dimensions or data type do not match");
  }
  PointTo(given.bytes, initializer);
  return Ok();
}

Initializer* Find(Graph& graph, const std::string& name) {
  const ValueId id = graph.FindValue(name);
  return id == kNone ? nullptr : graph.value(id).initializer.get();
}

Status ReplaceExternal(const std::string& name, const GivenTensor& given, Graph& graph) {
  Initializer* initializer = Find(graph, name);
  if (initializer == nullptr) {
    return Error(ORT_FAIL, "initializer \"", name, "\" given by the application: the model has none of that name");
  }
  if (!initializer->external) {
    return Error(ORT_FAIL, "initializer \"", name, "\" given by the application: its data is in the model: one with external "
                 "data wanted");
  }
  return Replace(name, given, *initializer);
}

Status ReadFromFiles(const std::map<std::string, std::span<const std::byte>>& files, const std::string& name,
                     Initializer& initializer) {
  const ExternalData& external = *initializer.external;
  const auto file = files.find(NormalFileName(external.location));
  if (file == files.end()) {
    return Error(ORT_FAIL, "initializer \"", name, "\": external file \"", external.location,
                 "\": not among the files given in memory");
  }
  const size_t size = file->second.size();
  const auto offset = static_cast<uint64_t>(external.offset);
  BERTH_ASSIGN_OR_RETURN(size_t count, ElementCount(Dims(initializer.proto.dims().begin(), initializer.proto.dims().end())));
  const size_t bytes = StorageBytes(ElementTypeFromOnnx(initializer.proto.data_type()), count).value_or(SIZE_MAX);
  if (external.offset < 0 || offset > size || bytes > size - offset || (external.bytes != 0 && external.bytes != bytes)) {
    return Error(ORT_FAIL, "initializer \"", name, "\": ", bytes, " bytes from ", external.offset, " of \"", external.location,
                 "\" seen, which has ", size, ": out of bounds or not the tensor's size");
  }
  PointTo(file->second.subspan(offset, bytes), initializer);
  return Ok();
}

Status FixDimension(const std::string& name, int64_t size, onnx::TensorShapeProto::Dimension& dim) {
  if (size < 0) return Error(ORT_FAIL, "free dimension \"", name, "\": size ", size, " seen, at least 0 wanted");
  dim.set_dim_value(size);   // in place of its name
  return Ok();
}

Status FixDimensions(const Injection& injection, Value& input) {
  if (!input.type.has_tensor_type() || !input.type.tensor_type().has_shape()) return Ok();
  for (auto& dim : *input.type.mutable_tensor_type()->mutable_shape()->mutable_dim()) {
    for (const auto& [denotation, size] : injection.denoted_dimensions) {
      if (dim.denotation().empty() || !absl::EqualsIgnoreCase(dim.denotation(), denotation)) continue;
      if (dim.has_dim_value() && dim.dim_value() != size) {
        return InvalidArgument("input \"", input.name, "\": free dimension \"", denotation, "\": size ", size,
                               " given by the application, ", dim.dim_value(), " fixed by the model");
      }
      BERTH_RETURN_IF_ERROR(FixDimension(denotation, size, dim));
    }
    for (const auto& [name, size] : injection.free_dimensions) {
      if (dim.has_dim_param() && dim.dim_param() == name) {
        BERTH_RETURN_IF_ERROR(FixDimension(name, size, dim));
        break;
      }
    }
  }
  return Ok();
}

}  // namespace

std::string NormalFileName(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

Status Inject(const Injection& injection, Graph& graph) {
  for (const auto& [name, given] : injection.external_initializers) {
    BERTH_RETURN_IF_ERROR(ReplaceExternal(name, given, graph));
  }
  for (const auto& [name, given] : injection.initializers) {
    if (Initializer* initializer = Find(graph, name)) BERTH_RETURN_IF_ERROR(Replace(name, given, *initializer));
  }
  if (!injection.files.empty()) {
    for (ValueId id : graph.initializers) {
      Value& value = graph.value(id);
      if (value.initializer != nullptr && value.initializer->external) {
        BERTH_RETURN_IF_ERROR(ReadFromFiles(injection.files, value.name, *value.initializer));
      }
    }
  }
  for (ValueId id : graph.inputs) BERTH_RETURN_IF_ERROR(FixDimensions(injection, graph.value(id)));
  return Ok();
}

}  // namespace berth
