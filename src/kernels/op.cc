#include "kernels/op.h"

#include <algorithm>

#include "graph/node_checks.h"
#include "graph/onnx_type.h"
#include "kernels/registry.h"
#include "values/value_type.h"
#include "onnx/defs/data_type_utils.h"
#include "onnx/defs/schema.h"

using berth::ElementType;
using berth::Error;
using berth::Graph;
using berth::InvalidArgument;
using berth::kNone;
using berth::Node;
using berth::Ok;
using berth::Status;
using berth::StatusOr;
using berth::Tensor;
using berth::ValueId;

namespace {

constexpr ElementType kOpen = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;

// The element type that a parameter has: given for its type parameter, or the only one that it may have.
ElementType TypeOf(const onnx::OpSchema::FormalParameter& formal, const berth::OpRequest& request) {
  for (const auto& [name, type] : request.types) {
    if (name == formal.GetTypeStr()) return type;
  }
  if (formal.GetTypes().size() != 1) return kOpen;
  const onnx::TypeProto& type = onnx::Utils::DataTypeUtils::ToTypeProto(*formal.GetTypes().begin());
  return type.has_tensor_type() ? berth::ElementTypeFromOnnx(type.tensor_type().elem_type()) : kOpen;
}

ValueId AddValue(Graph& graph, const char* what, size_t i, const std::vector<onnx::OpSchema::FormalParameter>& formals,
                 const berth::OpRequest& request) {
  berth::Value& value = graph.AddValue(absl::StrCat(what, i));
  const ElementType type = formals.empty() ? kOpen : TypeOf(formals[std::min(i, formals.size() - 1)], request);
  if (type != kOpen) value.type.mutable_tensor_type()->set_elem_type(berth::ElementTypeToOnnx(type));
  return value.id;
}

// The memory of one call: outputs go where the caller wants them, all else is the calling kernel's.
class CallServices final : public berth::KernelServices {
 public:
  CallServices(OrtKernelContext& caller, size_t first_output, std::span<OrtValue* const> outputs)
      : caller_(caller), first_output_(first_output), outputs_(outputs), held_(outputs.size()) {}

  Status PrepareOutput(int32_t id, ElementType type, berth::DimsView dims, OrtValue& value) override {
    value.kind = ONNX_TYPE_TENSOR;
    OrtValue& given = Given(id);
    if (!given.is_tensor()) {
      BERTH_ASSIGN_OR_RETURN(value.tensor, Tensor::Allocate(caller_.allocator(), type, dims));
      return Ok();
    }
    if (given.tensor.type() != type || !berth::SameDims(given.tensor.dims(), dims)) {
      return InvalidArgument("InvokeOp: output ", id - static_cast<int32_t>(first_output_), ": ",
                             berth::ElementTypeName(given.tensor.type()), berth::ShapeText(given.tensor.dims()), " seen, ",
                             berth::ElementTypeName(type), berth::ShapeText(dims), " wanted");
    }
    Place(value, given);
    return Ok();
  }
  OrtValue* GivenOutput(int32_t id, OrtValue& value) override {
    OrtValue& given = Given(id);
    if (!given.is_tensor()) return nullptr;
    Place(value, given);
    return &given;
  }
  void PrepareValue(int32_t) override {}
  void HoldValue(int32_t id, berth::SharedValue value) override {
    held_[static_cast<size_t>(id) - first_output_] = std::move(value);
  }
  StatusOr<void*> Scratch(size_t bytes) override { return caller_.Scratch(bytes); }
  OrtAllocator* allocator() override { return caller_.allocator(); }
  berth::ThreadPool* pool() override { return caller_.pool(); }
  const berth::RunControl& control() override { return caller_.control(); }
  // The operator runs on the CPU: it is done when it returns.
  OrtSyncStream* stream(uint16_t) override { return nullptr; }
  void* stream_handle(uint16_t) override { return nullptr; }
  OrtAllocator* FindAllocator(const OrtMemoryDevice& device) override { return caller_.FindAllocator(device); }
  StatusOr<void*> DeviceScratch(const OrtMemoryDevice& device, size_t bytes) override {
    return caller_.DeviceScratch(device, bytes);
  }

  // Brings the result of output `i` to the caller: `made` is what the kernel left, null for nothing.
  Status Deliver(size_t i, const OrtValue* made, OrtValue& slot) {
    OrtValue& given = *outputs_[i];
    if (made == nullptr) return Ok();
    if (given.is_tensor()) {
      if (made->is_tensor() && made->tensor.data() == given.tensor.data()) return Ok();
      if (made->is_tensor()) return berth::CopyInto(made->tensor, given.tensor);
      return InvalidArgument("InvokeOp: output ", i, ": a tensor seen, no tensor wanted");
    }
    if (made == &slot) {
      given = std::move(slot);
      return Ok();
    }
    BERTH_ASSIGN_OR_RETURN(auto copy, berth::CloneValue(*made, caller_.allocator()));
    given = std::move(*copy);
    return Ok();
  }

 private:
  OrtValue& Given(int32_t id) const { return *outputs_[static_cast<size_t>(id) - first_output_]; }
  static void Place(OrtValue& value, OrtValue& given) {
    Tensor& theirs = given.tensor;
    value.kind = ONNX_TYPE_TENSOR;
    value.tensor = Tensor::Place(theirs.type(), theirs.dims(), theirs.mutable_data(), &theirs.memory_info());
  }

