#include "plan/program_builder.h"

#include "ep/compiled_kernel.h"
#include "ep/registered_kernel.h"
#include "exec/body_executor.h"
#include "exec/copy_kernel.h"
#include "graph/custom_op.h"
#include "graph/initializer.h"
#include "graph/onnx_type.h"
#include "kernels/custom_kernel.h"
#include "kernels/registry.h"
#include "plan/constants.h"
#include "plan/drops.h"
#include "plan/fold.h"
#include "plan/tails.h"

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

// Whether values of a type may be in the memory of a device.
bool IsMovable(const onnx::TypeProto& type) {
  if (type.value_case() == onnx::TypeProto::VALUE_NOT_SET) return true;
  const ElementType element = TensorType(type);
  return element != ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED && element != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
}

// Where a body's values come in and go out, in a session with devices.
struct BodyPlaces {
  std::vector<PlaceId> inputs, outputs;                  // by input and output of the body's graph
  absl::flat_hash_map<const Value*, PlaceId> captured;   // by the value of the graph around
};

// The output that an input of a Loop or a Scan becomes when there is no trip: the two are in one memory.
std::optional<size_t> CarriedTo(const Node& node, size_t i) {
  if (node.op_type == "Loop") return i < 2 ? std::nullopt : std::optional(i - 2);
  const onnx::AttributeProto* scans = node.op_type == "Scan" ? node.FindAttribute("num_scan_inputs") : nullptr;
  const bool is_state = scans != nullptr && static_cast<int64_t>(i) < static_cast<int64_t>(node.inputs.size()) - scans->i();
  return is_state ? std::optional(i) : std::nullopt;
}

class Builder {
 public:
  // `shared` gets what kernels may keep.
  Builder(const Graph& graph, const PartitionResult& partition, const ExecOptions& exec, BuiltProgram& shared)
      : graph_(graph), partition_(partition), exec_(exec), shared_(shared), constants_(graph, shared.folded),
        place_count_(exec.memory != nullptr ? exec.memory->place_count() : 1),
        number_of_(graph.value_bound() * (place_count_ + 1), -1), home_(graph.value_bound(), kHostPlace) {}

  StatusOr<Program> Build() {
    BERTH_ASSIGN_OR_RETURN(std::vector<NodeId> order, graph_.TopologicalOrder());
    if (has_devices() && !is_body()) {
      for (ValueId id : graph_.inputs) home_[id] = kAnyPlace;   // where the caller of a run has it
    }
    // All constants before any step: a tail may need those of later nodes.
    std::vector<bool> is_done(graph_.node_bound(), false);
    for (NodeId id : order) {
      BERTH_ASSIGN_OR_RETURN(is_done[id], TryFold(*graph_.node(id)));
    }
    for (NodeId id : order) {
      if (is_done[id]) continue;
      BERTH_ASSIGN_OR_RETURN(const bool passed, TryPassOn(*graph_.node(id)));
      if (passed) continue;
      BERTH_ASSIGN_OR_RETURN(const std::optional<FoundTail> tail, TailOf(*graph_.node(id)));
      BERTH_RETURN_IF_ERROR(AddStep(*graph_.node(id), tail ? &*tail : nullptr));
      if (tail) Retire(*tail, is_done);
    }
    if (exec_.packed_weights != nullptr) constants_.Share(*exec_.packed_weights);
    for (ValueId id : graph_.inputs) {
      bool used = !graph_.value(id).uses.empty() || graph_.value(id).is_output;
      BERTH_ASSIGN_OR_RETURN(int32_t number, used ? NumberAtHome(id) : StatusOr<int32_t>(-1));
      program().feeds.push_back(number);
    }
    // A session's results are delivered from where they are; those of a body go on where its node has them.
    for (size_t k = 0; k < graph_.outputs.size(); ++k) {
      const ValueId id = graph_.outputs[k];
      const PlaceId place = k < output_places_.size() ? output_places_[k] : kHostPlace;
      BERTH_ASSIGN_OR_RETURN(int32_t number, is_body() ? NumberIn(id, place) : NumberAtHome(id));
      program().fetches.push_back(number);
    }
    AddCaptures();
    AddDrops(program());
    return std::move(program_);
  }

