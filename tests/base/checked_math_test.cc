#include "base/checked_math.h"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr size_t kMax = std::numeric_limits<size_t>::max();
constexpr int64_t kMaxSigned = std::numeric_limits<int64_t>::max();

TEST(CheckedMath, FitsOrIsNothing) {
  EXPECT_EQ(CheckedMul<size_t>(3, 4), 12u);
  EXPECT_EQ(CheckedMul<size_t>(kMax, 1), kMax);
  EXPECT_EQ(CheckedMul<size_t>(kMax / 2 + 1, 2), std::nullopt);
  EXPECT_EQ(CheckedMul<int64_t>(kMaxSigned, 2), std::nullopt);
  EXPECT_EQ(CheckedMul<int64_t>(-3, 4), -12);
  EXPECT_EQ(CheckedAdd<size_t>(kMax - 1, 1), kMax);
  EXPECT_EQ(CheckedAdd<size_t>(kMax, 1), std::nullopt);
}

TEST(CheckedMath, RoundsUp) {
  EXPECT_EQ(CheckedRoundUp<size_t>(0, 64), 0u);
  EXPECT_EQ(CheckedRoundUp<size_t>(1, 64), 64u);
  EXPECT_EQ(CheckedRoundUp<size_t>(64, 64), 64u);
  EXPECT_EQ(CheckedRoundUp<size_t>(kMax - 63, 64), kMax - 63);
  EXPECT_EQ(CheckedRoundUp<size_t>(kMax - 62, 64), std::nullopt);
}

}  // namespace
}  // namespace berth
