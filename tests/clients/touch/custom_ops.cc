// Custom operators in both styles, and from functions and structs. The model is made by cxx_test.py.
#include <onnxruntime_lite_custom_op.h>

#include <array>
#include <cmath>

#include "touch.h"

namespace touch {
namespace {

// y = x + bias, in the style without a status.
struct AddBiasKernel {
  AddBiasKernel(const OrtApi&, const OrtKernelInfo* raw) {
    const Ort::ConstKernelInfo info(raw);
    bias = info.GetAttribute<float>("bias");
    const Ort::KernelInfo copy = info.Copy();
    std::printf("%s %s %zu %zu %s %s %d\n", copy.GetNodeName().c_str(), copy.GetConst().GetOperatorType().c_str(),
                info.GetInputCount(), info.GetOutputCount(), info.GetInputName(0).c_str(),
                info.GetOutputName(0).c_str(), info.GetInputTypeInfo(0).GetTensorTypeAndShapeInfo().GetElementType());
    std::printf("%s %d '%s'\n", info.GetOperatorDomain().c_str(), info.GetOperatorSinceVersion(),
                info.GetConfigEntries().GetValue("touch.entry"));
    int is_constant = 1;
    std::printf("%s %d\n", YesNo(info.GetTensorConstantInput(0, &is_constant) == nullptr), is_constant);
    std::printf("%zu %s\n", info.GetAttributes<int64_t>("ints").size(), info.GetAttribute<std::string>("text").c_str());
    std::printf("%zu %s\n", info.GetAttributes<float>("floats").size(),
                info.GetAttributes<std::string>("texts").at(1).c_str());
    Ort::AllocatorWithDefaultOptions allocator;
    std::printf("%g\n", *info.GetTensorAttribute("tensor", allocator).GetTensorData<float>());
    const Ort::Logger logger = info.GetLogger();
    ORT_CXX_LOG_NOEXCEPT(logger, ORT_LOGGING_LEVEL_VERBOSE, "made");
    ORT_CXX_LOGF(logger, ORT_LOGGING_LEVEL_VERBOSE, "bias %g", bias);
    // A standard operator to call.
    const char* type_name = "T";
    const ONNXTensorElementDataType type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
    relu = Ort::Op::Create(raw, "Relu", "", 14, &type_name, &type, 1, nullptr, 0, 1, 1);
  }

  void Compute(OrtKernelContext* raw) {
    const Ort::KernelContext context(raw);
    const Ort::ConstValue x = context.GetInput(0);
    const std::vector<int64_t> shape = x.GetTensorTypeAndShapeInfo().GetShape();
    Ort::UnownedValue y = context.GetOutput(0, shape);
    struct Work {
      const float* x;
      float* y;
      float bias;
    } work{x.GetTensorData<float>(), y.GetTensorMutableData<float>(), bias};
    context.ParallelFor(
        [](void* data, size_t i) {
          static_cast<Work*>(data)->y[i] = static_cast<Work*>(data)->x[i] + static_cast<Work*>(data)->bias;
        },
        x.GetTensorTypeAndShapeInfo().GetElementCount(), 0, &work);
    std::printf("%zu %zu %s %s\n", context.GetInputCount(), context.GetOutputCount(),
                YesNo(context.GetGPUComputeStream() == nullptr), YesNo(context.GetOrtKernelContext() == raw));
    const Ort::Logger logger = context.GetLogger();
    ORT_CXX_LOG(logger, ORT_LOGGING_LEVEL_VERBOSE, "run");
    Ort::Allocator allocator = context.GetAllocator(*Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault));
    allocator.Free(allocator.Alloc(4));
    const OrtValue* in = x;
    OrtValue* out = y;
    relu.Invoke(raw, &in, 1, &out, 1);
  }

