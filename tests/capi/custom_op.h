// A custom operator for tests, made of lambdas, and models with one node of it.
#pragma once

#include <climits>
#include <functional>

#include "client.h"

namespace berth::testing {

constexpr auto kFloat = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
constexpr auto kInt64 = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
constexpr auto kAny = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;

inline OrtStatus* Fail(OrtErrorCode code, const char* text) { return Api().CreateStatus(code, text); }

class TestOp : public OrtCustomOp {
 public:
  struct Arg {
    ONNXTensorElementDataType type = kFloat;
    OrtCustomOpInputOutputCharacteristic kind = INPUT_OUTPUT_REQUIRED;
  };
  TestOp(std::string op_name, std::vector<Arg> op_inputs, std::vector<Arg> op_outputs)
      : OrtCustomOp{}, name(std::move(op_name)), inputs(std::move(op_inputs)), outputs(std::move(op_outputs)) {
    version = ORT_API_VERSION;
    GetName = [](const OrtCustomOp* op) { return Self(op).name.c_str(); };
    GetExecutionProviderType = [](const OrtCustomOp* op) { return Self(op).ep; };
    GetInputTypeCount = [](const OrtCustomOp* op) { return Self(op).inputs.size(); };
    GetInputType = [](const OrtCustomOp* op, size_t i) { return Self(op).inputs[i].type; };
    GetInputCharacteristic = [](const OrtCustomOp* op, size_t i) { return Self(op).inputs[i].kind; };
    GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeDefault; };
    GetOutputTypeCount = [](const OrtCustomOp* op) { return Self(op).outputs.size(); };
    GetOutputType = [](const OrtCustomOp* op, size_t i) { return Self(op).outputs[i].type; };
    GetOutputCharacteristic = [](const OrtCustomOp* op, size_t i) { return Self(op).outputs[i].kind; };
    GetVariadicInputMinArity = GetVariadicOutputMinArity = [](const OrtCustomOp* op) { return Self(op).min_arity; };
    GetVariadicInputHomogeneity = GetVariadicOutputHomogeneity = [](const OrtCustomOp* op) { return Self(op).homogeneous; };
    GetStartVersion = [](const OrtCustomOp* op) { return Self(op).start; };
    GetEndVersion = [](const OrtCustomOp* op) { return Self(op).end; };
    CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi*, const OrtKernelInfo* info, void** kernel) -> OrtStatus* {
      if (Self(op).create) {
        if (OrtStatus* status = Self(op).create(info)) return status;
      }
      *kernel = const_cast<TestOp*>(&Self(op));
      ++Self(op).made;
      return nullptr;
    };
    KernelComputeV2 = [](void* kernel, OrtKernelContext* context) -> OrtStatus* {
      const TestOp& op = *static_cast<TestOp*>(kernel);
      return op.compute ? op.compute(context) : nullptr;
    };
    CreateKernel = [](const OrtCustomOp* op, const OrtApi*, const OrtKernelInfo*) -> void* {
      ++Self(op).made;
      return const_cast<TestOp*>(&Self(op));
    };
    KernelCompute = [](void* kernel, OrtKernelContext* context) {
      Api().ReleaseStatus(static_cast<TestOp*>(kernel)->compute(context));
    };
    KernelDestroy = [](void* kernel) { --static_cast<TestOp*>(kernel)->made; };
  }
  // A function that tells shapes.
  void Infer(std::function<OrtStatus*(OrtShapeInferContext*)> function) {
    infer = std::move(function);
    InferOutputShapeFn = [](const OrtCustomOp* op, OrtShapeInferContext* context) { return Self(op).infer(context); };
  }

  std::string name;
  const char* ep = nullptr;
  std::vector<Arg> inputs, outputs;
  int min_arity = 1, homogeneous = 1, start = 1, end = INT_MAX;
  std::function<OrtStatus*(const OrtKernelInfo*)> create;
  std::function<OrtStatus*(OrtKernelContext*)> compute;
  std::function<OrtStatus*(OrtShapeInferContext*)> infer;
  mutable int made = 0;   // kernels that live

 private:
  static const TestOp& Self(const OrtCustomOp* op) { return *static_cast<const TestOp*>(op); }
};

