#include "kernels/training/updates.h"

namespace berth {
namespace {

// Gradient descent with momentum V, or Nesterov's. ONNX Momentum-1.
struct MomentumRule {
  static constexpr size_t kStates = 1;
  float alpha = 0, beta = 0, norm = 0;
  bool nesterov = false;

  Status Init(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(alpha, info.Float("alpha"));
    BERTH_ASSIGN_OR_RETURN(beta, info.Float("beta"));
    BERTH_ASSIGN_OR_RETURN(norm, info.Float("norm_coefficient"));
    const StatusOr<std::string> mode = info.String("mode");
    if (!mode.ok()) return mode.status();
    nesterov = *mode == "nesterov";
    if (nesterov || *mode == "standard") return Ok();
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"mode\": \"", *mode, "\" seen, standard or nesterov wanted");
  }

  template <typename T>
  auto At(T rate, int64_t count) const {
    const T decay = static_cast<T>(alpha), fresh = count > 0 ? static_cast<T>(beta) : T(1), weight = static_cast<T>(norm);
    return [=, looks_ahead = nesterov](T g, auto& now) {
      auto& [x, v] = now;
      const T gradient = weight * x + g;
      v = decay * v + fresh * gradient;
      x -= rate * (looks_ahead ? gradient + decay * v : v);
    };
  }
};

}  // namespace

BERTH_KERNEL_LIST(momentum,
    {"ai.onnx.preview.training", "Momentum", 1, kLatest, {}, UpdateKernel<MomentumRule>::Make})

}  // namespace berth
