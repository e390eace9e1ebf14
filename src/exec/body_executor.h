// A body of a control-flow node as a program of its own.
#pragma once

#include <vector>

#include "exec/executor.h"
#include "kernels/body.h"

namespace berth {

class BodyExecutor final : public BodyRunner {
 public:
  // `program`: feeds are the graph's inputs, then the captured values. `captures`: for each of the latter, which input of the
  // node's step has it.
  BodyExecutor(Program program, std::vector<size_t> captures, ExecOptions options);

  size_t input_count() const override { return input_count_; }
  size_t output_count() const override { return executor_.program().fetches.size(); }
  Status Run(KernelContext& ctx, std::span<const SharedValue> inputs, std::span<SharedValue> outputs) const override;
  Status Copy(KernelContext& ctx, const OrtValue& from, OrtValue& to) const override;

 private:
  Status CheckInput(size_t i, const OrtValue* value) const;

  std::vector<size_t> captures_;
  size_t input_count_;
  const SessionMemory* memory_;   // null: every value is in host memory
  Executor executor_;
};

}  // namespace berth
