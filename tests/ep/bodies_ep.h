// What bodies_ep.cc counts.
#pragma once

#include <atomic>
#include <cstddef>

struct BodiesEpCounts {
  std::atomic<size_t> live_blocks{0}, to_device{0}, to_host{0}, inside{0};   // blocks; tensors copied
  std::atomic<size_t> adds{0}, concats{0}, transposes{0};
};
