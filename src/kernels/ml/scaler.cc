#include <algorithm>

#include "kernels/ml/rows.h"

namespace berth {
namespace {

// (x - offset) * scale, each with one number for all or one a column. ONNX Scaler-1. x: [...,F]; y: the same shape, float.
class Scaler final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Scaler>();
    BERTH_ASSIGN_OR_RETURN(kernel->offset_, info.Floats("offset"));
    BERTH_ASSIGN_OR_RETURN(kernel->scale_, info.Floats("scale"));
    if (kernel->offset_.empty()) kernel->offset_.push_back(0.0f);
    if (kernel->scale_.empty()) kernel->scale_.push_back(1.0f);
    const size_t offsets = kernel->offset_.size(), scales = kernel->scale_.size();
    if (offsets != 1 && scales != 1 && offsets != scales) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"offset\" of ", offsets, " and \"scale\" of ", scales,
                   " numbers seen, as many wanted, or 1");
    }
    kernel->run_ = SelectByType<MlNumbers>(info.input_type(0), []<typename T>() { return &Scaler::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const size_t columns = std::max(offset_.size(), scale_.size());
    if (columns != 1 && (x.dims().empty() || x.dims().back() != static_cast<int64_t>(columns))) {
      return InvalidArgument("input: shape ", ShapeText(x.dims()), " seen, [...,", columns, "] wanted as for offset and scale");
    }
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ElementTypeOf<float>(), x.dims()));
    (this->*run_)(x, columns, y->mutable_span<float>());
    return Ok();
  }

 private:
  template <typename T>
  void Typed(const Tensor& x, size_t columns, std::span<float> y) const {
    using Wide = std::conditional_t<std::is_same_v<T, float>, float, double>;
    const auto in = x.span<T>();
    const size_t offset_step = offset_.size() == 1 ? 0 : 1, scale_step = scale_.size() == 1 ? 0 : 1;
    for (size_t begin = 0; begin < in.size(); begin += columns) {
      for (size_t i = 0; i < columns; ++i) {
        const Wide centred = static_cast<Wide>(in[begin + i]) - static_cast<Wide>(offset_[i * offset_step]);
        y[begin + i] = static_cast<float>(centred * static_cast<Wide>(scale_[i * scale_step]));
      }
    }
  }

  std::vector<float> offset_, scale_;
  void (Scaler::*run_)(const Tensor& x, size_t columns, std::span<float> y) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(scaler,
    {"ai.onnx.ml", "Scaler", 1, kLatest, {{{"T", MlNumbers::kSet}}}, Scaler::Make})

}  // namespace berth
