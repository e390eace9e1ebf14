// Sessions that are made, run and released while others are.
#include "custom_op.h"
#include "many.h"

namespace berth::testing {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 8;

// What a thread does with a session of its own: made, run, released.
bool MakeAndRun(const Env& env, const std::string& model, const OrtSessionOptions* options, const Case& wanted) {
  AnySession session(env, model, options);
  return session.created().ok() && wanted.RunsAsAlone(session.get());
}

TEST(ConcurrentSessions, MadeAndReleasedWhileOneRuns) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Threads(setup, 2).ok());
  const std::string perceptron = PerceptronModel(), loop = LoopModel();
  AnySession session(env, perceptron, setup.get()), alone(env, loop, setup.get());
  const std::vector<Case> cases = PerceptronCases(session), loops = LoopCases(alone);
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds; ++i) {
      const size_t at = static_cast<size_t>(t + i) % 3;
      if (t == 0) wrong += !cases[at].RunsAsAlone(session.get());
      else if (t == 1) wrong += !MakeAndRun(env, loop, setup.get(), loops[at]);
      else wrong += !MakeAndRun(env, perceptron, setup.get(), cases[at]);
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(ConcurrentSessions, WithOnePrepackedWeightsContainer) {
  Env env;
  OrtPrepackedWeightsContainer* packed = nullptr;
  ASSERT_TRUE(Take(Api().CreatePrepackedWeightsContainer(&packed)).ok());
  const std::string model = PerceptronModel();
  AnySession alone(env, model);
  const std::vector<Case> cases = PerceptronCases(alone);
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds; ++i) {
      OrtSession* session = nullptr;
      if (!Take(Api().CreateSessionFromArrayWithPrepackedWeightsContainer(env.get(), model.data(), model.size(), nullptr, packed,
                                                                          &session)).ok()) {
        ++wrong;
      } else {
        wrong += !cases[static_cast<size_t>(t + i) % 3].RunsAsAlone(session);
        Api().ReleaseSession(session);
      }
    }
  });
  EXPECT_EQ(wrong, 0);
  Api().ReleasePrepackedWeightsContainer(packed);
}

TEST(ConcurrentSessions, WithOneAllocatorOfTheEnvironment) {
  Env env;
  ASSERT_TRUE(Take(Api().CreateAndRegisterAllocator(env.get(), CpuMemory().get(), nullptr)).ok());
  SessionSetup setup;
  setup.Config("session.use_env_allocators", "1");
  const std::string model = PerceptronModel();
  AnySession alone(env, model);
  const std::vector<Case> cases = PerceptronCases(alone);
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds; ++i) wrong += !MakeAndRun(env, model, setup.get(), cases[static_cast<size_t>(t + i) % 3]);
  });
  EXPECT_EQ(wrong, 0);
  ASSERT_TRUE(Take(Api().UnregisterAllocator(env.get(), CpuMemory().get())).ok());
}

// Failures beside sessions that are well, whatever the loader keeps for all.
TEST(ConcurrentSessions, BesideModelsThatAreRefused) {
  Env env;
  const std::string model = LoopModel();
  AnySession alone(env, model);
  const std::vector<Case> cases = LoopCases(alone);
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds; ++i) {
      if (t % 2 == 0) {
        wrong += !MakeAndRun(env, model, nullptr, cases[static_cast<size_t>(i) % 3]);
      } else {
        AnySession cut(env, model.substr(0, model.size() * static_cast<size_t>(i) / kRounds));
        AnySession unknown(env, IdentityModel(TensorType(99, {1})));
        wrong += cut.created().ok() || unknown.created().ok();
      }
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(ConcurrentSessions, LoadingGivenUpFromAnotherThread) {
  Env env;
  const std::string model = PerceptronModel();
  std::atomic<int> wrong{0};
  for (int i = 0; i < kRounds; ++i) {
    SessionSetup setup;
    OnThreads(2, [&](int t) {
      if (t == 0) {
        Take(Api().SessionOptionsSetLoadCancellationFlag(setup.get(), true));
      } else {
        const Result made = AnySession(env, model, setup.get()).created();
        wrong += !made.ok() && made.code != ORT_MODEL_LOAD_CANCELED;
      }
    });
  }
  EXPECT_EQ(wrong, 0);
}

// One domain of operators for many sessions; kernels run at once.
TEST(ConcurrentSessions, WithOneCustomOperator) {
  Env env;
  std::atomic<int> ran{0}, wrong{0};
  TestOp twice("Twice", {{}}, {{}});
  twice.CreateKernelV2 = [](const OrtCustomOp* op, const OrtApi*, const OrtKernelInfo*, void** kernel) -> OrtStatus* {
    *kernel = const_cast<OrtCustomOp*>(op);
    return nullptr;
  };
  twice.KernelDestroy = [](void*) {};
  twice.KernelComputeV2 = [](void* kernel, OrtKernelContext* context) -> OrtStatus* {
    return static_cast<TestOp*>(static_cast<OrtCustomOp*>(kernel))->compute(context);
  };
  twice.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    ++ran;
    const OrtValue* x = nullptr;
    OrtValue* y = nullptr;
    const int64_t three = 3;
    void *from = nullptr, *to = nullptr;
    if (OrtStatus* status = Api().KernelContext_GetInput(context, 0, &x)) return status;
    if (OrtStatus* status = Api().KernelContext_GetOutput(context, 0, &three, 1, &y)) return status;
    if (OrtStatus* status = Api().GetTensorMutableData(const_cast<OrtValue*>(x), &from)) return status;
    if (OrtStatus* status = Api().GetTensorMutableData(y, &to)) return status;
    for (int i = 0; i < 3; ++i) static_cast<float*>(to)[i] = 2 * static_cast<float*>(from)[i];
    return nullptr;
  };
  SessionSetup setup;
  OrtCustomOpDomain* domain = nullptr;
  ASSERT_TRUE(Take(Api().CreateCustomOpDomain("test.many", &domain)).ok());
  ASSERT_TRUE(Take(Api().CustomOpDomain_Add(domain, &twice)).ok());
  ASSERT_TRUE(Take(Api().AddCustomOpDomain(setup.get(), domain)).ok());
  Message graph;
  graph.Nested(1, NodeOf("Twice", {"X"}, {"Y"}).Text(7, "test.many")).Text(2, "twice");
  graph.Nested(11, ValueInfo("X", TensorType(1, {3}))).Nested(12, ValueInfo("Y", TensorType(1, {3})));
  const std::string model = Message().Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17))
                                .Nested(8, Message().Text(1, "test.many").Int(2, 1)).bytes();
  OnThreads(kThreads, [&](int) {
    for (int i = 0; i < kRounds; ++i) {
      AnySession session(env, model, setup.get());
      std::vector<float> x = {1, 2, 3};
      Owned<OrtValue> X = TensorOf(x, {3}, kFloats);
      OrtValue* y = nullptr;
      if (!session.created().ok() || !session.Run(X.get(), &y).ok() || DataOf<float>(y, 3)[2] != 6) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(ran, kThreads * kRounds);
  Api().ReleaseCustomOpDomain(domain);
}

}  // namespace
}  // namespace berth::testing