  float bias = 0;
  Ort::Op relu{nullptr};
};

struct AddBias : Ort::CustomOpBase<AddBias, AddBiasKernel> {
  void* CreateKernel(const OrtApi& api, const OrtKernelInfo* info) const { return new AddBiasKernel(api, info); }
  const char* GetName() const { return "AddBias"; }
  size_t GetInputTypeCount() const { return 1; }
  ONNXTensorElementDataType GetInputType(size_t) const { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
  size_t GetOutputTypeCount() const { return 1; }
  ONNXTensorElementDataType GetOutputType(size_t) const { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
  std::vector<std::string> GetSessionConfigKeys() const { return {"device"}; }
  std::string Device(Ort::ConstSessionOptions options) const {
    std::unordered_map<std::string, std::string> configs;
    GetSessionConfigs(configs, options);
    return configs.begin()->second;
  }
};

// y = sqrt(x), in the style with a status and with shapes; a negative number is refused.
struct RootKernel {
  OrtStatusPtr ComputeV2(OrtKernelContext* raw) {
    const Ort::KernelContext context(raw);
    const Ort::ConstValue x = context.GetInput(0);
    const auto info = x.GetTensorTypeAndShapeInfo();
    float* y = context.GetOutput(0, info.GetShape()).GetTensorMutableData<float>();
    for (size_t i = 0; i < info.GetElementCount(); ++i) {
      if (x.GetTensorData<float>()[i] < 0)
        return Ort::Status("Root: a negative number", ORT_INVALID_ARGUMENT).release();
      y[i] = std::sqrt(x.GetTensorData<float>()[i]);
    }
    return nullptr;
  }
};

struct Root : Ort::CustomOpBase<Root, RootKernel, true> {
  OrtStatusPtr CreateKernelV2(const OrtApi&, const OrtKernelInfo*, void** kernel) const {
    *kernel = new RootKernel;
    return nullptr;
  }
  const char* GetName() const { return "Root"; }
  size_t GetInputTypeCount() const { return 1; }
  ONNXTensorElementDataType GetInputType(size_t) const { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
  size_t GetOutputTypeCount() const { return 1; }
  ONNXTensorElementDataType GetOutputType(size_t) const { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
  static Ort::Status InferOutputShape(Ort::ShapeInferContext& context) {
    const Ort::ShapeInferContext::Shape& shape = context.GetInputShape(0);
    if (context.GetInputCount() != 1 || !shape.at(0).IsInt() || shape[0].AsInt() != 4)
      return Ort::Status("Root: shape", ORT_FAIL);
    if (context.GetAttrInt("exponent") != 2 || context.GetAttrString("kind") != "square")
      return Ort::Status("Root: attributes", ORT_FAIL);
    return context.SetOutputShape(0, shape);
  }
};

void Scale(const Ort::Custom::Tensor<float>& x, const Ort::Custom::Span<int64_t>& factors,
           Ort::Custom::Tensor<float>& y) {
  float* out = y.Allocate(x.Shape());
  for (int64_t i = 0; i < x.NumberOfElement(); ++i)
    out[i] = x.Data()[i] * static_cast<float>(factors[static_cast<size_t>(i)]);
}

struct Total {
  Total(const OrtApi*, const OrtKernelInfo*) {}
  Ort::Status Compute(const Ort::Custom::Variadic& all, Ort::Custom::Tensor<int64_t>* total,
                      std::optional<Ort::Custom::Tensor<float>*> unused) {
    int64_t count = 0;
    for (size_t i = 0; i < all.Size(); ++i)
      count += static_cast<const Ort::Custom::TensorBase&>(*all[i]).NumberOfElement();
    total->Allocate({1})[0] = unused ? -1 : count;
    return Ort::Status();
  }
};

std::vector<float> RunModel(Ort::Session& session, std::array<float, 4> x, const char* out) {
  const int64_t shape = 4;
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto input = Ort::Value::CreateTensor<float>(cpu, x.data(), x.size(), &shape, 1);
  const char* in = "x";
  const auto outputs = session.Run(Ort::RunOptions{nullptr}, &in, &input, 1, &out, 1);
  const auto info = outputs[0].GetTensorTypeAndShapeInfo();
  if (info.GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64)
    return {static_cast<float>(*outputs[0].GetTensorData<int64_t>())};
  return std::vector<float>(outputs[0].GetTensorData<float>(),
                            outputs[0].GetTensorData<float>() + info.GetElementCount());
}

struct Operators {
  AddBias add_bias;
  Root root;
  std::unique_ptr<Ort::Custom::OrtLiteCustomOp> scale{
      Ort::Custom::CreateLiteCustomOp("Scale", "CPUExecutionProvider", Scale)};
  std::unique_ptr<Ort::Custom::OrtLiteCustomOp> total{
      Ort::Custom::CreateLiteCustomOp<Total>("Total", "CPUExecutionProvider")};
  Ort::CustomOpDomain domain{"touch"};

  Operators() {
    domain.Add(&add_bias);
    domain.Add(&root);
    domain.Add(scale.get());
    domain.Add(total.get());
  }
  Ort::SessionOptions Options() {
    Ort::SessionOptions options;
    options.Add(domain).AddConfigEntry("touch.entry", "here").AddConfigEntry("custom_op.AddBias.device", "CPU");
    return options;
  }
};

}  // namespace

void CustomOps(const Places& places) {
  Operators operators;
  const Ort::SessionOptions options = operators.Options();
  std::printf("%s %s %d\n", operators.add_bias.Device(options.GetConst()).c_str(), operators.root.GetName(),
              operators.root.GetVariadicInputMinArity());
  Ort::Session session(TheEnv(), (places.custom_ops + "/styles.onnx").c_str(), options);
  std::printf("%s\n", Text(session.GetOutputTypeInfo(0).GetTensorTypeAndShapeInfo().GetShape()).c_str());
  for (const float value : RunModel(session, {-4, 0, 3, 8}, "y")) std::printf("%g ", value);
  Ort::Session root(TheEnv(), (places.custom_ops + "/root.onnx").c_str(), options);
  std::printf("\n%d\n", CodeOf([&] { RunModel(root, {-4, 0, 3, 8}, "y"); }));
}

void LiteOps(const Places& places) {
  Operators operators;
  Ort::Session session(TheEnv(), (places.custom_ops + "/lite.onnx").c_str(), operators.Options());
  for (const float value : RunModel(session, {1, 2, 3, 4}, "scaled")) std::printf("%g ", value);
  std::printf("%g\n", RunModel(session, {1, 2, 3, 4}, "total").at(0));
}

}  // namespace touch
