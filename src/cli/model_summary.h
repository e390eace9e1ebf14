// What an ONNX file says of itself, read without loading the model: models with operators that nothing here runs can be
// looked at too.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::cli {

struct IoSummary {
  std::string name;
  std::string type;      // "float[N,1,8,8]", "sequence(map(int64,float[]))"
};

struct ModelSummary {
  int64_t ir_version = 0, model_version = 0;
  std::string producer, producer_version, domain, doc, graph_name;
  std::vector<std::pair<std::string, int64_t>> opsets;       // domain, "ai.onnx" for the default one, and version
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<IoSummary> inputs, outputs;                    // inputs without those that an initializer fills
  std::map<std::string, int64_t> operators;                  // "Conv", "com.microsoft:Gelu"; bodies and functions included
  int64_t nodes = 0, bodies = 0;
  std::vector<std::string> functions;                        // "domain:name"
  int64_t tensors = 0, parameters = 0, bytes = 0;            // initializers, bodies included
  int64_t external_bytes = 0;                                // those of `bytes` that lie in other files
};

// Throws Failure(kModel) when the bytes are no ONNX model.
ModelSummary Summarize(std::string_view bytes, const std::string& who);

}  // namespace berth::cli
