// What a run gave, for people and for scripts.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace berth::cli {

struct OutputLine {
  std::string name, type;                           // "float[1,10]"; "sequence of 3"
  std::vector<std::pair<size_t, double>> top;       // flat index and value, largest first; NaN is never one of them
  std::vector<std::string> texts;                   // the first ones of a string tensor
  size_t nans = 0;
  std::vector<int64_t> shape;
};

// Looks at one output; keeps the `most` largest values of a tensor of numbers.
OutputLine Describe(const std::string& name, const Ort::Value& value, size_t most);

std::string OutputsText(const std::vector<OutputLine>& outputs);
nlohmann::ordered_json OutputsJson(const std::vector<OutputLine>& outputs);

}  // namespace berth::cli
