// Programs written by hand, with kernels that are lambdas: what the executor does is told apart from what plans say.
#pragma once

#include <functional>

#include "exec/executor.h"

namespace berth {

constexpr ElementType kFloat = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

class LambdaKernel final : public Kernel {
 public:
  using Body = std::function<Status(KernelContext&)>;
  explicit LambdaKernel(Body body) : body_(std::move(body)) {}
  Status Run(KernelContext& ctx) const override { return body_(ctx); }

 private:
  Body body_;
};

// y = x + n, for floats of any shape.
inline LambdaKernel::Body AddKernelBody(float n) {
  return [n](KernelContext& ctx) -> Status {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    for (size_t i = 0; i < x.element_count(); ++i) y->mutable_span<float>()[i] = x.span<float>()[i] + n;
    return Ok();
  };
}

// Builds a program step by step; values are numbered by the test. Drops are given by the test as well.
class ProgramMaker {
 public:
  explicit ProgramMaker(uint32_t values) {
    program.value_count = values;
    program.static_dims.resize(values);
    program.value_types.assign(values, kFloat);
  }
  ProgramMaker& Step(LambdaKernel::Body body, std::vector<int32_t> inputs, std::vector<int32_t> outputs,
                     std::vector<int32_t> drops = {}) {
    program.kernels.push_back(std::make_unique<LambdaKernel>(std::move(body)));
    berth::Step step{};
    step.kernel = program.kernels.back().get();
    step.inputs_begin = Append(inputs);
    step.input_count = static_cast<uint32_t>(inputs.size());
    step.outputs_begin = Append(outputs);
    step.output_count = static_cast<uint32_t>(outputs.size());
    step.drops_begin = Append(drops);
    step.drop_count = static_cast<uint32_t>(drops.size());
    step.node = static_cast<uint32_t>(program.nodes.size());
    program.nodes.push_back({"", "step" + std::to_string(program.nodes.size()), "Op", "EP"});
    program.steps.push_back(step);
    return *this;
  }
  ProgramMaker& Io(std::vector<int32_t> feeds, std::vector<int32_t> fetches) {
    program.feeds = std::move(feeds);
    program.fetches = std::move(fetches);
    return *this;
  }
  Program program;

 private:
  uint32_t Append(const std::vector<int32_t>& ids) {
    const auto begin = static_cast<uint32_t>(program.ids.size());
    program.ids.insert(program.ids.end(), ids.begin(), ids.end());
    program.types.resize(program.ids.size(), kFloat);
    return begin;
  }
};

// Counts what is allocated and not freed.
struct CountingAllocator : OrtAllocator {
  CountingAllocator() : OrtAllocator{} {
    version = ORT_API_VERSION;
    OrtAllocator::Alloc = [](OrtAllocator* self, size_t bytes) -> void* {
      auto* counting = static_cast<CountingAllocator*>(self);
      if (counting->fail) return nullptr;
      ++counting->allocations;
      ++counting->live;
      return DefaultCpuAllocator()->Alloc(DefaultCpuAllocator(), bytes);
    };
    OrtAllocator::Free = [](OrtAllocator* self, void* data) {
      if (data != nullptr) --static_cast<CountingAllocator*>(self)->live;
      DefaultCpuAllocator()->Free(DefaultCpuAllocator(), data);
    };
    OrtAllocator::Info = [](const OrtAllocator*) { return &CpuMemoryInfo(); };
  }
  int allocations = 0, live = 0;
  bool fail = false;
};

inline OrtValue FloatValue(const Dims& dims, float first) {
  Tensor tensor = *Tensor::Allocate(DefaultCpuAllocator(), kFloat, dims);
  for (size_t i = 0; i < tensor.element_count(); ++i) tensor.mutable_span<float>()[i] = first + static_cast<float>(i);
  return OrtValue(std::move(tensor));
}

inline std::vector<float> Floats(const OrtValue& value) {
  auto span = value.tensor.span<float>();
  return {span.begin(), span.end()};
}

}  // namespace berth
