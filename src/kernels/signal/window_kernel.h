// Windows that are sums of cosines: HannWindow, HammingWindow, BlackmanWindow.
#pragma once

#include <cmath>
#include <iterator>
#include <numbers>

#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/saturate.h"
#include "kernels/types.h"

namespace berth {

// size: a number; y: [size], computed in double, so that the middle is 1 in whole numbers too. `periodic`: one period, else
// symmetric. Weights: `static constexpr double kWeights[]`, of cos(0), -cos(x), cos(2x), ... over the window.
template <typename Weights>
class WindowKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<WindowKernel>();
    BERTH_ASSIGN_OR_RETURN(int64_t periodic, info.Int("periodic", 1));
    kernel->periodic_ = periodic != 0;
    kernel->write_ = SelectByType<NumberTypes>(info.output_type(0), []<typename T>() { return &Write<T>; });
    if (kernel->write_ == nullptr) return NoCodeFor(info.output_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const int64_t size, ReadInt(ctx.Input(0), "size"));
    if (size < 0) return InvalidArgument("input size: ", size, " seen, at least 0 wanted");
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{size}));
    write_(periodic_ ? static_cast<double>(size) : static_cast<double>(size) - 1, *y);
    return Ok();
  }

 private:
  template <typename T>
  static void Write(double period, Tensor& y) {
    double at = 0;
    for (T& out : y.mutable_span<T>()) {
      const double turn = 2 * std::numbers::pi * at / period;   // NaN for a symmetric window of one number
      double sum = 0;
      for (size_t k = std::size(Weights::kWeights); k-- > 0;) {   // from the smallest one, which gives 1 in the middle
        const double wave = Weights::kWeights[k] * std::cos(static_cast<double>(k) * turn);
        sum += k % 2 == 0 ? wave : -wave;
      }
      out = TruncateTo<T>(sum);
      ++at;
    }
  }

  bool periodic_ = true;
  void (*write_)(double period, Tensor& y) = nullptr;
};

}  // namespace berth
