// What a second thread adds where memory is the limit: threads read one block that no cache holds, as callers of a session read
// its weights. Prints gigabytes a second of one and of two threads, and how many times the one the two are.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kBytes = size_t{320} << 20;
constexpr auto kTime = std::chrono::milliseconds(700);

// Several sums at once, so that the additions do not wait for one another.
uint64_t SumOf(const std::vector<uint64_t>& block) {
  uint64_t sums[16] = {};
  for (size_t i = 0; i + 16 <= block.size(); i += 16) {
    for (size_t lane = 0; lane < 16; ++lane) sums[lane] += block[i + lane];
  }
  return std::accumulate(sums, sums + 16, uint64_t{0});
}

double GigabytesASecond(const std::vector<uint64_t>& block, int threads) {
  std::atomic<size_t> reads{0};
  std::atomic<uint64_t> seen{0};   // so that nothing is left out
  std::vector<std::thread> running;
  const auto start = Clock::now();
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      while (Clock::now() - start < kTime) {
        seen += SumOf(block);
        ++reads;
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return static_cast<double>(reads) * kBytes / seconds / 1e9;
}

}  // namespace

int main() {
  const std::vector<uint64_t> block(kBytes / sizeof(uint64_t), 1);
  double best[2] = {};
  for (int round = 0; round < 4; ++round) {
    for (int threads : {1, 2}) best[threads - 1] = std::max(best[threads - 1], GigabytesASecond(block, threads));
  }
  std::printf("one thread   %6.1f GB/s\ntwo threads  %6.1f GB/s, %.2f times one\n", best[0], best[1], best[1] / best[0]);
}
