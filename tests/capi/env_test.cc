// Environments, loggers, statuses, string maps.
#include <climits>

#include "client.h"

namespace berth::testing {
namespace {

TEST(Status, MadeByTheCaller) {
  OrtStatus* status = Api().CreateStatus(ORT_NOT_FOUND, "lost");
  EXPECT_EQ(Api().GetErrorCode(status), ORT_NOT_FOUND);
  EXPECT_STREQ(Api().GetErrorMessage(status), "lost");
  Api().ReleaseStatus(status);
  Api().ReleaseStatus(nullptr);
  // Every code goes through.
  for (int code = ORT_OK; code <= ORT_DEVICE_RESET; ++code) {
    status = Api().CreateStatus(static_cast<OrtErrorCode>(code), "");
    EXPECT_EQ(Api().GetErrorCode(status), code);
    Api().ReleaseStatus(status);
  }
}

TEST(Environment, OneInAProcess) {
  Env first, second;
  EXPECT_NE(first.get(), nullptr);
  EXPECT_EQ(first.get(), second.get());
  // It lives until the last one lets go, in any order.
  ASSERT_TRUE(first.Register("none", FaultPath("none")).ok());
  first.Release();
  EXPECT_EQ(second.Devices("none").size(), 1u);
  second.Release();
  // The next one is new.
  Env third;
  EXPECT_TRUE(third.Devices("none").empty());
}

TEST(Environment, OptionsOfALaterOneAreIgnoredWithAWarning) {
  Env env;
  OrtKeyValuePairs* entries = nullptr;
  Api().CreateKeyValuePairs(&entries);
  Api().AddKeyValuePair(entries, "key", "value");
  OrtEnvCreationOptions options{};
  options.version = ORT_API_VERSION;
  options.log_id = "later";
  options.logging_severity_level = ORT_LOGGING_LEVEL_WARNING;
  options.config_entries = entries;
  OrtEnv* later = nullptr;
  ASSERT_TRUE(Take(Api().CreateEnvWithOptions(&options, &later)).ok());
  EXPECT_EQ(later, env.get());
  EXPECT_TRUE(env.Logged(ORT_LOGGING_LEVEL_WARNING, "ignored"));
  Api().ReleaseEnv(later);
  Api().ReleaseKeyValuePairs(entries);
}

TEST(Environment, EntriesReachEps) {
  OrtKeyValuePairs* entries = nullptr;
  Api().CreateKeyValuePairs(&entries);
  Api().AddKeyValuePair(entries, "allow_virtual_devices", "0");
  OrtEnvCreationOptions options{};
  options.version = ORT_API_VERSION;
  options.log_id = "entries";
  options.logging_severity_level = ORT_LOGGING_LEVEL_FATAL;
  options.config_entries = entries;
  OrtEnv* env = nullptr;
  ASSERT_TRUE(Take(Api().CreateEnvWithOptions(&options, &env)).ok());
  Api().ReleaseKeyValuePairs(entries);   // copied
  ASSERT_TRUE(Take(Api().RegisterExecutionProviderLibrary(env, "none", FaultPath("none"))).ok());
  const OrtEpDevice* const* devices = nullptr;
  size_t count = 0;
  ASSERT_TRUE(Take(Api().GetEpDevices(env, &devices, &count)).ok());
  EXPECT_STREQ(Api().GetKeyValue(Api().EpDevice_EpMetadata(devices[count - 1]), "allow_virtual_devices"), "0");
  Api().ReleaseEnv(env);
}

TEST(Environment, IllegalOptionsAreRefused) {
  auto code = [](const OrtEnvCreationOptions* options, std::string_view text) {
    OrtEnv* env = nullptr;
    Result result = Take(Api().CreateEnvWithOptions(options, &env));
    EXPECT_TRUE(result.Says(text)) << result;
    EXPECT_EQ(env, nullptr);
    return result.code;
  };
  OrtEnvCreationOptions legal{};
  legal.version = ORT_API_VERSION;
  legal.log_id = "x";
  legal.logging_severity_level = ORT_LOGGING_LEVEL_WARNING;
  EXPECT_EQ(code(nullptr, ""), ORT_INVALID_ARGUMENT);
  OrtEnvCreationOptions options = legal;
  options.version = 23;
  EXPECT_EQ(code(&options, "version set equal to ORT_API_VERSION"), ORT_INVALID_ARGUMENT);
  options = legal;
  options.log_id = nullptr;
  EXPECT_EQ(code(&options, "log identifier"), ORT_INVALID_ARGUMENT);
  for (int level : {-1, 5, INT_MAX}) {
    options = legal;
    options.logging_severity_level = level;
    EXPECT_EQ(code(&options, "valid logging severity level"), ORT_INVALID_ARGUMENT) << level;
  }
  EXPECT_EQ(Take(Api().CreateEnvWithOptions(&legal, nullptr)).code, ORT_INVALID_ARGUMENT);
  OrtEnv* env = nullptr;
  EXPECT_TRUE(Take(Api().CreateEnvWithOptions(&legal, &env)).ok());
  Api().ReleaseEnv(env);
}

TEST(Environment, NullsAreRefused) {
  OrtEnv* env = nullptr;
  EXPECT_EQ(Take(Api().CreateEnv(ORT_LOGGING_LEVEL_WARNING, nullptr, &env)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateEnv(ORT_LOGGING_LEVEL_WARNING, "x", nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateEnv(static_cast<OrtLoggingLevel>(9), "x", &env)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateEnvWithGlobalThreadPools(ORT_LOGGING_LEVEL_WARNING, "x", nullptr, &env)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().UpdateEnvWithCustomLogLevel(nullptr, ORT_LOGGING_LEVEL_INFO)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(env, nullptr);
  Api().ReleaseEnv(nullptr);
}

TEST(Environment, SharedThreadPools) {
  OrtThreadingOptions* threads = nullptr;
  ASSERT_TRUE(Take(Api().CreateThreadingOptions(&threads)).ok());
  EXPECT_TRUE(Take(Api().SetGlobalIntraOpNumThreads(threads, 2)).ok());
  EXPECT_TRUE(Take(Api().SetGlobalInterOpNumThreads(threads, 1)).ok());
  EXPECT_EQ(Take(Api().SetGlobalIntraOpNumThreads(threads, -1)).code, ORT_INVALID_ARGUMENT);
  OrtEnv* env = nullptr;
  ASSERT_TRUE(Take(Api().CreateEnvWithGlobalThreadPools(ORT_LOGGING_LEVEL_FATAL, "shared", threads, &env)).ok());
  Api().ReleaseThreadingOptions(threads);
  {
    Env same;
    SessionSetup setup;
    ASSERT_TRUE(Take(Api().DisablePerSessionThreads(setup.get())).ok());
    Session session(same, setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    EXPECT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
  }
  Api().ReleaseEnv(env);
}

TEST(Environment, LinesOfTheEnvironmentReachItsLogger) {
  Env env;
  ASSERT_TRUE(env.Register("none", FaultPath("none")).ok());
  EXPECT_TRUE(env.Logged(ORT_LOGGING_LEVEL_INFO, "registered"));
  // From now on warnings alone.
  ASSERT_TRUE(Take(Api().UpdateEnvWithCustomLogLevel(env.get(), ORT_LOGGING_LEVEL_WARNING)).ok());
  ASSERT_TRUE(env.Register("quiet", FaultPath("none")).ok());
  EXPECT_FALSE(env.Logged(ORT_LOGGING_LEVEL_INFO, "\"quiet\""));
  ASSERT_TRUE(env.Register("empty", FaultPath("factories_none")).ok());
  EXPECT_TRUE(env.Logged(ORT_LOGGING_LEVEL_WARNING, "\"empty\""));
  EXPECT_EQ(Take(Api().UpdateEnvWithCustomLogLevel(env.get(), static_cast<OrtLoggingLevel>(7))).code, ORT_INVALID_ARGUMENT);
}

TEST(Environment, TelemetryAndProjectionsAreAccepted) {
  Env env;
  EXPECT_TRUE(Take(Api().EnableTelemetryEvents(env.get())).ok());
  EXPECT_TRUE(Take(Api().DisableTelemetryEvents(env.get())).ok());
  EXPECT_TRUE(Take(Api().SetLanguageProjection(env.get(), ORT_PROJECTION_C)).ok());
}

TEST(Environment, ProvidersByName) {
  char** names = nullptr;
  int count = 0;
  ASSERT_TRUE(Take(Api().GetAvailableProviders(&names, &count)).ok());
  ASSERT_GE(count, 1);
  EXPECT_STREQ(names[count - 1], "CPUExecutionProvider");
  EXPECT_TRUE(Take(Api().ReleaseAvailableProviders(names, count)).ok());
}

TEST(KeyValuePairs, ThroughTheTable) {
  OrtKeyValuePairs* pairs = nullptr;
  Api().CreateKeyValuePairs(&pairs);
  ASSERT_NE(pairs, nullptr);
  Api().AddKeyValuePair(pairs, "b", "2");
  Api().AddKeyValuePair(pairs, "a", "1");
  Api().AddKeyValuePair(pairs, "a", "one");   // replaces
  Api().AddKeyValuePair(pairs, "empty", "");
  Api().AddKeyValuePair(pairs, nullptr, "x");
  Api().AddKeyValuePair(pairs, "x", nullptr);
  Api().AddKeyValuePair(pairs, "", "x");
  const char *const *keys = nullptr, *const *values = nullptr;
  size_t count = 0;
  Api().GetKeyValuePairs(pairs, &keys, &values, &count);
  ASSERT_EQ(count, 3u);
  EXPECT_STREQ(keys[0], "a");
  EXPECT_STREQ(values[0], "one");
  EXPECT_STREQ(keys[2], "empty");
  EXPECT_STREQ(values[2], "");
  Api().RemoveKeyValuePair(pairs, "b");
  Api().RemoveKeyValuePair(pairs, "absent");
  Api().RemoveKeyValuePair(pairs, nullptr);
  EXPECT_EQ(Api().GetKeyValue(pairs, "b"), nullptr);
  EXPECT_STREQ(Api().GetKeyValue(pairs, "a"), "one");
  Api().GetKeyValuePairs(pairs, &keys, &values, &count);
  EXPECT_EQ(count, 2u);
  Api().ReleaseKeyValuePairs(pairs);
  Api().ReleaseKeyValuePairs(nullptr);
}

}  // namespace
}  // namespace berth::testing
