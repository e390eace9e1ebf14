#include "base/thread_pool.h"

#include <atomic>
#include <future>
#include <limits>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/thread_pool_options.h"

namespace berth {
namespace {

// How often each index of [0, total) was visited.
std::vector<int> Visits(ThreadPool* pool, std::ptrdiff_t total, std::ptrdiff_t grain) {
  std::vector<std::atomic<int>> visits(static_cast<size_t>(std::max<std::ptrdiff_t>(total, 0)));
  std::atomic<int> calls{0};
  ParallelFor(pool, total, grain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    EXPECT_LT(begin, end);
    EXPECT_TRUE(end == total || end - begin >= grain) << begin << " to " << end;
    ++calls;
    for (std::ptrdiff_t i = begin; i < end; ++i) ++visits[static_cast<size_t>(i)];
  });
  EXPECT_EQ(calls == 0, total <= 0);
  return {visits.begin(), visits.end()};
}

TEST(ThreadPool, EveryIndexOnce) {
  for (int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (std::ptrdiff_t total : {0, 1, 7, 64, 1000}) {
      for (std::ptrdiff_t grain : {1, 3, 100, 5000}) {
        EXPECT_EQ(Visits(&pool, total, grain), std::vector<int>(static_cast<size_t>(total), 1));
      }
    }
  }
  EXPECT_EQ(Visits(nullptr, 9, 1), std::vector<int>(9, 1));
}

TEST(ThreadPool, NothingToDo) {
  ThreadPool pool(2);
  EXPECT_TRUE(Visits(&pool, -5, 1).empty());
  EXPECT_TRUE(Visits(nullptr, -5, 1).empty());
  EXPECT_EQ(Visits(&pool, 3, 0), std::vector<int>(3, 1));   // a grain below one is one
}

TEST(ThreadPool, OnePerCoreUnlessTold) { EXPECT_GE(ThreadPool(0).threads(), 1); }

TEST(ThreadPool, LoopInsideALoopRunsInPlace) {
  ThreadPool pool(3);
  std::atomic<int> inner{0};
  pool.ParallelFor(8, 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t i = begin; i < end; ++i) {
      const auto thread = std::this_thread::get_id();
      pool.ParallelFor(10, 1, [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        EXPECT_EQ(std::this_thread::get_id(), thread);
        inner += static_cast<int>(to - from);
      });
    }
  });
  EXPECT_EQ(inner, 80);
}

TEST(ThreadPool, LoopsOfSeveralCallersAtOnce) {
  ThreadPool pool(2);
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        if (Visits(&pool, 100, 1) != std::vector<int>(100, 1)) ++wrong;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ThreadPool, WorkIsShared) {
  ThreadPool pool(2);
  // Two ranges that each wait for the other: only two threads can get through.
  std::atomic<int> inside{0};
  pool.ParallelFor(2, 1, [&](std::ptrdiff_t, std::ptrdiff_t) {
    ++inside;
    while (inside < 2) std::this_thread::yield();
  });
  EXPECT_EQ(inside, 2);
}

TEST(ThreadPool, ScheduledTasksAreDoneBeforeItEnds) {
  std::atomic<int> done{0};
  std::atomic<bool> elsewhere{true};
  const auto here = std::this_thread::get_id();
  {
    ThreadPool pool(3);
    for (int i = 0; i < 50; ++i) {
      pool.Schedule([&] {
        if (std::this_thread::get_id() == here) elsewhere = false;
        // A task may use the pool.
        EXPECT_EQ(Visits(&pool, 100, 1), std::vector<int>(100, 1));
        ++done;
      });
    }
  }
  EXPECT_EQ(done, 50);
  EXPECT_TRUE(elsewhere);
}

TEST(ThreadPool, ATaskMayEndItsPool) {
  auto pool = std::make_unique<ThreadPool>(2);
  std::promise<void> ended;
  ThreadPool* const raw = pool.get();
  raw->Schedule([&ended, owned = std::make_shared<std::unique_ptr<ThreadPool>>(std::move(pool))] {
    owned->reset();
    ended.set_value();
  });
  ended.get_future().wait();
}

TEST(ThreadPool, WithSpinningWorkers) {
  ThreadPoolOptions options;
  options.threads = 3;
  options.spin_microseconds = 100;
  auto pool = ThreadPool::Create(options);
  ASSERT_TRUE(pool.ok());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Visits(pool->get(), 50, 1), std::vector<int>(50, 1));
}

TEST(ThreadPool, AffinitiesAreOfEachWorker) {
  ThreadPoolOptions options;
  options.threads = 3;
  options.affinity = {{0}};
  EXPECT_EQ(ThreadPool::Create(options).status().code(), ORT_INVALID_ARGUMENT);
  options.affinity = {{0}, {0, 1}};
  auto pool = ThreadPool::Create(options);
  ASSERT_TRUE(pool.ok());
  EXPECT_EQ(Visits(pool->get(), 1000, 1), std::vector<int>(1000, 1));
}

TEST(Affinity, ListsAndRanges) {
  const auto parsed = [](std::string_view text) {
    auto affinity = ParseAffinity(text);
    return affinity.ok() ? *affinity : ThreadAffinity{{-1}};
  };
  EXPECT_EQ(parsed("1"), (ThreadAffinity{{0}}));
  EXPECT_EQ(parsed("1,3;2-4"), (ThreadAffinity{{0, 2}, {1, 2, 3}}));
  EXPECT_EQ(parsed("1;"), (ThreadAffinity{{0}}));
  EXPECT_EQ(parsed("1,,2"), (ThreadAffinity{{0, 1}}));
  EXPECT_EQ(parsed(""), ThreadAffinity{});
  for (std::string_view wrong : {"a", "0", "3-1", "1-", "-1", "1.5", "99999999999", "4097"}) {
    EXPECT_EQ(parsed(wrong), (ThreadAffinity{{-1}})) << wrong;
  }
}

}  // namespace
}  // namespace berth
