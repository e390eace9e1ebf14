#include <cmath>

#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"
#include "kernels/types.h"

namespace berth {
namespace {

// How the losses of single elements become one.
enum class Reduction { kNone, kSum, kMean };

// The softmax over the classes of each element, and the negative logarithm of the labelled one. ONNX SoftmaxCrossEntropyLoss-12,
// -13. scores: [n, classes, d...]; labels: [n, d...]; weights: [classes]; output: like labels, or one number; log_prob: like
// scores. Elements labelled `ignore_index` weigh nothing. The mean is weighted.
class SoftmaxCrossEntropyLoss final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<SoftmaxCrossEntropyLoss>();
    BERTH_ASSIGN_OR_RETURN(const std::string reduction, info.String("reduction", "mean"));
    if (reduction == "none") kernel->reduction_ = Reduction::kNone;
    else if (reduction == "sum") kernel->reduction_ = Reduction::kSum;
    else if (reduction == "mean") kernel->reduction_ = Reduction::kMean;
    else return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"reduction\": \"", reduction,
                      "\" seen, none, sum or mean wanted");
    if (info.HasAttribute("ignore_index")) {
      BERTH_ASSIGN_OR_RETURN(kernel->ignored_, info.Int("ignore_index"));
    }
    const bool wide = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    kernel->run_ = wide ? &SoftmaxCrossEntropyLoss::RunAs<double> : &SoftmaxCrossEntropyLoss::RunAs<float>;
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const DimsView dims = ctx.Input(0).dims();
    Dims labels(dims.begin(), dims.end());
    if (dims.size() >= 2) labels.erase(labels.begin() + 1);
    if (dims.size() < 2 || dims[1] == 0 || !SameDims(labels, ctx.Input(1).dims())) {
      return InvalidArgument("inputs scores, labels: shapes ", ShapeText(dims), ", ", ShapeText(ctx.Input(1).dims()),
                             " seen, [n, classes, d...] and [n, d...] wanted");
    }
    if (const Tensor* weights = ctx.OptionalInput(2); weights != nullptr && !SameDims(weights->dims(), dims.subspan(1, 1))) {
      return InvalidArgument("input weights: shape ", ShapeText(weights->dims()), " seen, [", dims[1], "] wanted");
    }
    return (this->*run_)(ctx);
  }

 private:
  template <typename T>
  Status RunAs(KernelContext& ctx) const {
    const Tensor& scores = ctx.Input(0);
    const DimsView dims = scores.dims();
    const auto classes = static_cast<size_t>(dims[1]);
    const size_t outer = static_cast<size_t>(dims[0]), inner = ElementCountOf(dims.subspan(2)), count = outer * inner;
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> labels, Labels(ctx.Input(1), dims[1]));
    BERTH_ASSIGN_OR_RETURN(const T* x, FloatsAs<T>(ctx, scores));
    const T* weights = nullptr;
    if (const Tensor* given = ctx.OptionalInput(2)) {
      BERTH_ASSIGN_OR_RETURN(weights, FloatsAs<T>(ctx, *given));
    }
    std::vector<T> logs(ctx.WantsOutput(1) ? scores.element_count() : 0), losses(count);
    double sum = 0, weight_sum = 0;
    for (size_t i = 0; i < count; ++i) {
      const size_t start = i / inner * classes * inner + i % inner;
      const T base = LogSum(x + start, classes, inner);
      for (size_t c = 0; c < classes && !logs.empty(); ++c) logs[start + c * inner] = x[start + c * inner] - base;
      if (labels[i] < 0) continue;
      const auto label = static_cast<size_t>(labels[i]);
      const T weight = weights != nullptr ? weights[label] : T(1);
      losses[i] = weight * (base - x[start + label * inner]);
      sum += static_cast<double>(losses[i]);
      weight_sum += static_cast<double>(weight);
    }
    if (ctx.WantsOutput(1)) {
      BERTH_ASSIGN_OR_RETURN(Tensor * log_prob, ctx.Output(1, dims));
      BERTH_RETURN_IF_ERROR(WriteFloats(logs.data(), *log_prob));
    }
    if (!ctx.WantsOutput(0)) return Ok();
    BERTH_ASSIGN_OR_RETURN(Tensor * loss, ctx.Output(0, reduction_ == Reduction::kNone ? ctx.Input(1).dims() : DimsView()));
    if (reduction_ == Reduction::kNone) return WriteFloats(losses.data(), *loss);
    const T one = static_cast<T>(reduction_ == Reduction::kSum ? sum : sum / weight_sum);
    return WriteFloats(&one, *loss);
  }

  // log(exp(x[0]) + exp(x[step]) + ...)
  template <typename T>
  static T LogSum(const T* x, size_t count, size_t step) {
    T most = x[0];
    for (size_t c = 1; c < count; ++c) most = std::max(most, x[c * step]);
    T sum = 0;
    for (size_t c = 0; c < count; ++c) sum += std::exp(x[c * step] - most);
    return most + std::log(sum);
  }

  // -1 where the label is to be ignored.
  StatusOr<std::vector<int64_t>> Labels(const Tensor& tensor, int64_t classes) const {
    const bool is_wide = tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
    std::vector<int64_t> labels(tensor.element_count());
    for (size_t i = 0; i < labels.size(); ++i) {
      labels[i] = is_wide ? tensor.span<int64_t>()[i] : tensor.span<int32_t>()[i];
      if (labels[i] == ignored_) {
        labels[i] = -1;
      } else if (labels[i] < 0 || labels[i] >= classes) {
        return InvalidArgument("input labels: ", labels[i], " seen at ", i, ", a class of 0 to ", classes - 1, " wanted");
      }
    }
    return labels;
  }

  Reduction reduction_ = Reduction::kMean;
  std::optional<int64_t> ignored_;
  Status (SoftmaxCrossEntropyLoss::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(softmax_cross_entropy_loss,
    {"", "SoftmaxCrossEntropyLoss", 12, kLatest, {{{"T", kFloats}, {"Tind", kI32 | kI64}}}, SoftmaxCrossEntropyLoss::Make})

}  // namespace berth
