// Allocators of sessions and of the environment, arena settings, copies of tensors.
#include <cstdlib>
#include <map>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

std::string IdentityOf3() { return IdentityModel(TensorType(1, {3})); }

std::map<std::string, std::string> StatsOf(const OrtAllocator* allocator) {
  OrtKeyValuePairs* pairs = nullptr;
  EXPECT_TRUE(Take(Api().AllocatorGetStats(allocator, &pairs)).ok());
  const char* const* keys = nullptr;
  const char* const* values = nullptr;
  size_t count = 0;
  Api().GetKeyValuePairs(pairs, &keys, &values, &count);
  std::map<std::string, std::string> stats;
  for (size_t i = 0; i < count; ++i) stats[keys[i]] = values[i];
  Api().ReleaseKeyValuePairs(pairs);
  return stats;
}

TEST(SessionAllocator, GivesMemoryAndCountsIt) {
  Env env;
  AnySession session(env, IdentityOf3());
  OrtAllocator* allocator = nullptr;
  ASSERT_TRUE(Take(Api().CreateAllocator(session.get(), CpuMemory().get(), &allocator)).ok());
  void* data = nullptr;
  ASSERT_TRUE(Take(Api().AllocatorAlloc(allocator, 1000, &data)).ok());
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
  auto stats = StatsOf(allocator);
  for (const char* key : {"InUse", "Limit", "MaxAllocSize", "MaxInUse", "NumAllocs", "NumArenaExtensions", "NumArenaShrinkages",
                          "NumReserves", "TotalAllocated"}) {
    EXPECT_TRUE(stats.contains(key)) << key;
  }
  EXPECT_GE(std::stoll(stats["InUse"]), 1000);
  EXPECT_GE(std::stoll(stats["MaxAllocSize"]), 1000);
  ASSERT_TRUE(Take(Api().AllocatorFree(allocator, data)).ok());
  Api().ReleaseAllocator(allocator);
}

