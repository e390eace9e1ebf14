// The environment of many threads: made, released first or last, its libraries registered while others use what it has.
#include "many.h"

namespace berth::testing {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 8;

OrtEnv* NewEnv() {
  OrtEnv* env = nullptr;
  Take(Api().CreateEnv(ORT_LOGGING_LEVEL_WARNING, "concurrency", &env));
  return env;
}

// The last one to go may be any of them; the next one to come makes another.
TEST(ConcurrentEnvironment, MadeAndReleasedByAll) {
  std::atomic<int> wrong{0};
  const std::string model = MulModel();
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds * 4; ++i) {
      OrtEnv* env = NewEnv();
      OrtSession* session = nullptr;
      wrong += env == nullptr;
      wrong += !Take(Api().CreateSessionFromArray(env, model.data(), model.size(), nullptr, &session)).ok();
      if ((t + i) % 2 == 0) {
        Api().ReleaseSession(session);
        Api().ReleaseEnv(env);
      } else {
        Api().ReleaseEnv(env);
        Api().ReleaseSession(session);
      }
    }
  });
  EXPECT_EQ(wrong, 0);
}

// Sessions and values hold what they need of it.
TEST(ConcurrentEnvironment, ReleasedBeforeWhatCameFromIt) {
  OrtThreadingOptions* threads = nullptr;
  ASSERT_TRUE(Take(Api().CreateThreadingOptions(&threads)).ok());
  ASSERT_TRUE(Take(Api().SetGlobalIntraOpNumThreads(threads, 2)).ok());
  const std::string model = PerceptronModel();
  for (const bool first : {true, false}) {
    OrtEnv* env = nullptr;
    ASSERT_TRUE(Take(Api().CreateEnvWithGlobalThreadPools(ORT_LOGGING_LEVEL_WARNING, "test", threads, &env)).ok());
    SessionSetup setup;
    ASSERT_TRUE(Take(Api().DisablePerSessionThreads(setup.get())).ok());
    OrtSession* sessions[kThreads] = {};
    for (OrtSession*& session : sessions) {
      ASSERT_TRUE(Take(Api().CreateSessionFromArray(env, model.data(), model.size(), setup.get(), &session)).ok());
    }
    std::atomic<int> failed{0};
    if (first) Api().ReleaseEnv(env);
    OnThreads(kThreads, [&](int t) {
      std::vector<float> x = Numbers(128);
      Owned<OrtValue> X = TensorOf(x, {2, 64}, kFloats);
      const char *in = "X", *out = "Y";
      const OrtValue* input = X.get();
      OrtValue* y = nullptr;
      failed += !Take(Api().Run(sessions[t], nullptr, &in, &input, 1, &out, 1, &y)).ok();
      Api().ReleaseSession(sessions[t]);
      std::vector<float> result;
      Case::Read(y, result);
      failed += result.size() != 64;
      Api().ReleaseValue(y);
    });
    EXPECT_EQ(failed, 0);
    if (!first) Api().ReleaseEnv(env);
  }
  Api().ReleaseThreadingOptions(threads);
}

// Each thread registers a library of its own name, makes a session on its devices and unregisters it.
TEST(ConcurrentEnvironment, LibrariesComeAndGo) {
  Env env;
  std::atomic<int> wrong{0};
  const std::string model = MulModel();
  OnThreads(kThreads, [&](int t) {
    const std::string name = "library " + std::to_string(t);
    for (int i = 0; i < kRounds; ++i) {
      if (t == 0) {   // on the built-in kernels meanwhile
        OrtSession* session = nullptr;
        wrong += !Take(Api().CreateSessionFromArray(env.get(), model.data(), model.size(), nullptr, &session)).ok();
        Api().ReleaseSession(session);
        continue;
      }
      wrong += !env.Register(name.c_str(), kTracingEp).ok();
      wrong += env.Register(name.c_str(), kTracingEp).ok();   // twice
      wrong += !env.Unregister(name.c_str()).ok();
      wrong += env.Unregister(name.c_str()).ok();
    }
  });
  EXPECT_EQ(wrong, 0);
}

