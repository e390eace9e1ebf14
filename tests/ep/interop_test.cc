// Memory and semaphores of other APIs, and graphics: what a program asks for comes to the EP, and back. The same program runs on
// ONNX Runtime.
#include <gmock/gmock.h>

#include <sstream>

#include "host.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;

const OrtInteropApi& InteropApi() { return *Api().GetInteropApi(); }

class Interop : public ::testing::Test {
 protected:
  void Register(const char* name) {
    ASSERT_TRUE(env_.Register(name, kTracingEp).ok());
    device_ = env_.Devices("TracingEp")[0];
    Calls();
  }
  std::vector<std::string> Calls() {
    std::istringstream lines(library_.Get<const char*()>("TracingEpRecord")());
    library_.Get<void()>("TracingEpClear")();
    std::vector<std::string> calls;
    for (std::string line; std::getline(lines, line);) {
      if (line != "GetName") calls.push_back(line);
    }
    return calls;
  }
  OpenLibrary library_{kTracingEp};
  Env env_;
  const OrtEpDevice* device_ = nullptr;
};

TEST_F(Interop, MemoryOfAnotherApi) {
  Register("every");
  OrtExternalResourceImporter* importer = nullptr;
  ASSERT_TRUE(Take(InteropApi().CreateExternalResourceImporterForDevice(device_, &importer)).ok());
  ASSERT_NE(importer, nullptr);
  bool can = false;
  ASSERT_TRUE(Take(InteropApi().CanImportMemory(importer, ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE, &can)).ok());
  EXPECT_TRUE(can);
  ASSERT_TRUE(Take(InteropApi().CanImportMemory(importer, ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_HEAP, &can)).ok());
  EXPECT_FALSE(can);

  float data[] = {0, 1, 2, 3, 4, 5};
  OrtExternalMemoryDescriptor descriptor{};
  descriptor.version = ORT_API_VERSION;
  descriptor.handle_type = ORT_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE;
  descriptor.native_handle = data;
  descriptor.size_bytes = sizeof(data);
  OrtExternalMemoryHandle* memory = nullptr;
  ASSERT_TRUE(Take(InteropApi().ImportMemory(importer, &descriptor, &memory)).ok());
  const int64_t shape[] = {2};
  OrtExternalTensorDescriptor tensor{};
  tensor.version = ORT_API_VERSION;
  tensor.element_type = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  tensor.shape = shape;
  tensor.rank = 1;
  tensor.offset_bytes = 4 * sizeof(float);
  OrtValue* value = nullptr;
  ASSERT_TRUE(Take(InteropApi().CreateTensorFromMemory(importer, memory, &tensor, &value)).ok());
  void* seen = nullptr;
  ASSERT_TRUE(Take(Api().GetTensorMutableData(value, &seen)).ok());
  EXPECT_EQ(seen, data + 4);
  Api().ReleaseValue(value);
  InteropApi().ReleaseExternalMemoryHandle(memory);
  InteropApi().ReleaseExternalResourceImporter(importer);
  EXPECT_THAT(Calls(), ElementsAre("CreateExternalResourceImporterForDevice", "CanImportMemory(0)", "CanImportMemory(1)",
                                   "ImportMemory", "CreateTensorFromMemory", "ReleaseMemory", "Importer.Release"));
}

TEST_F(Interop, SemaphoresOfAnotherApi) {
  Register("every device");
  OrtExternalResourceImporter* importer = nullptr;
  ASSERT_TRUE(Take(InteropApi().CreateExternalResourceImporterForDevice(device_, &importer)).ok());
  OrtSyncStream* stream = nullptr;
  ASSERT_TRUE(Take(Api().CreateSyncStreamForEpDevice(device_, nullptr, &stream)).ok());
  Calls();
  bool can = false;
  ASSERT_TRUE(Take(InteropApi().CanImportSemaphore(importer, ORT_EXTERNAL_SEMAPHORE_D3D12_FENCE, &can)).ok());
  EXPECT_TRUE(can);
  OrtExternalSemaphoreDescriptor descriptor{};
  descriptor.version = ORT_API_VERSION;
  descriptor.type = ORT_EXTERNAL_SEMAPHORE_D3D12_FENCE;
  descriptor.native_handle = &descriptor;
  OrtExternalSemaphoreHandle* semaphore = nullptr;
  ASSERT_TRUE(Take(InteropApi().ImportSemaphore(importer, &descriptor, &semaphore)).ok());
  EXPECT_TRUE(Take(InteropApi().WaitSemaphore(importer, semaphore, stream, 7)).ok());
  EXPECT_EQ(Take(InteropApi().SignalSemaphore(importer, semaphore, stream, 8)).code, ORT_EP_FAIL);
  InteropApi().ReleaseExternalSemaphoreHandle(semaphore);
  EXPECT_THAT(Calls(), ElementsAre("CanImportSemaphore(0)", "ImportSemaphore", "WaitSemaphore(7)", "SignalSemaphore(8)",
                                   "ReleaseSemaphore"));
  InteropApi().ReleaseExternalResourceImporter(importer);
  Api().ReleaseSyncStream(stream);
}

TEST_F(Interop, Graphics) {
  Register("every");
  OrtGraphicsInteropConfig config{};
  config.version = ORT_API_VERSION;
  EXPECT_TRUE(Take(InteropApi().InitGraphicsInteropForEpDevice(device_, &config)).ok());
  EXPECT_TRUE(Take(InteropApi().DeinitGraphicsInteropForEpDevice(device_)).ok());
  EXPECT_THAT(Calls(), ElementsAre("InitGraphicsInterop", "DeinitGraphicsInterop"));
}

TEST_F(Interop, EpsWithout) {
  Register("tracing");
  OrtExternalResourceImporter* importer = nullptr;
  EXPECT_TRUE(Take(InteropApi().CreateExternalResourceImporterForDevice(device_, &importer)).ok());
  EXPECT_EQ(importer, nullptr);
  OrtGraphicsInteropConfig config{};
  config.version = ORT_API_VERSION;
  EXPECT_EQ(Take(InteropApi().InitGraphicsInteropForEpDevice(device_, &config)).code, ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(Take(InteropApi().DeinitGraphicsInteropForEpDevice(device_)).code, ORT_NOT_IMPLEMENTED);
}

// A library with an importer stays until that is released.
TEST_F(Interop, OnBerthAnImporterKeepsItsLibrary) {
  Register("every");
  OrtExternalResourceImporter* importer = nullptr;
  ASSERT_TRUE(Take(InteropApi().CreateExternalResourceImporterForDevice(device_, &importer)).ok());
  EXPECT_EQ(env_.Unregister("every").code, ORT_FAIL);
  InteropApi().ReleaseExternalResourceImporter(importer);
  EXPECT_TRUE(env_.Unregister("every").ok());
}

}  // namespace
}  // namespace berth::testing
