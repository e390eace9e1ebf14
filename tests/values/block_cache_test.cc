#include "values/block_cache.h"

#include <gtest/gtest.h>


namespace berth {
namespace {

std::vector<void*> released;
void Release(void* block) { released.push_back(block); }

class BlockCacheTest : public testing::Test {
 protected:
  BlockCacheTest() { released.clear(); }
  char a_[1], b_[1], c_[1];
};

TEST_F(BlockCacheTest, GivesBackWhatFits) {
  BlockCache cache(10, 100, 200, Release);
  cache.Give(a_, 50);
  EXPECT_EQ(cache.Take(51), nullptr);   // too small
  EXPECT_EQ(cache.Take(39), nullptr);   // wasteful
  EXPECT_EQ(cache.Take(40), a_);
  EXPECT_EQ(cache.Take(40), nullptr);
  EXPECT_TRUE(released.empty());
}

TEST_F(BlockCacheTest, KeepsOnlyBlocksOfItsSizes) {
  BlockCache cache(10, 100, 200, Release);
  cache.Give(a_, 9);
  cache.Give(b_, 101);
  EXPECT_EQ(released, (std::vector<void*>{a_, b_}));
  EXPECT_EQ(cache.Take(9), nullptr);
}

TEST_F(BlockCacheTest, TheOldestMakeRoom) {
  BlockCache cache(10, 100, 200, Release);
  cache.Give(a_, 100);
  cache.Give(b_, 60);
  cache.Give(c_, 90);
  EXPECT_EQ(released, std::vector<void*>{a_});
  EXPECT_EQ(cache.Take(90), c_);
  EXPECT_EQ(cache.Take(60), b_);
}

TEST_F(BlockCacheTest, ClearReleasesAll) {
  BlockCache cache(10, 100, 200, Release);
  cache.Give(a_, 50);
  cache.Give(b_, 50);
  cache.Clear();
  EXPECT_EQ(released.size(), 2u);
  EXPECT_EQ(cache.Take(50), nullptr);
  cache.Give(c_, 100);   // nothing counts any more
  EXPECT_EQ(cache.Take(100), c_);
}

}  // namespace
}  // namespace berth
