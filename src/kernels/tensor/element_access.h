// Elements of any numeric type, read into and written from the widest type of their kind: double for floating-point types, int64
// for integers and bool. With it an operator treats all pairs of types without code for every pair.
#pragma once

#include "values/element_type.h"

namespace berth {

// Elements that are worked on at a time, at most. Blocks begin at multiples of it, so that packed elements share no byte.
inline constexpr size_t kAccessBlock = 512;

struct WriteOptions {
  enum class Rounding { kUp, kDown, kNearest };
  bool saturate = true;                // float8: too large a value becomes the largest one, not infinity or NaN
  Rounding e8m0 = Rounding::kUp;       // float8e8m0
};

struct ElementAccess {
  ElementType type;
  bool is_integer;                     // or bool
  // Elements [begin, begin + count) of `data`. Integers beyond 2^53 round.
  void (*read_doubles)(const void* data, size_t begin, size_t count, double* out);
  // Null for floating-point types; uint64 gives its bits.
  void (*read_ints)(const void* data, size_t begin, size_t count, int64_t* out);
  // Each rounds once; integers as WholeOf (kernels/math/functions.h), bool is "not zero".
  void (*write_doubles)(const double* in, size_t count, const WriteOptions& options, void* data, size_t begin);
  // Null for floating-point types. Drops the upper bits; bool is "not zero".
  void (*write_ints)(const int64_t* in, size_t count, void* data, size_t begin);
};

// Null for text, complex numbers and unknown types.
const ElementAccess* AccessTo(ElementType type);

// Integers (`is_unsigned`: uint64 in its bits) as doubles that a floating-point type narrower than double can be rounded from
// without a second error.
void IntsToDoubles(const int64_t* in, size_t count, bool is_unsigned, double* out);

}  // namespace berth
