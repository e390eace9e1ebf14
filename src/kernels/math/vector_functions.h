// Functions of runs of numbers: element-wise operators and the gates of recurrent ones stand on them.
#pragma once

#include <cstdint>

namespace berth {

// x[i] = 1 / (1 + exp(-x[i])). The float forms are vectorized and within 3e-7 of the true value, tanh relative to it; NaN stays.
void Sigmoids(float* x, int64_t count);
void Sigmoids(double* x, int64_t count);

// x[i] = tanh(x[i]).
void Tanhs(float* x, int64_t count);
void Tanhs(double* x, int64_t count);

// x[i] = erf(x[i]), within 4e-7 of the true value relative to it; NaN stays.
void Erfs(float* x, int64_t count);

}  // namespace berth
