#include "base/log.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace berth {
namespace {

struct Line {
  Severity severity;
  std::string category, id, location, text;
};

class LogTest : public ::testing::Test {
 protected:
  Logger Make(Severity threshold) {
    return Logger(std::make_shared<const LogSink>([this](Severity severity, const char* category, const char* id,
                                                         const char* location, const char* text) {
                    lines_.push_back({severity, category, id, location, text});
                  }), "session-1", threshold);
  }
  std::vector<Line> lines_;
};

TEST_F(LogTest, LineSaysWhoWhereWhat) {
  const Logger logger = Make(Severity::kInfo);
  BERTH_LOG(logger, kWarning, "ep") << "library " << 3 << ": skipped";
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_EQ(lines_[0].severity, Severity::kWarning);
  EXPECT_EQ(lines_[0].category, "ep");
  EXPECT_EQ(lines_[0].id, "session-1");
  EXPECT_EQ(lines_[0].location.substr(0, 12), "log_test.cc:");
  EXPECT_EQ(lines_[0].text, "library 3: skipped");
}

TEST_F(LogTest, WhatDoesNotPassIsNotBuilt) {
  const Logger logger = Make(Severity::kWarning);
  int built = 0;
  auto count = [&] { return ++built; };
  BERTH_LOG(logger, kInfo, "ep") << count();
  EXPECT_EQ(built, 0);
  BERTH_LOG(logger, kWarning, "ep") << count();
  EXPECT_EQ(built, 1);
  EXPECT_EQ(lines_.size(), 1u);
  BERTH_LOG(SilentLogger(), kFatal, "ep") << count();
  EXPECT_EQ(built, 1);
}

TEST_F(LogTest, IsOneStatement) {
  const Logger logger = Make(Severity::kVerbose);
  if (lines_.empty())
    BERTH_LOG(logger, kInfo, "a") << "then";
  else
    BERTH_LOG(logger, kInfo, "a") << "else";
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_EQ(lines_[0].text, "then");
}

TEST(Log, SinksThatThrowOrAreMissingCostOnlyTheLine) {
  const Logger throws(std::make_shared<const LogSink>([](Severity, const char*, const char*, const char*, const char*) {
                        throw std::runtime_error("sink");
                      }), "x", Severity::kVerbose);
  BERTH_LOG(throws, kError, "ep") << "lost";
  const Logger none(nullptr, "x", Severity::kVerbose);
  BERTH_LOG(none, kError, "ep") << "lost";
}

}  // namespace
}  // namespace berth
