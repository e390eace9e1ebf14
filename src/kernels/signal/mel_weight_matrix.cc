#include <cmath>

#include "kernels/ints.h"
#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {
namespace {

double Mel(double hertz) { return 2595 * std::log1p(hertz / 700) / std::log(10.0); }
double Hertz(double mel) { return 700 * std::expm1(mel / 2595 * std::log(10.0)); }

// The triangular filters that turn a spectrum into bands of the mel scale. ONNX MelWeightMatrix-17.
// y: [dft_length / 2 + 1, num_mel_bins].
class MelWeightMatrix final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MelWeightMatrix>();
    kernel->read_ = SelectByType<FloatTypes>(info.input_type(3), []<typename T>() { return &Read<T>; });
    if (kernel->read_ == nullptr) return NoCodeFor(info.input_type(3));
    kernel->write_ = SelectByType<NumberTypes>(info.output_type(0), []<typename T>() { return &Write<T>; });
    if (kernel->write_ == nullptr) return NoCodeFor(info.output_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const int64_t bands, ReadInt(ctx.Input(0), "num_mel_bins"));
    BERTH_ASSIGN_OR_RETURN(const int64_t length, ReadInt(ctx.Input(1), "dft_length"));
    BERTH_ASSIGN_OR_RETURN(const int64_t rate, ReadInt(ctx.Input(2), "sample_rate"));
    if (bands < 0 || length < 0 || length == INT64_MAX || rate < 1) {
      return InvalidArgument("inputs num_mel_bins, dft_length, sample_rate: ", bands, ", ", length, ", ", rate,
                             " seen, at least 0, 0, 1 wanted");
    }
    for (size_t i : {3, 4}) {
      if (ctx.Input(i).element_count() == 1) continue;
      return InvalidArgument("input ", i == 3 ? "lower" : "upper", "_edge_hertz: shape ", ShapeText(ctx.Input(i).dims()),
                             " seen, a scalar wanted");
    }
    const int64_t bins = length / 2 + 1;
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{bins, bands}));
    if (bands == 0) return Ok();
    const double low = Mel(read_(ctx.Input(3))), step = (Mel(read_(ctx.Input(4))) - low) / static_cast<double>(bands + 2);
    const auto edge = [&](int64_t i) {
      return std::floor(static_cast<double>(length + 1) * Hertz(low + static_cast<double>(i) * step) / static_cast<double>(rate));
    };
    std::vector<int64_t> edges;
    for (int64_t i = 0; i < bands + 2; ++i) {
      const double at = edge(i);
      // The last edge alone may lie behind the spectrum: its filter ends before it.
      if (!(at >= 0 && at < static_cast<double>(i == bands + 1 ? bins + 1 : bins))) {
        return InvalidArgument("inputs lower_edge_hertz, upper_edge_hertz: a filter at bin ", at, " of ", bins);
      }
      edges.push_back(static_cast<int64_t>(at));
    }
    write_(edges, *y);
    return Ok();
  }

 private:
  template <typename T>
  static double Read(const Tensor& x) {
    return static_cast<double>(static_cast<MathType<T>>(*static_cast<const T*>(x.data())));
  }

  // Filter i rises from edge i to edge i + 1 and falls until edge i + 2.
  template <typename T>
  static void Write(const std::vector<int64_t>& edges, Tensor& y) {
    const size_t bands = edges.size() - 2;
    std::span<T> out = y.mutable_span<T>();
    std::fill(out.begin(), out.end(), T(MathType<T>(0)));
    for (size_t i = 0; i < bands; ++i) {
      const int64_t left = edges[i], center = edges[i + 1], right = edges[i + 2];
      const auto set = [&](int64_t bin, int64_t part, int64_t whole) {
        const double weight = whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
        out[static_cast<size_t>(bin) * bands + i] = T(static_cast<MathType<T>>(weight));
      };
      if (left == center) set(center, 1, 1);
      for (int64_t bin = left; left < center && bin <= center; ++bin) set(bin, bin - left, center - left);
      for (int64_t bin = center; bin < right; ++bin) set(bin, right - bin, right - center);
    }
  }

  double (*read_)(const Tensor& x) = nullptr;
  void (*write_)(const std::vector<int64_t>& edges, Tensor& y) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(mel_weight_matrix,
    {"", "MelWeightMatrix", 17, kLatest, {{{"T2", FloatTypes::kSet}, {"T3", NumberTypes::kSet}}}, MelWeightMatrix::Make})

}  // namespace berth
