#include "kernels/signal/fft.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace berth {
namespace {

// Sums over this many terms are taken as they are; a larger prime factor goes through the convolution.
constexpr size_t kLargestRadix = 31;

// exp(-2 pi i j / n) for j < n, from an angle of at most a quarter turn.
Complex Root(size_t j, size_t n) {
  const bool lower = 2 * j > n;
  if (lower) j = n - j;
  const bool left = 4 * j > n;
  const double whole = static_cast<double>(n), at = static_cast<double>(j);
  const double angle = 2 * std::numbers::pi * (left ? whole / 2 - at : at) / whole;
  return {left ? -std::cos(angle) : std::cos(angle), lower ? std::sin(angle) : -std::sin(angle)};
}

std::vector<Complex> Roots(size_t n) {
  std::vector<Complex> roots(n);
  for (size_t j = 0; j < n; ++j) roots[j] = Root(j, n);
  return roots;
}

// Fours first, so that there is at most one two. Empty when a factor is too large.
std::vector<size_t> Factors(size_t n) {
  std::vector<size_t> factors;
  for (size_t radix = 4; n > 1;) {
    if (n % radix == 0) {
      factors.push_back(radix);
      n /= radix;
    } else {
      radix = radix == 4 ? 2 : radix == 2 ? 3 : radix + 2;
      if (radix > kLargestRadix) return {};
    }
  }
  return factors;
}

Complex TimesMinusI(Complex a) { return {a.im, -a.re}; }

// One pass of the self-sorting transform: of `stride` interleaved signals of radix * m numbers, makes radix * stride interleaved
// ones of m. `roots`: of unity of order radix * m * stride.
struct Pass {
  const Complex* x;
  Complex* y;
  const Complex* roots;
  size_t m, stride;

  Complex at(size_t p, size_t part, size_t q) const { return x[q + stride * (p + m * part)]; }

  void Radix2() const {
    for (size_t p = 0; p < m; ++p) {
      const Complex w = roots[p * stride];
      Complex* out = y + stride * 2 * p;
      for (size_t q = 0; q < stride; ++q) {
        const Complex a = at(p, 0, q), b = at(p, 1, q);
        out[q] = a + b;
        out[q + stride] = w * (a - b);
      }
    }
  }

  void Radix3() const {
    constexpr double kSin = 0.86602540378443864676;
    for (size_t p = 0; p < m; ++p) {
      const Complex w1 = roots[p * stride], w2 = roots[2 * p * stride];
      Complex* out = y + stride * 3 * p;
      for (size_t q = 0; q < stride; ++q) {
        const Complex a = at(p, 0, q), b = at(p, 1, q), c = at(p, 2, q);
        const Complex sum = b + c, middle = a - 0.5 * sum, turn = kSin * TimesMinusI(b - c);
        out[q] = a + sum;
        out[q + stride] = w1 * (middle + turn);
        out[q + 2 * stride] = w2 * (middle - turn);
      }
    }
  }

  void Radix4() const {
    for (size_t p = 0; p < m; ++p) {
      const Complex w1 = roots[p * stride], w2 = roots[2 * p * stride], w3 = roots[3 * p * stride];
      Complex* out = y + stride * 4 * p;
      for (size_t q = 0; q < stride; ++q) {
        const Complex a = at(p, 0, q), b = at(p, 1, q), c = at(p, 2, q), d = at(p, 3, q);
        const Complex even = a + c, odd = b + d, even_turn = a - c, odd_turn = TimesMinusI(b - d);
        out[q] = even + odd;
        out[q + stride] = w1 * (even_turn + odd_turn);
        out[q + 2 * stride] = w2 * (even - odd);
        out[q + 3 * stride] = w3 * (even_turn - odd_turn);
      }
    }
  }

