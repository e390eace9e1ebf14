#include "program.h"

#include <cmath>
#include <cstring>

namespace elementwise {
namespace {

constexpr OpName kOps[] = {{"Add", Op::kAdd, 2},   {"Sub", Op::kSub, 2},         {"Mul", Op::kMul, 2},  {"Div", Op::kDiv, 2},
                           {"Relu", Op::kRelu, 1}, {"Sigmoid", Op::kSigmoid, 1}, {"Tanh", Op::kTanh, 1}};

size_t Count(const std::vector<int64_t>& dims) {
  size_t count = 1;
  for (int64_t dim : dims) count *= static_cast<size_t>(dim);
  return count;
}

float Apply(Op op, float x, float y) {
  switch (op) {
    case Op::kAdd: return x + y;
    case Op::kSub: return x - y;
    case Op::kMul: return x * y;
    case Op::kDiv: return x / y;
    case Op::kRelu: return x < 0.0f ? 0.0f : x;
    case Op::kSigmoid: return 1.0f / (1.0f + std::exp(-x));
    case Op::kTanh: return std::tanh(x);
  }
  return 0.0f;
}

// How far an input moves when an output axis moves by one: 0 along the axes that it is stretched over.
std::vector<size_t> Strides(const std::vector<int64_t>& dims, const std::vector<int64_t>& out) {
  std::vector<size_t> strides(out.size(), 0);
  size_t step = 1;
  for (size_t i = 0; i < dims.size(); ++i) {
    const size_t axis = dims.size() - 1 - i;
    if (dims[axis] != 1) strides[out.size() - 1 - i] = step;
    step *= static_cast<size_t>(dims[axis]);
  }
  return strides;
}

void RunBroadcast(Op op, const Tensor& a, const Tensor& b, const std::vector<int64_t>& dims, float* out) {
  const std::vector<size_t> a_step = Strides(a.dims, dims), b_step = Strides(b.dims, dims);
  std::vector<int64_t> at(dims.size(), 0);
  size_t x = 0, y = 0;
  for (size_t i = 0, count = Count(dims); i < count; ++i) {
    out[i] = Apply(op, a.data[x], b.data[y]);
    for (size_t axis = dims.size(); axis-- > 0;) {
      x += a_step[axis];
      y += b_step[axis];
      if (++at[axis] < dims[axis]) break;
      x -= a_step[axis] * static_cast<size_t>(dims[axis]);
      y -= b_step[axis] * static_cast<size_t>(dims[axis]);
      at[axis] = 0;
    }
  }
}

}  // namespace

const OpName* FindOp(const char* op_type) {
  for (const OpName& known : kOps) {
    if (std::strcmp(known.name, op_type) == 0) return &known;
  }
  return nullptr;
}

bool Broadcast(const std::vector<int64_t>& a, const std::vector<int64_t>& b, std::vector<int64_t>* out) {
  const size_t rank = a.size() > b.size() ? a.size() : b.size();
  out->assign(rank, 1);
  for (size_t i = 0; i < rank; ++i) {
    const int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1, y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1) return false;
    (*out)[rank - 1 - i] = x == 1 ? y : x;
  }
  return true;
}

std::string Run(const Step& step, std::vector<Tensor>& tensors) {
  const Tensor& a = tensors[step.inputs[0]];
  const Tensor& b = tensors[step.inputs[1]];   // the same as `a` for operators with one input
  Tensor& out = tensors[step.output];
  if (!Broadcast(a.dims, b.dims, &out.dims)) return "input shapes do not broadcast";
  out.own.resize(Count(out.dims));
  out.data = out.own.data();
  if (a.dims == b.dims) {
    for (size_t i = 0; i < out.own.size(); ++i) out.own[i] = Apply(step.op, a.data[i], b.data[i]);
  } else {
    RunBroadcast(step.op, a, b, out.dims, out.own.data());
  }
  return "";
}

}  // namespace elementwise
