#include "kernels/nn/recurrent.h"

namespace berth {
namespace {

// h = f(x W' + h R' + b). ONNX RNN-1, -7, -14, -22.
class Rnn final : public RecurrentKernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Rnn>();
    BERTH_RETURN_IF_ERROR(kernel->Read(info));
    return kernel;
  }

  Rnn() : RecurrentKernel({1, {1}, false, {"Tanh"}}) {}

 private:
  void Step(const RecurrentStep<float>& step) const override { StepAs(step); }
  void Step(const RecurrentStep<double>& step) const override { StepAs(step); }

  template <typename T>
  void StepAs(const RecurrentStep<T>& step) const {
    const int64_t hidden = step.hidden;
    Multiply(step.r[0], step.h, step.batch, step.gates, hidden, true, nullptr, step.pool);
    for (int64_t b = 0; b < step.batch; ++b) {
      if (!step.active[b]) continue;
      Activate(activation(step.direction, 0), step.gates + b * hidden, hidden);
      std::copy_n(step.gates + b * hidden, hidden, step.h + b * hidden);
    }
  }
};

}  // namespace

BERTH_KERNEL_LIST(rnn,
    {"", "RNN", 1, kLatest, {{{"T", kFloats}}}, Rnn::Make})

}  // namespace berth
