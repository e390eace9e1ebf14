#include "session/compile.h"

#include <onnxruntime_session_options_config_keys.h>

using berth::InvalidArgument;
using berth::Status;

OrtModelCompilationOptions::OrtModelCompilationOptions(const OrtSessionOptions& options) : session(options) {
  session.config.Add(kOrtSessionOptionEpContextEnable, "1");
  session.config.Add(kOrtSessionOptionsDisableModelCompile, "0");
  session.config.Add("session.compile_only", "1");
  session.optimization_level = ORT_DISABLE_ALL;
  const char* file = options.config.Find(kOrtSessionOptionsEpContextModelExternalInitializersFileName);
  if (file != nullptr && *file != '\0') output.weights_file = file;
}

Status OrtModelCompilationOptions::Check() const {
  if (!input) {
    return InvalidArgument("CompileModel: Input model to compile must be loaded from either a file or a memory buffer: ",
                           "neither seen");
  }
  if (const auto* path = std::get_if<std::filesystem::path>(&*input)) {
    std::error_code ignored;
    if (std::filesystem::exists(*path, ignored)) return berth::Ok();
    return InvalidArgument("CompileModel: Input model path does not exist: \"", path->string(), "\"");
  }
  return berth::Ok();
}

Status OrtModelCompilationOptions::Compile(OrtEnv& env) const {
  BERTH_RETURN_IF_ERROR(Check());
  return OrtSession::Compile(env, *input, session, output);
}
