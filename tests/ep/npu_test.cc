// What virtual_npu shows beside copies and profiles: a device that must be allowed, memory that the host cannot read, an
// arena, memory that both reach, compiled models. The same program runs on ONNX Runtime.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "fault_steps.h"
#include "npu.h"

namespace berth::testing {
namespace {

namespace fs = std::filesystem;

TEST(VirtualNpu, IsThereOnlyWhenItIsAllowed) {
  Env env;
  ASSERT_TRUE(env.Register("npu", kVirtualNpu).ok());
  EXPECT_TRUE(env.Devices("VirtualNpu").empty());
  ASSERT_TRUE(env.Unregister("npu").ok());
  ASSERT_TRUE(env.Register("npu.virtual", kVirtualNpu).ok());
  const auto devices = env.Devices("VirtualNpu");
  ASSERT_EQ(devices.size(), 1u);
  const OrtHardwareDevice* hardware = Api().EpDevice_Device(devices[0]);
  EXPECT_EQ(Api().HardwareDevice_Type(hardware), OrtHardwareDeviceType_NPU);
  for (const OrtHardwareDevice* listed : env.Hardware()) EXPECT_NE(listed, hardware) << "it is no part of the machine";
}

class NpuMemory : public ::testing::Test {
 protected:
  OrtAllocator* Allocator(OrtDeviceMemoryType type) {
    OrtAllocator* allocator = nullptr;
    const OrtMemoryInfo* info = Api().EpDevice_MemoryInfo(npu_.Devices()[0], type);
    EXPECT_TRUE(Take(Api().GetSharedAllocator(npu_.env().get(), info, &allocator)).ok());
    return allocator;
  }
  size_t Statistic(const OrtAllocator* allocator, const char* key) {
    OrtKeyValuePairs* statistics = nullptr;
    EXPECT_TRUE(Take(Api().AllocatorGetStats(allocator, &statistics)).ok());
    const char* text = Api().GetKeyValue(statistics, key);
    const size_t value = text != nullptr ? std::stoul(text) : 0;
    Api().ReleaseKeyValuePairs(statistics);
    return value;
  }
  Npu npu_;
};

TEST_F(NpuMemory, HostCodeCannotReadIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  OrtAllocator* allocator = Allocator(OrtDeviceMemoryType_DEFAULT);
  void* address = allocator->Alloc(allocator, 64);
  ASSERT_NE(address, nullptr);
  EXPECT_DEATH(static_cast<volatile char*>(address)[0] = 1, "");
  allocator->Free(allocator, address);
}

TEST_F(NpuMemory, WhatIsSharedTheHostReadsInPlace) {
  OrtAllocator* allocator = Allocator(OrtDeviceMemoryType_HOST_ACCESSIBLE);
  void* data = allocator->Alloc(allocator, 64);
  ASSERT_NE(data, nullptr);
  static_cast<char*>(data)[63] = 7;
  EXPECT_EQ(static_cast<char*>(data)[63], 7);
  allocator->Free(allocator, data);
}

TEST_F(NpuMemory, ArenaGivesBlocksAgain) {
  OrtAllocator* allocator = Allocator(OrtDeviceMemoryType_DEFAULT);
  const size_t in_use = Statistic(allocator, "InUse"), allocations = Statistic(allocator, "NumAllocs");
  void* first = allocator->Alloc(allocator, 1000);
  EXPECT_GE(Statistic(allocator, "InUse"), in_use + 1000);
  allocator->Free(allocator, first);
  EXPECT_EQ(Statistic(allocator, "InUse"), in_use);
  void* second = allocator->Alloc(allocator, 1000);
  EXPECT_EQ(second, first);
  allocator->Free(allocator, second);
  EXPECT_EQ(Statistic(allocator, "NumAllocs"), allocations + 2);
  // Runs need no more and no more of it.
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(npu_.env(), npu_.Devices()).ok());
  Session session(npu_.env(), setup);
  ASSERT_TRUE(session.Run(2).ok());
  const size_t most = Statistic(allocator, "MaxInUse");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(session.Run(2).ok());
  EXPECT_EQ(Statistic(allocator, "MaxInUse"), most);
}

class NpuContext : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("npu_context_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  // Compiles Y = X * W + X with session entries, and says what a session of the result makes of X = 2.
  Result Compile(const char* embed_mode) {
    SessionSetup setup;
    EXPECT_TRUE(setup.Append(npu_.env(), npu_.Devices()).ok());
    setup.Config("ep.context_enable", "1").Config("ep.context_embed_mode", embed_mode);
    setup.Config("ep.context_file_path", path().c_str());
    const std::string model = TinyModel({{"Mul", "mul", {"X", "W"}, "a"}, {"Add", "add", {"a", "X"}, "Y"}}, "Y");
    Session session(npu_.env(), setup, model);
    return session.created();
  }
  Result Load(std::vector<float>* y) {
    SessionSetup setup;
    EXPECT_TRUE(setup.Append(npu_.env(), npu_.Devices()).ok());
    setup.Config("session.disable_model_compile", "1");   // nothing may be left to compile
    OrtSession* session = nullptr;
    Result made = Take(Api().CreateSession(npu_.env().get(), path().c_str(), setup.get(), &session));
    if (!made.ok()) return made;
    float x[] = {2, 2, 2, 2, 2, 2};
    const int64_t dims[] = {2, 3};
    OrtMemoryInfo* memory = nullptr;
    EXPECT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory)).ok());
    OrtValue *input = nullptr, *output = nullptr;
    EXPECT_TRUE(Take(Api().CreateTensorWithDataAsOrtValue(memory, x, sizeof(x), dims, 2, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT,
                                                          &input)).ok());
    Api().ReleaseMemoryInfo(memory);
    const char *in = "X", *out = "Y";
    Result ran = Take(Api().Run(session, nullptr, &in, &input, 1, &out, 1, &output));
    if (ran.ok()) {
      void* data = nullptr;
      EXPECT_TRUE(Take(Api().GetTensorMutableData(output, &data)).ok());
      y->assign(static_cast<float*>(data), static_cast<float*>(data) + 6);
      Api().ReleaseValue(output);
    }
    Api().ReleaseValue(input);
    Api().ReleaseSession(session);
    return ran;
  }
  fs::path path() const { return folder_ / "model_ctx.onnx"; }
  // The file beside the model that holds what was compiled.
  fs::path Beside() const {
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.path() != path()) return entry.path();
    }
    return {};
  }
  fs::path folder_;
  Npu npu_;
};

