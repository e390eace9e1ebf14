#include "kernels/quantization/byte_lanes.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/quantization/byte_lanes.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, 16>;
using Whole = hn::RebindToSigned<Lane>;

// In whole vectors; what is left at the end goes through one that is filled up.
template <typename From, typename To, typename Function>
HWY_INLINE void ForEach(const From* x, size_t count, To* y, Function f) {
  const size_t lanes = hn::Lanes(Lane());
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) f(x + i, y + i);
  if (i == count) return;
  From from[hn::MaxLanes(Lane())] = {};
  To to[hn::MaxLanes(Lane())];
  std::copy(x + i, x + count, from);
  f(from, to);
  std::copy_n(to, count - i, y + i);
}

template <typename Q>
HWY_INLINE void Quantize(const float* x, size_t count, float scale, int zero, Q* y) {
  const Lane lane;
  const Whole whole;
  const hn::Rebind<Q, Lane> narrow;
  const auto by = hn::Set(lane, scale), low = hn::Set(lane, -65536.0f), high = hn::Set(lane, 65536.0f);
  const auto shift = hn::Set(whole, zero);
  ForEach(x, count, y, [&](const float* from, Q* to) HWY_ATTR {
    auto value = hn::Div(hn::LoadU(lane, from), by);
    value = hn::IfThenElse(hn::Gt(value, low), value, low);   // not-a-number too
    value = hn::IfThenElse(hn::Lt(value, high), value, high);
    hn::StoreU(hn::DemoteTo(narrow, hn::Add(hn::ConvertTo(whole, hn::Round(value)), shift)), narrow, to);
  });
}

template <typename Q>
HWY_INLINE void Dequantize(const Q* x, size_t count, float scale, int zero, float* y) {
  const Lane lane;
  const Whole whole;
  const hn::Rebind<Q, Lane> narrow;
  const auto by = hn::Set(lane, scale);
  const auto shift = hn::Set(whole, zero);
  ForEach(x, count, y, [&](const Q* from, float* to) HWY_ATTR {
    const auto value = hn::Sub(hn::PromoteTo(whole, hn::LoadU(narrow, from)), shift);
    hn::StoreU(hn::Mul(hn::ConvertTo(lane, value), by), lane, to);
  });
}

void QuantizeUnsigned(const float* x, size_t count, float scale, int zero, uint8_t* y) { Quantize(x, count, scale, zero, y); }
void QuantizeSigned(const float* x, size_t count, float scale, int zero, int8_t* y) { Quantize(x, count, scale, zero, y); }
void DequantizeUnsigned(const uint8_t* x, size_t count, float scale, int zero, float* y) { Dequantize(x, count, scale, zero, y); }
void DequantizeSigned(const int8_t* x, size_t count, float scale, int zero, float* y) { Dequantize(x, count, scale, zero, y); }

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(QuantizeUnsigned);
HWY_EXPORT(QuantizeSigned);
HWY_EXPORT(DequantizeUnsigned);
HWY_EXPORT(DequantizeSigned);

void QuantizeRun(const float* x, size_t count, float scale, int zero, uint8_t* y) {
  HWY_DYNAMIC_DISPATCH(QuantizeUnsigned)(x, count, scale, zero, y);
}
void QuantizeRun(const float* x, size_t count, float scale, int zero, int8_t* y) {
  HWY_DYNAMIC_DISPATCH(QuantizeSigned)(x, count, scale, zero, y);
}
void DequantizeRun(const uint8_t* x, size_t count, float scale, int zero, float* y) {
  HWY_DYNAMIC_DISPATCH(DequantizeUnsigned)(x, count, scale, zero, y);
}
void DequantizeRun(const int8_t* x, size_t count, float scale, int zero, float* y) {
  HWY_DYNAMIC_DISPATCH(DequantizeSigned)(x, count, scale, zero, y);
}

}  // namespace berth
#endif
