// Saving what a run gave.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

namespace berth::cli {

struct OutputArguments {
  std::vector<std::string> files;    // NAME=FILE.npy, NAME=FILE.pb, FILE.npz for all outputs
  std::string folder;                // every output into a file of its own, named after it
  std::string format = "npy";        // of those: npy or pb; npz: one file, outputs.npz
};

// Throws Failure(kUsage) for a wrong name or extension: before a run, so that no work is lost.
void CheckOutputs(const OutputArguments& arguments, const std::vector<std::string>& names);

// The files written, in order. Throws Failure(kFailed).
std::vector<std::string> SaveOutputs(const OutputArguments& arguments, const std::vector<std::string>& names,
                                     const std::vector<Ort::Value>& values);

}  // namespace berth::cli
