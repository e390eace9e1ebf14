// One session that many threads run at once.
#include <condition_variable>
#include <mutex>

#include "many.h"

namespace berth::testing {
namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 20;

// Every thread runs every case, each beginning at another.
void RunAll(AnySession& session, const std::vector<Case>& cases) {
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    for (int i = 0; i < kRounds; ++i) {
      if (!cases[static_cast<size_t>(t + i) % cases.size()].RunsAsAlone(session.get())) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(ConcurrentRuns, OwnPool) {
  Env env;
  for (const char* spins : {"0", "1"}) {
    SessionSetup setup;
    ASSERT_TRUE(Threads(setup, 3).ok());
    setup.Config("session.intra_op.allow_spinning", spins);
    AnySession perceptron(env, PerceptronModel(), setup.get()), loop(env, LoopModel(), setup.get());
    RunAll(perceptron, PerceptronCases(perceptron));
    RunAll(loop, LoopCases(loop));
  }
}

TEST(ConcurrentRuns, SharedPool) {
  OrtThreadingOptions* threads = nullptr;
  ASSERT_TRUE(Take(Api().CreateThreadingOptions(&threads)).ok());
  Owned<OrtThreadingOptions> owned = {threads, {&OrtApi::ReleaseThreadingOptions}};
  ASSERT_TRUE(Take(Api().SetGlobalIntraOpNumThreads(threads, 3)).ok());
  OrtEnv* pooled = nullptr;
  ASSERT_TRUE(Take(Api().CreateEnvWithGlobalThreadPools(ORT_LOGGING_LEVEL_WARNING, "test", threads, &pooled)).ok());
  {
    Env env;   // another reference
    SessionSetup setup;
    ASSERT_TRUE(Take(Api().DisablePerSessionThreads(setup.get())).ok());
    AnySession perceptron(env, PerceptronModel(), setup.get()), loop(env, LoopModel(), setup.get());
    const std::vector<Case> cases = PerceptronCases(perceptron), loops = LoopCases(loop);
    std::atomic<int> wrong{0};
    OnThreads(kThreads, [&](int t) {
      for (int i = 0; i < kRounds; ++i) {
        const size_t at = static_cast<size_t>(t + i) % 3;
        if (!(t % 2 == 0 ? cases[at].RunsAsAlone(perceptron.get()) : loops[at].RunsAsAlone(loop.get()))) ++wrong;
      }
    });
    EXPECT_EQ(wrong, 0);
  }
  Api().ReleaseEnv(pooled);
}

TEST(ConcurrentRuns, WithProfileOwnLogsAndShrinkage) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Threads(setup, 2).ok());
  const std::string prefix = ::testing::TempDir() + "/concurrent";
  ASSERT_TRUE(Take(Api().EnableProfiling(setup.get(), prefix.c_str())).ok());
  AnySession session(env, PerceptronModel(), setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  const std::vector<Case> cases = PerceptronCases(session);
  std::atomic<int> wrong{0};
  std::string profile;
  OnThreads(kThreads, [&](int t) {
    OrtRunOptions* options = nullptr;
    if (!Take(Api().CreateRunOptions(&options)).ok()) return void(++wrong);
    Take(Api().RunOptionsSetRunTag(options, ("thread " + std::to_string(t)).c_str()));
    Take(Api().RunOptionsSetRunLogSeverityLevel(options, ORT_LOGGING_LEVEL_INFO));
    Take(Api().AddRunConfigEntry(options, "memory.enable_memory_arena_shrinkage", "cpu:0"));
    std::vector<float> result;
    for (int i = 0; i < kRounds; ++i) {
      const Case& one = cases[static_cast<size_t>(t + i) % cases.size()];
      if (!one.Run(session.get(), result, options).ok() || result != one.y) ++wrong;
      char* path = nullptr;
      if (t == 0 && i == kRounds / 2 && Take(Api().SessionEndProfiling(session.get(), DefaultAllocator(), &path)).ok()) {
        profile = TakeText(path);
      }
    }
    Api().ReleaseRunOptions(options);
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_FALSE(profile.empty());
  std::filesystem::remove(profile);
}

TEST(ConcurrentRuns, EachThreadWithItsBinding) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Threads(setup, 2).ok());
  AnySession session(env, PerceptronModel(), setup.get());
  const std::vector<Case> cases = PerceptronCases(session);
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    const Case& one = cases[static_cast<size_t>(t) % cases.size()];
    OrtIoBinding* binding = nullptr;
    if (!Take(Api().CreateIoBinding(session.get(), &binding)).ok()) return void(++wrong);
    std::vector<float> y(one.y.size());
    Owned<OrtValue> Y = TensorOf(y, {one.shape[0], 32}, kFloats);
    if (!Take(Api().BindInput(binding, "X", one.X.get())).ok() || !Take(Api().BindOutput(binding, "Y", Y.get())).ok()) ++wrong;
    for (int i = 0; i < kRounds; ++i) {
      std::fill(y.begin(), y.end(), -1.0f);
      if (!Take(Api().RunWithBinding(session.get(), nullptr, binding)).ok() || y != one.y) ++wrong;
    }
    Api().ReleaseIoBinding(binding);
  });
  EXPECT_EQ(wrong, 0);
}

