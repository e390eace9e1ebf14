// Discrete Fourier transforms of any length in O(n log n), in double.
//
//   const std::shared_ptr<const Fft> fft = plans.For(400);
//   std::vector<Complex> x(400), work(fft->scratch_size());
//   fft->Forward(x.data(), work.data());
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace berth {

// std::complex would look for NaN and infinity in each product.
struct Complex {
  double re = 0, im = 0;
  friend Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
  friend Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
  friend Complex operator*(Complex a, Complex b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
  friend Complex operator*(double a, Complex b) { return {a * b.re, a * b.im}; }
};
inline Complex Conjugate(Complex a) { return {a.re, -a.im}; }

// The plan of one length: its factors and roots of unity. Never changes; any thread.
class Fft {
 public:
  // n > 0. Throws std::bad_alloc.
  explicit Fft(size_t n);

  size_t size() const { return n_; }
  // Complex numbers that a transform needs beside its own.
  size_t scratch_size() const;
  // y[k] = sum over j of x[j] exp(-2 pi i j k / n), in place.
  void Forward(Complex* x, Complex* scratch) const;
  // The reverse, scaled by 1 / n.
  void Inverse(Complex* x, Complex* scratch) const;

 private:
  void MixedRadix(Complex* x, Complex* scratch) const;
  // By a convolution of a length that is a power of two: for lengths with large prime factors (Bluestein).
  void ByConvolution(Complex* x, Complex* scratch) const;

  size_t n_;
  std::vector<size_t> factors_;        // of n; empty where the convolution does it
  std::vector<Complex> roots_;         // exp(-2 pi i j / n)
  std::unique_ptr<const Fft> padded_;  // of the convolution
  std::vector<Complex> chirp_;         // exp(-pi i j^2 / n)
  std::vector<Complex> filter_;        // the transform of what is convolved with
};

// Remembers the plan used last. Any thread.
class FftPlans {
 public:
  std::shared_ptr<const Fft> For(size_t n) const;

 private:
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Fft> last_;
};

}  // namespace berth