  // Of a body, before Build.
  void SetPlaces(BodyPlaces places) {
    const auto put = [&](ValueId id, PlaceId place) { home_[id] = IsMovable(graph_.value(id).type) ? place : kHostPlace; };
    for (size_t k = 0; k < graph_.inputs.size() && k < places.inputs.size(); ++k) put(graph_.inputs[k], places.inputs[k]);
    for (size_t id = 0; id < graph_.value_bound(); ++id) {
      const Value& value = graph_.value(static_cast<ValueId>(id));
      const auto captured = value.outer != nullptr ? places.captured.find(value.outer) : places.captured.end();
      if (captured != places.captured.end()) put(value.id, captured->second);
    }
    output_places_ = std::move(places.outputs);
  }

  // Of a body: which implicit input of its node each captured value is, in the order of the program's feeds.
  const std::vector<size_t>& captures() const { return captures_; }

 private:
  Program& program() { return program_; }
  bool has_devices() const { return place_count_ > 1; }
  bool is_body() const { return graph_.parent_node() != nullptr; }

  // The number of a value in one memory, -1 while it has none.
  int32_t& NumberSlot(ValueId id, PlaceId place) {
    return number_of_[static_cast<size_t>(id) * (place_count_ + 1) + (place == kAnyPlace ? place_count_ : place)];
  }
  int32_t NewNumber(const Value& value, PlaceId place) {
    const int32_t number = static_cast<int32_t>(program().value_count++);
    NumberSlot(value.id, place) = number;
    program().static_dims.push_back(StaticDims(value.type));
    program().value_types.push_back(TensorType(value.type));
    if (has_devices()) program().places.push_back(place);
    return number;
  }

  // The number of a value where it is made; a constant is entered with its tensor.
  StatusOr<int32_t> NumberAtHome(ValueId id) {
    if (id == kNone) return -1;
    if (const int32_t known = NumberSlot(id, home_[id]); known >= 0) return known;
    const Value& value = graph_.value(id);
    const int32_t number = NewNumber(value, home_[id]);
    if (value.initializer != nullptr || constants_.Has(id)) {
      BERTH_ASSIGN_OR_RETURN(const OrtValue* constant, constants_.Find(id));
      program().constants.emplace_back(number, constant);
    }
    return number;
  }

  // The number of a value in a memory: what is made elsewhere is copied once, before the first step that needs it there.
  StatusOr<int32_t> NumberIn(ValueId id, PlaceId place) {
    if (id == kNone) return -1;
    const Value& value = graph_.value(id);
    const PlaceId home = home_[id];
    const bool in_reach = home == place || (place == kHostPlace && home != kAnyPlace && exec_.memory->IsReadable(home));
    if (in_reach || !IsMovable(value.type)) return NumberAtHome(id);
    if (const int32_t known = NumberSlot(id, place); known >= 0) return known;
    if (home == kHostPlace && constants_.Has(id)) {
      BERTH_ASSIGN_OR_RETURN(const OrtValue* constant, UploadOf(value, place));
      const int32_t number = NewNumber(value, place);
      program().constants.emplace_back(number, constant);
      return number;
    }
    BERTH_ASSIGN_OR_RETURN(const int32_t from, NumberAtHome(id));
    const int32_t to = NewNumber(value, place);
    AddCopy(value, from, to, place);
    return to;
  }

  StatusOr<const OrtValue*> UploadOf(const Value& value, PlaceId place) {
    BERTH_ASSIGN_OR_RETURN(const OrtValue* constant, constants_.Find(value.id));
    std::unique_ptr<OrtValue>& upload = shared_.uploads[{constant, place}];
    if (upload == nullptr) {
      auto copied = exec_.memory->Upload(place, *constant, exec_.reserve_for_constants);
      if (!copied.ok()) return std::move(copied).status().Annotate(absl::StrCat("initializer \"", value.name, "\""));
      upload = std::move(*copied);
    }
    return upload.get();
  }

