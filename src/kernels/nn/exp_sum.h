// The heart of Softmax: exponentials in place, and their sum.
#pragma once

#include <cstddef>

namespace berth {

// values[i] = exp(values[i] - shift); returns the sum of what it wrote. The float form is vectorized: within 2 units in the last
// place; an argument below -87.3 gives 0.
double ExpSum(float* values, size_t count, float shift);
double ExpSum(double* values, size_t count, double shift);

}  // namespace berth