  void Radix5() const {
    constexpr double kCos1 = 0.30901699437494742410, kCos2 = -0.80901699437494742410;
    constexpr double kSin1 = 0.95105651629515357212, kSin2 = 0.58778525229247312917;
    for (size_t p = 0; p < m; ++p) {
      const Complex w1 = roots[p * stride], w2 = roots[2 * p * stride], w3 = roots[3 * p * stride], w4 = roots[4 * p * stride];
      Complex* out = y + stride * 5 * p;
      for (size_t q = 0; q < stride; ++q) {
        const Complex a = at(p, 0, q), b = at(p, 1, q), c = at(p, 2, q), d = at(p, 3, q), e = at(p, 4, q);
        const Complex sum1 = b + e, sum2 = c + d, difference1 = b - e, difference2 = c - d;
        const Complex middle1 = a + kCos1 * sum1 + kCos2 * sum2, middle2 = a + kCos2 * sum1 + kCos1 * sum2;
        const Complex turn1 = TimesMinusI(kSin1 * difference1 + kSin2 * difference2);
        const Complex turn2 = TimesMinusI(kSin2 * difference1 - kSin1 * difference2);
        out[q] = a + sum1 + sum2;
        out[q + stride] = w1 * (middle1 + turn1);
        out[q + 2 * stride] = w2 * (middle2 + turn2);
        out[q + 3 * stride] = w3 * (middle2 - turn2);
        out[q + 4 * stride] = w4 * (middle1 - turn1);
      }
    }
  }

  // `order`: of the roots.
  void AnyRadix(size_t radix, size_t order) const {
    const size_t part_step = order / radix;
    for (size_t p = 0; p < m; ++p) {
      for (size_t k = 0; k < radix; ++k) {
        const Complex w = roots[k * p * stride];
        Complex* out = y + stride * (radix * p + k);
        for (size_t q = 0; q < stride; ++q) {
          Complex sum = at(p, 0, q);
          for (size_t part = 1; part < radix; ++part) sum = sum + roots[part * k % radix * part_step] * at(p, part, q);
          out[q] = w * sum;
        }
      }
    }
  }
};

}  // namespace

Fft::Fft(size_t n) : n_(n), factors_(Factors(n)) {
  if (!factors_.empty() || n == 1) {
    roots_ = Roots(n);
    return;
  }
  padded_ = std::make_unique<Fft>(std::bit_ceil(2 * n - 1));
  chirp_.resize(n);
  size_t square = 0;   // j * j mod 2n
  for (size_t j = 0; j < n; ++j) {
    chirp_[j] = Root(square, 2 * n);
    square = (square + 2 * j + 1) % (2 * n);
  }
  filter_.assign(padded_->size(), {});
  for (size_t j = 0; j < n; ++j) {
    filter_[j] = Conjugate(chirp_[j]);
    filter_[j == 0 ? 0 : padded_->size() - j] = Conjugate(chirp_[j]);
  }
  std::vector<Complex> scratch(padded_->scratch_size());
  padded_->Forward(filter_.data(), scratch.data());
}

size_t Fft::scratch_size() const { return padded_ != nullptr ? padded_->size() + padded_->scratch_size() : n_; }

void Fft::Forward(Complex* x, Complex* scratch) const {
  if (padded_ != nullptr) ByConvolution(x, scratch);
  else MixedRadix(x, scratch);
}

void Fft::Inverse(Complex* x, Complex* scratch) const {
  for (size_t i = 0; i < n_; ++i) x[i] = Conjugate(x[i]);
  Forward(x, scratch);
  const double scale = 1 / static_cast<double>(n_);
  for (size_t i = 0; i < n_; ++i) x[i] = scale * Conjugate(x[i]);
}

void Fft::MixedRadix(Complex* x, Complex* scratch) const {
  Complex *from = x, *to = scratch;
  size_t stride = 1;
  for (size_t radix : factors_) {
    const Pass pass{from, to, roots_.data(), n_ / (radix * stride), stride};
    switch (radix) {
      case 2: pass.Radix2(); break;
      case 3: pass.Radix3(); break;
      case 4: pass.Radix4(); break;
      case 5: pass.Radix5(); break;
      default: pass.AnyRadix(radix, n_); break;
    }
    stride *= radix;
    std::swap(from, to);
  }
  if (from != x) std::copy_n(from, n_, x);
}

void Fft::ByConvolution(Complex* x, Complex* scratch) const {
  Complex* padded = scratch;
  Complex* more = scratch + padded_->size();
  for (size_t i = 0; i < n_; ++i) padded[i] = chirp_[i] * x[i];
  std::fill(padded + n_, padded + padded_->size(), Complex{});
  padded_->Forward(padded, more);
  for (size_t i = 0; i < padded_->size(); ++i) padded[i] = filter_[i] * padded[i];
  padded_->Inverse(padded, more);
  for (size_t i = 0; i < n_; ++i) x[i] = chirp_[i] * padded[i];
}

std::shared_ptr<const Fft> FftPlans::For(size_t n) const {
  std::lock_guard lock(mutex_);
  if (last_ == nullptr || last_->size() != n) last_ = std::make_shared<const Fft>(n);
  return last_;
}

}  // namespace berth
