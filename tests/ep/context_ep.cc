// An EP that compiles Mul nodes of two float tensors, one each, into EPContext nodes, and runs what it finds in such nodes. On
// the public C headers alone.
//
// EP options: `context`=none leaves the nodes out, =misnamed gives them another name; `compat` is the text for the metadata of
// compiled models (default: context-1), of which it says later: context-1 optimal, prefer: compile again, fails: an error, all
// else unsupported.
// `weightless` is the number that it gives for GetWeightlessSupport, which it does not have without.
// With ep.context_embed_mode=0 the data is in a file beside ep.context_file_path, else in the node: the text "times". With
// ep.share_ep_contexts=1 sessions have one file together, up to the one with ep.stop_share_ep_contexts=1.
// CONTEXT_EP_ADDS makes another EP of it, "AddContextEp", which compiles Add.
// The factory brings custom operators of one float tensor: context_ep:Triple for the CPU, and context_ep:Quad for the EP, which
// claims it as a single node. The dynamic option fail=yes fails.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <onnxruntime_c_api.h>

#include "ep_status.h"

namespace {

#ifdef CONTEXT_EP_ADDS
constexpr char kName[] = "AddContextEp", kOptions[] = "ep.addcontextep.", kOperator[] = "Add", kData[] = "plus";
float Calculate(float a, float b) { return a + b; }
#else
constexpr char kName[] = "ContextEp", kOptions[] = "ep.contextep.", kOperator[] = "Mul", kData[] = "times";
float Calculate(float a, float b) { return a * b; }
#endif

const OrtApi* api = nullptr;
const OrtEpApi* ep_api = nullptr;

using ep_status::Check;

// What crosses the edge of this library.
template <typename Body>
OrtStatus* OrNull(Body&& body) noexcept {
  return ep_status::OrNull(*api, body);
}

// ---- tensors of a running kernel ----

struct Input {
  const float* data;
  size_t count;
  std::vector<int64_t> dims;
};
Input InputOf(OrtKernelContext* context, size_t index) {
  const OrtValue* value = nullptr;
  Check(api->KernelContext_GetInput(context, index, &value));
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  Check(api->GetTensorTypeAndShape(value, &shape));
  Input input{};
  size_t rank = 0;
  Check(api->GetDimensionsCount(shape, &rank));
  input.dims.resize(rank);
  Check(api->GetDimensions(shape, input.dims.data(), rank));
  Check(api->GetTensorShapeElementCount(shape, &input.count));
  api->ReleaseTensorTypeAndShapeInfo(shape);
  void* data = nullptr;
  Check(api->GetTensorMutableData(const_cast<OrtValue*>(value), &data));
  input.data = static_cast<const float*>(data);
  return input;
}
float* OutputLike(OrtKernelContext* context, const Input& input) {
  OrtValue* value = nullptr;
  Check(api->KernelContext_GetOutput(context, 0, input.dims.data(), input.dims.size(), &value));
  void* data = nullptr;
  Check(api->GetTensorMutableData(value, &data));
  return static_cast<float*>(data);
}

struct Times : OrtNodeComputeInfo {
  Times() : OrtNodeComputeInfo{} {
    ort_version_supported = ORT_API_VERSION;
    OrtNodeComputeInfo::CreateState = [](OrtNodeComputeInfo* self, OrtNodeComputeContext*, void** state) -> OrtStatus* {
      *state = self;
      return nullptr;
    };
    OrtNodeComputeInfo::Compute = [](OrtNodeComputeInfo*, void*, OrtKernelContext* context) -> OrtStatus* {
      return OrNull([&] {
        const Input a = InputOf(context, 0), b = InputOf(context, 1);
        float* out = OutputLike(context, a);
        for (size_t i = 0; i < a.count; ++i) out[i] = Calculate(a.data[i], b.data[i]);
      });
    };
    OrtNodeComputeInfo::ReleaseState = [](OrtNodeComputeInfo*, void*) {};
  }
};

// ---- reading nodes ----

using Count = OrtStatus*(ORT_API_CALL*)(const OrtNode*, size_t*);
using Get = OrtStatus*(ORT_API_CALL*)(const OrtNode*, const OrtValueInfo**, size_t);
std::vector<const char*> Names(const OrtNode* node, Count count, Get get) {
  size_t n = 0;
  Check(count(node, &n));
  std::vector<const OrtValueInfo*> values(n);
  Check(get(node, values.data(), n));
  std::vector<const char*> names(n, "");
  for (size_t i = 0; i < n; ++i) Check(api->GetValueInfoName(values[i], &names[i]));
  return names;
}

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

// A text or number attribute; "" when the node does not have it.
std::string Attribute(const OrtNode* node, const char* name) {
  const OrtOpAttr* attribute = nullptr;
  OrtStatus* status = api->Node_GetAttributeByName(node, name, &attribute);
  if (status != nullptr) api->ReleaseStatus(status);
  if (attribute == nullptr) return "";
  OrtOpAttrType type = ORT_OP_ATTR_UNDEFINED;
  Check(api->OpAttr_GetType(attribute, &type));
  size_t size = 0;
  if (type == ORT_OP_ATTR_INT) {
    int64_t number = 0;
    Check(api->ReadOpAttr(attribute, type, &number, sizeof(number), &size));
    return std::to_string(number);
  }
  std::string text(256, '\0');
  Check(api->ReadOpAttr(attribute, type, text.data(), text.size(), &size));
  return text.c_str();
}

bool IsOurs(const OrtNode* node) {
  const std::string op = OpType(node);
  return op == kOperator || (op == "EPContext" && Attribute(node, "source") == kName);
}

// ---- OrtEp ----

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

struct ContextEp : OrtEp {
  explicit ContextEp(const OrtSessionOptions* options);
  OrtNode* MakeContext(const OrtNode* fused) const;
  void CheckContext(const OrtNode* node, const OrtGraph* graph) const;
  bool writes = false, embeds = true, shares = false, stops_sharing = false;
  std::string context, compat, path;
  OrtWeightlessSupport weightless = OrtWeightlessSupport_NONE;
};

OrtStatus* ORT_API_CALL GetCapability(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) noexcept {
  return OrNull([&] {
    for (const OrtNode* node : Nodes(graph)) {
      if (OpType(node) == "Quad") Check(ep_api->EpGraphSupportInfo_AddSingleNode(info, node));
      if (IsOurs(node)) Check(ep_api->EpGraphSupportInfo_AddNodesToFuse(info, &node, 1, nullptr));
    }
  });
}

OrtOpAttr* Text(const char* name, const std::string& text) {
  OrtOpAttr* attribute = nullptr;
  Check(api->CreateOpAttr(name, text.data(), static_cast<int>(text.size()), ORT_OP_ATTR_STRING, &attribute));
  return attribute;
}

std::string shared_file;   // of the sessions that share; empty when none does yet

OrtNode* ContextEp::MakeContext(const OrtNode* fused) const {
  const char* name = nullptr;
  Check(api->Node_GetName(fused, &name));
  const std::string node_name = context == "misnamed" ? "another" : name;
  std::string data = kData;
  if (!embeds) {
    const std::filesystem::path file = shares && !shared_file.empty() ? shared_file : std::string(name) + ".bin";
    shared_file = shares && !stops_sharing ? file.string() : "";
    std::ofstream(std::filesystem::path(path).parent_path() / file) << data;
    data = file.string();
  }
  const int64_t embed_mode = embeds;
  OrtOpAttr* mode = nullptr;
  Check(api->CreateOpAttr("embed_mode", &embed_mode, 1, ORT_OP_ATTR_INT, &mode));
  OrtOpAttr* attributes[] = {Text("source", kName), Text("ep_cache_context", data), mode};
  const auto inputs = Names(fused, api->Node_GetNumInputs, api->Node_GetInputs);
  const auto outputs = Names(fused, api->Node_GetNumOutputs, api->Node_GetOutputs);
  OrtNode* node = nullptr;
  Check(api->GetModelEditorApi()->CreateNode("EPContext", "com.microsoft", node_name.c_str(), inputs.data(), inputs.size(),
                                             outputs.data(), outputs.size(), attributes, 3, &node));
  return node;
}

void ContextEp::CheckContext(const OrtNode* node, const OrtGraph* graph) const {
  std::string data = Attribute(node, "ep_cache_context");
  if (Attribute(node, "embed_mode") == "0") {
    const ORTCHAR_T* model = nullptr;
    Check(api->Graph_GetModelPath(graph, &model));
    std::ifstream file(std::filesystem::path(model).parent_path() / data);
    data.clear();
    file >> data;
  }
  if (data != kData) Check(api->CreateStatus(ORT_EP_FAIL, ("context data: " + data).c_str()));
}

OrtStatus* ORT_API_CALL Compile(OrtEp* self, const OrtGraph** graphs, const OrtNode** fused, size_t count,
                                OrtNodeComputeInfo** infos, OrtNode** context_nodes) noexcept {
  return OrNull([&] {
    const auto* ep = static_cast<const ContextEp*>(self);
    for (size_t i = 0; i < count; ++i) {
      infos[i] = new Times();
      const OrtNode* node = Nodes(graphs[i])[0];
      if (OpType(node) == "EPContext") ep->CheckContext(node, graphs[i]);
      else if (ep->writes && ep->context != "none") context_nodes[i] = ep->MakeContext(fused[i]);
    }
  });
}

ContextEp::ContextEp(const OrtSessionOptions* options) : OrtEp{} {
  writes = Option(options, "ep.context_enable", "0") == "1";
  embeds = Option(options, "ep.context_embed_mode", "1") == "1";
  path = Option(options, "ep.context_file_path", "");
  shares = Option(options, "ep.share_ep_contexts", "0") == "1";
  stops_sharing = Option(options, "ep.stop_share_ep_contexts", "0") == "1";
  context = Option(options, (std::string(kOptions) + "context").c_str(), "");
  compat = Option(options, (std::string(kOptions) + "compat").c_str(), "context-1");
  ort_version_supported = ORT_API_VERSION;
  OrtEp::GetName = [](const OrtEp*) noexcept -> const char* { return kName; };
  OrtEp::GetCapability = ::GetCapability;
  OrtEp::Compile = ::Compile;
  OrtEp::ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
    for (size_t i = 0; i < count; ++i) delete static_cast<Times*>(infos[i]);
  };
  OrtEp::GetCompiledModelCompatibilityInfo = [](OrtEp* self, const OrtGraph*) noexcept -> const char* {
    return static_cast<ContextEp*>(self)->compat.c_str();
  };
  if (const std::string says = Option(options, (std::string(kOptions) + "weightless").c_str(), ""); !says.empty()) {
    weightless = static_cast<OrtWeightlessSupport>(std::stoi(says));
    OrtEp::GetWeightlessSupport = [](const OrtEp* self, OrtWeightlessSupport* support) noexcept -> OrtStatus* {
      *support = static_cast<const ContextEp*>(self)->weightless;
      return nullptr;
    };
  }
  OrtEp::SetDynamicOptions = [](OrtEp*, const char* const* keys, const char* const*, size_t) noexcept -> OrtStatus* {
    return std::string(keys[0]) == "fail" ? api->CreateStatus(ORT_NOT_IMPLEMENTED, "asked to fail") : nullptr;
  };
}

