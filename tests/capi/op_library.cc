// A library of custom operators: one operator, library:Half, of one float tensor.
#include <onnxruntime_c_api.h>

namespace {

const OrtApi* api = nullptr;

OrtStatus* Compute(OrtKernelContext* context) {
  const OrtValue* input = nullptr;
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  OrtValue* output = nullptr;
  void *from = nullptr, *to = nullptr;
  size_t rank = 0, count = 0;
  int64_t dims[8] = {};
  OrtStatus* status = api->KernelContext_GetInput(context, 0, &input);
  if (status == nullptr) status = api->GetTensorTypeAndShape(input, &shape);
  if (status == nullptr) status = api->GetDimensionsCount(shape, &rank);
  if (status == nullptr) status = api->GetDimensions(shape, dims, rank);
  if (status == nullptr) status = api->GetTensorShapeElementCount(shape, &count);
  if (shape != nullptr) api->ReleaseTensorTypeAndShapeInfo(shape);
  if (status == nullptr) status = api->KernelContext_GetOutput(context, 0, dims, rank, &output);
  if (status == nullptr) status = api->GetTensorMutableData(const_cast<OrtValue*>(input), &from);
  if (status == nullptr) status = api->GetTensorMutableData(output, &to);
  for (size_t i = 0; status == nullptr && i < count; ++i) static_cast<float*>(to)[i] = static_cast<float*>(from)[i] / 2;
  return status;
}

struct Half : OrtCustomOp {
  Half() : OrtCustomOp{} {
    version = ORT_API_VERSION;
    GetName = [](const OrtCustomOp*) { return "Half"; };
    GetExecutionProviderType = [](const OrtCustomOp*) -> const char* { return nullptr; };
    GetInputTypeCount = GetOutputTypeCount = [](const OrtCustomOp*) -> size_t { return 1; };
    GetInputType = GetOutputType = [](const OrtCustomOp*, size_t) { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; };
    GetInputCharacteristic = GetOutputCharacteristic = [](const OrtCustomOp*, size_t) { return INPUT_OUTPUT_REQUIRED; };
    GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeDefault; };
    GetStartVersion = [](const OrtCustomOp*) { return 1; };
    GetEndVersion = [](const OrtCustomOp*) { return 1000; };
    CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi*, const OrtKernelInfo*, void** kernel) -> OrtStatus* {
      *kernel = const_cast<OrtCustomOp*>(op);
      return nullptr;
    };
    KernelComputeV2 = [](void*, OrtKernelContext* context) { return Compute(context); };
    KernelDestroy = [](void*) {};
  }
};

// Lives as long as the library is loaded.
struct Domain {
  ~Domain() {
    if (domain != nullptr) api->ReleaseCustomOpDomain(domain);
  }
  OrtCustomOpDomain* domain = nullptr;
  Half half;
};

}  // namespace

extern "C" ORT_EXPORT OrtStatus* ORT_API_CALL RegisterCustomOps(OrtSessionOptions* options, const OrtApiBase* base) {
  static Domain held;
  api = base->GetApi(ORT_API_VERSION);
  OrtStatus* status = nullptr;
  if (held.domain == nullptr) {
    status = api->CreateCustomOpDomain("library", &held.domain);
    if (status == nullptr) status = api->CustomOpDomain_Add(held.domain, &held.half);
  }
  return status != nullptr ? status : api->AddCustomOpDomain(options, held.domain);
}
