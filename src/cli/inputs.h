// What to feed a session: from files, or random.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

#include "cli/image.h"

namespace berth::cli {

struct InputArguments {
  std::vector<std::string> sources;   // NAME=FILE, NAME=random, FILE.npz, FILE.pb
  std::vector<std::string> shapes;    // NAME=1,3,224,224: of random inputs with open dimensions
  uint64_t seed = 0;
  ImageOptions image;
};

struct Inputs {
  std::vector<std::string> names;
  std::vector<Ort::Value> values;
};

// One value for each input of the session; inputs without a source are random: floating point from 0 to 1, integers and
// bool 0 or 1, everything else zero; open dimensions are 1 unless `shapes` says otherwise. The same seed gives the same
// values. Throws Failure: kUsage for a source that names no input, kInput for one that cannot be read or does not fit.
Inputs MakeInputs(const Ort::Session& session, const InputArguments& arguments);

// "NAME=VALUE" in two; throws Failure(kUsage) naming `option`.
std::pair<std::string, std::string> SplitPair(const std::string& text, const char* option);

}  // namespace berth::cli