// Runs with one set of options end with an error after another thread says so, and not before.
TEST(ConcurrentRuns, TerminatedFromAnotherThread) {
  Env env;
  AnySession session(env, LoopModel());
  const std::vector<Case> cases = LoopCases(session);
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  std::atomic<int> ran{0}, wrong{0};
  OnThreads(kThreads + 1, [&](int t) {
    if (t == kThreads) {
      while (ran < kThreads * 2) std::this_thread::yield();
      Take(Api().RunOptionsSetTerminate(options));
      return;
    }
    std::vector<float> result;
    for (;;) {
      const Case& one = cases[static_cast<size_t>(t) % cases.size()];
      const Result done = one.Run(session.get(), result, options);
      ++ran;
      if (!done.ok()) return void(wrong += done.code != ORT_FAIL || !done.Says("terminate"));
      wrong += result != one.y;
    }
  });
  EXPECT_EQ(wrong, 0);
  ASSERT_TRUE(Take(Api().RunOptionsUnsetTerminate(options)).ok());
  std::vector<float> result;
  EXPECT_TRUE(cases[0].Run(session.get(), result, options).ok());
  Api().ReleaseRunOptions(options);
}

// Runs in the background whose ends are counted.
struct Background {
  std::mutex mutex;
  std::condition_variable changed;
  int ended = 0, wrong = 0;
  const std::vector<float>* wanted = nullptr;

  static void ORT_API_CALL End(void* self, OrtValue** outputs, size_t count, OrtStatusPtr status) {
    auto& me = *static_cast<Background*>(self);
    std::vector<float> result;
    const bool ok = Take(status).ok() && count == 1;
    if (ok) Case::Read(outputs[0], result);
    if (ok) Api().ReleaseValue(outputs[0]);
    std::lock_guard lock(me.mutex);
    me.wrong += !ok || result != *me.wanted;
    ++me.ended;
    me.changed.notify_all();
  }
  void Wait(int count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ended == count; });
  }
};

TEST(ConcurrentRuns, InTheBackground) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Threads(setup, 3).ok());
  AnySession session(env, PerceptronModel(), setup.get());
  const std::vector<Case> cases = PerceptronCases(session);
  const char *in = "X", *out = "Y";
  std::atomic<int> wrong{0};
  OnThreads(kThreads, [&](int t) {
    const Case& one = cases[static_cast<size_t>(t) % cases.size()];
    const OrtValue* input = one.X.get();
    Background background;
    background.wanted = &one.y;
    std::vector<OrtValue*> outputs(kRounds, nullptr);
    for (int i = 0; i < kRounds; ++i) {
      wrong += !Take(Api().RunAsync(session.get(), nullptr, &in, &input, 1, &out, 1, &outputs[static_cast<size_t>(i)],
                                    Background::End, &background)).ok();
      wrong += !one.RunsAsAlone(session.get());
    }
    background.Wait(kRounds);
    wrong += background.wrong;
  });
  EXPECT_EQ(wrong, 0);
}

// Its release waits for what runs in the background.
TEST(ConcurrentRuns, SessionReleasedWhileTheyAreUnderWay) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Threads(setup, 2).ok());
  const char *in = "X", *out = "Y";
  Background background;
  std::vector<OrtValue*> outputs(kRounds, nullptr);
  AnySession alone(env, PerceptronModel(), setup.get());
  const Case one({9, 64}, alone);
  background.wanted = &one.y;
  for (OrtValue*& output : outputs) {
    AnySession session(env, PerceptronModel(), setup.get());
    const OrtValue* input = one.X.get();
    ASSERT_TRUE(Take(Api().RunAsync(session.get(), nullptr, &in, &input, 1, &out, 1, &output, Background::End, &background)).ok());
  }
  background.Wait(kRounds);
  EXPECT_EQ(background.wrong, 0);
}

// A run that releases its session when it ends, maybe before RunAsync returns.
struct LastRun {
  OrtSession* session;
  std::atomic<bool> ended{false};
  static void ORT_API_CALL End(void* self, OrtValue** outputs, size_t count, OrtStatusPtr status) {
    auto& me = *static_cast<LastRun*>(self);
    EXPECT_TRUE(Take(status).ok());
    if (count == 1) Api().ReleaseValue(outputs[0]);
    Api().ReleaseSession(me.session);
    me.ended = true;
  }
};

TEST(ConcurrentRuns, SessionReleasedByTheEndOfItsRun) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Threads(setup, 2).ok());
  const std::string model = PerceptronModel();
  std::vector<float> x = Numbers(64);
  Owned<OrtValue> X = TensorOf(x, {1, 64}, kFloats);
  const char *in = "X", *out = "Y";
  for (int i = 0; i < kRounds; ++i) {
    LastRun last{nullptr};
    ASSERT_TRUE(Take(Api().CreateSessionFromArray(env.get(), model.data(), model.size(), setup.get(), &last.session)).ok());
    const OrtValue* input = X.get();
    OrtValue* output = nullptr;
    EXPECT_TRUE(Take(Api().RunAsync(last.session, nullptr, &in, &input, 1, &out, 1, &output, LastRun::End, &last)).ok());
    while (!last.ended) std::this_thread::yield();
  }
}

}  // namespace
}  // namespace berth::testing