// Options with a domain of operators, both released at the end.
class WithOps {
 public:
  explicit WithOps(const std::vector<const OrtCustomOp*>& ops, const char* domain = "my") { Add(ops, domain); }
  ~WithOps() {
    for (OrtCustomOpDomain* domain : domains_) Api().ReleaseCustomOpDomain(domain);
  }
  void Add(const std::vector<const OrtCustomOp*>& ops, const char* name) {
    OrtCustomOpDomain* domain = nullptr;
    EXPECT_TRUE(Take(Api().CreateCustomOpDomain(name, &domain)).ok());
    for (const OrtCustomOp* op : ops) EXPECT_TRUE(Take(Api().CustomOpDomain_Add(domain, op)).ok());
    EXPECT_TRUE(Take(Api().AddCustomOpDomain(setup.get(), domain)).ok());
    domains_.push_back(domain);
  }
  SessionSetup setup;

 private:
  std::vector<OrtCustomOpDomain*> domains_;
};

struct Io {
  std::string name;
  int type = 1;
  Shape shape = {-1};
};

// One node of operator `op` of domain "my"; "" as a name leaves a slot out. `attributes`: AttributeProto messages.
inline std::string OpModel(const std::string& op, const std::vector<Io>& inputs, const std::vector<Io>& outputs,
                           const std::vector<Message>& attributes = {}, int opset = 1, const char* domain = "my") {
  std::vector<std::string> in, out;
  for (const Io& io : inputs) in.push_back(io.name);
  for (const Io& io : outputs) out.push_back(io.name);
  Message node = NodeOf(op, in, out);
  for (const Message& attribute : attributes) node.Nested(5, attribute);
  Message graph;
  graph.Nested(1, *domain != '\0' ? node.Text(7, domain) : node).Text(2, "custom");
  for (const Io& io : inputs) {
    if (!io.name.empty()) graph.Nested(11, ValueInfo(io.name, TensorType(io.type, io.shape)));
  }
  for (const Io& io : outputs) {
    if (io.name.empty()) continue;
    graph.Nested(12, io.type > 0 ? ValueInfo(io.name, TensorType(io.type, io.shape)) : Message().Text(1, io.name));
  }
  Message model;
  model.Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17));
  if (*domain != '\0') model.Nested(8, Message().Text(1, domain).Int(2, static_cast<uint64_t>(opset)));
  return model.bytes();
}

// The elements of input `i` of a running kernel, all as T; of output `i`, made with that shape.
template <typename T>
std::vector<T> InputOf(OrtKernelContext* context, size_t i) {
  const OrtValue* value = nullptr;
  EXPECT_TRUE(Take(Api().KernelContext_GetInput(context, i, &value)).ok());
  OrtTensorTypeAndShapeInfo* info = nullptr;
  EXPECT_TRUE(Take(Api().GetTensorTypeAndShape(value, &info)).ok());
  size_t count = 0;
  EXPECT_TRUE(Take(Api().GetTensorShapeElementCount(info, &count)).ok());
  Api().ReleaseTensorTypeAndShapeInfo(info);
  const void* data = nullptr;
  EXPECT_TRUE(Take(Api().GetTensorData(value, &data)).ok());
  return {static_cast<const T*>(data), static_cast<const T*>(data) + count};
}
template <typename T>
void SetOutput(OrtKernelContext* context, size_t i, const std::vector<T>& data) {
  const int64_t dim = static_cast<int64_t>(data.size());
  OrtValue* value = nullptr;
  EXPECT_TRUE(Take(Api().KernelContext_GetOutput(context, i, &dim, 1, &value)).ok());
  if (value == nullptr) return;
  void* to = nullptr;
  EXPECT_TRUE(Take(Api().GetTensorMutableData(value, &to)).ok());
  std::copy(data.begin(), data.end(), static_cast<T*>(to));
}

}  // namespace berth::testing
