// An EP that writes down every call it gets, in order and with arguments, on the public C headers alone.
//
// It offers the CPU as "TracingEp". EP options: `claim` lists the operators it takes, by commas (default Mul; of Add, Mul,
// Relu, on tensors of one shape); `fuse`=1 puts all of them into one group, `pairs`=1 two and two, else each has its own;
// `given`=1 writes into the outputs that the caller gave without asking for memory; `fail` names a callback that fails with
// code 11; `capture`=1 captures graphs, =cpu with nodes of the CPU in them. Registered under a name with "device" in it it has
// memory of its own, and streams; with "every" in it all the callbacks that most EPs leave out; with "kernels" a kernel out of a
// registry in place of compiled groups; with "compiled" nodes for compiled models.
// TracingEpRecord() gives the calls so far, one a line; TracingEpClear() forgets them.
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <onnxruntime_c_api.h>

#include "ep_status.h"

namespace {

constexpr char kName[] = "TracingEp";

const OrtApi* api = nullptr;
const OrtEpApi* ep_api = nullptr;

std::mutex mutex;
std::string record;

template <typename... Pieces>
void Write(const Pieces&... pieces) {
  std::lock_guard lock(mutex);
  ((record += pieces), ...);
  record += '\n';
}

std::string Number(size_t value) { return std::to_string(value); }

using ep_status::Check;

// What crosses the edge of this library.
template <typename Body>
OrtStatus* OrNull(Body&& body) noexcept {
  return ep_status::OrNull(*api, body);
}

std::string failing;   // the callback that fails, as the session's options say
OrtStatus* FailIfAsked(std::string_view callback) {
  return callback == failing ? api->CreateStatus(ORT_EP_FAIL, "asked to fail") : nullptr;
}

// ---- compiled groups ----

struct Operation {
  std::string op_type;
  std::vector<std::string> inputs;
  std::string output;
};

struct CompiledGroup : OrtNodeComputeInfo {
  std::vector<std::string> inputs, outputs;
  std::vector<Operation> operations;
  bool given = false;
  CompiledGroup();
  void Run(OrtKernelContext* context);
};

using Values = std::vector<float>;

Values Evaluate(const Operation& operation, const std::map<std::string, Values>& values) {
  Values result = values.at(operation.inputs[0]);
  if (operation.op_type == "Relu") {
    for (float& x : result) x = std::max(x, 0.0f);
    return result;
  }
  const Values& other = values.at(operation.inputs[1]);
  for (size_t i = 0; i < result.size(); ++i) {
    result[i] = operation.op_type == "Add" ? result[i] + other.at(i) : result[i] * other.at(i);
  }
  return result;
}

std::string WhereIs(const OrtValue* value) {
  const OrtMemoryDevice* device = ep_api->Value_GetMemoryDevice(value);
  if (device == nullptr) return "nowhere";
  if (ep_api->MemoryDevice_GetDeviceType(device) == OrtMemoryInfoDeviceType_CPU) return "CPU";
  return "device";
}

void CompiledGroup::Run(OrtKernelContext* context) {
  std::map<std::string, Values> values;
  std::vector<int64_t> dims;
  std::string arguments;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const OrtValue* input = nullptr;
    Check(api->KernelContext_GetInput(context, i, &input));
    OrtTensorTypeAndShapeInfo* shape = nullptr;
    Check(api->GetTensorTypeAndShape(input, &shape));
    size_t rank = 0, count = 0;
    Check(api->GetDimensionsCount(shape, &rank));
    dims.resize(rank);
    Check(api->GetDimensions(shape, dims.data(), rank));
    Check(api->GetTensorShapeElementCount(shape, &count));
    api->ReleaseTensorTypeAndShapeInfo(shape);
    void* data = nullptr;
    Check(api->GetTensorMutableData(const_cast<OrtValue*>(input), &data));
    values[inputs[i]].assign(static_cast<const float*>(data), static_cast<const float*>(data) + count);
    arguments += (i > 0 ? ", " : "") + inputs[i] + " on " + WhereIs(input);
  }
  Write("Compute(", arguments, ")");
  for (const Operation& operation : operations) values[operation.output] = Evaluate(operation, values);
  for (size_t i = 0; i < outputs.size(); ++i) {
    OrtValue* output = nullptr;
    if (given) Check(api->KernelContext_GetPreallocatedOutput(context, i, &output));
    if (output != nullptr) Write("WritesIntoGivenOutput");
    if (output == nullptr) Check(api->KernelContext_GetOutput(context, i, dims.data(), dims.size(), &output));
    void* data = nullptr;
    Check(api->GetTensorMutableData(output, &data));
    const Values& result = values.at(outputs[i]);
    std::copy(result.begin(), result.end(), static_cast<float*>(data));
  }
}

