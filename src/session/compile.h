// What OrtCompileApi collects before it compiles a model.
#pragma once

#include <optional>

#include "graph/editor.h"
#include "session/context_model.h"
#include "session/session.h"

struct OrtModelCompilationOptions : berth::Tagged<berth::HandleKind::kCompilationOptions> {
  // A copy of the options with the entries that compiling sets: ep.context_enable=1, session.disable_model_compile=0,
  // session.compile_only=1; the least rewriting.
  explicit OrtModelCompilationOptions(const OrtSessionOptions& options);

  // ORT_INVALID_ARGUMENT: nothing to compile, no such file, a buffer without a place for the result; the rest as ResolveOutput.
  berth::Status Check() const;
  berth::Status Compile(OrtEnv& env) const;

  OrtSessionOptions session;
  std::optional<berth::ModelSource> input;    // borrowed but for a path
  berth::ContextModelOutput output;
};
