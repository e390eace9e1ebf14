#include "kernels/nn/exp_sum.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nn/exp_sum.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lane>;

// exp(x) = 2^n * exp(r), n the nearest whole number to x / ln 2, |r| <= ln 2 / 2; exp(r) by its series. x <= 0 here.
HWY_INLINE Vector Exp(Vector x) {
  const Lane lane;
  const hn::RebindToSigned<Lane> whole;
  // Where 2^n would leave the normal numbers the result is 0.
  const auto tiny = hn::Lt(x, hn::Set(lane, -87.3f));
  // Not-a-number stays: it is the second operand.
  x = hn::Max(hn::Set(lane, -87.3f), x);
  const Vector n = hn::Round(hn::Mul(x, hn::Set(lane, 1.44269504f)));
  Vector r = hn::NegMulAdd(n, hn::Set(lane, 0.693145752f), x);
  r = hn::NegMulAdd(n, hn::Set(lane, 1.42860677e-6f), r);
  Vector y = hn::Set(lane, 1.0f / 720);
  y = hn::MulAdd(y, r, hn::Set(lane, 1.0f / 120));
  y = hn::MulAdd(y, r, hn::Set(lane, 1.0f / 24));
  y = hn::MulAdd(y, r, hn::Set(lane, 1.0f / 6));
  y = hn::MulAdd(y, r, hn::Set(lane, 0.5f));
  y = hn::MulAdd(y, r, hn::Set(lane, 1.0f));
  y = hn::MulAdd(y, r, hn::Set(lane, 1.0f));
  const auto power = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(whole, n), hn::Set(whole, 127)));
  return hn::IfThenZeroElse(tiny, hn::Mul(y, hn::BitCast(lane, power)));
}

double ExpSumOf(float* values, size_t count, float shift) {
  const Lane lane;
  const size_t lanes = hn::Lanes(lane);
  const Vector by = hn::Set(lane, shift);
  double sum = 0;
  size_t i = 0;
  // Sums of a bounded number of floats go on in double.
  constexpr size_t kBlock = 1024;
  while (i + lanes <= count) {
    Vector part = hn::Zero(lane);
    for (const size_t end = i + kBlock; i + lanes <= count && i < end; i += lanes) {
      const Vector e = Exp(hn::Sub(hn::LoadU(lane, values + i), by));
      hn::StoreU(e, lane, values + i);
      part = hn::Add(part, e);
    }
    sum += hn::GetLane(hn::SumOfLanes(lane, part));
  }
  if (i < count) {
    HWY_ALIGN float rest[hn::MaxLanes(lane)] = {};
    for (size_t j = i; j < count; ++j) rest[j - i] = values[j];
    hn::Store(Exp(hn::Sub(hn::Load(lane, rest), by)), lane, rest);
    for (size_t j = i; j < count; ++j) sum += values[j] = rest[j - i];
  }
  return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(ExpSumOf);

double ExpSum(float* values, size_t count, float shift) { return HWY_DYNAMIC_DISPATCH(ExpSumOf)(values, count, shift); }

double ExpSum(double* values, size_t count, double shift) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += values[i] = std::exp(values[i] - shift);
  return sum;
}

}  // namespace berth
#endif