CompiledGroup::CompiledGroup() : OrtNodeComputeInfo{} {
  ort_version_supported = ORT_API_VERSION;
  OrtNodeComputeInfo::CreateState = [](OrtNodeComputeInfo* self, OrtNodeComputeContext* context, void** state) -> OrtStatus* {
    const char* name = ep_api->NodeComputeContext_NodeName(context);
    Write("CreateState(", std::string_view(name).starts_with("TracingEp_TracingEp_") ? "fused node" : name, ")");
    *state = self;
    return FailIfAsked("CreateState");
  };
  OrtNodeComputeInfo::Compute = [](OrtNodeComputeInfo* self, void*, OrtKernelContext* context) -> OrtStatus* {
    if (OrtStatus* status = FailIfAsked("Compute")) {
      Write("Compute");
      return status;
    }
    return OrNull([&] { static_cast<CompiledGroup*>(self)->Run(context); });
  };
  OrtNodeComputeInfo::ReleaseState = [](OrtNodeComputeInfo*, void*) { Write("ReleaseState"); };
}

// ---- reading graphs ----

std::string NameOf(const OrtValueInfo* value) {
  const char* name = nullptr;
  Check(api->GetValueInfoName(value, &name));
  return name;
}

using Getter = OrtStatus*(ORT_API_CALL*)(const OrtNode*, const OrtValueInfo**, size_t);
using Counter = OrtStatus*(ORT_API_CALL*)(const OrtNode*, size_t*);

std::vector<std::string> NamesOf(const OrtNode* node, Counter count, Getter get) {
  size_t n = 0;
  Check(count(node, &n));
  std::vector<const OrtValueInfo*> values(n);
  Check(get(node, values.data(), n));
  std::vector<std::string> names;
  for (const OrtValueInfo* value : values) names.push_back(value != nullptr ? NameOf(value) : "");
  return names;
}
std::vector<std::string> Inputs(const OrtNode* node) { return NamesOf(node, api->Node_GetNumInputs, api->Node_GetInputs); }
std::vector<std::string> Outputs(const OrtNode* node) { return NamesOf(node, api->Node_GetNumOutputs, api->Node_GetOutputs); }

std::string OpType(const OrtNode* node) {
  const char* text = nullptr;
  Check(api->Node_GetOperatorType(node, &text));
  return text;
}

std::vector<const OrtNode*> Nodes(const OrtGraph* graph) {
  size_t count = 0;
  Check(api->Graph_GetNumNodes(graph, &count));
  std::vector<const OrtNode*> nodes(count);
  Check(api->Graph_GetNodes(graph, nodes.data(), count));
  return nodes;
}

#include "tracing_device.inc"
#include "tracing_every.inc"
#include "tracing_kernel.inc"

// ---- OrtEp ----

struct TracingEp : OrtEp {
  std::string claim;
  bool fuse = false, pairs = false, given = false;
  explicit TracingEp(const OrtSessionOptions* options);
  bool Wants(const OrtNode* node) const { return ("," + claim + ",").find("," + OpType(node) + ",") != std::string::npos; }
};

