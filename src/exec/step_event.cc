#include "exec/step_event.h"

#include <span>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace berth {
namespace {

size_t BytesOf(const OrtValue* value) { return value != nullptr && value->is_tensor() ? value->tensor.bytes() : 0; }

// `[{"float":[3]},{"int64":[1,2]}]`: the tensors among the values.
std::string TypesAndShapes(std::span<const int32_t> ids, const OrtValue* const* refs) {
  std::string text = "[";
  for (int32_t id : ids) {
    const OrtValue* value = id >= 0 ? refs[id] : nullptr;
    if (value == nullptr || !value->is_tensor()) continue;
    if (text.size() > 1) text += ',';
    absl::StrAppend(&text, "{\"", ElementTypeName(value->tensor.type()), "\":[", absl::StrJoin(value->tensor.dims(), ","), "]}");
  }
  return text + "]";
}

}  // namespace

Profiler::Event StepEvent(const Program& program, const Step& step, const OrtValue* const* refs,
                          const std::vector<bool>& is_constant, Profiler::Clock::time_point start) {
  const ProgramNode& node = program.nodes[step.node];
  const std::span inputs(program.ids.data() + step.inputs_begin, step.input_count);
  const std::span outputs(program.ids.data() + step.outputs_begin, step.output_count);
  size_t activations = 0, parameters = 0, output_bytes = 0;
  for (int32_t id : inputs) {
    if (id >= 0) (is_constant[static_cast<size_t>(id)] ? parameters : activations) += BytesOf(refs[id]);
  }
  for (int32_t id : outputs) output_bytes += id >= 0 ? BytesOf(refs[id]) : 0;
  const std::string name = node.name.empty() ? absl::StrCat(node.op_type, "_", node.id) : node.name;
  return {"Node", name + "_kernel_time", start, Profiler::Clock::now(),
          {{"op_name", node.op_type}, {"provider", node.ep.empty() ? "CPUExecutionProvider" : node.ep},
           {"node_index", absl::StrCat(node.id)}, {"input_type_shape", TypesAndShapes(inputs, refs)},
           {"output_type_shape", TypesAndShapes(outputs, refs)}, {"activation_size", absl::StrCat(activations)},
           {"parameter_size", absl::StrCat(parameters)}, {"output_size", absl::StrCat(output_bytes)}}};
}

}  // namespace berth
