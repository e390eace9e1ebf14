// A fused group of element-wise operators as a list of steps over numbered tensors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace elementwise {

enum class Op { kAdd, kSub, kMul, kDiv, kRelu, kSigmoid, kTanh };

struct OpName {
  const char* name;
  Op op;
  size_t inputs;
};

// The operators that we run, by ONNX name; null when we do not.
const OpName* FindOp(const char* op_type);

// A float32 tensor; `data` belongs to somebody else or to `own`.
struct Tensor {
  std::vector<int64_t> dims;
  const float* data = nullptr;
  std::vector<float> own;
};

// One operator: numbers of its input tensors and of its output.
struct Step {
  Op op;
  size_t inputs[2];
  size_t output;
};

struct Program {
  size_t tensor_count = 0;
  std::vector<size_t> inputs;    // by input of the fused node
  std::vector<size_t> outputs;   // by output of the fused node
  std::vector<Step> steps;       // producers first
};

// The shape that two shapes broadcast to, by ONNX's rules; false when they do not.
bool Broadcast(const std::vector<int64_t>& a, const std::vector<int64_t>& b, std::vector<int64_t>* out);

// Runs one step on `tensors`; the output is made in its `own`. Empty on success, else what is wrong.
std::string Run(const Step& step, std::vector<Tensor>& tensors);

}  // namespace elementwise
