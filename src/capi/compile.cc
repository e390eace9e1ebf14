#include "session/compile.h"

#include <onnxruntime_session_options_config_keys.h>

#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

using Options = OrtModelCompilationOptions;

// Changes the settings with `set`, once they are known to be there.
template <typename Change>
OrtStatus* Set(Options* options, Change&& set) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "model_compile_options"));
    return set();
  });
}

Status NotEmpty(const ORTCHAR_T* path, const char* name) {
  BERTH_RETURN_IF_ERROR(NotNull(path, name));
  return *path != 0 ? Ok() : InvalidArgument("argument \"", name, "\": empty seen, a path wanted");
}

Status SetEntry(Options& options, const char* key, const std::string& value) {
  BERTH_RETURN_IF_ERROR(CheckConfigEntry(key, value));
  options.session.config.Add(key, value);
  return Ok();
}

OrtStatus* ORT_API_CALL CreateOptions(const OrtEnv* env, const OrtSessionOptions* session, Options** out) noexcept {
  return Ask(env, "env", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session_options"));
    *out = new Options(*session);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetInputModelPath(Options* options, const ORTCHAR_T* path) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotEmpty(path, "input_model_path"));
    options->input = std::filesystem::path(path);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetInputModelFromBuffer(Options* options, const void* data, size_t size) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(data, "input_model_data"));
    if (size == 0) return InvalidArgument("argument \"input_model_data_size\": 0 seen, a size wanted");
    options->input = std::span(static_cast<const std::byte*>(data), size);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetInputModel(Options* options, const OrtModel* model) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(model, "model"));
    options->input = model;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetOutputModelPath(Options* options, const ORTCHAR_T* path) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotEmpty(path, "output_model_path"));
    BERTH_RETURN_IF_ERROR(SetEntry(*options, kOrtSessionOptionEpContextFilePath, std::filesystem::path(path).string()));
    options->output.target = std::filesystem::path(path);
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetOutputModelBuffer(Options* options, OrtAllocator* allocator, void** data, size_t* size) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    BERTH_RETURN_IF_ERROR(NotNull(data, "output_model_buffer_ptr"));
    BERTH_RETURN_IF_ERROR(NotNull(size, "output_model_buffer_size_ptr"));
    options->output.target = ContextModelOutput::Buffer{allocator, data, size};
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetOutputModelWriteFunc(Options* options, OrtWriteBufferFunc write, void* state) noexcept {
  return Set(options, [&]() -> Status {
    if (write == nullptr) return InvalidArgument("argument \"write_func\": null seen, a function wanted");
    options->output.target = ContextModelOutput::Stream{write, state};
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetExternalInitializersFile(Options* options, const ORTCHAR_T* path, size_t threshold) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotEmpty(path, "external_initializers_file_path"));
    options->output.weights_file = path;
    options->output.weights_threshold = threshold;
    options->output.weight_location = nullptr;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetInitializerLocationFunc(Options* options, OrtGetInitializerLocationFunc function,
                                                   void* state) noexcept {
  return Set(options, [&]() -> Status {
    if (function == nullptr) return InvalidArgument("argument \"get_initializer_location_func\": null seen, a function wanted");
    options->output.weight_location = function;
    options->output.weight_location_state = state;
    options->output.weights_file.reset();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetEmbedMode(Options* options, bool embed) noexcept {
  return Set(options, [&] { return SetEntry(*options, kOrtSessionOptionEpContextEmbedMode, embed ? "1" : "0"); });
}
OrtStatus* ORT_API_CALL SetFlags(Options* options, uint32_t flags) noexcept {
  return Set(options, [&] {
    options->output.must_compile = (flags & OrtCompileApiFlags_ERROR_IF_NO_NODES_COMPILED) != 0;
    options->output.may_replace = (flags & OrtCompileApiFlags_ERROR_IF_OUTPUT_FILE_EXISTS) == 0;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetBinaryInformation(Options* options, const ORTCHAR_T* folder, const ORTCHAR_T* name) noexcept {
  return Set(options, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotEmpty(folder, "output_directory"));
    BERTH_RETURN_IF_ERROR(NotEmpty(name, "model_name"));
    const std::filesystem::path directory(folder);
    if (directory.has_filename()) {
      return InvalidArgument("argument \"output_directory\": \"", directory.string(),
                             "\" seen, a folder with a / at its end wanted");
    }
    const std::filesystem::path path = directory / name;
    return SetEntry(*options, kOrtSessionOptionEpContextFilePath, path.string());
  });
}
OrtStatus* ORT_API_CALL SetOptimizationLevel(Options* options, GraphOptimizationLevel level) noexcept {
  return Set(options, [&]() -> Status {
    const bool known = (level >= ORT_DISABLE_ALL && level <= ORT_ENABLE_LAYOUT) || level == ORT_ENABLE_ALL;
    if (!known) return InvalidArgument("graph optimization level ", static_cast<int>(level), ": no such level");
    options->session.optimization_level = level;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SetWeightless(Options* options, bool weightless) noexcept {
  return Set(options, [&] { return SetEntry(*options, kWeightlessEntry, weightless ? "1" : "0"); });
}

OrtStatus* ORT_API_CALL CompileModel(const OrtEnv* env, const Options* options) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "model_options"));
    return options->Compile(*const_cast<OrtEnv*>(env));   // handed round as const and counted inside
  });
}

}  // namespace

void BindCompile(OrtCompileApi& api) {
  api.CreateModelCompilationOptionsFromSessionOptions = CreateOptions;
  api.ReleaseModelCompilationOptions = ReleaseHandle<Options>;
  api.ModelCompilationOptions_SetInputModelPath = SetInputModelPath;
  api.ModelCompilationOptions_SetInputModelFromBuffer = SetInputModelFromBuffer;
  api.ModelCompilationOptions_SetInputModel = SetInputModel;
  api.ModelCompilationOptions_SetOutputModelPath = SetOutputModelPath;
  api.ModelCompilationOptions_SetOutputModelBuffer = SetOutputModelBuffer;
  api.ModelCompilationOptions_SetOutputModelWriteFunc = SetOutputModelWriteFunc;
  api.ModelCompilationOptions_SetOutputModelExternalInitializersFile = SetExternalInitializersFile;
  api.ModelCompilationOptions_SetOutputModelGetInitializerLocationFunc = SetInitializerLocationFunc;
  api.ModelCompilationOptions_SetEpContextEmbedMode = SetEmbedMode;
  api.ModelCompilationOptions_SetFlags = SetFlags;
  api.ModelCompilationOptions_SetEpContextBinaryInformation = SetBinaryInformation;
  api.ModelCompilationOptions_SetGraphOptimizationLevel = SetOptimizationLevel;
  api.ModelCompilationOptions_SetWeightlessEnabled = SetWeightless;
  api.CompileModel = CompileModel;
}

}  // namespace berth::capi
