// Session options, run options.
#include "client.h"

namespace berth::testing {
namespace {

std::string Entry(const OrtSessionOptions* options, const char* key) {
  size_t size = 0;
  Result result = Take(Api().GetSessionConfigEntry(options, key, nullptr, &size));
  if (!result.ok()) return "absent";
  std::string value(size, '?');
  EXPECT_TRUE(Take(Api().GetSessionConfigEntry(options, key, value.data(), &size)).ok());
  EXPECT_EQ(value.back(), '\0');
  value.pop_back();
  return value;
}

TEST(SessionOptions, Entries) {
  SessionSetup setup;
  int has = 9;
  ASSERT_TRUE(Take(Api().HasSessionConfigEntry(setup.get(), "my.key", &has)).ok());
  EXPECT_EQ(has, 0);
  setup.Config("my.key", "first").Config("my.key", "value");
  ASSERT_TRUE(Take(Api().HasSessionConfigEntry(setup.get(), "my.key", &has)).ok());
  EXPECT_EQ(has, 1);
  EXPECT_EQ(Entry(setup.get(), "my.key"), "value");
  // The size that is needed comes back even when there is too little room.
  char small[3];
  size_t size = sizeof(small);
  EXPECT_EQ(Take(Api().GetSessionConfigEntry(setup.get(), "my.key", small, &size)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(size, 6u);
  EXPECT_EQ(Take(Api().GetSessionConfigEntry(setup.get(), "absent", nullptr, &size)).code, ORT_INVALID_ARGUMENT);
  OrtKeyValuePairs* all = nullptr;
  ASSERT_TRUE(Take(Api().GetSessionOptionsConfigEntries(setup.get(), &all)).ok());
  EXPECT_STREQ(Api().GetKeyValue(all, "my.key"), "value");
  Api().ReleaseKeyValuePairs(all);
}

// What a model without weights gets them from. The EP table gives it to EPs.
TEST(SessionOptions, WeightlessSourceModel) {
  const auto get = Api().GetEpApi()->SessionOptionsGetWeightlessSourceModelBuffer;
  SessionSetup setup;
  const void* data = &setup;
  size_t size = 9;
  ASSERT_TRUE(Take(get(setup.get(), &data, &size)).ok());
  EXPECT_EQ(data, nullptr);
  EXPECT_EQ(size, 0u);
  const char model[] = "model";
  EXPECT_EQ(Take(Api().SessionOptionsSetWeightlessSourceModelBuffer(setup.get(), nullptr, 5)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SessionOptionsSetWeightlessSourceModelBuffer(setup.get(), model, 0)).code, ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(Take(Api().SessionOptionsSetWeightlessSourceModelBuffer(setup.get(), model, 5)).ok());
  ASSERT_TRUE(Take(get(setup.get(), &data, &size)).ok());
  EXPECT_EQ(data, model);
  EXPECT_EQ(size, 5u);
  EXPECT_EQ(Take(get(setup.get(), nullptr, &size)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(get(setup.get(), &data, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(get(nullptr, &data, &size)).code, ORT_INVALID_ARGUMENT);
}

TEST(SessionOptions, EntriesHaveLimits) {
  SessionSetup setup;
  auto code = [&](const std::string& key, const std::string& value) {
    return Take(Api().AddSessionConfigEntry(setup.get(), key.c_str(), value.c_str())).code;
  };
  EXPECT_EQ(code(std::string(1024, 'k'), ""), ORT_OK);
  EXPECT_EQ(code(std::string(1025, 'k'), ""), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code("", "v"), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code("key", std::string(8192, 'v')), ORT_OK);
  EXPECT_EQ(code("key", std::string(8193, 'v')), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Entry(setup.get(), "key").size(), 8192u);
  EXPECT_EQ(Take(Api().AddSessionConfigEntry(setup.get(), nullptr, "v")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AddSessionConfigEntry(setup.get(), "k", nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AddSessionConfigEntry(nullptr, "k", "v")).code, ORT_INVALID_ARGUMENT);
}

TEST(SessionOptions, CloneStandsOnItsOwn) {
  SessionSetup setup;
  setup.Config("key", "before");
  OrtSessionOptions* clone = nullptr;
  ASSERT_TRUE(Take(Api().CloneSessionOptions(setup.get(), &clone)).ok());
  setup.Config("key", "after");
  EXPECT_EQ(Entry(clone, "key"), "before");
  Api().ReleaseSessionOptions(clone);
  Api().ReleaseSessionOptions(nullptr);
}

TEST(SessionOptions, SettersTakeLegalValues) {
  SessionSetup setup;
  OrtSessionOptions* options = setup.get();
  for (ExecutionMode mode : {ORT_PARALLEL, ORT_SEQUENTIAL}) {
    ASSERT_TRUE(Take(Api().SetSessionExecutionMode(options, mode)).ok());
    ExecutionMode seen{};
    ASSERT_TRUE(Take(Api().GetSessionExecutionMode(options, &seen)).ok());
    EXPECT_EQ(seen, mode);
  }
  int pattern = 9;
  EXPECT_TRUE(Take(Api().DisableMemPattern(options)).ok());
  EXPECT_TRUE(Take(Api().GetMemPatternEnabled(options, &pattern)).ok());
  EXPECT_EQ(pattern, 0);
  EXPECT_TRUE(Take(Api().EnableMemPattern(options)).ok());
  EXPECT_TRUE(Take(Api().EnableCpuMemArena(options)).ok());
  EXPECT_TRUE(Take(Api().DisableCpuMemArena(options)).ok());
  EXPECT_TRUE(Take(Api().SetSessionLogId(options, "id")).ok());
  EXPECT_TRUE(Take(Api().SetSessionLogVerbosityLevel(options, 2)).ok());
  EXPECT_TRUE(Take(Api().SetSessionLogSeverityLevel(options, ORT_LOGGING_LEVEL_ERROR)).ok());
  for (auto level : {ORT_DISABLE_ALL, ORT_ENABLE_BASIC, ORT_ENABLE_EXTENDED, ORT_ENABLE_ALL}) {
    EXPECT_TRUE(Take(Api().SetSessionGraphOptimizationLevel(options, level)).ok());
  }
  EXPECT_TRUE(Take(Api().SetIntraOpNumThreads(options, 2)).ok());
  EXPECT_TRUE(Take(Api().SetInterOpNumThreads(options, 1)).ok());
  EXPECT_TRUE(Take(Api().SetDeterministicCompute(options, true)).ok());
  Env env;
  Session session(env, setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> y;
  EXPECT_TRUE(session.Run(2, &y).ok());
  EXPECT_EQ(y, kTwiceW);
}

TEST(SessionOptions, SettersRefuseOthers) {
  SessionSetup setup;
  OrtSessionOptions* options = setup.get();
  EXPECT_EQ(Take(Api().SetSessionExecutionMode(options, static_cast<ExecutionMode>(7))).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetSessionGraphOptimizationLevel(options, static_cast<GraphOptimizationLevel>(50))).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetSessionLogSeverityLevel(options, 9)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetIntraOpNumThreads(options, -1)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetSessionLogId(options, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SetSessionLogId(nullptr, "x")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateSessionOptions(nullptr)).code, ORT_INVALID_ARGUMENT);
}

// The session logs under its own name and threshold.
TEST(SessionOptions, ThresholdOfTheSessionsLog) {
  Env env;
  for (bool quiet : {true, false}) {
    SessionSetup setup;
    const int level = quiet ? ORT_LOGGING_LEVEL_ERROR : ORT_LOGGING_LEVEL_INFO;
    ASSERT_TRUE(Take(Api().SetSessionLogSeverityLevel(setup.get(), level)).ok());
    Session session(env, setup);
    ASSERT_TRUE(session.created().ok());
    EXPECT_EQ(env.Logged(ORT_LOGGING_LEVEL_INFO, "CPUExecutionProvider"), !quiet);
  }
}

TEST(RunOptions, KeepWhatTheyAreTold) {
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  EXPECT_TRUE(Take(Api().RunOptionsSetRunLogVerbosityLevel(options, 3)).ok());
  EXPECT_TRUE(Take(Api().RunOptionsSetRunLogSeverityLevel(options, 1)).ok());
  EXPECT_TRUE(Take(Api().RunOptionsSetRunTag(options, "tag")).ok());
  EXPECT_TRUE(Take(Api().AddRunConfigEntry(options, "key", "value")).ok());
  int verbosity = 0, severity = 0;
  const char* tag = nullptr;
  EXPECT_TRUE(Take(Api().RunOptionsGetRunLogVerbosityLevel(options, &verbosity)).ok());
  EXPECT_TRUE(Take(Api().RunOptionsGetRunLogSeverityLevel(options, &severity)).ok());
  EXPECT_TRUE(Take(Api().RunOptionsGetRunTag(options, &tag)).ok());
  EXPECT_EQ(verbosity, 3);
  EXPECT_EQ(severity, 1);
  EXPECT_STREQ(tag, "tag");
  EXPECT_STREQ(Api().GetRunConfigEntry(options, "key"), "value");
  EXPECT_EQ(Api().GetRunConfigEntry(options, "absent"), nullptr);
  EXPECT_EQ(Take(Api().AddRunConfigEntry(options, "", "value")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AddRunConfigEntry(options, "key", nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().RunOptionsSetTerminate(nullptr)).code, ORT_INVALID_ARGUMENT);
  Api().ReleaseRunOptions(options);
  Api().ReleaseRunOptions(nullptr);
}

}  // namespace
}  // namespace berth::testing