// Sessions on one EP's devices, with memory of its own and streams, beside sessions without.
TEST(ConcurrentEnvironment, SessionsOnAnEp) {
  Env env;
  ASSERT_TRUE(env.Register("npu.virtual", kVirtualNpu).ok());
  const std::vector<const OrtEpDevice*> devices = env.Devices("VirtualNpu");
  ASSERT_FALSE(devices.empty());
  {
    SessionSetup shared_setup;
    ASSERT_TRUE(shared_setup.Append(env, {devices[0]}).ok());
    Session shared(env, shared_setup);
    ASSERT_TRUE(shared.created().ok()) << shared.created();
    std::atomic<int> wrong{0};
    OnThreads(kThreads, [&](int t) {
      for (int i = 0; i < kRounds; ++i) {
        std::vector<float> y;
        wrong += !shared.Run(2, &y).ok() || y != kTwiceW;
        if (t % 2 == 0) continue;
        Session own(env, shared_setup);
        wrong += !own.created().ok() || !own.Run(2, &y).ok() || y != kTwiceW;
        wrong += env.Unregister("npu.virtual").ok();   // in use
      }
    });
    EXPECT_EQ(wrong, 0);
  }
  EXPECT_TRUE(env.Unregister("npu.virtual").ok());
}

// Sessions that select devices by a policy while libraries come and go.
TEST(ConcurrentEnvironment, SelectionWhileLibrariesComeAndGo) {
  Env env;
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    const std::string name = "npu.virtual " + std::to_string(t);
    for (int i = 0; i < kRounds; ++i) {
      if (t % 2 == 0) {
        wrong += !env.Register(name.c_str(), kVirtualNpu).ok();
        Result gone = env.Unregister(name.c_str());
        while (!gone.ok()) {   // a session uses it
          std::this_thread::yield();
          gone = env.Unregister(name.c_str());
        }
      } else {
        SessionSetup setup;
        wrong += !setup.Policy(OrtExecutionProviderDevicePolicy_PREFER_NPU).ok();
        Session session(env, setup);
        std::vector<float> y;
        wrong += !session.created().ok() || !session.Run(2, &y).ok() || y != kTwiceW;
      }
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(ConcurrentEnvironment, AskedAndSetMeanwhile) {
  Env env;
  AnySession alone(env, PerceptronModel());
  const Case one({9, 64}, alone);
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds * 4; ++i) {
      if (t == 0) {
        AnySession session(env, PerceptronModel());
        wrong += !session.created().ok() || !one.RunsAsAlone(session.get());
      } else if (t == 1) {
        const auto level = i % 2 == 0 ? ORT_LOGGING_LEVEL_VERBOSE : ORT_LOGGING_LEVEL_ERROR;
        wrong += !Take(Api().UpdateEnvWithCustomLogLevel(env.get(), level)).ok();
        wrong += !Take(Api().SetPerSessionThreadPoolCallbacks(env.get(), nullptr)).Says("null");
      } else if (t == 2) {
        wrong += env.Devices().empty() || env.Hardware().empty();
        OrtKeyValuePairs* entries = nullptr;
        wrong += !Take(Api().GetEpApi()->GetEnvConfigEntries(&entries)).ok();
        Api().ReleaseKeyValuePairs(entries);
      } else {
        char** providers = nullptr;
        int count = 0;
        wrong += !Take(Api().GetAvailableProviders(&providers, &count)).ok();
        wrong += !Take(Api().ReleaseAvailableProviders(providers, count)).ok();
        OrtAllocator* shared = nullptr;
        wrong += !Take(Api().GetSharedAllocator(env.get(), CpuMemory().get(), &shared)).ok();
      }
    }
  });
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace berth::testing
