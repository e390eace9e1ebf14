#include "kernels/generator/random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "graph/onnx_type.h"
#include "kernels/generator/philox.h"
#include "kernels/tensor/element_access.h"

// Only operations that IEEE 754 defines to the last bit are used here, and none of them may be fused: the numbers are to be the
// same everywhere (src/CMakeLists.txt turns contraction off for this file).

namespace berth {
namespace {

// Natural logarithm of a positive normal number, by the series of the area tangent.
double Logarithm(double x) {
  constexpr double kLog2 = 0.693147180559945309417, kRootHalf = 0.70710678118654752440;
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52) - 1022;
  double mantissa = std::bit_cast<double>((bits & 0xfffffffffffffull) | 0x3fe0000000000000ull);   // in [1/2, 1)
  if (mantissa < kRootHalf) {
    mantissa *= 2;
    --exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1), square = s * s;
  double sum = 0;
  for (int k = 23; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return exponent * kLog2 + 2 * s * sum;
}

double Polynomial(const double (&coefficients)[8], double x) {
  double sum = 0;
  for (size_t i = 8; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// The number below which a standard normal one is with probability p in (0, 1). Algorithm AS 241 (Wichura, 1988), PPND16.
double NormalQuantile(double p) {
  static constexpr double kA[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                   1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                   3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double kB[8] = {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                                   2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
                                   5.2264952788528545610e3};
  static constexpr double kC[8] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                                   3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                   2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double kD[8] = {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                                   1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                                   1.05075007164441684324e-9};
  static constexpr double kE[8] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                                   2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                   2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double kF[8] = {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                                   7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                                   2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * Polynomial(kA, r) / Polynomial(kB, r);
  }
  double r = std::sqrt(-Logarithm(q < 0 ? p : 1 - p));
  double value = 0;
  if (r <= 5) {
    r -= 1.6;
    value = Polynomial(kC, r) / Polynomial(kD, r);
  } else {
    r -= 5;
    value = Polynomial(kE, r) / Polynomial(kF, r);
  }
  return q < 0 ? -value : value;
}

// 53 bits of two words.
uint64_t Bits53(uint32_t high, uint32_t low) { return (uint64_t{high} << 32 | low) >> 11; }

}  // namespace

void RandomStream::Uniform(uint64_t begin, size_t count, double* out) const {
  for (size_t i = 0; i < count; i += 2) {
    const uint64_t position = (begin + i) / 2;
    const PhiloxBlock words = Philox({static_cast<uint32_t>(position), static_cast<uint32_t>(position >> 32),
                                      static_cast<uint32_t>(run_), static_cast<uint32_t>(run_ >> 32)},
                                     {static_cast<uint32_t>(seed_), static_cast<uint32_t>(seed_ >> 32)});
    out[i] = static_cast<double>(Bits53(words[0], words[1])) * 0x1p-53;
    if (i + 1 < count) out[i + 1] = static_cast<double>(Bits53(words[2], words[3])) * 0x1p-53;
  }
}

void RandomStream::Normal(uint64_t begin, size_t count, double* out) const {
  Uniform(begin, count, out);
  // The middle of each step, so that neither 0 nor 1 comes up.
  for (size_t i = 0; i < count; ++i) out[i] = NormalQuantile(std::min(out[i] + 0x1p-54, 1 - 0x1p-53));
}

Status RandomSource::Init(const KernelInfo& info) {
  if (!info.HasAttribute("seed")) {
    std::random_device device;
    seed_ = uint64_t{device()} << 32 | device();
    return Ok();
  }
  const auto* attribute = info.node().FindAttribute("seed");
  if (attribute->type() == onnx::AttributeProto::INT) {
    seed_ = static_cast<uint64_t>(attribute->i());
    return Ok();
  }
  BERTH_ASSIGN_OR_RETURN(const float seed, info.Float("seed"));
  seed_ = std::bit_cast<uint32_t>(seed);
  return Ok();
}

void FillRandom(const RandomStream& stream, const RandomFill& fill, Tensor& y, ThreadPool* pool) {
  const ElementAccess& access = *AccessTo(y.type());
  const size_t total = y.element_count();
  constexpr std::ptrdiff_t kBlocksAThread = 16;
  ParallelFor(pool, static_cast<std::ptrdiff_t>((total + kAccessBlock - 1) / kAccessBlock), kBlocksAThread,
              [&](std::ptrdiff_t first, std::ptrdiff_t last) {
                double block[kAccessBlock];
                for (auto at = static_cast<size_t>(first); at < static_cast<size_t>(last); ++at) {
                  const size_t begin = at * kAccessBlock, count = std::min(kAccessBlock, total - begin);
                  (stream.*fill.numbers)(begin, count, block);
                  for (size_t i = 0; i < count; ++i) block[i] = fill.offset + fill.scale * block[i];
                  access.write_doubles(block, count, {}, y.mutable_data(), begin);
                }
              });
}

StatusOr<ElementType> TypeAttribute(const KernelInfo& info, ElementType otherwise) {
  if (!info.HasAttribute("dtype")) return otherwise;
  BERTH_ASSIGN_OR_RETURN(const int64_t number, info.Int("dtype"));
  return ElementTypeFromOnnx(number);
}

}  // namespace berth