  OrtKernelContext& caller_;
  size_t first_output_;
  std::span<OrtValue* const> outputs_;
  std::vector<berth::SharedValue> held_;
};

}  // namespace

StatusOr<std::unique_ptr<OrtOp>> OrtOp::Make(const OrtKernelInfo& caller, berth::OpRequest request) {
  const size_t inputs = request.input_count;
  std::unique_ptr<OrtOp> op(new OrtOp(std::move(request), caller.pool(), caller.logger()));
  std::vector<bool> all(inputs, true);
  BERTH_ASSIGN_OR_RETURN(op->variants_[all], op->MakeVariant(all));
  return op;
}

StatusOr<std::unique_ptr<OrtOp::Variant>> OrtOp::MakeVariant(const std::vector<bool>& given) const {
  auto variant = std::make_unique<Variant>();
  Graph& graph = variant->model.graph();
  variant->model.opsets[request_.domain] = request_.version;
  auto node = std::make_unique<Node>();
  node->name = node->op_type = request_.op_type;
  node->domain = request_.domain;
  node->imports = variant->model.KeepImports(variant->model.opsets);
  node->attributes = request_.attributes;
  Status found = FindOperator(*node, "", graph);
  if (!found.ok()) return Error(ORT_FAIL, "CreateOp: ", found.message());
  for (size_t i = 0; i < given.size(); ++i) {
    node->inputs.push_back(given[i] ? AddValue(graph, "input", i, node->schema->inputs(), request_) : kNone);
  }
  for (size_t i = 0; i < request_.output_count; ++i) {
    node->outputs.push_back(AddValue(graph, "output", i, node->schema->outputs(), request_));
  }
  BERTH_RETURN_IF_ERROR(CheckNode(*node, graph));
  FillDefaults(*node);
  Node& placed = graph.AddNode(std::move(node));
  auto row = berth::FindKernel(graph, placed);
  if (!row.ok()) return Error(ORT_FAIL, "CreateOp: ", std::move(row).status().message());
  variant->info = std::make_unique<berth::KernelInfo>(graph, placed, std::vector<const OrtValue*>(placed.inputs.size()),
                                                      pool_, logger_);
  BERTH_ASSIGN_OR_RETURN(variant->kernel, (*row)->make(*variant->info));
  return variant;
}

StatusOr<const OrtOp::Variant*> OrtOp::VariantFor(std::span<const OrtValue* const> inputs) {
  std::vector<bool> given(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) given[i] = inputs[i] != nullptr;
  std::lock_guard lock(mutex_);
  auto& variant = variants_[given];
  if (variant == nullptr) {
    auto made = MakeVariant(given);
    if (!made.ok()) {
      variants_.erase(given);
      return std::move(made).status();
    }
    variant = std::move(*made);
  }
  return variant.get();
}

Status OrtOp::Invoke(OrtKernelContext& context, std::span<const OrtValue* const> inputs, std::span<OrtValue* const> outputs) {
  if (inputs.size() != request_.input_count || outputs.size() != request_.output_count) {
    return InvalidArgument("InvokeOp: ", request_.op_type, ": ", inputs.size(), " inputs and ", outputs.size(),
                           " outputs seen, ", request_.input_count, " and ", request_.output_count, " wanted");
  }
  BERTH_ASSIGN_OR_RETURN(const Variant* variant, VariantFor(inputs));
  std::vector<const OrtValue*> refs(inputs.begin(), inputs.end());
  refs.resize(inputs.size() + outputs.size());
  std::vector<int32_t> ids(refs.size());
  std::vector<ElementType> types;
  for (size_t i = 0; i < refs.size(); ++i) ids[i] = i < inputs.size() && inputs[i] == nullptr ? -1 : static_cast<int32_t>(i);
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] != nullptr && !berth::IsInHostMemory(*inputs[i])) {
      return InvalidArgument("InvokeOp: ", request_.op_type, ": input ", i, ": memory \"",
                             inputs[i]->tensor.memory_info().name, "\" seen, host memory wanted");
    }
    const ElementType wanted = variant->info->input_type(i);
    if (inputs[i] == nullptr || wanted == kOpen) continue;
    if (!inputs[i]->is_tensor() || inputs[i]->tensor.type() != wanted) {
      return InvalidArgument("InvokeOp: ", request_.op_type, ": input ", i, ": ",
                             berth::TypeText(berth::TypeOf(*inputs[i])), " seen, ", berth::ElementTypeName(wanted), " wanted");
    }
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    types.push_back(variant->info->output_type(i));
    if (!berth::IsInHostMemory(*outputs[i])) {
      return InvalidArgument("InvokeOp: ", request_.op_type, ": output ", i, ": memory \"",
                             outputs[i]->tensor.memory_info().name, "\" seen, host memory wanted");
    }
  }
  const auto values = std::make_unique<OrtValue[]>(refs.size());
  CallServices services(context, inputs.size(), outputs);
  const std::span<const int32_t> all(ids);
  OrtKernelContext call(refs.data(), values.get(), all.first(inputs.size()), all.subspan(inputs.size()), types, services);
  BERTH_RETURN_IF_ERROR(variant->kernel->Run(call));
  for (size_t i = 0; i < outputs.size(); ++i) {
    const size_t id = inputs.size() + i;
    BERTH_RETURN_IF_ERROR(services.Deliver(i, refs[id], values[id]));
  }
  return Ok();
}
