#include "kernels/ml/linear.h"

#include "kernels/math/gemm_kernel.h"

namespace berth {

Status LinearModel::Read(const KernelInfo& info, int64_t targets) {
  BERTH_ASSIGN_OR_RETURN(coefficients_, info.Floats("coefficients"));
  BERTH_ASSIGN_OR_RETURN(intercepts_, info.Floats("intercepts"));
  targets_ = static_cast<size_t>(targets);
  if (targets < 1 || coefficients_.empty() || coefficients_.size() % targets_ != 0) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"coefficients\": ", coefficients_.size(), " numbers for ",
                 targets, " targets seen, as many for each wanted");
  }
  if (intercepts_.empty() || intercepts_.size() == targets_) return Ok();
  return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"intercepts\": ", intercepts_.size(), " numbers seen, ", targets,
               " wanted");
}

Status LinearModel::Score(const Rows<float>& x, float* scores, ThreadPool* pool) const {
  const size_t features = coefficients_.size() / targets_;
  if (x.columns != features) return InvalidArgument("input: ", x.columns, " features seen, ", features, " wanted");
  if (x.rows == 0) return Ok();
  GemmCall call;
  call.m = x.rows;
  call.n = targets_;
  call.k = features;
  call.a = MatrixView::RowMajor(x.data, features);
  call.b = MatrixView::Transposed(coefficients_.data(), features);
  call.c = scores;
  call.c_step = targets_;
  if (!intercepts_.empty()) call.epilogue.column_bias = intercepts_.data();
  Gemm(call, pool);
  return Ok();
}

}  // namespace berth