OrtStatus* ORT_API_CALL GetCapability(OrtEp* self, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
  return OrNull([&] {
    const auto* ep = static_cast<const TracingEp*>(self);
    std::vector<const OrtNode*> wanted;
    const std::vector<const OrtNode*> nodes = Nodes(graph);
    for (const OrtNode* node : nodes) {
      if (ep->Wants(node)) wanted.push_back(node);
    }
    Write("GetCapability(", Number(nodes.size()), " nodes)");
    Check(FailIfAsked("GetCapability"));
    if (has_kernels) return ClaimByKernel(info, nodes);
    const size_t most = ep->fuse ? wanted.size() : ep->pairs ? 2 : 1;
    for (size_t i = 0; i < wanted.size(); i += most) {
      const size_t count = std::min(most, wanted.size() - i);
      Check(ep_api->EpGraphSupportInfo_AddNodesToFuse(info, wanted.data() + i, count, nullptr));
    }
  });
}

OrtStatus* ORT_API_CALL Compile(OrtEp* self, const OrtGraph** graphs, const OrtNode** fused, size_t count,
                                OrtNodeComputeInfo** infos, OrtNode** context_nodes) noexcept {
  return OrNull([&] {
    Write("Compile(", Number(count), context_nodes == nullptr ? ", no room for context nodes)" : ")");
    for (size_t i = 0; i < count; ++i) {
      auto* group = new CompiledGroup();
      infos[i] = group;
      if (has_context) context_nodes[i] = MakeContext(fused[i]);
      group->given = static_cast<const TracingEp*>(self)->given;
      group->inputs = Inputs(fused[i]);
      group->outputs = Outputs(fused[i]);
      for (const OrtNode* node : Nodes(graphs[i])) group->operations.push_back({OpType(node), Inputs(node), Outputs(node)[0]});
    }
    Check(FailIfAsked("Compile"));
  });
}

void ORT_API_CALL ReleaseInfos(OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
  Write("ReleaseNodeComputeInfos(", Number(count), ")");
  for (size_t i = 0; i < count; ++i) delete static_cast<CompiledGroup*>(infos[i]);
}

std::string Option(const OrtSessionOptions* options, const char* key, const char* otherwise) {
  int present = 0;
  Check(api->HasSessionConfigEntry(options, key, &present));
  if (present == 0) return otherwise;
  size_t size = 0;
  Check(api->GetSessionConfigEntry(options, key, nullptr, &size));
  std::string value(size, '\0');
  Check(api->GetSessionConfigEntry(options, key, value.data(), &size));
  value.resize(size - 1);
  return value;
}

TracingEp::TracingEp(const OrtSessionOptions* options) : OrtEp{} {
  claim = Option(options, "ep.tracingep.claim", "Mul");
  fuse = Option(options, "ep.tracingep.fuse", "0") == "1";
  pairs = Option(options, "ep.tracingep.pairs", "0") == "1";
  given = Option(options, "ep.tracingep.given", "0") == "1";
  failing = Option(options, "ep.tracingep.fail", "");
  ort_version_supported = ORT_API_VERSION;
  OrtEp::GetName = [](const OrtEp*) noexcept -> const char* {
    Write("Ep.GetName");
    return kName;
  };
  OrtEp::GetCapability = ::GetCapability;
  OrtEp::Compile = ::Compile;
  OrtEp::ReleaseNodeComputeInfos = ReleaseInfos;
  OrtEp::OnRunStart = [](OrtEp*, const OrtRunOptions*) noexcept -> OrtStatus* {
    Write("OnRunStart");
    return FailIfAsked("OnRunStart");
  };
  OrtEp::OnRunEnd = [](OrtEp*, const OrtRunOptions*, bool sync) noexcept -> OrtStatus* {
    Write("OnRunEnd(sync=", sync ? "true" : "false", ")");
    return FailIfAsked("OnRunEnd");
  };
  if (has_every) AddEvery(*this);
  if (has_kernels) AddKernels(*this);
  if (has_context) AddContext(*this);
  const std::string capture = Option(options, "ep.tracingep.capture", "0");
  if (capture != "0") AddCapture(*this, capture == "cpu");
  if (failing == "OnSessionInitializationEnd") {
    OrtEp::OnSessionInitializationEnd = [](OrtEp*) noexcept -> OrtStatus* {
      Write("OnSessionInitializationEnd");
      return api->CreateStatus(ORT_EP_FAIL, "asked to fail");
    };
  }
}

