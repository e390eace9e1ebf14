#include "base/profiler.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace berth {
namespace {

std::string ReadAndRemove(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

TEST(Profiler, WritesEventsAsJson) {
  const auto prefix = std::filesystem::path(::testing::TempDir()) / "profiler_test";
  auto profiler = Profiler::Open(prefix);
  ASSERT_TRUE(profiler.ok()) << profiler.status().message();
  const auto start = (*profiler)->start();
  using std::chrono::microseconds;
  (*profiler)->Add({"Session", "first", start + microseconds(5), start + microseconds(12), {}});
  (*profiler)->Add({"Node", "a \"b\"\\\n", start, start, {{"text", "x"}, {"list", "[1,2]"}}});
  auto path = (*profiler)->Finish();
  ASSERT_TRUE(path.ok()) << path.status().message();
  EXPECT_TRUE(path->starts_with(prefix.string() + "_2") && path->ends_with(".json")) << *path;
  (*profiler)->Add({"Session", "late", start, start, {}});
  EXPECT_EQ(*(*profiler)->Finish(), *path);
  const std::string text = ReadAndRemove(*path);
  EXPECT_TRUE(text.starts_with("[\n") && text.ends_with("]\n")) << text;
  EXPECT_NE(text.find("\"dur\" :7,\"ts\" :5,\"ph\" : \"X\",\"name\" :\"first\",\"args\" : {}},\n"), std::string::npos) << text;
  const char* const last = "\"name\" :\"a \\\"b\\\"\\\\\\u000a\",\"args\" : {\"text\" : \"x\",\"list\" : [1,2]}}\n";
  EXPECT_NE(text.find(last), std::string::npos) << text;
  EXPECT_EQ(text.find("late"), std::string::npos);
}

TEST(Profiler, OneThatIsOpenedAtOnceGetsAFileOfItsOwn) {
  const auto prefix = std::filesystem::path(::testing::TempDir()) / "profiler_twice";
  auto a = Profiler::Open(prefix), b = Profiler::Open(prefix);
  ASSERT_TRUE(a.ok() && b.ok());
  const std::string first = *(*a)->Finish(), second = *(*b)->Finish();
  EXPECT_NE(first, second);
  EXPECT_EQ(ReadAndRemove(first), "[\n]\n");
  EXPECT_EQ(ReadAndRemove(second), "[\n]\n");
}

TEST(Profiler, WhereNothingCanBeWritten) {
  EXPECT_EQ(Profiler::Open("/no/such/folder/profile").status().code(), ORT_FAIL);
}

}  // namespace
}  // namespace berth
