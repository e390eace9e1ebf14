// The fuzzer of operators, for whoever drives it.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace berth {

// What there is to start from: operators in all their versions, models to change. The first two bytes choose.
size_t OperatorFuzzStarts();

// How far inputs came.
struct OperatorFuzzCounts {
  size_t sessions = 0, runs = 0;
};
extern OperatorFuzzCounts operator_fuzz_counts;

}  // namespace berth
