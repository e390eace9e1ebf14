#include "plan/fold.h"

#include "exec/executor.h"
#include "graph/initializer.h"
#include "graph/schema.h"
#include "kernels/info.h"
#include "kernels/registry.h"
#include "onnx/defs/schema.h"

namespace berth {
namespace {

std::optional<size_t> TensorBytes(const Value& value) {
  const ValueType type = TypeFromProto(value.type);
  const bool is_known = type.kind == ONNX_TYPE_TENSOR && type.tensor.has_shape;
  if (!is_known || type.tensor.element_type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return std::nullopt;
  const auto count = ElementCount(type.tensor.dims);   // an open dimension is an error
  if (!count.ok() || FindElementType(type.tensor.element_type) == nullptr) return std::nullopt;
  return StorageBytes(type.tensor.element_type, *count);
}

// The node alone: its inputs are constants, its outputs are fetched.
Program ProgramOf(const Graph& graph, const Node& node, std::span<const OrtValue* const> inputs, std::unique_ptr<Kernel> kernel) {
  Program program;
  const auto add = [&](ValueId id) {
    program.ids.push_back(id == kNone ? -1 : static_cast<int32_t>(program.value_count++));
    program.types.push_back(id == kNone ? ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED
                                        : TypeFromProto(graph.value(id).type).tensor.element_type);
    if (id != kNone) program.value_types.push_back(program.types.back());
    return program.ids.back();
  };
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const int32_t number = add(node.inputs[i]);
    if (number >= 0) program.constants.emplace_back(number, inputs[i]);
  }
  for (ValueId id : node.outputs) {
    const int32_t number = add(id);
    if (number >= 0) program.fetches.push_back(number);
  }
  program.static_dims.resize(program.value_count);
  Step step{};
  step.kernel = kernel.get();
  step.input_count = static_cast<uint32_t>(node.inputs.size());
  step.outputs_begin = step.input_count;
  step.output_count = static_cast<uint32_t>(node.outputs.size());
  program.kernels.push_back(std::move(kernel));
  program.nodes.push_back({node.name, node.Label(graph), node.op_type, node.ep, node.id});
  program.steps.push_back(step);
  return program;
}

}  // namespace

std::optional<size_t> FoldedBytes(const Graph& graph, const Node& node) {
  using Determinism = onnx::OpSchema::NodeDeterminism;
  if (node.schema == nullptr || !node.bodies.empty() || node.inputs.empty()) return std::nullopt;
  if (node.schema->GetNodeDeterminism() == Determinism::NonDeterministic) return std::nullopt;
  size_t bytes = 0;
  for (ValueId id : node.outputs) {
    if (id == kNone) continue;
    const auto one = graph.value(id).is_output ? std::nullopt : TensorBytes(graph.value(id));
    if (!one || *one > SIZE_MAX - bytes) return std::nullopt;
    bytes += *one;
  }
  return bytes;
}

std::optional<std::vector<std::unique_ptr<OrtValue>>> Fold(const Graph& graph, const Node& node,
                                                           std::span<const OrtValue* const> inputs, const ExecOptions& exec) {
  const auto row = FindKernel(graph, node);
  if (!row.ok()) return std::nullopt;
  const KernelInfo info(graph, node, {inputs.begin(), inputs.end()}, exec.pool, *exec.logger);
  auto kernel = (*row)->make(info);
  if (!kernel.ok() || !info.forgone().empty()) return std::nullopt;
  ExecOptions options = exec;
  options.memory = nullptr;
  options.allocator = TransientAllocator(FoldedBytes(graph, node).value_or(0));   // often a kernel lays it out for itself
  const Executor executor(ProgramOf(graph, node, inputs, *std::move(kernel)), options);
  std::vector<OrtValue*> made(executor.program().fetches.size(), nullptr);
  std::vector<Fetch> fetches;
  for (size_t i = 0; i < made.size(); ++i) fetches.push_back({i, &made[i]});
  const std::atomic<bool> never{false};
  const Status status = executor.Run({}, fetches, RunControl{never, *exec.logger});
  std::vector<std::unique_ptr<OrtValue>> outputs;
  size_t next = 0;
  for (ValueId id : node.outputs) outputs.emplace_back(id == kNone ? nullptr : made[next++]);
  if (!status.ok()) return std::nullopt;
  return outputs;
}

}  // namespace berth