// ---- OrtEpFactory ----

int factories_alive = 0;

OrtStatus* ORT_API_CALL GetSupportedDevices(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t hardware_count,
                                            OrtEpDevice** devices, size_t max, size_t* count) noexcept {
  Write("GetSupportedDevices(max=", Number(max), ", num=", Number(*count), ")");
  for (size_t i = 0; i < hardware_count; ++i) {
    if (api->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
    if (OrtStatus* status = ep_api->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[*count])) return status;
    if (has_device) {
      if (OrtStatus* status = AddMemory(devices[*count])) return status;
    }
    ++*count;
    return nullptr;
  }
  return nullptr;
}

OrtStatus* ORT_API_CALL CreateEp(OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t count,
                                 const OrtSessionOptions* options, const OrtLogger*, OrtEp** ep) noexcept {
  Write("CreateEp(", Number(count), ")");
  return OrNull([&] {
    for (const char* key : {"ep.context_enable", "ep.context_file_path", "session.disable_model_compile",
                            "session.compile_only"}) {
      if (has_context) Write(key, "=", Option(options, key, "absent"));
    }
    auto made = std::make_unique<TracingEp>(options);
    Check(FailIfAsked("CreateEp"));
    *ep = made.release();
  });
}

const char* ORT_API_CALL GetName(const OrtEpFactory*) noexcept {
  Write("GetName");
  return kName;
}
const char* ORT_API_CALL GetVendor(const OrtEpFactory*) noexcept {
  Write("GetVendor");
  return "Berth tests";
}
const char* ORT_API_CALL GetVersion(const OrtEpFactory*) noexcept {
  Write("GetVersion");
  return "1.0.0";
}

struct TracingFactory : OrtEpFactory {
  TracingFactory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    OrtEpFactory::GetName = ::GetName;
    OrtEpFactory::GetVendor = ::GetVendor;
    OrtEpFactory::GetVersion = ::GetVersion;
    OrtEpFactory::GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return 0; };
    OrtEpFactory::GetSupportedDevices = ::GetSupportedDevices;
    OrtEpFactory::CreateEp = ::CreateEp;
    OrtEpFactory::ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept {
      Write("ReleaseEp");
      delete static_cast<TracingEp*>(ep);
    };
    OrtEpFactory::CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** out) noexcept -> OrtStatus* {
      Write("CreateDataTransfer");
      *out = nullptr;
      return nullptr;
    };
    OrtEpFactory::IsStreamAware = [](const OrtEpFactory*) noexcept {
      Write("IsStreamAware");
      return false;
    };
  }
};

}  // namespace

extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char* name, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t max, size_t* count) {
  api = base->GetApi(ORT_API_VERSION);
  ep_api = api->GetEpApi();
  Write("CreateEpFactories(max=", Number(max), ", num=", Number(*count), ")");
  has_device = std::string_view(name).find("device") != std::string_view::npos;
  has_every = std::string_view(name).find("every") != std::string_view::npos;
  has_kernels = std::string_view(name).find("kernels") != std::string_view::npos;
  has_context = std::string_view(name).find("compiled") != std::string_view::npos;
  auto* factory = new TracingFactory();
  ++factories_alive;
  if (has_device) AddDevice(*factory);
  if (has_every) AddEvery(*factory);
  factories[(*count)++] = factory;
  return nullptr;
}

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  Write("ReleaseEpFactory");
  if (--factories_alive == 0) {   // a library under two names is loaded once
    ReleaseMemory();
    ReleaseKernels();
  }
  delete static_cast<TracingFactory*>(factory);
  return nullptr;
}

extern "C" ORT_EXPORT const char* TracingEpRecord() {
  static std::string copy;
  std::lock_guard lock(mutex);
  copy = record;
  return copy.c_str();
}

extern "C" ORT_EXPORT void TracingEpClear() {
  std::lock_guard lock(mutex);
  record.clear();
}
