// How a foreign kernel uses the memory of its inputs and outputs, as its definition or table says.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include <onnxruntime_c_api.h>

namespace berth {

struct MemoryUse {
  std::map<size_t, OrtMemType> input_memory, output_memory;   // by index; absent: default
  // Pairs of an input and an output. An alias is its input, in the same memory; the others may be written over their input.
  std::vector<std::pair<int, int>> aliases, may_aliases;
};

}  // namespace berth
