#include "values/arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

namespace berth {
namespace {

constexpr size_t kKb = 1 << 10;

// What the counts are for each setting is compared with ONNX Runtime's in tests/clients/arena_test.py.

TEST(Arena, ChunksDoNotOverlapAndAreAligned) {
  Arena arena({.first_region = 4 * kKb});
  std::vector<std::pair<char*, size_t>> given;
  for (size_t i = 1; i < 60; ++i) {
    const size_t bytes = i * 37;
    char* data = static_cast<char*>(arena.Take(bytes));
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
    std::memset(data, static_cast<int>(i), bytes);
    given.emplace_back(data, bytes);
    if (i % 3 == 0) {
      arena.Give(given[i / 3].first);
      given[i / 3].second = 0;
    }
  }
  for (size_t i = 0; i < given.size(); ++i) {
    for (size_t k = 0; k < given[i].second; ++k) ASSERT_EQ(given[i].first[k], static_cast<char>(i + 1));
  }
}

TEST(Arena, NothingAndTooMuch) {
  Arena arena({});
  EXPECT_EQ(arena.Take(0), nullptr);
  EXPECT_EQ(arena.Take(SIZE_MAX), nullptr);
  EXPECT_EQ(arena.Take(SIZE_MAX / 2), nullptr);
  EXPECT_EQ(arena.Reserve(0), nullptr);
  arena.Give(nullptr);
  EXPECT_EQ(arena.stats().in_use, 0u);
  EXPECT_NE(arena.Take(1), nullptr);
}

TEST(Arena, RegionsOfNoBytesGrowAllTheSame) {
  Arena arena({.first_region = 0, .first_region_after_shrink = 0, .largest_doubled = 0});
  EXPECT_NE(arena.Take(1000), nullptr);
  arena.Shrink();
  EXPECT_NE(arena.Take(3000), nullptr);
}

TEST(Arena, WhatIsReservedIsPastTheRegions) {
  Arena arena({.first_region = 4 * kKb});
  void* data = arena.Reserve(100 * kKb);
  ASSERT_NE(data, nullptr);
  EXPECT_EQ(arena.stats().reserves, 1u);
  EXPECT_EQ(arena.stats().extensions, 0u);
  EXPECT_EQ(arena.stats().in_use, 100 * kKb);
  arena.Give(data);
  EXPECT_EQ(arena.stats().in_use, 0u);
  EXPECT_EQ(arena.stats().total, 0u);
}

TEST(Arena, ManyThreads) {
  Arena arena({.first_region = 4 * kKb});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&arena, t] {
      for (size_t i = 1; i < 200; ++i) {
        char* data = static_cast<char*>(arena.Take(i * 100));
        std::memset(data, t, i * 100);
        if (i % 50 == 0) arena.Shrink();
        for (size_t k = 0; k < i * 100; k += 97) ASSERT_EQ(data[k], t);
        arena.Give(data);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(arena.stats().in_use, 0u);
}

}  // namespace
}  // namespace berth
