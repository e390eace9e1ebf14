// Profiles of sessions and runs, and what a session logs.
#include <fstream>
#include <mutex>
#include <sstream>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

// Y = Relu(X) + W: a node with a name and one without.
std::string TwoNodeModel() {
  const float w[] = {1, 2, 3};
  Message weight = Message().Int(1, 3).Int(2, 1).Text(8, "W").Text(9, {reinterpret_cast<const char*>(w), sizeof(w)});
  return ModelOf(Message().Nested(1, NodeOf("Relu", {"X"}, {"H"}, "first")).Nested(1, NodeOf("Add", {"H", "W"}, {"Y"}, ""))
                     .Text(2, "two").Nested(5, weight).Nested(11, ValueInfo("X", TensorType(1, {3})))
                     .Nested(12, ValueInfo("Y", TensorType(1, {3}))), 17, 8);
}

std::filesystem::path Prefix(const char* name) { return std::filesystem::path(::testing::TempDir()) / name; }

std::string ReadAndRemove(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

// The files that start like `prefix`.
std::vector<std::filesystem::path> FilesOf(const std::filesystem::path& prefix) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path())) {
    if (entry.path().filename().string().starts_with(prefix.filename().string() + "_")) found.push_back(entry.path());
  }
  return found;
}

class Profile : public ::testing::Test {
 protected:
  void Run(AnySession& session, const OrtRunOptions* options = nullptr) {
    std::vector<float> x = {-1, 2, 3};
    Owned<OrtValue> X = TensorOf(x, {3}, kF);
    OrtValue* y = nullptr;
    Result ran = session.Run(X.get(), &y, options);
    ASSERT_TRUE(ran.ok()) << ran;
    EXPECT_EQ(DataOf<float>(y, 3), (std::vector<float>{1, 4, 6}));
  }
  std::string End(AnySession& session) {
    char* path = nullptr;
    EXPECT_TRUE(Take(Api().SessionEndProfiling(session.get(), DefaultAllocator(), &path)).ok());
    return TakeText(path);
  }

  Env env_;
  SessionSetup setup_;
};

TEST_F(Profile, OfASession) {
  ASSERT_TRUE(Take(Api().EnableProfiling(setup_.get(), Prefix("session_profile").c_str())).ok());
  ASSERT_TRUE(Take(Api().SetSessionGraphOptimizationLevel(setup_.get(), ORT_DISABLE_ALL)).ok());
  AnySession session(env_, TwoNodeModel(), setup_.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  Run(session);
  uint64_t start = 0;
  ASSERT_TRUE(Take(Api().SessionGetProfilingStartTimeNs(session.get(), &start)).ok());
  EXPECT_GT(start, 0u);
  const std::string path = End(session);
  EXPECT_NE(path.find("session_profile_2"), std::string::npos) << path;
  EXPECT_TRUE(path.ends_with(".json")) << path;
  EXPECT_EQ(End(session), "");
  Run(session);   // not profiled any more
  const std::string text = ReadAndRemove(path);
  EXPECT_EQ(text.substr(0, 2), "[\n");
  for (const char* part : {"model_loading_array", "session_initialization", "model_run", "SequentialExecutor::Execute",
                           "\"name\" :\"first_kernel_time\"",
                           "Add_1_kernel_time", "\"op_name\" : \"Relu\"", "\"provider\" : \"CPUExecutionProvider\"",
                           "\"input_type_shape\" : [{\"float\":[3]},{\"float\":[3]}]", "\"node_index\" : \"1\"",
                           "\"parameter_size\" : \"12\"", "\"activation_size\" : \"12\"", "\"output_size\" : \"12\"",
                           "\"ph\" : \"X\"", "\"cat\" : \"Node\"", "\"cat\" : \"Session\""}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

TEST_F(Profile, OfARun) {
  const auto prefix = Prefix("run_profile");
  AnySession session(env_, TwoNodeModel(), setup_.get());
  OrtRunOptions* raw = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&raw)).ok());
  Owned<OrtRunOptions> options = {raw, {&OrtApi::ReleaseRunOptions}};
  ASSERT_TRUE(Take(Api().RunOptionsEnableProfiling(options.get(), prefix.c_str())).ok());
  Run(session, options.get());
  auto files = FilesOf(prefix);
  ASSERT_EQ(files.size(), 1u);
  const std::string text = ReadAndRemove(files[0]);
  EXPECT_NE(text.find("first_kernel_time"), std::string::npos) << text;
  EXPECT_NE(text.find("model_run"), std::string::npos) << text;
  EXPECT_EQ(text.find("session_initialization"), std::string::npos) << text;
  ASSERT_TRUE(Take(Api().RunOptionsDisableProfiling(options.get())).ok());
  Run(session, options.get());
  EXPECT_TRUE(FilesOf(prefix).empty());
}

