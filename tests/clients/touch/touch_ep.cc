// An execution provider that is given its function table: it prints what it sees of the graph and claims the first
// Relu.
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace {

void PrintNode(const Ort::ConstNode& node) {
  std::printf("node %s %s '%s' %d ep '%s' subgraphs %zu implicit %zu\n", node.GetName().c_str(),
              node.GetOperatorType().c_str(), node.GetDomain().c_str(), node.GetSinceVersion(),
              node.GetEpName().c_str(), node.GetSubgraphs().size(), node.GetImplicitInputs().size());
  // In which order is not said anywhere.
  std::vector<Ort::ConstOpAttr> attributes = node.GetAttributes();
  std::sort(attributes.begin(), attributes.end(), [](auto& a, auto& b) { return a.GetName() < b.GetName(); });
  for (const Ort::ConstOpAttr& attribute : attributes) {
    std::vector<int64_t> ints;
    if (attribute.GetType() == ORT_OP_ATTR_INTS) Ort::ThrowOnError(attribute.GetValueArray(ints));
    std::printf("  attribute %s %d %zu\n", attribute.GetName().c_str(), attribute.GetType(), ints.size());
  }
  for (const Ort::ConstValueInfo& value : node.GetInputs()) {
    if (value == nullptr) continue;
    std::printf("  in %s type %d weight %d input %d outer %d\n", value.GetName().c_str(),
                value.TypeInfo().GetONNXType(), value.IsConstantInitializer(),
                value.IsRequiredGraphInput() || value.IsOptionalGraphInput(), value.IsFromOuterScope());
    Ort::ConstValue weight;
    if (value.IsConstantInitializer() && value.GetInitializer(weight).IsOK())
      std::printf("  bytes %zu\n", weight.GetTensorSizeInBytes());
    Ort::ExternalInitializerInfo place(nullptr);
    if (value.GetExternalInitializerInfo(place).IsOK() && place != nullptr) std::printf("  in a file\n");
    const Ort::ValueInfoConsumerProducerInfo producer = value.GetProducerNode();
    if (producer.node != nullptr)
      std::printf("  from %s %lld\n", producer.node.GetName().c_str(), static_cast<long long>(producer.index));
  }
  for (const Ort::ConstValueInfo& value : node.GetOutputs()) {
    std::printf("  out %s output %d\n", value.GetName().c_str(), value.IsGraphOutput());
    for (const auto& consumer : value.GetConsumers())
      std::printf("  to %s %lld\n", consumer.node.GetName().c_str(), static_cast<long long>(consumer.index));
  }
  Ort::ConstOpAttr none;
  std::printf("  absent attribute %d\n", node.GetAttributeByName("no_such_attribute", none).GetErrorCode());
  std::printf("  graph %s\n", node.GetGraph().GetName().c_str());
}

void PrintGraph(const Ort::ConstGraph& graph) {
  std::printf("graph %s ir %lld inputs %zu outputs %zu weights %zu parent %d\n", graph.GetName().c_str(),
              static_cast<long long>(graph.GetOnnxIRVersion()), graph.GetInputs().size(), graph.GetOutputs().size(),
              graph.GetInitializers().size(), graph.GetParentNode() != nullptr);
  const std::string path = graph.GetModelPath();
  std::printf("file %s\n", path.substr(path.find_last_of('/') + 1).c_str());
  for (const Ort::OperatorSet& set : graph.GetOperatorSets()) {
    if (set.domain.empty()) std::printf("opset %lld\n", static_cast<long long>(set.version));
  }
  Ort::AllocatorWithDefaultOptions allocator;
  std::printf("producer '%s'\n", graph.GetModelMetadata().GetProducerNameAllocated(allocator).get());
  const std::vector<Ort::ConstNode> nodes = graph.GetNodes();
  for (const Ort::ConstNode& node : nodes) PrintNode(node);
  const Ort::Graph part = graph.GetGraphView({nodes.at(0), nodes.at(1)});
  std::printf("view %zu nodes, %zu outputs\n", part.GetNodes().size(), part.GetOutputs().size());
}

// Relu, of any number of floats.
struct Relu : OrtNodeComputeInfo {
  Relu() : OrtNodeComputeInfo{} {
    ort_version_supported = ORT_API_VERSION;
    CreateState = [](OrtNodeComputeInfo*, OrtNodeComputeContext*, void** state) -> OrtStatus* {
      *state = nullptr;
      return nullptr;
    };
    ReleaseState = [](OrtNodeComputeInfo*, void*) {};
    Compute = [](OrtNodeComputeInfo*, void*, OrtKernelContext* raw) -> OrtStatus* {
      const Ort::KernelContext context(raw);
      const Ort::ConstValue x = context.GetInput(0);
      const auto info = x.GetTensorTypeAndShapeInfo();
      const float* in = x.GetTensorData<float>();
      float* out = context.GetOutput(0, info.GetShape()).GetTensorMutableData<float>();
      std::transform(in, in + info.GetElementCount(), out, [](float v) { return v > 0 ? v : 0; });
      return nullptr;
    };
  }
};

struct Ep : OrtEp {
  bool shown = false;

  Ep() : OrtEp{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEp*) noexcept { return "TouchEp"; };
    GetCapability = [](OrtEp* self, const OrtGraph* raw, OrtEpGraphSupportInfo* support) noexcept -> OrtStatus* {
      const Ort::ConstGraph graph(raw);
      if (!static_cast<Ep*>(self)->shown) PrintGraph(graph);
      static_cast<Ep*>(self)->shown = true;
      for (const Ort::ConstNode& node : graph.GetNodes()) {
        if (node.GetOperatorType() != "Relu") continue;
        const OrtNode* claimed = node;
        return Ort::GetEpApi().EpGraphSupportInfo_AddNodesToFuse(support, &claimed, 1, nullptr);
      }
      return nullptr;
    };
    Compile = [](OrtEp*, const OrtGraph**, const OrtNode** nodes, size_t count, OrtNodeComputeInfo** infos,
                 OrtNode**) noexcept -> OrtStatus* {
      for (size_t i = 0; i < count; ++i) infos[i] = new Relu;
      std::printf("compile %zu, fused node of %zu inputs\n", count, Ort::ConstNode(nodes[0]).GetInputs().size());
      return nullptr;
    };
    ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) delete static_cast<Relu*>(infos[i]);
    };
  }
};