TEST_F(NpuContext, InTheModel) {
  Result compiled = Compile("1");
  ASSERT_TRUE(compiled.ok()) << compiled;
  EXPECT_TRUE(Beside().empty());
  std::vector<float> y;
  Result ran = Load(&y);
  ASSERT_TRUE(ran.ok()) << ran;
  EXPECT_EQ(y, (std::vector<float>{2, 4, 6, 8, 10, 12}));
}

TEST_F(NpuContext, InAFileBesideIt) {
  Result compiled = Compile("0");
  ASSERT_TRUE(compiled.ok()) << compiled;
  ASSERT_FALSE(Beside().empty());
  std::vector<float> y;
  Result ran = Load(&y);
  ASSERT_TRUE(ran.ok()) << ran;
  EXPECT_EQ(y, (std::vector<float>{2, 4, 6, 8, 10, 12}));
}

TEST_F(NpuContext, WhatCannotBeRead) {
  ASSERT_TRUE(Compile("0").ok());
  std::vector<float> y;
  // Another version; nothing; a step that reads what nobody has made; one that reads past all tensors; too many.
  for (const char* content : {"virtual_npu-2 0 0 0 0", "", "virtual_npu-1 3 1 0 1 2 1 0 0 1 2",
                              "virtual_npu-1 3 1 0 1 2 1 0 0 9 2",
                              "virtual_npu-1 99999999999 0 0 0", "virtual_npu-1 3 1 0 1 2 1 77 0 0 2"}) {
    std::ofstream(Beside()) << content;
    Result loaded = Load(&y);
    EXPECT_EQ(loaded.code, ORT_EP_FAIL) << content << ": " << loaded;
    EXPECT_TRUE(loaded.Says("a context that this version of the EP cannot read")) << loaded;
  }
  fs::remove(Beside());
  Result gone = Load(&y);
  EXPECT_EQ(gone.code, ORT_EP_FAIL) << gone;
  EXPECT_TRUE(gone.Says("no such file beside the compiled model")) << gone;
}

}  // namespace
}  // namespace berth::testing
