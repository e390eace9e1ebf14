// Rows and columns swapped, in vector registers.
#pragma once

#include <cstdint>

namespace berth {

// to[r * to_step + c] = from[c * from_step + r] for r < rows and c < columns; the memories do not overlap.
void TransposeTiles(const uint8_t* from, int64_t from_step, uint8_t* to, int64_t to_step, int64_t rows, int64_t columns);
void TransposeTiles(const uint16_t* from, int64_t from_step, uint16_t* to, int64_t to_step, int64_t rows, int64_t columns);
void TransposeTiles(const uint32_t* from, int64_t from_step, uint32_t* to, int64_t to_step, int64_t rows, int64_t columns);
void TransposeTiles(const uint64_t* from, int64_t from_step, uint64_t* to, int64_t to_step, int64_t rows, int64_t columns);

}  // namespace berth