struct Factory : OrtEpFactory {
  Factory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEpFactory*) noexcept { return "TouchEp"; };
    GetVendor = [](const OrtEpFactory*) noexcept { return "Touch"; };
    GetVersion = [](const OrtEpFactory*) noexcept { return "1.2.3"; };
    GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const* devices, size_t count,
                             OrtEpDevice** out, size_t most, size_t* made) noexcept -> OrtStatus* {
      *made = 0;
      for (size_t i = 0; i < count && *made < most; ++i) {
        Ort::ConstHardwareDevice device(devices[i]);
        if (device.Type() != OrtHardwareDeviceType_CPU) continue;
        Ort::KeyValuePairs metadata;
        metadata.Add("touched", "yes");
        out[(*made)++] = Ort::EpDevice(*self, device, metadata.GetConst()).release();
      }
      return nullptr;
    };
    CreateEp = [](OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const* metadata, size_t,
                  const OrtSessionOptions* options, const OrtLogger* raw, OrtEp** ep) noexcept -> OrtStatus* {
      const Ort::Logger logger(raw);
      ORT_CXX_LOGF_NOEXCEPT(logger, ORT_LOGGING_LEVEL_VERBOSE, "session of %s", "TouchEp");
      std::printf("metadata %s, option %s\n", Ort::ConstKeyValuePairs(metadata[0]).GetValue("touched"),
                  Ort::ConstSessionOptions(options).GetConfigEntry("ep.touchep.loud").c_str());
      *ep = new Ep;
      return nullptr;
    };
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
    CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** transfer) noexcept -> OrtStatus* {
      *transfer = nullptr;
      return nullptr;
    };
    IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
  }
};

}  // namespace

extern "C" {

ORT_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* base, const OrtLogger*, OrtEpFactory** factories,
                                        size_t, size_t* count) {
  Ort::InitApi(base->GetApi(ORT_API_VERSION));
  std::printf("%zu environment entries\n", Ort::GetEnvConfigEntries().GetKeyValuePairs().size());
  factories[0] = new Factory;
  *count = 1;
  return nullptr;
}

ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}

}  // extern "C"
