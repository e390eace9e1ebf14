// Threads of sessions and of the environment: whose they are, how they behave.
#include <atomic>
#include <limits>
#include <thread>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

// Y = Mul(X, X) of `n` elements.
std::string SquareModel(int64_t n) {
  return ModelOf(Message().Nested(1, NodeOf("Mul", {"X", "X"}, {"Y"})).Text(2, "square")
                     .Nested(11, ValueInfo("X", TensorType(1, {n}))).Nested(12, ValueInfo("Y", TensorType(1, {n}))), 17, 8);
}

// Threads that a test makes itself.
struct Threads {
  std::atomic<int> made{0}, joined{0};
  static OrtCustomThreadHandle ORT_API_CALL Create(void* self, OrtThreadWorkerFn work, void* param) {
    ++static_cast<Threads*>(self)->made;
    return reinterpret_cast<OrtCustomThreadHandle>(new Joined{std::thread(work, param), static_cast<Threads*>(self)});
  }
  static void ORT_API_CALL Join(OrtCustomThreadHandle handle) {
    auto* joined = reinterpret_cast<Joined*>(const_cast<OrtCustomHandleType*>(handle));
    joined->thread.join();
    ++joined->owner->joined;
    delete joined;
  }
  struct Joined {
    std::thread thread;
    Threads* owner;
  };
};

OrtCustomThreadHandle ORT_API_CALL MakeNone(void*, OrtThreadWorkerFn, void*) { return nullptr; }

Result Square(AnySession& session, size_t n) {
  std::vector<float> x(n, 3);
  Owned<OrtValue> X = TensorOf(x, {static_cast<int64_t>(n)}, kF);
  OrtValue* y = nullptr;
  Result ran = session.Run(X.get(), &y);
  if (ran.ok()) {
    EXPECT_EQ(DataOf<float>(y, n), std::vector<float>(n, 9));
  }
  return ran;
}

TEST(Threading, ThreadsOfTheApplication) {
  Env env;
  Threads threads;
  SessionSetup setup;
  ASSERT_TRUE(Take(Api().SetIntraOpNumThreads(setup.get(), 3)).ok());
  ASSERT_TRUE(Take(Api().SessionOptionsSetCustomCreateThreadFn(setup.get(), Threads::Create)).ok());
  ASSERT_TRUE(Take(Api().SessionOptionsSetCustomThreadCreationOptions(setup.get(), &threads)).ok());
  const std::string model = SquareModel(100000);
  EXPECT_EQ(AnySession(env, model, setup.get()).created().code, ORT_FAIL);   // nobody joins them
  ASSERT_TRUE(Take(Api().SessionOptionsSetCustomJoinThreadFn(setup.get(), Threads::Join)).ok());
  {
    AnySession session(env, model, setup.get());
    ASSERT_TRUE(session.created().ok()) << session.created();
    EXPECT_EQ(threads.made, 2);
    EXPECT_TRUE(Square(session, 100000).ok());
  }
  EXPECT_EQ(threads.joined, 2);
  ASSERT_TRUE(Take(Api().SessionOptionsSetCustomCreateThreadFn(setup.get(), MakeNone)).ok());
  EXPECT_EQ(AnySession(env, model, setup.get()).created().code, ORT_FAIL);
}

TEST(Threading, Affinities) {
  Env env;
  const std::string model = SquareModel(10);
  const auto code = [&](const char* text, int threads) {
    SessionSetup setup;
    EXPECT_TRUE(Take(Api().SetIntraOpNumThreads(setup.get(), threads)).ok());
    setup.Config("session.intra_op_thread_affinities", text);
    return AnySession(env, model, setup.get()).created().code;
  };
  EXPECT_EQ(code("1;2", 3), ORT_OK);
  EXPECT_EQ(code("1,2", 2), ORT_OK);
  EXPECT_EQ(code("1-2", 2), ORT_OK);
  EXPECT_EQ(code("1", 0), ORT_OK);
  EXPECT_EQ(code("1;", 2), ORT_OK);
  EXPECT_EQ(code("1,,2", 2), ORT_OK);
  for (const char* text : {"1;2", "a", "2-1", "0", ""}) EXPECT_EQ(code(text, 2), ORT_FAIL) << text;
}

TEST(Threading, SharedThreadsAreNeededFirst) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Take(Api().DisablePerSessionThreads(setup.get())).ok());
  const std::string model = SquareModel(10);
  EXPECT_EQ(AnySession(env, model, setup.get()).created().code, ORT_FAIL);
}