TEST(SessionAllocator, OfOtherMemoryThereIsNone) {
  Env env;
  AnySession session(env, IdentityOf3());
  OrtMemoryInfo* info = nullptr;
  ASSERT_TRUE(Take(Api().CreateMemoryInfo("Cuda", OrtDeviceAllocator, 0, OrtMemTypeDefault, &info)).ok());
  Owned<OrtMemoryInfo> cuda = Own(info);
  OrtAllocator* allocator = nullptr;
  EXPECT_EQ(Take(Api().CreateAllocator(session.get(), cuda.get(), &allocator)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(allocator, nullptr);
}

TEST(SessionAllocator, ValuesOutliveTheSession) {
  Env env;
  OrtValue* y = nullptr;
  {
    OrtSession* session = nullptr;
    const std::string model = IdentityOf3();
    ASSERT_TRUE(Take(Api().CreateSessionFromArray(env.get(), model.data(), model.size(), nullptr, &session)).ok());
    std::vector<float> x = {1, 2, 3};
    Owned<OrtValue> X = TensorOf(x, {3}, kF);
    const OrtValue* input = X.get();
    const char *in = "X", *out = "Y";
    ASSERT_TRUE(Take(Api().Run(session, nullptr, &in, &input, 1, &out, 1, &y)).ok());
    Api().ReleaseSession(session);
  }
  env.Release();
  Owned<OrtValue> owned = Own(y);
  EXPECT_EQ(DataOf<float>(y, 3), (std::vector<float>{1, 2, 3}));
}

// An allocator of the application.
struct Counting : OrtAllocator {
  Counting() : OrtAllocator{} {
    version = 18;
    Alloc = [](OrtAllocator* self, size_t size) -> void* { return ++static_cast<Counting*>(self)->count, std::malloc(size); };
    Free = [](OrtAllocator*, void* data) { std::free(data); };
    Info = [](const OrtAllocator* self) -> const OrtMemoryInfo* { return static_cast<const Counting*>(self)->info.get(); };
    Reserve = Alloc;
  }
  Owned<OrtMemoryInfo> info = CpuMemory();
  int count = 0;
};

TEST(EnvAllocators, SessionsUseOneThatTheApplicationGives) {
  Env env;
  Counting mine;
  EXPECT_EQ(Take(Api().RegisterAllocator(env.get(), nullptr)).code, ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(Take(Api().RegisterAllocator(env.get(), &mine)).ok());
  for (const char* wanted : {"0", "1"}) {
    SessionSetup setup;
    setup.Config("session.use_env_allocators", wanted);
    mine.count = 0;
    AnySession session(env, IdentityOf3(), setup.get());
    std::vector<float> x = {1, 2, 3};
    Owned<OrtValue> X = TensorOf(x, {3}, kF);
    OrtValue* y = nullptr;
    ASSERT_TRUE(session.Run(X.get(), &y).ok());
    EXPECT_EQ(mine.count > 0, *wanted == '1');
  }
  OrtAllocator* found = nullptr;
  ASSERT_TRUE(Take(Api().GetSharedAllocator(env.get(), CpuMemory().get(), &found)).ok());
  EXPECT_NE(found, nullptr);
  EXPECT_TRUE(Take(Api().UnregisterAllocator(env.get(), CpuMemory().get())).ok());
  EXPECT_EQ(Take(Api().UnregisterAllocator(env.get(), CpuMemory().get())).code, ORT_INVALID_ARGUMENT);
}

TEST(EnvAllocators, MadeWithSettings) {
  Env env;
  OrtArenaCfg* arena = nullptr;
  EXPECT_EQ(Take(Api().CreateArenaCfg(0, 7, -1, -1, &arena)).code, ORT_INVALID_ARGUMENT);
  const char *key = "max_mem", *unknown = "nope";
  const size_t limit = 1 << 20;
  EXPECT_EQ(Take(Api().CreateArenaCfgV2(&unknown, &limit, 1, &arena)).code, ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(Take(Api().CreateArenaCfgV2(&key, &limit, 1, &arena)).ok());
  ASSERT_TRUE(Take(Api().CreateAndRegisterAllocator(env.get(), CpuMemory().get(), arena)).ok());
  Api().ReleaseArenaCfg(arena);
  ASSERT_TRUE(Take(Api().CreateAndRegisterAllocator(env.get(), CpuMemory().get(), nullptr)).ok());   // takes its place
  ASSERT_TRUE(Take(Api().CreateAndRegisterAllocatorV2(env.get(), "CPUExecutionProvider", CpuMemory().get(), nullptr, nullptr,
                                                      nullptr, 0)).ok());
  EXPECT_EQ(Take(Api().CreateAndRegisterAllocatorV2(env.get(), "NoProvider", CpuMemory().get(), nullptr, nullptr, nullptr, 0))
                .code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(Take(Api().UnregisterAllocator(env.get(), CpuMemory().get())).ok());
}

TEST(EnvAllocators, OfADeviceWithoutMemoryOfItsOwn) {
  Env env;
  const OrtEpDevice* const* devices = nullptr;
  size_t count = 0;
  ASSERT_TRUE(Take(Api().GetEpDevices(env.get(), &devices, &count)).ok());
  ASSERT_GT(count, 0u);
  OrtAllocator* allocator = nullptr;
  EXPECT_EQ(Take(Api().CreateSharedAllocator(env.get(), devices[0], OrtDeviceMemoryType_DEFAULT, OrtDeviceAllocator, nullptr,
                                             &allocator)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().ReleaseSharedAllocator(env.get(), devices[0], OrtDeviceMemoryType_DEFAULT)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().ReleaseSharedAllocator(nullptr, devices[0], OrtDeviceMemoryType_DEFAULT)).code, ORT_INVALID_ARGUMENT);
}

TEST(Shrinkage, OfArenasThatAreThere) {
  Env env;
  AnySession session(env, IdentityOf3());
  const auto code = [&](const char* list) {
    OrtRunOptions* raw = nullptr;
    EXPECT_TRUE(Take(Api().CreateRunOptions(&raw)).ok());
    Owned<OrtRunOptions> options = {raw, {&OrtApi::ReleaseRunOptions}};
    EXPECT_TRUE(Take(Api().AddRunConfigEntry(raw, "memory.enable_memory_arena_shrinkage", list)).ok());
    std::vector<float> x = {1, 2, 3};
    Owned<OrtValue> X = TensorOf(x, {3}, kF);
    OrtValue* y = nullptr;
    return session.Run(X.get(), &y, raw).code;
  };
  for (const char* list : {"cpu:0", "cpu", "cpu:0;cpu:0", ""}) EXPECT_EQ(code(list), ORT_OK) << list;
  for (const char* list : {"gpu:0", "x:0", "cpu:1", "cpu:a"}) EXPECT_EQ(code(list), ORT_INVALID_ARGUMENT) << list;
}

// ONNX Runtime has no way to copy within host memory here, though its header promises copies between any devices.
TEST(CopyTensors, WithinHostMemory) {
  Env env;
  std::vector<float> a = {1, 2, 3}, b = {0, 0, 0}, c = {0, 0};
  Owned<OrtValue> A = TensorOf(a, {3}, kF), B = TensorOf(b, {3}, kF), C = TensorOf(c, {2}, kF);
  const OrtValue* from[] = {A.get()};
  OrtValue *to[] = {B.get()}, *other[] = {C.get()};
  EXPECT_EQ(Take(Api().CopyTensors(env.get(), nullptr, to, nullptr, 1)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CopyTensors(env.get(), from, to, nullptr, 0)).code, ORT_INVALID_ARGUMENT);
  Result copied = Take(Api().CopyTensors(env.get(), from, to, nullptr, 1));
  if (copied.code == ORT_NOT_IMPLEMENTED) GTEST_SKIP() << copied;
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_EQ(b, a);
  EXPECT_EQ(Take(Api().CopyTensors(env.get(), from, other, nullptr, 1)).code, ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
