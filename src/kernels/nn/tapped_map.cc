#include "kernels/nn/tapped_map.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nn/tapped_map.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace berth {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lane = hn::CappedTag<float, 16>;
using Vector = hn::Vec<Lane>;
constexpr auto kLanes = static_cast<int64_t>(hn::MaxLanes(Lane()));

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
using Mask = hn::Mask<Lane>;

HWY_INLINE Mask Between(int64_t begin, int64_t end) {
  const Lane lane;
  const auto up_to = [&](int64_t n) { return hn::FirstN(lane, static_cast<size_t>(std::clamp<int64_t>(n, 0, kLanes))); };
  return hn::AndNot(up_to(begin), up_to(end));
}

// Lane i is from[i * stride] for i in [begin, end), else `rest`. Nothing else is read: masked lanes are not touched.
class SomeLanes {
 public:
  HWY_INLINE void Set(int64_t stride, int64_t begin, int64_t end) {
    inside_ = Between(begin, end);
    if (stride == 1) return;
    low_ = Between(2 * begin, 2 * end - 1);
    high_ = Between(2 * begin - kLanes, 2 * end - 1 - kLanes);
  }
  HWY_INLINE Vector Load(const float* from, int64_t stride, Vector rest) const {
    const Lane lane;
    if (stride == 1) return hn::IfThenElse(inside_, hn::MaskedLoad(inside_, lane, from), rest);
    const Vector low = hn::MaskedLoad(low_, lane, from), high = hn::MaskedLoad(high_, lane, from + kLanes);
    return hn::IfThenElse(inside_, hn::ConcatEven(lane, high, low), rest);
  }

 private:
  Mask inside_, low_, high_;
};
#else
class SomeLanes {
 public:
  HWY_INLINE void Set(int64_t, int64_t begin, int64_t end) {
    begin_ = begin;
    end_ = end;
  }
  HWY_INLINE Vector Load(const float* from, int64_t stride, Vector rest) const {
    HWY_ALIGN float some[kLanes];
    hn::Store(rest, Lane(), some);
    for (int64_t i = begin_; i < end_; ++i) some[i] = from[i * stride];
    return hn::Load(Lane(), some);
  }

 private:
  int64_t begin_ = 0, end_ = 0;
};
#endif

// What no tap leaves.
template <Tapped kKind>
constexpr float RestOf() {
  return kKind == Tapped::kLargest ? -std::numeric_limits<float>::infinity() : 0.0f;
}

template <Tapped kKind>
HWY_INLINE Vector Join(Vector sum, Vector x) {
  if constexpr (kKind == Tapped::kSum) return hn::Add(sum, x);
  return hn::IfThenElse(hn::Or(hn::Gt(x, sum), hn::IsNaN(x)), x, sum);
}

// The first `count` lanes, of as many as there are.
HWY_INLINE void StoreSome(Vector x, int64_t count, float* to) {
  if (count >= kLanes) return hn::StoreU(x, Lane(), to);
  HWY_ALIGN float some[kLanes];
  hn::Store(x, Lane(), some);
  for (int64_t i = 0; i < count; ++i) to[i] = some[i];
}

HWY_INLINE Vector LoadSome(const float* from, int64_t count, Vector rest) {
  if (count >= kLanes) return hn::LoadU(Lane(), from);
  SomeLanes some;
  some.Set(1, 0, count);
  return some.Load(from, 1, rest);
}

// The taps of the innermost axis for one vector of output columns.
struct Columns {
  struct Tap {
    SomeLanes lanes;
    int64_t offset;          // in the input's line; may lie before it where the first lanes are not read
  };
  Tap taps[TappedWindow::kMostColumns];
  int64_t count = 0;
  bool whole = true;         // all of them in all lanes

  HWY_INLINE Columns(const TappedWindow& window, int64_t at, int64_t columns) {
    const PlacedWindow& placed = window.placed();
    whole = placed.stride[2] == 1 && columns == kLanes;
    for (int64_t k = 0; k < placed.kernel[2]; ++k) {
      const InsidePositions& inside = window.columns(k);
      const int64_t begin = std::max<int64_t>(inside.begin - at, 0), end = std::min(inside.end - at, columns);
      if (begin >= end) continue;
      whole = whole && begin == 0 && end == kLanes;
      taps[count].lanes.Set(placed.stride[2], begin, end);
      taps[count++].offset = inside.start + at * placed.stride[2];
    }
  }
};

