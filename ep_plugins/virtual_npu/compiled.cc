#include <cstring>

#include "../elementwise_ep/translate.h"
#include "context.h"
#include "parts.h"
#include "profiler.h"

namespace npu {
namespace {

using elementwise::Program;
using elementwise::Step;
using elementwise::Tensor;

// An input as the host gives it: shape, and where its bytes really are.
OrtStatus* ReadInput(OrtKernelContext* context, size_t index, Tensor* tensor, bool* on_device) {
  const OrtValue* value = nullptr;
  EP_RETURN_IF_ERROR(ort->KernelContext_GetInput(context, index, &value));
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorTypeAndShape(value, &shape));
  const std::unique_ptr<OrtTensorTypeAndShapeInfo, decltype(ort->ReleaseTensorTypeAndShapeInfo)> owner(
      shape, ort->ReleaseTensorTypeAndShapeInfo);
  size_t rank = 0;
  EP_RETURN_IF_ERROR(ort->GetDimensionsCount(shape, &rank));
  tensor->dims.resize(rank);
  EP_RETURN_IF_ERROR(ort->GetDimensions(shape, tensor->dims.data(), rank));
  const void* data = nullptr;
  EP_RETURN_IF_ERROR(ort->GetTensorData(value, &data));
  *on_device = IsOurs(ort_ep->Value_GetMemoryDevice(value));
  tensor->data = static_cast<const float*>(*on_device ? Memory::Get().Translate(data) : data);
  return tensor->data != nullptr ? nullptr
                                 : elementwise::Fail("Compute: an input at an address that is not the device's");
}

// What a run does on the device: everything is known but the numbers.
struct Work {
  const Program* program;
  EventLog* log;                                  // null: nobody profiles
  uint64_t host_event;
  std::vector<Tensor> tensors;
  std::vector<std::pair<size_t, void*>> outputs;  // number of the tensor, where it goes

  void operator()() {
    const auto start = EventLog::Clock::now();
    Calculate();
    if (log != nullptr) log->Add({"VirtualNpu group", start, EventLog::Clock::now(), host_event});
  }

 private:
  void Calculate() {
    for (const Step& step : program->steps) static_cast<void>(elementwise::Run(step, tensors));
    for (const auto& [number, to] : outputs) {
      const std::vector<float>& from = tensors[number].own;
      if (!from.empty()) std::memcpy(to, from.data(), from.size() * sizeof(float));
    }
  }
};

struct Compiled : OrtNodeComputeInfo {
  Compiled(Program p, std::shared_ptr<EventLog> l) : OrtNodeComputeInfo{}, program(std::move(p)), log(std::move(l)) {
    ort_version_supported = ORT_API_VERSION;
    CreateState = [](OrtNodeComputeInfo* self, OrtNodeComputeContext*, void** state) -> OrtStatus* {
      *state = self;
      return nullptr;
    };
    Compute = [](OrtNodeComputeInfo* self, void*, OrtKernelContext* context) -> OrtStatus* {
      return Guard([&] { return static_cast<Compiled*>(self)->Run(context); });
    };
    ReleaseState = [](OrtNodeComputeInfo*, void*) {};
  }

  // Queues the work. May run on several threads at once.
  OrtStatus* Run(OrtKernelContext* context) const {
    auto work = std::make_shared<Work>();
    work->program = &program;
    work->log = log->is_open() ? log.get() : nullptr;
    work->host_event = EventLog::HostEvent();
    work->tensors.resize(program.tensor_count);
    bool all_on_device = true;
    for (size_t i = 0; i < program.inputs.size(); ++i) {
      bool on_device = false;
      EP_RETURN_IF_ERROR(ReadInput(context, i, &work->tensors[program.inputs[i]], &on_device));
      all_on_device = all_on_device && on_device;
    }
    for (const Step& step : program.steps) {
      std::vector<int64_t>& dims = work->tensors[step.output].dims;
      if (!elementwise::Broadcast(work->tensors[step.inputs[0]].dims, work->tensors[step.inputs[1]].dims, &dims)) {
        return elementwise::Fail("Compute: input shapes do not broadcast");
      }
    }
    for (size_t i = 0; i < program.outputs.size(); ++i) EP_RETURN_IF_ERROR(Output(context, i, *work));
    OrtSyncStream* stream = nullptr;
    EP_RETURN_IF_ERROR(ort->KernelContext_GetSyncStream(context, &stream));
    std::shared_ptr<Queue> queue = QueueOf(stream);
    if (queue == nullptr) {
      Memory::Get().Drain();
      (*work)();
      return nullptr;
    }
    const uint64_t ticket = queue->Push([work] { (*work)(); });
    // Host memory may change as soon as we return.
    if (!all_on_device) queue->Wait(ticket);
    return nullptr;
  }

  OrtStatus* Output(OrtKernelContext* context, size_t index, Work& work) const {
    const size_t number = program.outputs[index];
    const std::vector<int64_t>& dims = work.tensors[number].dims;
    OrtValue* value = nullptr;
    EP_RETURN_IF_ERROR(ort->KernelContext_GetOutput(context, index, dims.data(), dims.size(), &value));
    if (value == nullptr) return nullptr;  // nobody wants it
    void* data = nullptr;
    EP_RETURN_IF_ERROR(ort->GetTensorMutableData(value, &data));
    if (!IsOurs(ort_ep->Value_GetMemoryDevice(value)))
      return elementwise::Fail("Compute: an output that is not on the device");
    work.outputs.emplace_back(number, Memory::Get().Translate(data));
    return nullptr;
  }

  const Program program;
  const std::shared_ptr<EventLog> log;
};

}  // namespace

OrtStatus* MakeCompiled(const OrtGraph* graph, const OrtNode* fused_node, std::shared_ptr<EventLog> log,
                        const ContextOptions& options, OrtNodeComputeInfo** info, OrtNode** context_node) {
  std::vector<const OrtNode*> nodes;
  EP_RETURN_IF_ERROR(elementwise::List(graph, ort->Graph_GetNumNodes, ort->Graph_GetNodes, &nodes));
  bool is_context = false;
  if (nodes.size() == 1) EP_RETURN_IF_ERROR(IsContext(nodes[0], &is_context));
  Program program;
  EP_RETURN_IF_ERROR(is_context ? ReadContext(graph, nodes[0], &program)
                                : elementwise::TranslateGroup(graph, fused_node, &program));
  if (options.writes && !is_context) EP_RETURN_IF_ERROR(MakeContextNode(fused_node, program, options, context_node));
  *info = new Compiled(std::move(program), std::move(log));
  return nullptr;
}

void ReleaseCompiled(OrtNodeComputeInfo* info) { delete static_cast<Compiled*>(info); }

}  // namespace npu
