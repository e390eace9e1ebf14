#include "ep/guard.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace berth {
namespace {

Logger Recording(std::string& lines) {
  return Logger(std::make_shared<const LogSink>([&lines](Severity, const char*, const char*, const char*, const char* text) {
                  lines += text;
                }), "test", Severity::kVerbose);
}

TEST(CallEp, SuccessIsSuccess) {
  EXPECT_TRUE(CallEp("E", "Compile", []() -> OrtStatus* { return nullptr; }).ok());
}

TEST(CallEp, StatusKeepsItsCodeAndNamesTheCall) {
  Status status = CallEp("E", "Compile", [] { return ToOrtStatus(Status(ORT_NOT_FOUND, "no such thing")); });
  EXPECT_EQ(status.code(), ORT_NOT_FOUND);
  EXPECT_EQ(status.message(), "[EPC-015] EP \"E\": Compile(): no such thing");
}

TEST(CallEp, ExceptionsBecomeAStatus) {
  Status status = CallEp("E", "Sync", []() -> OrtStatus* { throw std::runtime_error("boom"); });
  EXPECT_EQ(status.code(), ORT_EP_FAIL);
  EXPECT_EQ(status.message(), "[EPC-008] EP \"E\": Sync(): exception: boom");
  status = CallEp("E", "Sync", []() -> OrtStatus* { throw 7; });
  EXPECT_EQ(status.code(), ORT_EP_FAIL);
  EXPECT_EQ(status.message(), "[EPC-008] EP \"E\": Sync(): exception of a foreign type");
}

TEST(CallEp, NamesTheLibraryWhileItIsThere) {
  const auto fail = [] { return CallEp("E", "Sync", [] { return ToOrtStatus(Status(ORT_FAIL, "lost")); }); };
  {
    const EpOrigin origin("E", "/opt/libe.so"), other("F", "/opt/libf.so");
    EXPECT_EQ(fail().message(), "[EPC-044] EP \"E\": Sync() of /opt/libe.so: lost");
  }
  EXPECT_EQ(fail().message(), "[EPC-044] EP \"E\": Sync(): lost");
}

TEST(CallEp, ForeignStatusIsNotFreed) {
  alignas(16) static char foreign[128] = {};
  Status status = CallEp("E", "Sync", [] { return reinterpret_cast<OrtStatus*>(foreign); });
  EXPECT_EQ(status.code(), ORT_FAIL);
}

TEST(CallEpVoid, ExceptionIsLogged) {
  std::string lines;
  const Logger logger = Recording(lines);
  CallEpVoid("E", "ReleaseEp", logger, [] {});
  EXPECT_EQ(lines, "");
  CallEpVoid("E", "ReleaseEp", logger, [] { throw std::runtime_error("boom"); });
  EXPECT_EQ(lines, "[EPC-008] EP \"E\": ReleaseEp(): exception: boom");
}

TEST(AskEp, AnswerOrElse) {
  EXPECT_TRUE(AskEp("E", "IsStreamAware", SilentLogger(), false, [] { return true; }));
  EXPECT_FALSE(AskEp("E", "IsStreamAware", SilentLogger(), false, []() -> bool { throw 1; }));
}

}  // namespace
}  // namespace berth