  void AddCopy(const Value& value, int32_t from, int32_t to, PlaceId place) {
    Step step{};
    program().kernels.push_back(std::make_unique<CopyKernel>(*exec_.memory, place, home_[value.id] == kAnyPlace));
    step.kernel = program().kernels.back().get();
    std::tie(step.inputs_begin, step.input_count) = AddIds({&from, 1});
    std::tie(step.outputs_begin, step.output_count) = AddIds({&to, 1});
    step.node = static_cast<uint32_t>(program().nodes.size());
    const bool to_host = place == kHostPlace;
    program().nodes.push_back({"", absl::StrCat("copy of \"", value.name, "\""), to_host ? "MemcpyToHost" : "MemcpyFromHost",
                               to_host ? kCpuEpName : exec_.memory->ep(place).name()});
    program().steps.push_back(step);
  }

  std::pair<uint32_t, uint32_t> AddIds(std::span<const int32_t> numbers) {
    const auto begin = static_cast<uint32_t>(program().ids.size());
    for (int32_t number : numbers) {
      program().ids.push_back(number);
      program().types.push_back(number < 0 ? ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED : program().value_types[number]);
    }
    return std::pair(begin, static_cast<uint32_t>(numbers.size()));
  }

  bool IsOfEp(const Node& node) const {
    return partition_.fused.contains(&node) || partition_.single.contains(&node) || partition_.registered.contains(&node);
  }

  // Whether the built-in kernels compute it.
  bool IsOfHost(const Node& node) const {
    return !IsOfEp(node) && CustomOpOf(node) == nullptr;
  }

  // A node that gives its first input as it is gets no step: its output is the same value.
  StatusOr<bool> TryPassOn(const Node& node) {
    if (!exec_.fuses_tails || !IsOfHost(node)) return false;
    BERTH_ASSIGN_OR_RETURN(const bool passes, PassesOn(graph_, node, constants_));
    if (!passes) return false;
    const ValueId from = node.inputs[0], to = node.outputs[0];
    BERTH_RETURN_IF_ERROR(NumberAtHome(from).status());
    for (size_t place = 0; place <= place_count_; ++place) {
      number_of_[static_cast<size_t>(to) * (place_count_ + 1) + place] =
          number_of_[static_cast<size_t>(from) * (place_count_ + 1) + place];
    }
    home_[to] = home_[from];
    return true;
  }

  StatusOr<std::optional<FoundTail>> TailOf(const Node& node) const {
    if (!exec_.fuses_tails) return std::optional<FoundTail>();
    return FindTail(graph_, node, constants_, [this](const Node& other) { return IsOfHost(other); });
  }

  // Nodes of a tail get no step, and nobody reads their constants any more.
  void Retire(const FoundTail& tail, std::vector<bool>& is_done) {
    for (NodeId id : tail.nodes) {
      is_done[id] = true;
      for (ValueId input : graph_.node(id)->inputs) {
        if (input != kNone && constants_.Has(input)) constants_.Forgo(input);
      }
    }
  }

