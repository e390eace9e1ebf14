#include "kernels/quantization/byte_lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace berth {
namespace {

// ONNX's formula, in double after the division.
template <typename Q>
Q Quantized(float x, float scale, int zero) {
  const double low = std::numeric_limits<Q>::min(), high = std::numeric_limits<Q>::max();
  const float quotient = x / scale;
  return static_cast<Q>(std::isnan(quotient) ? low : std::clamp(std::nearbyint(static_cast<double>(quotient)) + zero, low, high));
}

template <typename Q>
void CheckQuantize(int zero) {
  std::vector<float> x = {0, -0.0f, 0.25f, 0.75f, 1.25f, -0.25f, -0.75f, 1e9f, -1e9f, std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()};
  for (int i = -70; i < 70; ++i) x.push_back(static_cast<float>(i) * 1.37f);
  for (size_t count : {size_t{0}, size_t{1}, size_t{7}, size_t{12}, size_t{33}, x.size()}) {
    std::vector<Q> y(count + 1, Q{77});
    QuantizeRun(x.data(), count, 0.5f, zero, y.data());
    for (size_t i = 0; i < count; ++i) EXPECT_EQ(y[i], Quantized<Q>(x[i], 0.5f, zero)) << x[i] << " at " << i << " of " << count;
    EXPECT_EQ(y[count], Q{77});   // nothing is written behind the run
  }
}

template <typename Q>
void CheckDequantize(int zero) {
  std::vector<Q> x;
  for (int i = std::numeric_limits<Q>::min(); i <= std::numeric_limits<Q>::max(); ++i) x.push_back(static_cast<Q>(i));
  for (size_t count : {size_t{0}, size_t{1}, size_t{19}, x.size()}) {
    std::vector<float> y(count + 1, 77.0f);
    DequantizeRun(x.data(), count, 0.3f, zero, y.data());
    for (size_t i = 0; i < count; ++i) EXPECT_EQ(y[i], static_cast<float>(x[i] - zero) * 0.3f);
    EXPECT_EQ(y[count], 77.0f);
  }
}

TEST(ByteLanes, QuantizesAsTheFormulaSays) {
  CheckQuantize<uint8_t>(0);
  CheckQuantize<uint8_t>(128);
  CheckQuantize<int8_t>(0);
  CheckQuantize<int8_t>(-100);
}

TEST(ByteLanes, DequantizesAsTheFormulaSays) {
  CheckDequantize<uint8_t>(128);
  CheckDequantize<int8_t>(-3);
}

}  // namespace
}  // namespace berth
