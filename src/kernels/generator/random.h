// What the operators with random results share: a generator for each node, and tensors filled from it.
#pragma once

#include <atomic>
#include <cstdint>

#include "kernels/context.h"
#include "kernels/info.h"

namespace berth {

// The numbers of one run. The same seed gives the same numbers on every processor and with any number of threads.
class RandomStream {
 public:
  RandomStream(uint64_t seed, uint64_t run) : seed_(seed), run_(run) {}

  // `count` numbers from position `begin` on, an even one: uniform in [0, 1), in steps of 2^-53; or of the standard normal
  // distribution.
  void Uniform(uint64_t begin, size_t count, double* out) const;
  void Normal(uint64_t begin, size_t count, double* out) const;

 private:
  uint64_t seed_, run_;
};

// One a node. Without the attribute `seed` each session gets other numbers; each run continues where the one before ended.
class RandomSource {
 public:
  Status Init(const KernelInfo& info);
  RandomStream NextRun() const { return RandomStream(seed_, runs_.fetch_add(1, std::memory_order_relaxed)); }

 private:
  uint64_t seed_ = 0;
  mutable std::atomic<uint64_t> runs_{0};
};

// y[i] = offset + scale * number i, rounded to the type of `y`, any type of numbers.
struct RandomFill {
  void (RandomStream::*numbers)(uint64_t begin, size_t count, double* out) const;
  double offset, scale;
};
void FillRandom(const RandomStream& stream, const RandomFill& fill, Tensor& y, ThreadPool* pool);

// The element type that the attribute `dtype` names, `otherwise` without it.
StatusOr<ElementType> TypeAttribute(const KernelInfo& info, ElementType otherwise);

}  // namespace berth
