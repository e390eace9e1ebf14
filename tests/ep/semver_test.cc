#include "ep/semver.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(SemVer, Legal) {
  for (const char* text : {"0.0.0", "1.2.3", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7", "1.0.0-x-y-z.--",
                           "1.0.0+20130313144700", "1.0.0-beta+exp.sha.5114f85", "1.0.0+21AF26D3----117B344092BD",
                           "1.0.0+001", "99999999999999999999.0.0"}) {
    EXPECT_TRUE(IsSemVer(text)) << text;
  }
}

TEST(SemVer, Illegal) {
  for (const char* text : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.00.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0+",
                           "1.0.0+a+b", "v1.0.0", " 1.0.0", "1.0.0 ", "1.-1.0", "1.0.0-b\xC3\xA4"}) {
    EXPECT_FALSE(IsSemVer(text)) << text;
  }
}

}  // namespace
}  // namespace berth
