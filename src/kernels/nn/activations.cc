#include "kernels/nn/activations.h"

#include <cmath>

#include "absl/strings/match.h"
#include "kernels/math/vector_functions.h"

namespace berth {
namespace {

struct ActivationRow {
  std::string_view name;
  ActivationKind kind;
  bool has_alpha, has_beta;
  float alpha, beta;
};

constexpr ActivationRow kRows[] = {
    {"Relu", ActivationKind::kRelu, false, false, 0, 0},
    {"Tanh", ActivationKind::kTanh, false, false, 0, 0},
    {"Sigmoid", ActivationKind::kSigmoid, false, false, 0, 0},
    {"Affine", ActivationKind::kAffine, true, true, 1, 0},
    {"LeakyRelu", ActivationKind::kLeakyRelu, true, false, 0.01f, 0},
    {"ThresholdedRelu", ActivationKind::kThresholdedRelu, true, false, 1, 0},
    {"ScaledTanh", ActivationKind::kScaledTanh, true, true, 1, 1},
    {"HardSigmoid", ActivationKind::kHardSigmoid, true, true, 0.2f, 0.5f},
    {"Elu", ActivationKind::kElu, true, false, 1, 0},
    {"Softsign", ActivationKind::kSoftsign, false, false, 0, 0},
    {"Softplus", ActivationKind::kSoftplus, false, false, 0, 0},
};

template <typename T, typename Function>
void ForEach(T* x, int64_t count, Function f) {
  for (int64_t i = 0; i < count; ++i) x[i] = f(x[i]);
}

}  // namespace

template <typename T>
void Activation::Apply(T* x, int64_t count) const {
  const T a = static_cast<T>(alpha), b = static_cast<T>(beta), zero = 0, one = 1;
  switch (kind) {
    case ActivationKind::kRelu: return ForEach(x, count, [=](T v) { return v < zero ? zero : v; });
    case ActivationKind::kTanh: return Tanhs(x, count);
    case ActivationKind::kSigmoid: return Sigmoids(x, count);
    case ActivationKind::kAffine: return ForEach(x, count, [=](T v) { return a * v + b; });
    case ActivationKind::kLeakyRelu: return ForEach(x, count, [=](T v) { return v < zero ? a * v : v; });
    case ActivationKind::kThresholdedRelu: return ForEach(x, count, [=](T v) { return v < a ? zero : v; });
    case ActivationKind::kScaledTanh: return ForEach(x, count, [=](T v) { return a * std::tanh(b * v); });
    case ActivationKind::kHardSigmoid:
      return ForEach(x, count, [=](T v) {
        const T line = a * v + b;
        return line < zero ? zero : line > one ? one : line;
      });
    case ActivationKind::kElu: return ForEach(x, count, [=](T v) { return v < zero ? a * std::expm1(v) : v; });
    case ActivationKind::kSoftsign: return ForEach(x, count, [=](T v) { return v / (one + std::abs(v)); });
    case ActivationKind::kSoftplus:
      return ForEach(x, count, [=](T v) { return (v > zero ? v : zero) + std::log1p(std::exp(-std::abs(v))); });
  }
}

StatusOr<std::vector<Activation>> ReadActivations(const KernelInfo& info, std::span<const std::string_view> defaults,
                                                  size_t directions) {
  BERTH_ASSIGN_OR_RETURN(std::vector<std::string> names, info.Strings("activations"));
  BERTH_ASSIGN_OR_RETURN(std::vector<float> alphas, info.Floats("activation_alpha"));
  BERTH_ASSIGN_OR_RETURN(std::vector<float> betas, info.Floats("activation_beta"));
  const size_t wanted = defaults.size() * directions;
  if (names.empty()) {
    for (size_t i = 0; i < directions; ++i) names.insert(names.end(), defaults.begin(), defaults.end());
  }
  if (names.size() < wanted) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"activations\": ", names.size(), " seen, ", wanted, " wanted");
  }
  std::vector<Activation> activations;
  size_t alpha = 0, beta = 0;
  for (size_t i = 0; i < wanted; ++i) {
    const ActivationRow* row = nullptr;
    for (const ActivationRow& known : kRows) {
      if (absl::EqualsIgnoreCase(known.name, names[i])) row = &known;
    }
    if (row == nullptr) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"activations\": \"", names[i], "\": no such function");
    }
    Activation activation{row->kind, row->alpha, row->beta};
    if (row->has_alpha && alpha < alphas.size()) activation.alpha = alphas[alpha++];
    if (row->has_beta && beta < betas.size()) activation.beta = betas[beta++];
    activations.push_back(activation);
  }
  return activations;
}

template void Activation::Apply<float>(float* x, int64_t count) const;
template void Activation::Apply<double>(double* x, int64_t count) const;

}  // namespace berth
