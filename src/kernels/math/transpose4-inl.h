// Squares of four by four floats turned in vector registers. Included once a target, within the target's namespace of Highway.
#if defined(BERTH_KERNELS_MATH_TRANSPOSE4_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef BERTH_KERNELS_MATH_TRANSPOSE4_INL_H
#undef BERTH_KERNELS_MATH_TRANSPOSE4_INL_H
#else
#define BERTH_KERNELS_MATH_TRANSPOSE4_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR
// In each block of four lanes: lane r of to[v] becomes lane v of rows[r].
template <class Lane, class Vector>
HWY_INLINE void Transpose4(Lane lane, const Vector (&rows)[4], Vector (&to)[4]) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::RepartitionToWide<Lane> pair;
  const auto low01 = hn::BitCast(pair, hn::InterleaveLower(lane, rows[0], rows[1]));
  const auto low23 = hn::BitCast(pair, hn::InterleaveLower(lane, rows[2], rows[3]));
  const auto high01 = hn::BitCast(pair, hn::InterleaveUpper(lane, rows[0], rows[1]));
  const auto high23 = hn::BitCast(pair, hn::InterleaveUpper(lane, rows[2], rows[3]));
  to[0] = hn::BitCast(lane, hn::InterleaveLower(pair, low01, low23));
  to[1] = hn::BitCast(lane, hn::InterleaveUpper(pair, low01, low23));
  to[2] = hn::BitCast(lane, hn::InterleaveLower(pair, high01, high23));
  to[3] = hn::BitCast(lane, hn::InterleaveUpper(pair, high01, high23));
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#endif
