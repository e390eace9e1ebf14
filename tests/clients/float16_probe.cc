// The conversions and questions of Ort::Float16_t and Ort::BFloat16_t over arrays, for float16_test.py.
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

namespace {

template <typename T>
void ToFloat(const uint16_t* bits, float* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = T::FromBits(bits[i]).ToFloat();
}

template <typename T>
void FromFloat(const float* values, uint16_t* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = T(values[i]).val;
}

// Bits: nan, infinite, negative, zero or nan, normal, subnormal, equal to b, less than b.
template <typename T>
void Ask(const uint16_t* bits, const uint16_t* other, uint8_t* out, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const T a = T::FromBits(bits[i]), b = T::FromBits(other[i]);
    out[i] = static_cast<uint8_t>(a.IsNaN() | a.IsInfinity() << 1 | a.IsNegative() << 2 | a.IsNaNOrZero() << 3 |
                                  a.IsNormal() << 4 | a.IsSubnormal() << 5 | (a == b) << 6 | (a < b) << 7);
  }
}

}  // namespace

#define PROBE(NAME, T)                                                                                                 \
  extern "C" ORT_EXPORT void NAME##_to_float(const uint16_t* in, float* out, size_t n) { ToFloat<T>(in, out, n); }     \
  extern "C" ORT_EXPORT void NAME##_from_float(const float* in, uint16_t* out, size_t n) { FromFloat<T>(in, out, n); } \
  extern "C" ORT_EXPORT void NAME##_ask(const uint16_t* a, const uint16_t* b, uint8_t* out, size_t n) { Ask<T>(a, b, out, n); }
PROBE(half, Ort::Float16_t)
PROBE(brain, Ort::BFloat16_t)