TEST(Threading, SharedThreads) {
  Threads threads;
  OrtThreadingOptions* raw = nullptr;
  ASSERT_TRUE(Take(Api().CreateThreadingOptions(&raw)).ok());
  Owned<OrtThreadingOptions> options = {raw, {&OrtApi::ReleaseThreadingOptions}};
  ASSERT_TRUE(Take(Api().SetGlobalIntraOpNumThreads(raw, 2)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalInterOpNumThreads(raw, 1)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalSpinControl(raw, 1)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalDenormalAsZero(raw)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalIntraOpThreadAffinity(raw, "1")).ok());
  ASSERT_TRUE(Take(Api().SetGlobalCustomCreateThreadFn(raw, Threads::Create)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalCustomThreadCreationOptions(raw, &threads)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalCustomJoinThreadFn(raw, Threads::Join)).ok());
  EXPECT_EQ(Take(Api().SetGlobalSpinControl(raw, 5)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetGlobalIntraOpThreadAffinity(raw, "")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetGlobalIntraOpThreadAffinity(raw, nullptr)).code, ORT_INVALID_ARGUMENT);
  OrtEnv* env = nullptr;
  ASSERT_TRUE(Take(Api().CreateEnvWithGlobalThreadPools(ORT_LOGGING_LEVEL_WARNING, "test", raw, &env)).ok());
  EXPECT_EQ(threads.made, 1);
  {
    Env same;   // another reference
    SessionSetup setup;
    ASSERT_TRUE(Take(Api().DisablePerSessionThreads(setup.get())).ok());
    AnySession session(same, SquareModel(100000), setup.get());
    ASSERT_TRUE(session.created().ok()) << session.created();
    EXPECT_TRUE(Square(session, 100000).ok());
  }
  EXPECT_EQ(threads.joined, 0);
  Api().ReleaseEnv(env);
  EXPECT_EQ(threads.joined, 1);
}

TEST(Threading, DenormalsAsZero) {
  Env env;
  for (const char* flush : {"0", "1"}) {
    SessionSetup setup;
    setup.Config("session.set_denormal_as_zero", flush);
    ASSERT_TRUE(Take(Api().SetIntraOpNumThreads(setup.get(), 1)).ok());
    AnySession session(env, SquareModel(1), setup.get());
    std::vector<float> x = {1e-20f};   // its square is no normal float
    Owned<OrtValue> X = TensorOf(x, {1}, kF);
    OrtValue* y = nullptr;
    ASSERT_TRUE(session.Run(X.get(), &y).ok());
    EXPECT_EQ(DataOf<float>(y, 1)[0] == 0.0f, *flush == '1');
  }
  volatile float small = std::numeric_limits<float>::denorm_min();
  EXPECT_NE(small * 2, 0.0f);   // this thread is as it was
}

struct Work {
  std::atomic<int> enqueued{0}, started{0}, stopped{0}, abandoned{0};
  static Work& Of(void* self) { return *static_cast<Work*>(self); }
};

// ORT's releases are built without these.
TEST(Threading, CallbacksAroundWork) {
  Env env;
  Work work;
  OrtThreadPoolCallbacksConfig config{};
  EXPECT_EQ(Take(Api().SetPerSessionThreadPoolCallbacks(env.get(), nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetPerSessionThreadPoolCallbacks(env.get(), &config)).code, ORT_INVALID_ARGUMENT);   // no version
  config.version = ORT_API_VERSION;
  config.user_context = &work;
  config.on_enqueue = [](void* self) -> void* { return ++Work::Of(self).enqueued, self; };
  config.on_start_work = [](void* self, void* data) { Work::Of(self).started += data == self; };
  config.on_stop_work = [](void* self, void* data) { Work::Of(self).stopped += data == self; };
  config.on_abandon = [](void* self, void* data) { Work::Of(self).abandoned += data == self; };
  Result set = Take(Api().SetPerSessionThreadPoolCallbacks(env.get(), &config));
  if (set.code == ORT_NOT_IMPLEMENTED) GTEST_SKIP() << set;
  ASSERT_TRUE(set.ok()) << set;
  SessionSetup setup;
  ASSERT_TRUE(Take(Api().SetIntraOpNumThreads(setup.get(), 2)).ok());
  {
    AnySession session(env, SquareModel(1000000), setup.get());
    EXPECT_TRUE(Square(session, 1000000).ok());
  }
  EXPECT_GT(work.enqueued, 0);
  EXPECT_EQ(work.started, work.stopped);
  EXPECT_EQ(work.enqueued, work.started + work.abandoned);
}

}  // namespace
}  // namespace berth::testing
