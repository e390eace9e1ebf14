#include "plan/program_builder.h"

#include "ep/compiled_kernel.h"
#include "exec/body_executor.h"
#include "graph/custom_op.h"
#include "graph/initializer.h"
#include "graph/onnx_type.h"
#include "kernels/custom_kernel.h"
#include "kernels/registry.h"

namespace berth {
namespace {

// Dims of a value when all are known.
std::optional<Dims> StaticDims(const onnx::TypeProto& type) {
  if (!type.has_tensor_type() || !type.tensor_type().has_shape()) return std::nullopt;
  Dims dims;
  for (const auto& dim : type.tensor_type().shape().dim()) {
    if (!dim.has_dim_value() || dim.dim_value() < 0) return std::nullopt;
    dims.push_back(dim.dim_value());
  }
  return dims;
}

ElementType TensorType(const onnx::TypeProto& type) {
  return type.has_tensor_type() ? ElementTypeFromOnnx(type.tensor_type().elem_type())
                                : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
}

class Builder {
 public:
  // `infos` gets what kernels may keep.
  Builder(const Graph& graph, const PartitionResult& partition, const ExecOptions& exec,
          std::vector<std::unique_ptr<KernelInfo>>& infos)
      : graph_(graph), partition_(partition), exec_(exec), infos_(infos), number_of_(graph.value_bound(), -1) {}

  StatusOr<Program> Build() {
    BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph_.TopologicalOrder());
    for (NodeId id : order) BERTH_RETURN_IF_ERROR(AddStep(*graph_.node(id)));
    for (ValueId id : graph_.inputs) {
      bool used = !graph_.value(id).uses.empty() || graph_.value(id).is_output;
      BERTH_ASSIGN_OR_RETURN(int32_t number, used ? Number(id) : StatusOr<int32_t>(-1));
      program().feeds.push_back(number);
    }
    for (ValueId id : graph_.outputs) {
      BERTH_ASSIGN_OR_RETURN(int32_t number, Number(id));
      program().fetches.push_back(number);
    }
    AddCaptures();
    AddDrops();
    return std::move(program_);
  }

  // Of a body: which implicit input of its node each captured value is, in the order of the program's feeds.
  const std::vector<size_t>& captures() const { return captures_; }

 private:
  Program& program() { return program_; }

  // The number of a value; a constant is entered with its tensor.
  StatusOr<int32_t> Number(ValueId id) {
    if (id == kNone) return -1;
    if (number_of_[id] >= 0) return number_of_[id];
    const Value& value = graph_.value(id);
    int32_t number = static_cast<int32_t>(program().value_count++);
    number_of_[id] = number;
    program().static_dims.push_back(StaticDims(value.type));
    program().value_types.push_back(TensorType(value.type));
    if (value.initializer != nullptr || value.is_constant()) {
      BERTH_ASSIGN_OR_RETURN(const OrtValue* constant, InitializerValue(value));
      program().constants.emplace_back(number, constant);
    }
    return number;
  }

  StatusOr<std::pair<uint32_t, uint32_t>> AddIds(const std::vector<ValueId>& values) {
    uint32_t begin = static_cast<uint32_t>(program().ids.size());
    for (ValueId id : values) {
      BERTH_ASSIGN_OR_RETURN(int32_t number, Number(id));
      program().ids.push_back(number);
      program().types.push_back(number < 0 ? ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED : program().value_types[number]);
    }
    return std::pair(begin, static_cast<uint32_t>(values.size()));
  }

  Status AddStep(const Node& node) {
    Step step{};
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<Kernel> kernel, MakeKernelFor(node));
    step.kernel = kernel.get();
    program().kernels.push_back(std::move(kernel));
    std::vector<ValueId> needed = node.inputs;
    if (!node.bodies.empty()) needed.insert(needed.end(), node.implicit_inputs.begin(), node.implicit_inputs.end());
    BERTH_ASSIGN_OR_RETURN(auto inputs, AddIds(needed));
    BERTH_ASSIGN_OR_RETURN(auto outputs, AddIds(node.outputs));
    std::tie(step.inputs_begin, step.input_count) = inputs;
    std::tie(step.outputs_begin, step.output_count) = outputs;
    step.node = static_cast<uint32_t>(program().nodes.size());
    program().nodes.push_back({node.name, node.Label(graph_), node.op_type, node.ep, node.id});
    program().steps.push_back(step);
    return Ok();
  }

