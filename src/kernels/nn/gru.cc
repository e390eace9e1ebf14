#include "kernels/flag.h"
#include "kernels/nn/recurrent.h"

namespace berth {
namespace {

// ONNX GRU-1, -3, -7, -14, -22, gates in the order update, reset, hidden:
//   z = f(x Wz' + h Rz' + b), r = f(x Wr' + h Rr' + b)
//   h' = g(x Wh' + (r * h) Rh' + b), or with linear_before_reset g(x Wh' + r * (h Rh' + Rb) + Wb)
//   h = (1 - z) * h' + z * h
class Gru final : public RecurrentKernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Gru>();
    BERTH_RETURN_IF_ERROR(kernel->Read(info));
    BERTH_ASSIGN_OR_RETURN(kernel->linear_before_reset_, FlagAttribute(info, "linear_before_reset"));
    return kernel;
  }

  Gru() : RecurrentKernel({3, {2, 1}, false, {"Sigmoid", "Tanh"}}) {}

 private:
  void Step(const RecurrentStep<float>& step) const override { StepAs(step); }
  void Step(const RecurrentStep<double>& step) const override { StepAs(step); }
  bool AddsLateBias() const override { return linear_before_reset_; }

  template <typename T>
  void StepAs(const RecurrentStep<T>& step) const {
    const int64_t hidden = step.hidden, width = 3 * hidden;
    Multiply(step.r[0], step.h, step.batch, step.gates, width, true, nullptr, step.pool);
    if (linear_before_reset_) Multiply(step.r[1], step.h, step.batch, step.spare, hidden, false, step.late_bias, step.pool);
    for (int64_t b = 0; b < step.batch; ++b) {
      T* update = step.gates + b * width;
      T* reset = update + hidden;
      T* fresh = reset + hidden;
      T* spare = step.spare + b * hidden;
      // Update and reset gate lie side by side.
      Activate(activation(step.direction, 0), update, 2 * hidden);
      if (linear_before_reset_) {
        for (int64_t i = 0; i < hidden; ++i) fresh[i] += reset[i] * spare[i];
      } else {
        for (int64_t i = 0; i < hidden; ++i) spare[i] = reset[i] * step.h[b * hidden + i];
      }
    }
    if (!linear_before_reset_) {
      Multiply(step.r[1], step.spare, step.batch, step.gates + 2 * hidden, width, true, nullptr, step.pool);
    }
    for (int64_t b = 0; b < step.batch; ++b) {
      if (!step.active[b]) continue;
      const T* update = step.gates + b * width;
      T* fresh = step.gates + b * width + 2 * hidden;
      T* h = step.h + b * hidden;
      Activate(activation(step.direction, 1), fresh, hidden);
      for (int64_t i = 0; i < hidden; ++i) h[i] = (1 - update[i]) * fresh[i] + update[i] * h[i];
    }
  }

  bool linear_before_reset_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(gru,
    {"", "GRU", 1, kLatest, {{{"T", kFloats}}}, Gru::Make})

}  // namespace berth
