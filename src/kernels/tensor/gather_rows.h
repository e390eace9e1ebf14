// Copies of chosen rows: what Gather, Compress and Unique end in.
#pragma once

#include "kernels/tensor/movable.h"

namespace berth {

// in: [outer, size, inner]; out: [outer, rows.size(), inner]; out[o, r] = in[o, rows[r]]. Every row is in [0, size).
void GatherRows(ThreadPool* pool, const Elements& in, const NewElements& out, size_t outer, size_t size, size_t inner,
                std::span<const int64_t> rows);

// out[i] = the `run` elements of `in` at offsets[i].
void GatherRuns(ThreadPool* pool, const Elements& in, const NewElements& out, size_t run, std::span<const int64_t> offsets);

}  // namespace berth
