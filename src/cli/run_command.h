// `berth run`: registers an EP library, makes a session, runs it once, and prints what happened.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

namespace berth::cli {

struct RunArguments {
  std::string model;
  std::vector<std::string> inputs;       // NAME=FILE or NAME=random
  std::string ep_library;
  std::string ep;
  std::vector<std::string> ep_options;   // KEY=VALUE
  std::vector<std::string> config;       // KEY=VALUE
  size_t top = 3;
  bool json = false;
};

// The exit code. Throws what fails.
int Run(const RunArguments& arguments);

}  // namespace berth::cli
