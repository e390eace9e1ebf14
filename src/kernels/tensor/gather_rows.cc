#include "kernels/tensor/gather_rows.h"

namespace berth {

namespace {

// The rows [first, last) at one place of the outer axes.
void GatherSome(const Elements& in, size_t from, const NewElements& out, size_t to, size_t inner, std::span<const int64_t> rows,
                size_t first, size_t last) {
  if (inner == 1) {
    VisitUnit(in.unit(), [&]<typename U>() {
      const U* source = in.as<U>() + from;
      U* target = out.as<U>() + to;
      for (size_t r = first; r < last; ++r) target[r] = source[rows[r]];
    });
    return;
  }
  for (size_t r = first; r < last; ++r) CopyRun(in, from + static_cast<size_t>(rows[r]) * inner, out, to + r * inner, inner);
}

}  // namespace

void GatherRows(ThreadPool* pool, const Elements& in, const NewElements& out, size_t outer, size_t size, size_t inner,
                std::span<const int64_t> rows) {
  const size_t bytes = inner * UnitBytes(in.unit()), from_step = size * inner, to_step = rows.size() * inner;
  if (outer == 1) {
    ParallelFor(pool, static_cast<std::ptrdiff_t>(rows.size()), GrainFor(bytes), [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      GatherSome(in, 0, out, 0, inner, rows, static_cast<size_t>(begin), static_cast<size_t>(end));
    });
    return;
  }
  ParallelFor(pool, static_cast<std::ptrdiff_t>(outer), GrainFor(bytes * rows.size()),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (auto o = static_cast<size_t>(begin); o < static_cast<size_t>(end); ++o) {
                  GatherSome(in, o * from_step, out, o * to_step, inner, rows, 0, rows.size());
                }
              });
}

void GatherRuns(ThreadPool* pool, const Elements& in, const NewElements& out, size_t run, std::span<const int64_t> offsets) {
  if (run == 1) return GatherRows(pool, in, out, 1, in.count(), 1, offsets);
  ParallelFor(pool, static_cast<std::ptrdiff_t>(offsets.size()), GrainFor(run * UnitBytes(in.unit())),
              [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
                  CopyRun(in, static_cast<size_t>(offsets[i]), out, i * run, run);
                }
              });
}

}  // namespace berth
