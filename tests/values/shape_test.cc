#include "values/shape.h"

#include <gtest/gtest.h>

#include <limits>

namespace berth {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

TEST(ElementCount, MultipliesDims) {
  EXPECT_EQ(*ElementCount({}), 1u);
  EXPECT_EQ(*ElementCount(Dims{7}), 7u);
  EXPECT_EQ(*ElementCount(Dims{1, 3, 224, 224}), 150528u);
  EXPECT_EQ(*ElementCount(Dims{3, 0, 2}), 0u);
  EXPECT_EQ(*ElementCount(Dims{kMax, 1}), static_cast<size_t>(kMax));
}

TEST(ElementCount, RefusesNegativeDims) {
  for (const Dims& dims : {Dims{-1}, Dims{2, -3}, Dims{0, -1}, Dims{-1, 0}}) {
    EXPECT_EQ(ElementCount(dims).status().code(), ORT_INVALID_ARGUMENT) << ShapeText(dims);
  }
}

TEST(ElementCount, RefusesOverflowAlsoBehindAZero) {
  for (const Dims& dims : {Dims{kMax, 3}, Dims{kMax, kMax, 0}, Dims{0, kMax, kMax}}) {
    EXPECT_EQ(ElementCount(dims).status().code(), ORT_INVALID_ARGUMENT) << ShapeText(dims);
  }
}

TEST(ShapeText, PrintsUnknownAsQuestionMark) {
  EXPECT_EQ(ShapeText({}), "[]");
  EXPECT_EQ(ShapeText(Dims{1, -1, 3}), "[1,?,3]");
}

TEST(SameDims, ComparesRankAndValues) {
  EXPECT_TRUE(SameDims(Dims{1, 2}, Dims{1, 2}));
  EXPECT_FALSE(SameDims(Dims{1, 2}, Dims{1, 2, 1}));
  EXPECT_FALSE(SameDims(Dims{1, 2}, Dims{2, 1}));
  EXPECT_TRUE(SameDims({}, {}));
}

TEST(NormalizeAxis, CountsFromTheFront) {
  EXPECT_EQ(*NormalizeAxis(0, 3), 0);
  EXPECT_EQ(*NormalizeAxis(2, 3), 2);
  EXPECT_EQ(*NormalizeAxis(-1, 3), 2);
  EXPECT_EQ(*NormalizeAxis(-3, 3), 0);
}

TEST(NormalizeAxis, RefusesWhatIsOutside) {
  EXPECT_FALSE(NormalizeAxis(3, 3).ok());
  EXPECT_FALSE(NormalizeAxis(-4, 3).ok());
  EXPECT_FALSE(NormalizeAxis(0, 0).ok());
  EXPECT_FALSE(NormalizeAxis(-1, 0).ok());
}

}  // namespace
}  // namespace berth
