#include "kernels/ml/svm.h"

#include <cmath>

#include "kernels/math/gemm_kernel.h"

namespace berth {
namespace {

float SquaredDistance(const float* a, const float* b, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace

Status SvmKernel::Read(const KernelInfo& info, bool linear) {
  BERTH_ASSIGN_OR_RETURN(const std::string name, info.String("kernel_type", "LINEAR"));
  BERTH_ASSIGN_OR_RETURN(const std::vector<float> params, info.Floats("kernel_params"));
  if (name == "POLY") {
    type_ = Type::kPoly;
  } else if (name == "RBF") {
    type_ = Type::kRbf;
  } else if (name == "SIGMOID") {
    type_ = Type::kSigmoid;
  } else if (name != "LINEAR") {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"kernel_type\": \"", name,
                 "\" seen, LINEAR, POLY, RBF or SIGMOID wanted");
  }
  if (!params.empty() && params.size() != 3) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"kernel_params\": ", params.size(), " numbers seen, 3 wanted");
  }
  if (linear) type_ = Type::kLinear;
  if (!params.empty()) {
    gamma_ = params[0];
    coef0_ = params[1];
    degree_ = params[2];
  }
  return Ok();
}

float SvmKernel::Finish(float product) const {
  switch (type_) {
    case Type::kPoly: return std::pow(gamma_ * product + coef0_, degree_);
    case Type::kSigmoid: return std::tanh(gamma_ * product + coef0_);
    case Type::kLinear: case Type::kRbf: break;
  }
  return product;
}

void SvmKernel::Apply(const Rows<float>& x, const float* vectors, size_t count, float* out, ThreadPool* pool) const {
  if (x.rows == 0 || count == 0) return;
  if (type_ != Type::kRbf) {
    GemmCall call;
    call.m = x.rows;
    call.n = count;
    call.k = x.columns;
    call.a = MatrixView::RowMajor(x.data, x.columns);
    call.b = MatrixView::Transposed(vectors, x.columns);
    call.c = out;
    call.c_step = count;
    Gemm(call, pool);
    if (type_ == Type::kLinear) return;
  }
  const auto rows = static_cast<std::ptrdiff_t>(x.rows);
  ParallelFor(pool, rows, RowGrain(count * (x.columns + 8)), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (auto row = static_cast<size_t>(begin); row < static_cast<size_t>(end); ++row) {
      float* of_row = out + row * count;
      for (size_t i = 0; i < count; ++i) {
        of_row[i] = type_ == Type::kRbf ? std::exp(-gamma_ * SquaredDistance(x.row(row), vectors + i * x.columns, x.columns))
                                        : Finish(of_row[i]);
      }
    }
  });
}

}  // namespace berth
