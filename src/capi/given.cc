// What an application gives a session beside the model's file: weights, sizes of dimensions, a way to stop, packed weights.
#include <cstring>

#include "capi/bind.h"
#include "capi/guard.h"
#include "kernels/packed_weights.h"
#include "session/session_options.h"
#include "values/value.h"

namespace berth::capi {
namespace {

using Tensors = std::map<std::string, GivenTensor>;

Status AddTensor(Tensors& tensors, const char* name, const OrtValue* value) {
  BERTH_RETURN_IF_ERROR(NotNull(name, "name"));
  BERTH_RETURN_IF_ERROR(CheckHandle(value, "val"));
  if (!value->is_tensor()) {
    return InvalidArgument("initializer \"", name, "\": Received OrtValue is not a tensor. Only tensors are supported.");
  }
  const Tensor& tensor = value->tensor;
  if (tensor.owns_memory()) {
    return InvalidArgument("initializer \"", name, "\": memory of the value's own seen: Buffer containing the initializer must be "
                           "owned by the user.");
  }
  if (!tensor.memory_info().device.IsHostAccessible()) {
    return InvalidArgument("initializer \"", name, "\": memory \"", tensor.memory_info().name, "\" seen, the host's wanted");
  }
  GivenTensor given{tensor.type(), Dims(tensor.dims().begin(), tensor.dims().end()),
                    {static_cast<const std::byte*>(tensor.data()), tensor.bytes()}};
  if (!tensors.try_emplace(name, std::move(given)).second) {
    return InvalidArgument("initializer \"", name, "\": An OrtValue for this name has already been added: ", name);
  }
  return Ok();
}

OrtStatus* ORT_API_CALL AddInitializer(OrtSessionOptions* options, const char* name, const OrtValue* value) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    return AddTensor(options->injection.initializers, name, value);
  });
}

OrtStatus* ORT_API_CALL AddExternalInitializers(OrtSessionOptions* options, const char* const* names,
                                                const OrtValue* const* values, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    if (count > 0) {
      BERTH_RETURN_IF_ERROR(NotNull(names, "initializer_names"));
      BERTH_RETURN_IF_ERROR(NotNull(values, "initializers"));
    }
    Tensors tensors = options->injection.external_initializers;
    for (size_t i = 0; i < count; ++i) {
      Status added = names[i] == nullptr || values[i] == nullptr
                         ? InvalidArgument("Input index: ", i, " contains null pointers")
                         : AddTensor(tensors, names[i], values[i]);
      if (!added.ok()) return std::move(added).Annotate("AddExternalInitializers");
    }
    options->injection.external_initializers = std::move(tensors);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddFilesInMemory(OrtSessionOptions* options, const ORTCHAR_T* const* names, char* const* buffers,
                                         const size_t* lengths, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    if (count > 0) {
      BERTH_RETURN_IF_ERROR(NotNull(names, "external_initializer_file_names"));
      BERTH_RETURN_IF_ERROR(NotNull(buffers, "external_initializer_file_buffer_array"));
      BERTH_RETURN_IF_ERROR(NotNull(lengths, "external_initializer_file_lengths"));
    }
    auto files = options->injection.files;
    for (size_t i = 0; i < count; ++i) {
      if (names[i] == nullptr || buffers[i] == nullptr) {
        return InvalidArgument("AddExternalInitializersFromFilesInMemory: Input index: ", i, " contains null pointers");
      }
      const std::string name = NormalFileName(std::filesystem::path(names[i]).string());
      if (!files.try_emplace(name, std::as_bytes(std::span(buffers[i], lengths[i]))).second) {
        return InvalidArgument("AddExternalInitializersFromFilesInMemory: An entry for this name has already been added: ", name);
      }
    }
    options->injection.files = std::move(files);
    return Ok();
  });
}

using Dimensions = std::vector<std::pair<std::string, int64_t>>;

OrtStatus* AddDimension(OrtSessionOptions* options, Dimensions Injection::*list, const char* name, int64_t size,
                        const char* argument) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(name, argument));
    (options->injection.*list).emplace_back(name, size);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL AddFreeDimensionOverride(OrtSessionOptions* options, const char* denotation, int64_t size) noexcept {
  return AddDimension(options, &Injection::denoted_dimensions, denotation, size, "dim_denotation");
}
OrtStatus* ORT_API_CALL AddFreeDimensionOverrideByName(OrtSessionOptions* options, const char* name, int64_t size) noexcept {
  return AddDimension(options, &Injection::free_dimensions, name, size, "dim_name");
}

OrtStatus* ORT_API_CALL SetOptimizedModelFilePath(OrtSessionOptions* options, const ORTCHAR_T* path) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(path, "optimized_model_filepath"));
    options->optimized_model_path = std::filesystem::path(path).string();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetLoadCancellationFlag(OrtSessionOptions* options, bool cancel) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    options->load_cancelled->store(cancel);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreatePrepackedWeightsContainer(OrtPrepackedWeightsContainer** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = new OrtPrepackedWeightsContainer();
    return Ok();
  });
}

}  // namespace

void BindGiven(OrtApi& api) {
  api.AddInitializer = AddInitializer;
  api.AddExternalInitializers = AddExternalInitializers;
  api.AddExternalInitializersFromFilesInMemory = AddFilesInMemory;
  api.AddFreeDimensionOverride = AddFreeDimensionOverride;
  api.AddFreeDimensionOverrideByName = AddFreeDimensionOverrideByName;
  api.SetOptimizedModelFilePath = SetOptimizedModelFilePath;
  api.SessionOptionsSetLoadCancellationFlag = SetLoadCancellationFlag;
  api.CreatePrepackedWeightsContainer = CreatePrepackedWeightsContainer;
  api.ReleasePrepackedWeightsContainer = ReleaseHandle<OrtPrepackedWeightsContainer>;
}

}  // namespace berth::capi
