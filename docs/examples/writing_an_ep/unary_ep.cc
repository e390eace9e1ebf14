// UnaryEp, an execution provider that grows in four steps; docs/writing-an-ep.md tells them. -DSTEP=1 to 4 builds each.
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>

#ifndef STEP
#define STEP 4
#endif

#ifdef _WIN32
#define EP_EXPORT extern "C" __declspec(dllexport)
#else
#define EP_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace {

constexpr char kName[] = "UnaryEp";

// Runs the body of a callback: what it throws becomes a status.
template <typename Body>
OrtStatus* Guard(Body body) noexcept {
  try {
    body();
    return nullptr;
  } catch (const Ort::Exception& e) {
    return Ort::Status(e).release();
  } catch (const std::exception& e) {
    return Ort::Status(e).release();
  }
}

#if STEP >= 2

using Function = float (*)(float);

// Null for an operator that is not ours.
Function FindFunction(const std::string& op_type) {
  if (op_type == "Relu") return [](float x) { return x > 0 ? x : 0; };
  if (op_type == "Sigmoid") return [](float x) { return 1 / (1 + std::exp(-x)); };
  if (op_type == "Tanh") return [](float x) { return std::tanh(x); };
  return nullptr;
}

// What runs a claimed group: one function after the other on each element.
struct Kernel : OrtNodeComputeInfo {
  explicit Kernel(std::vector<Function> f) : OrtNodeComputeInfo{}, functions(std::move(f)) {
    ort_version_supported = ORT_API_VERSION;
    CreateState = [](OrtNodeComputeInfo*, OrtNodeComputeContext*, void** state) -> OrtStatus* {
      *state = nullptr;  // nothing to keep between calls
      return nullptr;
    };
    ReleaseState = [](OrtNodeComputeInfo*, void*) {};
    Compute = [](OrtNodeComputeInfo* self, void*, OrtKernelContext* context) -> OrtStatus* {
      return Guard([&] { static_cast<Kernel*>(self)->Run(Ort::KernelContext(context)); });
    };
  }

  void Run(const Ort::KernelContext& context) const {
    const Ort::ConstValue x = context.GetInput(0);
    const Ort::TensorTypeAndShapeInfo info = x.GetTensorTypeAndShapeInfo();
    Ort::UnownedValue y = context.GetOutput(0, info.GetShape());
    const float* in = x.GetTensorData<float>();
    float* out = y.GetTensorMutableData<float>();
    for (size_t i = 0; i < info.GetElementCount(); ++i) {
      out[i] = in[i];
      for (const Function function : functions) out[i] = function(out[i]);
    }
  }

  std::vector<Function> functions;
};

#endif  // STEP >= 2

// The EP of one session.
struct Ep : OrtEp {
  Ep() : OrtEp{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEp*) noexcept { return kName; };
#if STEP < 2
    GetCapability = [](OrtEp*, const OrtGraph*, OrtEpGraphSupportInfo*) noexcept -> OrtStatus* {
      return nullptr;  // claims nothing
    };
#else
    GetCapability = [](OrtEp* self, const OrtGraph* graph, OrtEpGraphSupportInfo* support) noexcept {
      return Guard([&] { static_cast<Ep*>(self)->Claim(Ort::ConstGraph(graph), support); });
    };
    Compile = [](OrtEp*, const OrtGraph** graphs, const OrtNode**, size_t count, OrtNodeComputeInfo** infos,
                 OrtNode**) noexcept {
      return Guard([&] {
        for (size_t i = 0; i < count; ++i) {
          std::vector<Function> functions;
          for (const Ort::ConstNode& node : Ort::ConstGraph(graphs[i]).GetNodes()) {
            functions.push_back(FindFunction(node.GetOperatorType()));
          }
          infos[i] = new Kernel(std::move(functions));
        }
      });
    };
    ReleaseNodeComputeInfos = [](OrtEp*, OrtNodeComputeInfo** infos, size_t count) noexcept {
      for (size_t i = 0; i < count; ++i) delete static_cast<Kernel*>(infos[i]);
    };
#endif
  }

#if STEP >= 2

  // Whether the node is one that we can run, and that no other EP has.
  bool IsOurs(const Ort::ConstNode& node) const {
    if (!node.GetDomain().empty() || !node.GetEpName().empty()) return false;
    if (FindFunction(node.GetOperatorType()) == nullptr) return false;
#if STEP >= 4
    const auto wanted = std::find(operators.begin(), operators.end(), node.GetOperatorType());
    if (!operators.empty() && wanted == operators.end()) return false;
#endif
    const auto type = node.GetInputs()[0].TypeInfo().GetTensorTypeAndShapeInfo();
    return type != nullptr && type.GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  }

