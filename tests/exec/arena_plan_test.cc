#include "exec/arena_plan.h"

#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace berth {
namespace {

constexpr size_t kUnplanned = ArenaPlan::kUnplanned;

// No two tensors that live at one step share a byte; every place is aligned, large enough and inside the block.
void ExpectSound(const std::vector<Lifetime>& lives, const ArenaPlan& plan) {
  for (const Lifetime& a : lives) {
    const size_t offset = plan.offsets[a.value];
    if (offset == kUnplanned) continue;
    EXPECT_EQ(offset % 64, 0u);
    EXPECT_GE(plan.sizes[a.value], a.bytes);
    EXPECT_LE(offset + plan.sizes[a.value], plan.total);
    for (const Lifetime& b : lives) {
      if (&a == &b || plan.offsets[b.value] == kUnplanned || a.last < b.first || b.last < a.first) continue;
      EXPECT_TRUE(offset + plan.sizes[a.value] <= plan.offsets[b.value] ||
                  plan.offsets[b.value] + plan.sizes[b.value] <= offset)
          << "values " << a.value << " and " << b.value;
    }
  }
}

TEST(ArenaPlan, NothingToPlan) {
  const ArenaPlan plan = PlanArena({}, 3);
  EXPECT_EQ(plan.total, 0u);
  EXPECT_EQ(plan.offsets, std::vector<size_t>(3, kUnplanned));
}

TEST(ArenaPlan, ChainNeedsTwoPlaces) {
  // Each step reads the tensor of the step before and makes its own.
  std::vector<Lifetime> lives;
  for (int32_t i = 0; i < 10; ++i) lives.push_back({i, static_cast<uint32_t>(i), static_cast<uint32_t>(i + 1), 100});
  const ArenaPlan plan = PlanArena(lives, 10);
  ExpectSound(lives, plan);
  EXPECT_EQ(plan.total, 256u);   // two of 128
  EXPECT_EQ(plan.offsets[0], plan.offsets[2]);
}

TEST(ArenaPlan, LifeEndsAfterItsLastStep) {
  const std::vector<Lifetime> meets = {{0, 0, 1, 64}, {1, 1, 2, 64}}, apart = {{0, 0, 1, 64}, {1, 2, 3, 64}};
  EXPECT_EQ(PlanArena(meets, 2).total, 128u);
  EXPECT_EQ(PlanArena(apart, 2).total, 64u);
}

TEST(ArenaPlan, TakesTheTightestFreeRange) {
  // Ranges of 256 and 64 bytes get free between two that stay; a small tensor goes into the small one.
  const std::vector<Lifetime> lives = {{0, 0, 1, 256}, {1, 0, 9, 64}, {2, 0, 1, 64}, {3, 0, 9, 64},
                                       {4, 2, 3, 50}, {5, 2, 3, 200}};
  const ArenaPlan plan = PlanArena(lives, 6);
  ExpectSound(lives, plan);
  EXPECT_EQ(plan.offsets[4], plan.offsets[2]);
  EXPECT_EQ(plan.offsets[5], plan.offsets[0]);
  EXPECT_EQ(plan.total, 448u);
}

TEST(ArenaPlan, FreeNeighboursBecomeOne) {
  const std::vector<Lifetime> lives = {{0, 0, 1, 64}, {1, 0, 1, 64}, {2, 0, 1, 64}, {3, 2, 3, 192}};
  EXPECT_EQ(PlanArena(lives, 4).total, 192u);
}

TEST(ArenaPlan, FreeRangeAtTheEndGrows) {
  const std::vector<Lifetime> lives = {{0, 0, 9, 64}, {1, 0, 1, 64}, {2, 2, 3, 640}};
  const ArenaPlan plan = PlanArena(lives, 3);
  ExpectSound(lives, plan);
  EXPECT_EQ(plan.offsets[2], 64u);
  EXPECT_EQ(plan.total, 704u);
}

TEST(ArenaPlan, EmptyAndMonstrousTensorsStayOutside) {
  constexpr size_t kMax = std::numeric_limits<size_t>::max();
  const std::vector<Lifetime> lives = {{0, 0, 3, 0}, {1, 0, 3, kMax}, {2, 0, 3, kMax - 64}, {3, 0, 3, kMax / 2},
                                       {4, 0, 3, kMax / 2 + 64}, {5, 0, 3, 10}};
  const ArenaPlan plan = PlanArena(lives, 6);
  EXPECT_EQ(plan.offsets[0], kUnplanned);   // of no bytes
  EXPECT_EQ(plan.offsets[1], kUnplanned);   // rounding up overflows
  EXPECT_NE(plan.offsets[2], kUnplanned);   // fits, if barely
  EXPECT_EQ(plan.offsets[3], kUnplanned);   // and then the sum overflows
  EXPECT_EQ(plan.offsets[4], kUnplanned);
  EXPECT_EQ(plan.offsets[5], kUnplanned);
  const std::vector<Lifetime> small = {lives[0], lives[1], lives[5]};
  EXPECT_EQ(PlanArena(small, 6).offsets[5], 0u);
}

TEST(ArenaPlan, ManyRandomLives) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::vector<Lifetime> lives;
    size_t sum = 0;
    for (int32_t i = 0; i < 120; ++i) {
      const uint32_t first = random() % 60;
      lives.push_back({i, first, first + static_cast<uint32_t>(random() % 12), static_cast<size_t>(random() % 5000)});
      sum += (lives.back().bytes + 63) / 64 * 64;
    }
    const ArenaPlan plan = PlanArena(lives, 120);
    ExpectSound(lives, plan);
    EXPECT_LT(plan.total, sum / 2);   // lives of 6 steps of 72 on average: sharing is worth it
    for (const Lifetime& life : lives) EXPECT_EQ(plan.offsets[life.value] == kUnplanned, life.bytes == 0);
  }
}

}  // namespace
}  // namespace berth