TEST_F(Profile, WithoutOne) {
  ASSERT_TRUE(Take(Api().EnableProfiling(setup_.get(), Prefix("no_profile").c_str())).ok());
  ASSERT_TRUE(Take(Api().DisableProfiling(setup_.get())).ok());
  AnySession session(env_, TwoNodeModel(), setup_.get());
  uint64_t start = 1;
  ASSERT_TRUE(Take(Api().SessionGetProfilingStartTimeNs(session.get(), &start)).ok());
  EXPECT_EQ(start, 0u);
  EXPECT_EQ(End(session), "");
}

TEST_F(Profile, OneThatCannotBeWrittenIsNoReasonToFail) {
  ASSERT_TRUE(Take(Api().EnableProfiling(setup_.get(), "/no/such/folder/profile")).ok());
  AnySession session(env_, TwoNodeModel(), setup_.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  Run(session);
}

struct Lines {
  std::mutex mutex;
  std::vector<std::string> ids;
  static void ORT_API_CALL Log(void* self, OrtLoggingLevel, const char*, const char* id, const char*, const char*) {
    auto& me = *static_cast<Lines*>(self);
    std::lock_guard lock(me.mutex);
    me.ids.emplace_back(id);
  }
};

TEST(SessionLog, GoesToItsOwnFunction) {
  Env env;
  Lines lines;
  SessionSetup setup;
  ASSERT_TRUE(Take(Api().SetUserLoggingFunction(setup.get(), Lines::Log, &lines)).ok());
  ASSERT_TRUE(Take(Api().SetSessionLogId(setup.get(), "mine")).ok());
  ASSERT_TRUE(Take(Api().SetSessionLogSeverityLevel(setup.get(), ORT_LOGGING_LEVEL_VERBOSE)).ok());
  {
    AnySession session(env, TwoNodeModel(), setup.get());
    ASSERT_TRUE(session.created().ok()) << session.created();
  }
  ASSERT_FALSE(lines.ids.empty());
  EXPECT_EQ(lines.ids.front(), "mine");
  // Nothing of this severity.
  lines.ids.clear();
  ASSERT_TRUE(Take(Api().SetSessionLogSeverityLevel(setup.get(), ORT_LOGGING_LEVEL_FATAL)).ok());
  AnySession session(env, TwoNodeModel(), setup.get());
  EXPECT_TRUE(lines.ids.empty());
}

TEST(SessionLog, RunsHaveLevelsOfTheirOwn) {
  Env env;
  AnySession session(env, TwoNodeModel());
  OrtRunOptions* raw = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&raw)).ok());
  Owned<OrtRunOptions> options = {raw, {&OrtApi::ReleaseRunOptions}};
  std::vector<float> x = {-1, 2, 3};
  Owned<OrtValue> X = TensorOf(x, {3}, kF);
  const std::vector<std::pair<int, OrtErrorCode>> levels = {{-1, ORT_OK}, {0, ORT_OK}, {4, ORT_OK}, {5, ORT_FAIL}};
  for (const auto& [level, wanted] : levels) {
    ASSERT_TRUE(Take(Api().RunOptionsSetRunLogSeverityLevel(options.get(), level)).ok());
    OrtValue* y = nullptr;
    EXPECT_EQ(session.Run(X.get(), &y, options.get()).code, wanted) << level;
  }
}

}  // namespace
}  // namespace berth::testing