#if STEP < 3

  void Claim(const Ort::ConstGraph& graph, OrtEpGraphSupportInfo* support) const {
    for (const Ort::ConstNode& node : graph.GetNodes()) {
      if (!IsOurs(node)) continue;
      const OrtNode* raw = node;
      Ort::ThrowOnError(Ort::GetEpApi().EpGraphSupportInfo_AddNodesToFuse(support, &raw, 1, nullptr));
    }
  }

#else

  void Claim(const Ort::ConstGraph& graph, OrtEpGraphSupportInfo* support) const {
    std::vector<std::vector<const OrtNode*>> chains;
    for (const Ort::ConstNode& node : graph.GetNodes()) {  // each after the nodes it reads from
      if (!IsOurs(node)) continue;
      const Ort::ConstValueInfo input = node.GetInputs()[0];
      const bool only_reader = !input.IsGraphOutput() && input.GetConsumers().size() == 1;
      const OrtNode* producer = input.GetProducerNode().node;
      const auto chain = std::find_if(chains.begin(), chains.end(), [&](const auto& c) { return c.back() == producer; });
      if (only_reader && chain != chains.end()) {
        chain->push_back(node);
      } else {
        chains.push_back({node});
      }
    }
    for (const auto& chain : chains) {
      Ort::ThrowOnError(
          Ort::GetEpApi().EpGraphSupportInfo_AddNodesToFuse(support, chain.data(), chain.size(), nullptr));
    }
  }

#endif
#endif  // STEP >= 2

#if STEP >= 4

  std::vector<std::string> operators;  // those that may be claimed; none: all

  // Reads the option "operators", a list with commas.
  void Configure(const Ort::ConstSessionOptions& options) {
    std::istringstream list(options.GetConfigEntryOrDefault("ep.unaryep.operators", ""));
    for (std::string op_type; std::getline(list, op_type, ',');) {
      if (FindFunction(op_type) == nullptr) {
        throw Ort::Exception("UnaryEp: operators: \"" + op_type + "\" seen; Relu, Sigmoid, Tanh wanted", ORT_INVALID_ARGUMENT);
      }
      operators.push_back(op_type);
    }
  }

#endif
};

// What the library makes when it is loaded: it offers devices and makes EPs.
struct Factory : OrtEpFactory {
  Factory() : OrtEpFactory{} {
    ort_version_supported = ORT_API_VERSION;
    GetName = [](const OrtEpFactory*) noexcept { return kName; };
    GetVendor = [](const OrtEpFactory*) noexcept { return "Example"; };
    GetVersion = [](const OrtEpFactory*) noexcept { return "1.0.0"; };
    GetSupportedDevices = [](OrtEpFactory* self, const OrtHardwareDevice* const* hardware, size_t count,
                             OrtEpDevice** devices, size_t most, size_t* made) noexcept {
      return Guard([&] {
        for (size_t i = 0; i < count && *made < most; ++i) {
          Ort::ConstHardwareDevice device(hardware[i]);
          if (device.Type() == OrtHardwareDeviceType_CPU) devices[(*made)++] = Ort::EpDevice(*self, device).release();
        }
      });
    };
    CreateEp = [](OrtEpFactory*, const OrtHardwareDevice* const*, const OrtKeyValuePairs* const*, size_t,
                  [[maybe_unused]] const OrtSessionOptions* options, const OrtLogger*, OrtEp** ep) noexcept {
      return Guard([&] {
        auto made = std::make_unique<Ep>();
#if STEP >= 4
        made->Configure(Ort::ConstSessionOptions(options));
#endif
        *ep = made.release();
      });
    };
    ReleaseEp = [](OrtEpFactory*, OrtEp* ep) noexcept { delete static_cast<Ep*>(ep); };
    CreateDataTransfer = [](OrtEpFactory*, OrtDataTransferImpl** transfer) noexcept -> OrtStatus* {
      *transfer = nullptr;  // all our memory is the host's
      return nullptr;
    };
    IsStreamAware = [](const OrtEpFactory*) noexcept { return false; };
  }
};

}  // namespace

EP_EXPORT OrtStatus* CreateEpFactories(const char*, const OrtApiBase* api_base, const OrtLogger*,
                                       OrtEpFactory** factories, size_t max_factories, size_t* num_factories) {
  *num_factories = 0;
  const OrtApi* api = api_base->GetApi(ORT_API_VERSION);
  if (api == nullptr || max_factories < 1) return nullptr;  // null: the host is older than our headers
  Ort::InitApi(api);
  return Guard([&] {
    factories[0] = new Factory();
    *num_factories = 1;
  });
}

EP_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) {
  delete static_cast<Factory*>(factory);
  return nullptr;
}