  // Computes a node of the host whose inputs are constant, if it may be and its result is not much larger than they are.
  StatusOr<bool> TryFold(const Node& node) {
    if (!exec_.fold_constants || !IsOfHost(node)) return false;
    for (ValueId id : node.inputs) {
      if (id != kNone && !constants_.Has(id)) return false;
    }
    const auto bytes = FoldedBytes(graph_, node);
    if (!bytes) return false;
    std::vector<const OrtValue*> inputs(node.inputs.size(), nullptr);
    size_t input_bytes = 0;
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (node.inputs[i] == kNone) continue;
      BERTH_ASSIGN_OR_RETURN(inputs[i], constants_.Find(node.inputs[i]));
      input_bytes += inputs[i]->is_tensor() ? inputs[i]->tensor.bytes() : 0;
    }
    if (!constants_.TakeRoom(*bytes, input_bytes)) return false;
    auto outputs = Fold(graph_, node, inputs, exec_);
    if (!outputs) return false;
    for (size_t i = 0; i < outputs->size(); ++i) {
      if ((*outputs)[i] != nullptr) constants_.Add(node.outputs[i], std::move((*outputs)[i]));
    }
    for (ValueId id : node.inputs) {
      if (id != kNone) constants_.Forgo(id);
    }
    return true;
  }

  // `tail`: what its kernel computes too, or null.
  Status AddStep(const Node& node, const FoundTail* tail) {
    Step step{};
    step.place = OwnPlace(node);
    absl::InlinedVector<int32_t, 6> inputs, outputs;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      BERTH_ASSIGN_OR_RETURN(inputs.emplace_back(), NumberIn(node.inputs[i], InputPlace(node, i)));
    }
    for (ValueId id : node.bodies.empty() ? std::vector<ValueId>() : node.implicit_inputs) {
      BERTH_ASSIGN_OR_RETURN(inputs.emplace_back(), NumberIn(id, CapturePlace(node, id)));
    }
    BERTH_ASSIGN_OR_RETURN(std::unique_ptr<Kernel> kernel, MakeKernelFor(node, inputs, tail ? &tail->tail : nullptr));
    step.kernel = kernel.get();
    program().kernels.push_back(std::move(kernel));
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      const ValueId id = i == 0 && tail != nullptr ? tail->output : node.outputs[i];
      if (id != kNone && IsMovable(graph_.value(id).type)) home_[id] = OutputPlace(node, i);
      BERTH_ASSIGN_OR_RETURN(outputs.emplace_back(), NumberAtHome(id));
    }
    if (const MemoryUse* memory = MemoryUseOf(node)) AddAliases(*memory, inputs, outputs);
    std::tie(step.inputs_begin, step.input_count) = AddIds(inputs);
    std::tie(step.outputs_begin, step.output_count) = AddIds(outputs);
    step.node = static_cast<uint32_t>(program().nodes.size());
    program().nodes.push_back({node.name, node.Label(graph_), node.op_type, node.ep, node.id});
    program().steps.push_back(step);
    return Ok();
  }

  // What the definition of the EP's kernel says for a node that it claimed alone, or the table of a custom operator; else null.
  const MemoryUse* MemoryUseOf(const Node& node) const {
    auto found = partition_.registered.find(&node);
    if (found != partition_.registered.end()) return &found->second.entry->def;
    const CustomOp* custom = CustomOpOf(node);
    return custom != nullptr ? &custom->memory : nullptr;
  }

  // The custom operator that computes the node, unless an EP compiled it or has a kernel of its own; else null.
  const CustomOp* CustomOpOf(const Node& node) const {
    const CustomOps* custom_ops = graph_.model().custom_ops.get();
    if (custom_ops == nullptr || partition_.fused.contains(&node) || partition_.registered.contains(&node)) return nullptr;
    return custom_ops->Find(graph_, node, node.ep);
  }

  PlaceId OwnPlace(const Node& node) const { return has_devices() ? exec_.memory->PlaceOf(node.ep) : kHostPlace; }
  // Where input or output i of a node is: its EP's kernel may want some in host memory.
  PlaceId InputPlace(const Node& node, size_t i) const {
    if (const auto output = node.bodies.empty() ? std::nullopt : CarriedTo(node, i)) return OutputPlace(node, *output);
    // What the host's own part of an If or a Loop reads.
    if ((node.op_type == "If" || (node.op_type == "Loop" && i < 2)) && !node.bodies.empty()) return kHostPlace;
    const MemoryUse* memory = MemoryUseOf(node);
    return PlaceOf(node, memory != nullptr ? &memory->input_memory : nullptr, i);
  }
  PlaceId OutputPlace(const Node& node, size_t i) const {
    const MemoryUse* memory = MemoryUseOf(node);
    return PlaceOf(node, memory != nullptr ? &memory->output_memory : nullptr, i);
  }
  PlaceId PlaceOf(const Node& node, const std::map<size_t, OrtMemType>* memory, size_t i) const {
    const PlaceId own = OwnPlace(node);
    if (memory == nullptr || own == kHostPlace) return own;
    auto found = memory->find(i);
    return found != memory->end() && found->second != OrtMemTypeDefault ? kHostPlace : own;
  }

  // Where a value is fed to the bodies that capture it: where all that read it in there want it, else where it is.
  PlaceId CapturePlace(const Node& node, ValueId id) const {
    const Value& value = graph_.value(id);
    if (!has_devices() || constants_.Has(id) || !IsMovable(value.type)) return kHostPlace;
    const PlaceId wanted = WantedPlace(node, value);
    if (wanted != kAnyPlace) return wanted;
    return home_[id] != kAnyPlace ? home_[id] : kHostPlace;
  }
  // kAnyPlace when nobody reads it, and when not all agree.
  PlaceId WantedPlace(const Node& node, const Value& captured) const {
    PlaceId wanted = kAnyPlace;
    for (const Body& body : node.bodies) {
      const ValueId id = body.graph->FindValue(captured.name);
      if (id == kNone || body.graph->value(id).outer != &captured) continue;
      for (const Use& use : body.graph->value(id).uses) {
        const Node& reader = *body.graph->node(use.node);
        const PlaceId place = use.input < 0 ? WantedPlace(reader, body.graph->value(id))
                                            : InputPlace(reader, static_cast<size_t>(use.input));
        if (wanted != kAnyPlace && place != kAnyPlace && place != wanted) return kAnyPlace;
        if (place != kAnyPlace) wanted = place;
      }
    }
    return wanted;
  }
  BodyPlaces PlacesOf(const Node& node, const Graph& body) const {
    BodyPlaces places;
    const bool is_loop = node.op_type == "Loop";
    for (size_t k = 0; k < body.inputs.size(); ++k) places.inputs.push_back(InputPlace(node, k));
    for (size_t k = 0; k < body.outputs.size(); ++k) {
      places.outputs.push_back(is_loop && k == 0 ? kHostPlace : OutputPlace(node, is_loop ? k - 1 : k));
    }
    for (ValueId id : node.implicit_inputs) places.captured[&graph_.value(id)] = CapturePlace(node, id);
    return places;
  }

  void AddAliases(const MemoryUse& memory, std::span<const int32_t> inputs, std::span<const int32_t> outputs) {
    auto add = [&](std::pair<int, int> pair, bool optional) {
      const auto input = static_cast<size_t>(pair.first), output = static_cast<size_t>(pair.second);
      if (input >= inputs.size() || output >= outputs.size() || inputs[input] < 0 || outputs[output] < 0) return;
      if (program().place_of(inputs[input]) != program().place_of(outputs[output])) return;
      program().aliases.push_back({outputs[output], inputs[input], optional});
    };
    for (const auto& pair : memory.aliases) add(pair, false);
    for (const auto& pair : memory.may_aliases) add(pair, true);
  }

  StatusOr<std::unique_ptr<Kernel>> MakeKernelFor(const Node& node, std::span<const int32_t> inputs, const Tail* tail) {
    auto fused = partition_.fused.find(&node);
    if (fused != partition_.fused.end()) {
      return MakeCompiledKernel(*fused->second.ep, fused->second.info, node.name, OutputsOf(node), *exec_.logger);
    }
    const auto registered = partition_.registered.find(&node);
    const bool of_ep = registered != partition_.registered.end();
    const CustomOp* custom = CustomOpOf(node);
    const KernelRow* row = nullptr;
    if (!of_ep && custom == nullptr) { BERTH_ASSIGN_OR_RETURN(row, FindKernel(graph_, node)); }
    BERTH_ASSIGN_OR_RETURN(std::vector<const OrtValue*> constants, ConstantsOf(node, inputs));
    auto owned = std::make_unique<KernelInfo>(graph_, node, std::move(constants), exec_.pool, *exec_.logger);
    KernelInfo& info = *owned;
    info.set_packed_weights(exec_.packed_weights);
    info.set_tail(tail);
    shared_.infos.push_back(std::move(owned));
    for (const Body& body : node.bodies) {
      BERTH_ASSIGN_OR_RETURN(const BodyRunner* runner, BuildBody(node, *body.graph));
      info.AddBody(body.attribute, runner);
    }
    if (of_ep) return MakeKernelOfEp(registered->second, node, ForeignInfo(info, node));
    auto kernel = custom != nullptr ? MakeCustomKernel(*custom, ForeignInfo(info, node)) : row->make(info);
    if (!kernel.ok()) return std::move(kernel).status().Annotate(node.Label(graph_));
    info.set_tail(nullptr);   // it goes now
    if (custom == nullptr) NoteUses(node, info);
    return kernel;
  }

  // Kernels of the host look at a constant through its value alone.
  void NoteUses(const Node& node, const KernelInfo& info) {
    for (ValueId id : node.inputs) {
      if (id != kNone) constants_.NoteReader(id);
    }
    for (size_t i : info.forgone()) constants_.Forgo(node.inputs[i]);
  }

  ForeignKernelInfo ForeignInfo(const KernelInfo& info, const Node& node) const {
    ForeignKernelInfo foreign(info);
    foreign.config = exec_.config;
    auto ep = partition_.single.find(&node);
    if (ep != partition_.single.end()) foreign.ep = ep->second->raw();
    return foreign;
  }

  // By input: the constant where the kernel will find it, or null.
  StatusOr<std::vector<const OrtValue*>> ConstantsOf(const Node& node, std::span<const int32_t> inputs) {
    std::vector<const OrtValue*> constants(node.inputs.size(), nullptr);
    for (size_t i = 0; i < constants.size(); ++i) {
      if (node.inputs[i] == kNone || !constants_.Has(node.inputs[i])) continue;
      BERTH_ASSIGN_OR_RETURN(constants[i], constants_.Find(node.inputs[i]));
      const PlaceId place = program().place_of(inputs[i]);
      if (place != kHostPlace) constants[i] = shared_.uploads.at({constants[i], place}).get();
    }
    return constants;
  }

  StatusOr<std::unique_ptr<Kernel>> MakeKernelOfEp(const RegisteredNode& registered, const Node& node, ForeignKernelInfo info) {
    const EpMemory* memory = registered.ep->value_memory();
    info.ep = registered.ep->raw();
    if (memory != nullptr) info.device_allocator = memory->allocator;
    return MakeRegisteredKernel(*registered.ep, *registered.entry, std::move(info), OutputsOf(node), exec_.prepack);
  }

  StatusOr<const BodyRunner*> BuildBody(const Node& node, const Graph& body) {
    Builder builder(body, partition_, exec_, shared_);
    if (has_devices()) builder.SetPlaces(PlacesOf(node, body));
    BERTH_ASSIGN_OR_RETURN(Program built, builder.Build());
    // The step's inputs are the node's own, then those that its bodies capture.
    std::vector<size_t> captures = builder.captures();
    for (size_t& capture : captures) capture += node.inputs.size();
    program().bodies.push_back(std::make_unique<BodyExecutor>(std::move(built), std::move(captures), exec_));
    return program().bodies.back().get();
  }

  // In a body, values of the graph around it are fed behind the inputs.
  void AddCaptures() {
    if (!is_body()) return;
    const std::vector<ValueId>& implicit = graph_.parent_node()->implicit_inputs;
    for (size_t i = 0; i < implicit.size(); ++i) {
      const ValueId id = graph_.FindValue(graph_.parent()->value(implicit[i]).name);
      if (id == kNone || NumberSlot(id, home_[id]) < 0) continue;
      if (graph_.value(id).outer == nullptr || graph_.value(id).is_constant()) continue;
      program().feeds.push_back(NumberSlot(id, home_[id]));
      captures_.push_back(i);
    }
  }

  std::vector<WantedOutput> OutputsOf(const Node& node) const {
    std::vector<WantedOutput> outputs;
    outputs.reserve(node.outputs.size());
    for (ValueId id : node.outputs) {
      if (id == kNone) {
        outputs.push_back({"", ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED, std::nullopt});
        continue;
      }
      const Value& value = graph_.value(id);
      outputs.push_back({value.name, TensorType(value.type), std::nullopt});
      if (!value.type.has_tensor_type() || !value.type.tensor_type().has_shape()) continue;
      Dims& dims = outputs.back().dims.emplace();
      for (const auto& dim : value.type.tensor_type().shape().dim()) dims.push_back(dim.has_dim_value() ? dim.dim_value() : -1);
    }
    return outputs;
  }

  const Graph& graph_;
  const PartitionResult& partition_;
  const ExecOptions& exec_;
  BuiltProgram& shared_;
  Constants constants_;
  Program program_;
  const size_t place_count_;         // 1: host memory is all there is
  std::vector<int32_t> number_of_;   // by ValueId and place, kAnyPlace last
  std::vector<PlaceId> home_;        // by ValueId: where it is made
  std::vector<size_t> captures_;
  std::vector<PlaceId> output_places_;   // of a body with devices around: where its outputs are wanted
};

}  // namespace

StatusOr<BuiltProgram> BuildProgram(const Graph& graph, const PartitionResult& partition, const ExecOptions& exec) {
  BuiltProgram built;
  BERTH_ASSIGN_OR_RETURN(built.program, Builder(graph, partition, exec, built).Build());
  return built;
}

}  // namespace berth