// ---- custom operators ----

// The kernel is the operator itself.
struct Scale : OrtCustomOp {
  Scale(const char* op_name, const char* op_ep, float op_factor)
      : OrtCustomOp{}, name(op_name), ep(op_ep), factor(op_factor) {
    version = ORT_API_VERSION;
    OrtCustomOp::GetName = [](const OrtCustomOp* op) { return static_cast<const Scale*>(op)->name; };
    OrtCustomOp::GetExecutionProviderType = [](const OrtCustomOp* op) { return static_cast<const Scale*>(op)->ep; };
    OrtCustomOp::GetInputTypeCount = [](const OrtCustomOp*) -> size_t { return 1; };
    OrtCustomOp::GetInputType = [](const OrtCustomOp*, size_t) { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; };
    OrtCustomOp::GetInputCharacteristic = [](const OrtCustomOp*, size_t) { return INPUT_OUTPUT_REQUIRED; };
    OrtCustomOp::GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeDefault; };
    OrtCustomOp::GetOutputTypeCount = OrtCustomOp::GetInputTypeCount;
    OrtCustomOp::GetOutputType = OrtCustomOp::GetInputType;
    OrtCustomOp::GetOutputCharacteristic = OrtCustomOp::GetInputCharacteristic;
    OrtCustomOp::GetStartVersion = [](const OrtCustomOp*) { return 1; };
    OrtCustomOp::GetEndVersion = [](const OrtCustomOp*) { return 1000; };
    OrtCustomOp::CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi*, const OrtKernelInfo* info,
                                     void** kernel) -> OrtStatus* {
      *kernel = const_cast<OrtCustomOp*>(op);
      if (static_cast<const Scale*>(op)->ep == nullptr) return nullptr;
      const OrtEp* own = nullptr;
      if (OrtStatus* status = ep_api->KernelInfo_GetEp(info, &own)) return status;
      return own->GetName(own) == std::string(kName) ? nullptr : api->CreateStatus(ORT_FAIL, "another EP");
    };
    OrtCustomOp::KernelComputeV2 = [](void* kernel, OrtKernelContext* context) {
      return OrNull([&] {
        const Input x = InputOf(context, 0);
        float* out = OutputLike(context, x);
        const float factor = static_cast<const Scale*>(static_cast<OrtCustomOp*>(kernel))->factor;
        for (size_t i = 0; i < x.count; ++i) out[i] = factor * x.data[i];
      });
    };
    OrtCustomOp::KernelDestroy = [](void*) {};
  }

  const char* name;
  const char* ep;
  float factor;
};

