#include "cli/run_model.h"

#include <chrono>

#include "cli/failure.h"
#include "cli/host.h"

namespace berth::cli {

std::vector<Ort::Value> RunModel(Ort::Session& session, const Inputs& inputs, const std::vector<std::string>& outputs,
                                 double* ms, const Ort::RunOptions& options) {
  using Clock = std::chrono::steady_clock;
  std::vector<const char*> input_names, output_names;
  for (const std::string& name : inputs.names) input_names.push_back(name.c_str());
  for (const std::string& name : outputs) output_names.push_back(name.c_str());
  try {
    const Clock::time_point start = Clock::now();
    auto values = session.Run(options, input_names.data(), inputs.values.data(), inputs.values.size(),
                              output_names.data(), output_names.size());
    *ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    return values;
  } catch (const Ort::Exception& error) {
    throw Failure(static_cast<ExitCode>(ExitCodeOf(error, kFailed)), error.what());
  }
}

}  // namespace berth::cli