  StatusOr<std::unique_ptr<Kernel>> MakeKernelFor(const Node& node) {
    auto fused = partition_.fused.find(&node);
    if (fused != partition_.fused.end()) {
      return MakeCompiledKernel(*fused->second.ep, fused->second.info, node.name, OutputsOf(node), *exec_.logger);
    }
    const CustomOps* custom_ops = graph_.model().custom_ops.get();
    const CustomOp* custom = custom_ops != nullptr ? custom_ops->Find(graph_, node, node.ep) : nullptr;
    const KernelRow* row = nullptr;
    if (custom == nullptr) {
      BERTH_ASSIGN_OR_RETURN(row, FindKernel(graph_, node));
    }
    std::vector<const OrtValue*> constants;
    for (ValueId id : node.inputs) {
      constants.push_back(nullptr);
      if (id == kNone || !graph_.value(id).is_constant()) continue;
      BERTH_ASSIGN_OR_RETURN(constants.back(), InitializerValue(graph_.value(id)));
    }
    auto owned = std::make_unique<KernelInfo>(graph_, node, std::move(constants), exec_.pool, *exec_.logger);
    KernelInfo& info = *owned;
    info.set_packed_weights(exec_.packed_weights);
    infos_.push_back(std::move(owned));
    for (const Body& body : node.bodies) {
      BERTH_ASSIGN_OR_RETURN(const BodyRunner* runner, BuildBody(node, *body.graph));
      info.AddBody(body.attribute, runner);
    }
    auto kernel = custom != nullptr ? MakeCustomKernel(*custom, ForeignInfo(info, node)) : row->make(info);
    if (!kernel.ok()) return std::move(kernel).status().Annotate(node.Label(graph_));
    return kernel;
  }

  ForeignKernelInfo ForeignInfo(const KernelInfo& info, const Node& node) const {
    ForeignKernelInfo foreign(info);
    foreign.config = exec_.config;
    auto ep = partition_.single.find(&node);
    if (ep != partition_.single.end()) foreign.ep = ep->second->raw();
    return foreign;
  }

  StatusOr<const BodyRunner*> BuildBody(const Node& node, const Graph& body) {
    Builder builder(body, partition_, exec_, infos_);
    BERTH_ASSIGN_OR_RETURN(Program built, builder.Build());
    // The step's inputs are the node's own, then those that its bodies capture.
    std::vector<size_t> captures = builder.captures();
    for (size_t& capture : captures) capture += node.inputs.size();
    program().bodies.push_back(std::make_unique<BodyExecutor>(std::move(built), std::move(captures), exec_));
    return program().bodies.back().get();
  }

  // In a body, values of the graph around it are fed behind the inputs.
  void AddCaptures() {
    if (graph_.parent_node() == nullptr) return;
    const std::vector<ValueId>& implicit = graph_.parent_node()->implicit_inputs;
    for (size_t i = 0; i < implicit.size(); ++i) {
      const ValueId id = graph_.FindValue(graph_.parent()->value(implicit[i]).name);
      if (id == kNone || number_of_[id] < 0 || graph_.value(id).outer == nullptr || graph_.value(id).is_constant()) continue;
      program().feeds.push_back(number_of_[id]);
      captures_.push_back(i);
    }
  }

  std::vector<FusedOutput> OutputsOf(const Node& node) const {
    std::vector<FusedOutput> outputs;
    for (ValueId id : node.outputs) {
      const Value& value = graph_.value(id);
      FusedOutput output{value.name, TensorType(value.type), std::nullopt};
      ValueType type = TypeFromProto(value.type);
      if (type.kind == ONNX_TYPE_TENSOR && type.tensor.has_shape) {
        output.dims.emplace(type.tensor.dims.begin(), type.tensor.dims.end());
      }
      outputs.push_back(std::move(output));
    }
    return outputs;
  }

  // For each step, the values that no later one needs. Graph outputs stay.
  void AddDrops() {
    std::vector<bool> kept(program().value_count, false);
    for (int32_t number : program().fetches) kept[number] = true;
    for (int32_t number : program().feeds) {
      if (number >= 0) kept[number] = true;
    }
    for (auto& [number, value] : program().constants) kept[number] = true;
    std::vector<std::vector<int32_t>> drops(program().steps.size());
    for (size_t s = program().steps.size(); s-- > 0;) {
      const Step& step = program().steps[s];
      auto drop_new = [&](uint32_t begin, uint32_t count) {
        for (uint32_t i = begin; i < begin + count; ++i) {
          int32_t number = program().ids[i];
          if (number < 0 || kept[number]) continue;
          kept[number] = true;
          drops[s].push_back(number);
        }
      };
      drop_new(step.inputs_begin, step.input_count);
      drop_new(step.outputs_begin, step.output_count);   // an output that nobody uses
    }
    for (size_t s = 0; s < drops.size(); ++s) {
      program().steps[s].drops_begin = static_cast<uint32_t>(program().ids.size());
      program().steps[s].drop_count = static_cast<uint32_t>(drops[s].size());
      program().ids.insert(program().ids.end(), drops[s].begin(), drops[s].end());
      program().types.resize(program().ids.size(), ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
    }
  }

  const Graph& graph_;
  const PartitionResult& partition_;
  const ExecOptions& exec_;
  std::vector<std::unique_ptr<KernelInfo>>& infos_;
  Program program_;
  std::vector<int32_t> number_of_;   // by ValueId
  std::vector<size_t> captures_;
};

}  // namespace

StatusOr<BuiltProgram> BuildProgram(const Graph& graph, const PartitionResult& partition, const ExecOptions& exec) {
  BuiltProgram built;
  BERTH_ASSIGN_OR_RETURN(built.program, Builder(graph, partition, exec, built.infos).Build());
  return built;
}

}  // namespace berth
