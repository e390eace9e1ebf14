#include "kernels/nn/recurrent.h"

namespace berth {
namespace {

// ONNX LSTM-1, -7, -14, -22, gates in the order input, output, forget, cell:
//   i = f(x Wi' + h Ri' + Pi c + b), f = f(x Wf' + h Rf' + Pf c + b), c' = g(x Wc' + h Rc' + b)
//   c = f * c + i * c', o = f(x Wo' + h Ro' + Po c + b), h = o * h(c)
// With input_forget f is 1 - i. Clipped are the gates, not c: ONNX Runtime reads it so.
class Lstm final : public RecurrentKernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Lstm>();
    BERTH_RETURN_IF_ERROR(kernel->Read(info));
    BERTH_ASSIGN_OR_RETURN(int64_t couples, info.Int("input_forget", 0));
    kernel->couples_ = couples != 0;
    return kernel;
  }

  Lstm() : RecurrentKernel({4, {4}, true, {"Sigmoid", "Tanh", "Tanh"}}) {}

 private:
  void Step(const RecurrentStep<float>& step) const override { StepAs(step); }
  void Step(const RecurrentStep<double>& step) const override { StepAs(step); }

  template <typename T>
  void StepAs(const RecurrentStep<T>& step) const {
    const int64_t hidden = step.hidden;
    Multiply(step.r[0], step.h, step.batch, step.gates, 4 * hidden, true, nullptr, step.pool);
    ParallelFor(step.pool, step.batch, 4096 / (hidden + 1) + 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t b = begin; b < end; ++b) {
        if (step.active[b]) Sequence(step, step.gates + b * 4 * hidden, step.h + b * hidden, step.c + b * hidden);
      }
    });
  }

  template <typename T>
  void Sequence(const RecurrentStep<T>& step, T* gates, T* h, T* c) const {
    const int64_t hidden = step.hidden;
    const Activation& f = activation(step.direction, 0);
    T* input = gates;
    T* output = gates + hidden;
    T* forget = gates + 2 * hidden;
    T* cell = gates + 3 * hidden;
    if (step.peepholes != nullptr) {
      for (int64_t i = 0; i < hidden; ++i) input[i] += step.peepholes[i] * c[i];
      for (int64_t i = 0; i < hidden; ++i) forget[i] += step.peepholes[2 * hidden + i] * c[i];
    }
    Activate(f, input, hidden);
    if (couples_) {
      for (int64_t i = 0; i < hidden; ++i) forget[i] = 1 - input[i];
    } else {
      Activate(f, forget, hidden);
    }
    Activate(activation(step.direction, 1), cell, hidden);
    for (int64_t i = 0; i < hidden; ++i) c[i] = forget[i] * c[i] + input[i] * cell[i];
    if (step.peepholes != nullptr) {
      for (int64_t i = 0; i < hidden; ++i) output[i] += step.peepholes[hidden + i] * c[i];
    }
    Activate(f, output, hidden);
    std::copy_n(c, hidden, h);
    activation(step.direction, 2).Apply(h, hidden);
    for (int64_t i = 0; i < hidden; ++i) h[i] *= output[i];
  }

  bool couples_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(lstm,
    {"", "LSTM", 1, kLatest, {{{"T", kFloats}}}, Lstm::Make})

}  // namespace berth