// ---- OrtEpFactory ----

OrtStatus* ORT_API_CALL GetSupportedDevices(OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t hardware_count,
                                            OrtEpDevice** devices, size_t, size_t* count) noexcept {
  for (size_t i = 0; i < hardware_count; ++i) {
    if (api->HardwareDevice_Type(hardware[i]) != OrtHardwareDeviceType_CPU) continue;
    if (OrtStatus* status = ep_api->CreateEpDevice(self, hardware[i], nullptr, nullptr, &devices[*count])) return status;
    ++*count;
    return nullptr;
  }
  return nullptr;
}

OrtStatus* ORT_API_CALL Validate(OrtEpFactory*, const OrtHardwareDevice* const*, size_t, const char* info,
                                 OrtCompiledModelCompatibility* out) noexcept {
  const std::string text = info;
  if (text == "fails") return api->CreateStatus(ORT_NOT_IMPLEMENTED, "asked to fail");
  *out = text == "context-1" ? OrtCompiledModelCompatibility_EP_SUPPORTED_OPTIMAL
         : text == "prefer"  ? OrtCompiledModelCompatibility_EP_SUPPORTED_PREFER_RECOMPILATION
                             : OrtCompiledModelCompatibility_EP_UNSUPPORTED;
  return nullptr;
}

