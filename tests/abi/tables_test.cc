// The tables as a program sees them: through the one entry point of the built library, with the public headers alone.
#include <dlfcn.h>

#include <cstdint>
#include <cstring>
#include <string>

#include <gtest/gtest.h>
#include <onnxruntime_c_api.h>

namespace {

const OrtApi* Api() { return OrtGetApiBase()->GetApi(ORT_API_VERSION); }

// Null slots of a table that is nothing but function pointers.
size_t CountNullWords(const void* table, size_t bytes) {
  size_t nulls = 0;
  for (size_t offset = 0; offset < bytes; offset += sizeof(void*)) {
    uintptr_t word = 0;
    std::memcpy(&word, static_cast<const char*>(table) + offset, sizeof(word));
    if (word == 0) ++nulls;
  }
  return nulls;
}

// Takes the text out of a status and frees it.
std::string TakeMessage(OrtStatus* status) {
  if (status == nullptr) return "";
  std::string message = Api()->GetErrorMessage(status);
  Api()->ReleaseStatus(status);
  return message;
}

size_t CountLines(const std::string& text) {
  size_t lines = 0;
  for (char c : text) lines += c == '\n';
  return lines;
}

TEST(ApiBase, SaysItsVersion) { EXPECT_STREQ(OrtGetApiBase()->GetVersionString(), "1.30.0"); }

TEST(ApiBase, IsFoundByName) {
  EXPECT_EQ(dlsym(RTLD_DEFAULT, "OrtGetApiBase"), reinterpret_cast<void*>(&OrtGetApiBase));
  EXPECT_NE(dlsym(RTLD_DEFAULT, "OrtSessionOptionsAppendExecutionProvider_CPU"), nullptr);
}

TEST(ApiBase, BuildInfoNamesBerth) {
  EXPECT_EQ(std::string(Api()->GetBuildInfoString()).rfind("Berth ", 0), 0u) << Api()->GetBuildInfoString();
}

TEST(ApiBase, VersionsOneToThirtyAreTheOneTable) {
  const OrtApi* first = OrtGetApiBase()->GetApi(1);
  ASSERT_NE(first, nullptr);
  testing::internal::CaptureStderr();
  for (uint32_t version = 2; version <= 30; ++version) EXPECT_EQ(OrtGetApiBase()->GetApi(version), first) << version;
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ApiBase, OtherVersionsAreNullWithOneLine) {
  for (uint32_t version : {0u, 31u, UINT32_MAX}) {
    testing::internal::CaptureStderr();
    const OrtApi* api = OrtGetApiBase()->GetApi(version);
    std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(api, nullptr) << version;
    EXPECT_EQ(CountLines(said), 1u) << said;
    EXPECT_NE(said.find(std::to_string(version) + " seen, 1 to 30 wanted"), std::string::npos) << said;
  }
}

TEST(Tables, HaveTheirSlotsAndNoneIsNull) {
  static_assert(sizeof(OrtApi) == 426 * sizeof(void*));
  static_assert(sizeof(OrtEpApi) == 74 * sizeof(void*));
  static_assert(sizeof(OrtModelEditorApi) == 20 * sizeof(void*));
  static_assert(sizeof(OrtCompileApi) == 16 * sizeof(void*));
  static_assert(sizeof(OrtInteropApi) == 13 * sizeof(void*));
  const OrtApi* api = Api();
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(CountNullWords(api, sizeof(*api)), 0u);
  ASSERT_NE(api->GetEpApi(), nullptr);
  EXPECT_EQ(CountNullWords(api->GetEpApi(), sizeof(OrtEpApi)), 0u);
  ASSERT_NE(api->GetModelEditorApi(), nullptr);
  EXPECT_EQ(CountNullWords(api->GetModelEditorApi(), sizeof(OrtModelEditorApi)), 0u);
  ASSERT_NE(api->GetCompileApi(), nullptr);
  EXPECT_EQ(CountNullWords(api->GetCompileApi(), sizeof(OrtCompileApi)), 0u);
  ASSERT_NE(api->GetInteropApi(), nullptr);
  EXPECT_EQ(CountNullWords(api->GetInteropApi(), sizeof(OrtInteropApi)), 0u);
}

TEST(Tables, AreTheSameOnEveryCall) {
  EXPECT_EQ(Api()->GetEpApi(), Api()->GetEpApi());
  EXPECT_EQ(Api()->GetModelEditorApi(), Api()->GetModelEditorApi());
  EXPECT_EQ(Api()->GetCompileApi(), Api()->GetCompileApi());
  EXPECT_EQ(Api()->GetInteropApi(), Api()->GetInteropApi());
}

TEST(Tables, TrainingAndExperimentsAreNull) {
  EXPECT_EQ(Api()->GetTrainingApi(ORT_API_VERSION), nullptr);
  EXPECT_EQ(Api()->GetExperimentalFunction("OrtApi_Anything"), nullptr);
  EXPECT_EQ(Api()->GetExperimentalFunction(nullptr), nullptr);
}

// API 31 put two slots behind OrtApi; a program of that API finds answers there, not another object.
TEST(Tables, TwoWordsBehindOrtApiAnswer) {
  struct Tail {
    OrtStatus*(ORT_API_CALL* SessionOptionsSetEpContextDataReadFunc)(OrtSessionOptions*, void (*)(), void*);
    const void*(ORT_API_CALL* GetModelPackageApi)();
  };
  Tail tail;
  std::memcpy(&tail, Api() + 1, sizeof(tail));
  ASSERT_NE(tail.SessionOptionsSetEpContextDataReadFunc, nullptr);
  ASSERT_NE(tail.GetModelPackageApi, nullptr);
  OrtStatus* status = tail.SessionOptionsSetEpContextDataReadFunc(nullptr, nullptr, nullptr);
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(Api()->GetErrorCode(status), ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(TakeMessage(status),
            "OrtApi::SessionOptionsSetEpContextDataReadFunc is not implemented in this build of Berth");
  EXPECT_EQ(tail.GetModelPackageApi(), nullptr);
}

}  // namespace
