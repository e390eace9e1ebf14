#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/generator/random.h"
#include "kernels/kernel.h"
#include "kernels/tensor/element_access.h"
#include "kernels/types.h"

namespace berth {
namespace {

// Numbers of classes, drawn by probabilities exp(x) that need not sum up to 1. ONNX Multinomial-7, -22.
// x: [batch, classes]; y: [batch, sample_size], int32 or int64 as `dtype` says.
class Multinomial final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Multinomial>();
    BERTH_RETURN_IF_ERROR(kernel->source_.Init(info));
    BERTH_ASSIGN_OR_RETURN(kernel->type_, TypeAttribute(info, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32));
    BERTH_ASSIGN_OR_RETURN(kernel->samples_, info.Int("sample_size", 1));
    if (!(kI32 | kI64).contains(kernel->type_)) return NoCodeFor(kernel->type_);
    if (kernel->samples_ >= 0) return kernel;
    return InvalidArgument(info.label(), ": attribute \"sample_size\": ", kernel->samples_, " seen, at least 0 wanted");
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    if (x.dims().size() != 2 || x.dims()[1] == 0) {
      return InvalidArgument("input: shape ", ShapeText(x.dims()), " seen, [batch,classes] with a class wanted");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, type_, Dims{x.dims()[0], samples_}));
    const auto classes = static_cast<size_t>(x.dims()[1]), samples = static_cast<size_t>(samples_);
    const RandomStream stream = source_.NextRun();
    const ElementAccess& writer = *AccessTo(type_);
    std::vector<double> sums(classes);
    for (size_t row = 0; row < static_cast<size_t>(x.dims()[0]); ++row) {
      RunningSums(x, row * classes, sums);
      for (size_t i = 0; i < samples; ++i) {
        const size_t at = row * samples + i;
        double pair[2];
        stream.Uniform(at & ~size_t{1}, 2, pair);
        const auto above = std::upper_bound(sums.begin(), sums.end(), pair[at & 1] * sums.back());
        const auto drawn = static_cast<int64_t>(std::min<std::ptrdiff_t>(above - sums.begin(), x.dims()[1] - 1));
        writer.write_ints(&drawn, 1, y->mutable_data(), at);
      }
    }
    return Ok();
  }

 private:
  // Sums of the probabilities up to each class, to a common factor.
  static void RunningSums(const Tensor& x, size_t begin, std::vector<double>& sums) {
    const ElementAccess& reader = *AccessTo(x.type());
    for (size_t at = 0; at < sums.size(); at += kAccessBlock) {
      reader.read_doubles(x.data(), begin + at, std::min(kAccessBlock, sums.size() - at), sums.data() + at);
    }
    const double largest = *std::max_element(sums.begin(), sums.end());
    double sum = 0;
    for (double& value : sums) value = sum += std::exp(value - largest);
  }

  RandomSource source_;
  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
  int64_t samples_ = 1;
};

}  // namespace

BERTH_KERNEL_LIST(multinomial,
    {"", "Multinomial", 7, kLatest, {{{"T1", FloatTypes::kSet}}}, Multinomial::Make})

}  // namespace berth
