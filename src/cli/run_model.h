// One run of a session.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

#include "cli/inputs.h"

namespace berth::cli {

// All outputs, and how long the run alone took. Throws Failure: kEp when an EP failed, else kFailed.
std::vector<Ort::Value> RunModel(Ort::Session& session, const Inputs& inputs, const std::vector<std::string>& outputs,
                                 double* ms, const Ort::RunOptions& options = Ort::RunOptions(nullptr));

}  // namespace berth::cli
