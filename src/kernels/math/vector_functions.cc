#include "kernels/math/vector_functions.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/math/vector_functions.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lane>;

// exp(x) - 1 for x limited to [-limit, limit], limit at most 87: exp(x) = 2^n * exp(r), n the nearest whole number to x / ln 2,
// exp(r) - 1 by its series. For n = 0 nothing cancels, so that the result is right relative to itself.
HWY_INLINE Vector ExpM1(Vector x, float limit) {
  const Lane lane;
  const hn::RebindToSigned<Lane> whole;
  // Not-a-number stays: it is the second operand.
  x = hn::Min(hn::Set(lane, limit), hn::Max(hn::Set(lane, -limit), x));
  const Vector n = hn::Round(hn::Mul(x, hn::Set(lane, 1.44269504f)));
  Vector r = hn::NegMulAdd(n, hn::Set(lane, 0.693145752f), x);
  r = hn::NegMulAdd(n, hn::Set(lane, 1.42860677e-6f), r);
  Vector p = hn::Set(lane, 1.0f / 5040);
  p = hn::MulAdd(p, r, hn::Set(lane, 1.0f / 720));
  p = hn::MulAdd(p, r, hn::Set(lane, 1.0f / 120));
  p = hn::MulAdd(p, r, hn::Set(lane, 1.0f / 24));
  p = hn::MulAdd(p, r, hn::Set(lane, 1.0f / 6));
  p = hn::MulAdd(p, r, hn::Set(lane, 0.5f));
  p = hn::MulAdd(p, hn::Mul(r, r), r);
  const auto bits = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(whole, n), hn::Set(whole, 127)));
  const Vector power = hn::BitCast(lane, bits);
  return hn::MulAdd(power, p, hn::Sub(power, hn::Set(lane, 1.0f)));
}

HWY_INLINE Vector Sigmoid(Vector x) {
  const Lane lane;
  return hn::Div(hn::Set(lane, 1.0f), hn::Add(ExpM1(hn::Neg(x), 87.0f), hn::Set(lane, 2.0f)));
}

HWY_INLINE Vector Tanh(Vector x) {
  const Lane lane;
  const Vector e = ExpM1(hn::Add(x, x), 40.0f);
  return hn::Div(e, hn::Add(e, hn::Set(lane, 2.0f)));
}

// The quotient of two polynomials in x * x, fitted to erf(x) / x by least squares, weighted until no error stands out; beyond
// 3.92 it is 1 for a float.
HWY_INLINE Vector Erf(Vector x) {
  const Lane lane;
  const Vector limit = hn::Set(lane, 3.92f), one = hn::Set(lane, 1.0f);
  // Not-a-number stays: it is the second operand.
  x = hn::Min(limit, hn::Max(hn::Neg(limit), x));
  const Vector t = hn::Mul(x, x);
  Vector p = hn::Set(lane, -1.279995308e-08f);
  p = hn::MulAdd(p, t, hn::Set(lane, 4.609264576e-06f));
  p = hn::MulAdd(p, t, hn::Set(lane, 3.767600370e-04f));
  p = hn::MulAdd(p, t, hn::Set(lane, 3.838623440e-03f));
  p = hn::MulAdd(p, t, hn::Set(lane, 5.424400258e-02f));
  p = hn::MulAdd(p, t, hn::Set(lane, 1.851352311e-01f));
  p = hn::MulAdd(p, t, hn::Set(lane, 1.128379169f));
  Vector q = hn::Set(lane, 6.239946420e-05f);
  q = hn::MulAdd(q, t, hn::Set(lane, 1.301526479e-03f));
  q = hn::MulAdd(q, t, hn::Set(lane, 1.543005370e-02f));
  q = hn::MulAdd(q, t, hn::Set(lane, 1.138737600e-01f));
  q = hn::MulAdd(q, t, hn::Set(lane, 4.974052330e-01f));
  q = hn::MulAdd(q, t, one);
  return hn::Min(one, hn::Max(hn::Neg(one), hn::Div(hn::Mul(x, p), q)));
}

template <typename Function>
HWY_INLINE void ForEach(float* x, size_t count, Function f) {
  const Lane lane;
  const size_t lanes = hn::Lanes(lane);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(f(hn::LoadU(lane, x + i)), lane, x + i);
  if (i == count) return;
  HWY_ALIGN float rest[hn::MaxLanes(lane)] = {};
  std::copy(x + i, x + count, rest);
  hn::Store(f(hn::Load(lane, rest)), lane, rest);
  std::copy_n(rest, count - i, x + i);
}

void SigmoidsOf(float* x, size_t count) {
  ForEach(x, count, [](Vector v) HWY_ATTR { return Sigmoid(v); });
}

void TanhsOf(float* x, size_t count) {
  ForEach(x, count, [](Vector v) HWY_ATTR { return Tanh(v); });
}

void ErfsOf(float* x, size_t count) {
  ForEach(x, count, [](Vector v) HWY_ATTR { return Erf(v); });
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(SigmoidsOf);
HWY_EXPORT(TanhsOf);
HWY_EXPORT(ErfsOf);

void Sigmoids(float* x, int64_t count) { HWY_DYNAMIC_DISPATCH(SigmoidsOf)(x, static_cast<size_t>(count)); }

void Sigmoids(double* x, int64_t count) {
  for (int64_t i = 0; i < count; ++i) x[i] = 1.0 / (1.0 + std::exp(-x[i]));
}

void Tanhs(float* x, int64_t count) { HWY_DYNAMIC_DISPATCH(TanhsOf)(x, static_cast<size_t>(count)); }

void Erfs(float* x, int64_t count) { HWY_DYNAMIC_DISPATCH(ErfsOf)(x, static_cast<size_t>(count)); }

void Tanhs(double* x, int64_t count) {
  for (int64_t i = 0; i < count; ++i) x[i] = std::tanh(x[i]);
}

}  // namespace berth
#endif