template <Tapped kKind>
HWY_INLINE void Map(const TappedWindow& window, const MapCall& call) {
  const Lane lane;
  const PlacedWindow& placed = window.placed();
  const int64_t stride = placed.stride[2], width = placed.out[2];
  const Vector rest = hn::Set(lane, RestOf<kKind>());
  for (int64_t at = 0; at < width; at += kLanes) {
    const int64_t count = std::min(kLanes, width - at);
    const Columns columns(window, at, count);
    float* y = call.y + at;
    for (size_t l = 0; l < window.line_count(); ++l, y += width) {
      Vector sum = rest;
      for (int64_t line : window.lines(l)) {
        for (int64_t t = 0; t < columns.count; ++t) {
          const Columns::Tap& tap = columns.taps[t];
          const float* from = call.x + (line + tap.offset);
          const Vector x = columns.whole ? hn::LoadU(lane, from) : tap.lanes.Load(from, stride, rest);
          sum = Join<kKind>(sum, x);
        }
      }
      StoreSome(sum, count, y);
    }
  }
}

#if HWY_TARGET != HWY_SCALAR
// Lines that one window sees above one another are joined first, in memory that is as wide as windows reach: each is then read
// once, and nothing is masked.
template <Tapped kKind>
HWY_INLINE void MapByLines(const TappedWindow& window, const MapCall& call) {
  const Lane lane;
  const PlacedWindow& placed = window.placed();
  const int64_t stride = placed.stride[2], width = placed.out[2], before = placed.pad[2], in = placed.in[2];
  const Vector rest = hn::Set(lane, RestOf<kKind>());
  HWY_ALIGN float joined[TappedWindow::kMostJoined];
  for (int64_t i = 0; i < TappedWindow::kMostJoined; i += kLanes) hn::Store(rest, lane, joined + i);
  float* y = call.y;
  for (size_t l = 0; l < window.line_count(); ++l, y += width) {
    const std::span<const int64_t> lines = window.lines(l);
    for (int64_t at = 0; at < in; at += kLanes) {
      Vector sum = rest;
      for (int64_t line : lines) sum = Join<kKind>(sum, LoadSome(call.x + (line + at), in - at, rest));
      hn::StoreU(sum, lane, joined + before + at);
    }
    for (int64_t at = 0; at < width; at += kLanes) {
      Vector sum = rest;
      for (int64_t k = 0; k < placed.kernel[2]; ++k) {
        const float* from = joined + at * stride + k * placed.dilation[2];
        const Vector low = hn::LoadU(lane, from);
        sum = Join<kKind>(sum, stride == 1 ? low : hn::ConcatEven(lane, hn::LoadU(lane, from + kLanes), low));
      }
      StoreSome(sum, width - at, y + at);
    }
  }
}
#endif

template <Tapped kKind>
void MapOfKind(const TappedWindow& window, const MapCall& call) {
#if HWY_TARGET != HWY_SCALAR
  if (window.joins_lines()) return MapByLines<kKind>(window, call);
#endif
  Map<kKind>(window, call);
}

void MapOf(Tapped kind, const TappedWindow& window, const MapCall& call) {
  kind == Tapped::kLargest ? MapOfKind<Tapped::kLargest>(window, call) : MapOfKind<Tapped::kSum>(window, call);
}

}  // namespace HWY_NAMESPACE
}  // namespace berth
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace berth {

HWY_EXPORT(MapOf);

TappedWindow::TappedWindow(const PlacedWindow& window) : window_(window) {
  for (int64_t k = 0; k < window.kernel[2]; ++k) columns_.emplace_back(window, 2, k);
  begins_.push_back(0);
  for (int64_t d = 0; d < window.out[0]; ++d) {
    const InsideTaps depth(window, 0, d);
    for (int64_t h = 0; h < window.out[1]; ++h) {
      const InsideTaps height(window, 1, h);
      for (int64_t i = depth.begin; i < depth.end; ++i) {
        for (int64_t j = height.begin; j < height.end; ++j) {
          const int64_t z = depth.start + i * window.dilation[0], row = height.start + j * window.dilation[1];
          lines_.push_back((z * window.in[1] + row) * window.in[2]);
        }
      }
      begins_.push_back(lines_.size());
    }
  }
}

void TapMap(Tapped kind, const TappedWindow& window, const MapCall& call) { HWY_DYNAMIC_DISPATCH(MapOf)(kind, window, call); }

}  // namespace berth
#endif