struct ContextFactory : OrtEpFactory {
  ContextFactory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    OrtEpFactory::GetName = [](const OrtEpFactory*) noexcept -> const char* { return kName; };
    OrtEpFactory::GetVendor = [](const OrtEpFactory*) noexcept -> const char* { return "Berth tests"; };
    OrtEpFactory::GetVersion = [](const OrtEpFactory*) noexcept -> const char* { return "1.0.0"; };
    OrtEpFactory::GetVendorId = [](const OrtEpFactory*) noexcept -> uint32_t { return 0; };
    OrtEpFactory::GetSupportedDevices = ::GetSupportedDevices;
    OrtEpFactory::CreateEp = [](OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                                const OrtSessionOptions* options, const OrtLogger*, OrtEp** ep) noexcept -> OrtStatus* {
      return OrNull([&] { *ep = new ContextEp(options); });
    };
    OrtEpFactory::ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<ContextEp*>(ep); };
    OrtEpFactory::CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** out) noexcept -> OrtStatus* {
      *out = nullptr;
      return nullptr;
    };
    OrtEpFactory::IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
    OrtEpFactory::ValidateCompiledModelCompatibilityInfo = Validate;
    OrtEpFactory::GetNumCustomOpDomains = [](OrtEpFactory*, size_t* count) noexcept -> OrtStatus* {
      *count = 1;
      return nullptr;
    };
    OrtEpFactory::GetCustomOpDomains = [](OrtEpFactory* self, OrtCustomOpDomain** domains, size_t) noexcept -> OrtStatus* {
      domains[0] = static_cast<ContextFactory*>(self)->domain;
      return nullptr;
    };
    Check(api->CreateCustomOpDomain("context_ep", &domain));
    Check(api->CustomOpDomain_Add(domain, &triple));
    Check(api->CustomOpDomain_Add(domain, &quad));
  }
  ~ContextFactory() { api->ReleaseCustomOpDomain(domain); }

  Scale triple{"Triple", nullptr, 3}, quad{"Quad", kName, 4};
  OrtCustomOpDomain* domain = nullptr;
};

}  // namespace

extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t, size_t* count) {
  api = base->GetApi(ORT_API_VERSION);
  ep_api = api->GetEpApi();
  return OrNull([&] { factories[(*count)++] = new ContextFactory(); });
}

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<ContextFactory*>(factory);
  return nullptr;
}
