#include "exec/body_executor.h"

#include <algorithm>

namespace berth {

BodyExecutor::BodyExecutor(Program program, std::vector<size_t> captures, ExecOptions options)
    : captures_(std::move(captures)),
      input_count_(program.feeds.size() - captures_.size()),
      memory_(options.memory),
      executor_(std::move(program), options) {}

// Kernels of the body rely on the types that the graph says.
Status BodyExecutor::CheckInput(size_t i, const OrtValue* value) const {
  const int32_t id = executor_.program().feeds[i];
  if (id < 0 || value == nullptr || !value->has_value()) return Ok();
  const ElementType wanted = executor_.program().value_types[static_cast<size_t>(id)];
  if (wanted == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED || (value->is_tensor() && value->tensor.type() == wanted)) return Ok();
  return InvalidArgument("body: input ", i, ": ", value->is_tensor() ? ElementTypeName(value->tensor.type()) : "no tensor",
                         " seen, ", ElementTypeName(wanted), " wanted");
}

Status BodyExecutor::Run(KernelContext& ctx, std::span<const SharedValue> inputs, std::span<SharedValue> outputs) const {
  absl::InlinedVector<const OrtValue*, 8> feeds;
  feeds.reserve(inputs.size() + captures_.size());
  for (const SharedValue& input : inputs) feeds.push_back(input.get());
  for (size_t from : captures_) feeds.push_back(ctx.InputValue(from));
  for (size_t i = 0; i < feeds.size(); ++i) BERTH_RETURN_IF_ERROR(CheckInput(i, feeds[i]));
  BERTH_RETURN_IF_ERROR(executor_.RunBody(feeds, outputs, ctx.control()));
  for (SharedValue& output : outputs) {
    if (output.use_count() > 0) continue;
    // An input passed on stays with whoever owns it.
    auto given = std::find_if(inputs.begin(), inputs.end(), [&](const SharedValue& i) { return i.get() == output.get(); });
    if (given != inputs.end()) output = *given;
  }
  return Ok();
}

Status BodyExecutor::Copy(KernelContext& ctx, const OrtValue& from, OrtValue& to) const {
  if (memory_ == nullptr) return CopyInto(from.tensor, to.tensor);
  return memory_->Copy(from, to, {ctx.control().streams, false, true});
}

}  // namespace berth
