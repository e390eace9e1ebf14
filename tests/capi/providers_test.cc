// What a build without ORT's own providers answers: names of what is not there, and no crash.
#include "client.h"

namespace berth::testing {
namespace {

TEST(Providers, OptionsOfOthersAreNotInThisBuild) {
  OrtCUDAProviderOptionsV2* cuda = nullptr;
  OrtTensorRTProviderOptionsV2* tensorrt = nullptr;
  OrtROCMProviderOptions* rocm = nullptr;
  OrtCANNProviderOptions* cann = nullptr;
  OrtDnnlProviderOptions* dnnl = nullptr;
  Result made = Take(Api().CreateCUDAProviderOptions(&cuda));
  EXPECT_EQ(made.code, ORT_FAIL);
  EXPECT_TRUE(made.Says("CUDA execution provider is not enabled in this build")) << made;
  EXPECT_EQ(Take(Api().CreateTensorRTProviderOptions(&tensorrt)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().CreateROCMProviderOptions(&rocm)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().CreateCANNProviderOptions(&cann)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().CreateDnnlProviderOptions(&dnnl)).code, ORT_FAIL);
  EXPECT_EQ(cuda, nullptr);
  Api().ReleaseCUDAProviderOptions(nullptr);
  Api().ReleaseTensorRTProviderOptions(nullptr);
  int device = 0;
  EXPECT_EQ(Take(Api().SetCurrentGpuDeviceId(0)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().GetCurrentGpuDeviceId(&device)).code, ORT_FAIL);
}

TEST(Providers, ByName) {
  SessionSetup setup;
  const auto append = [&](const char* name) {
    return Take(Api().SessionOptionsAppendExecutionProvider(setup.get(), name, nullptr, nullptr, 0));
  };
  EXPECT_TRUE(append("CPU").ok());
  EXPECT_TRUE(append("CPUExecutionProvider").ok());
  for (const char* name : {"QNN", "XNNPACK", "CUDA", "NoSuchProvider", ""}) {
    EXPECT_EQ(append(name).code, ORT_INVALID_ARGUMENT) << name;
  }
  EXPECT_TRUE(append("NoSuchProvider").Says("NoSuchProvider"));
}

TEST(Providers, OfTheirOwnFunctions) {
  SessionSetup setup;
  OrtCUDAProviderOptions cuda{};
  OrtTensorRTProviderOptions tensorrt{};
  OrtOpenVINOProviderOptions openvino{};
  EXPECT_EQ(Take(Api().SessionOptionsAppendExecutionProvider_CUDA(setup.get(), &cuda)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().SessionOptionsAppendExecutionProvider_TensorRT(setup.get(), &tensorrt)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().SessionOptionsAppendExecutionProvider_OpenVINO(setup.get(), &openvino)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().EnableOrtCustomOps(setup.get())).code, ORT_FAIL);
  const void* api = nullptr;
  EXPECT_EQ(Take(Api().GetExecutionProviderApi("DML", 0, &api)).code, ORT_INVALID_ARGUMENT);
}

TEST(Interop, ThereIsNoImporterForTheCpu) {
  Env env;
  const OrtInteropApi& interop = *Api().GetInteropApi();
  const OrtEpDevice* const* devices = nullptr;
  size_t count = 0;
  ASSERT_TRUE(Take(Api().GetEpDevices(env.get(), &devices, &count)).ok());
  ASSERT_GT(count, 0u);
  OrtExternalResourceImporter* importer = nullptr;
  EXPECT_TRUE(Take(interop.CreateExternalResourceImporterForDevice(devices[0], &importer)).ok());
  EXPECT_EQ(importer, nullptr);
  EXPECT_EQ(Take(interop.CreateExternalResourceImporterForDevice(nullptr, &importer)).code, ORT_INVALID_ARGUMENT);
  bool supported = true;
  EXPECT_EQ(Take(interop.CanImportMemory(nullptr, {}, &supported)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(interop.WaitSemaphore(nullptr, nullptr, nullptr, 0)).code, ORT_INVALID_ARGUMENT);
  interop.ReleaseExternalResourceImporter(nullptr);
  interop.ReleaseExternalMemoryHandle(nullptr);
  interop.ReleaseExternalSemaphoreHandle(nullptr);
  EXPECT_EQ(Take(interop.InitGraphicsInteropForEpDevice(devices[0], nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(interop.DeinitGraphicsInteropForEpDevice(devices[0])).code, ORT_NOT_IMPLEMENTED);
}

TEST(DynamicOptions, GoToTheEpsOfASession) {
  Env env;
  AnySession session(env, IdentityModel(TensorType(1, {3})));
  const char *key = "ep.dynamic.workload_type", *value = "Efficient";
  EXPECT_TRUE(Take(Api().SetEpDynamicOptions(session.get(), &key, &value, 1)).ok());
  EXPECT_EQ(Take(Api().SetEpDynamicOptions(session.get(), &key, &value, 0)).code, ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
