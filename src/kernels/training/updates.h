// One step of training, as the operators of ai.onnx.preview.training take it: for each of several tensors X the gradient G and
// one or two states, all of one shape.
//
//   struct MomentumRule {
//     static constexpr size_t kStates = 1;
//     Status Init(const KernelInfo& info);
//     // What changes one element: step(g, now), `now` being X and the states.
//     template <typename T> auto At(T rate, int64_t count) const;
//   };
//   ... UpdateKernel<MomentumRule>::Make
#pragma once

#include <algorithm>
#include <array>

#include "kernels/kernel.h"
#include "kernels/types.h"

namespace berth {

// Inputs: R, T, then all X, all G, all of each state. Outputs: all new X, then all of each new state.
template <typename Rule>
class UpdateKernel final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<UpdateKernel>();
    BERTH_RETURN_IF_ERROR(kernel->rule_.Init(info));
    constexpr size_t kParts = Rule::kStates + 2;
    if (info.input_count() < 2 || (info.input_count() - 2) % kParts != 0) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": ", info.input_count(), " inputs seen, 2 and ", kParts,
                   " for each tensor wanted");
    }
    kernel->tensors_ = (info.input_count() - 2) / kParts;
    using Types = TypeList<float, double>;
    kernel->run_ = SelectByType<Types>(info.input_type(2), []<typename T>() { return &UpdateKernel::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(2));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return (this->*run_)(ctx); }

 private:
  template <typename T>
  Status Typed(KernelContext& ctx) const {
    const Tensor& rate = ctx.Input(0);
    const Tensor& count = ctx.Input(1);
    if (rate.element_count() != 1 || count.element_count() != 1) {
      return InvalidArgument("inputs R", ShapeText(rate.dims()), " and T", ShapeText(count.dims()),
                             " seen, one element each wanted");
    }
    const bool wide = rate.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
    const T r = wide ? static_cast<T>(rate.span<double>()[0]) : static_cast<T>(rate.span<float>()[0]);
    const auto step = rule_.template At<T>(r, count.span<int64_t>()[0]);
    for (size_t i = 0; i < tensors_; ++i) BERTH_RETURN_IF_ERROR(Update<T>(ctx, i, step));
    return Ok();
  }

  template <typename T, typename Step>
  Status Update(KernelContext& ctx, size_t tensor, const Step& step) const {
    std::array<const T*, Rule::kStates + 2> in;
    const Tensor& x = ctx.Input(2 + tensor);
    for (size_t part = 0; part < in.size(); ++part) {
      const Tensor& input = ctx.Input(2 + part * tensors_ + tensor);
      if (!SameDims(input.dims(), x.dims()) || input.type() != x.type()) {
        return InvalidArgument("input ", 2 + part * tensors_ + tensor, ": ", ElementTypeName(input.type()),
                               ShapeText(input.dims()), " seen, ", ElementTypeName(x.type()), ShapeText(x.dims()),
                               " wanted as for the tensor that it belongs to");
      }
      in[part] = static_cast<const T*>(input.data());
    }
    std::array<T*, Rule::kStates + 1> out{};
    for (size_t part = 0; part < out.size(); ++part) {
      const size_t slot = part * tensors_ + tensor;
      if (!ctx.WantsOutput(slot)) continue;
      BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(slot, x.type(), x.dims()));
      out[part] = static_cast<T*>(y->mutable_data());
    }
    constexpr std::ptrdiff_t kGrain = 16384;   // below this many elements a second thread costs more than it saves
    const auto count = static_cast<std::ptrdiff_t>(x.element_count());
    ParallelFor(ctx.pool(), count, kGrain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t i = begin; i < end; ++i) {
        // X, then the states, which the rule changes.
        std::array<T, Rule::kStates + 1> now{in[0][i]};
        for (size_t state = 0; state < Rule::kStates; ++state) now[state + 1] = in[state + 2][i];
        step(in[1][i], now);
        for (size_t part = 0; part < out.size(); ++part) {
          if (out[part] != nullptr) out[part][i] = now[part];
        }
      }
    });
    return Ok();
  }

  Rule rule_;
  size_t tensors_ = 0;
  Status (UpdateKernel::*run_)(KernelContext& ctx) const = nullptr;
};

}  // namespace berth
