// Elements of less than a byte: stored packed, low bits first; worked on one a byte.
#pragma once

#include <cstdint>
#include <span>

#include "values/value.h"

namespace berth {

// True for the types of 2, 4 and 6 bits.
bool IsPacked(ElementType type);

// Elements [begin, begin + count) of a packed type, one byte each; signed integer types are sign-extended, others fill with
// zeros. `out` has `count` bytes.
void UnpackElements(ElementType type, const void* packed, size_t begin, size_t count, uint8_t* out);
// All elements of a host tensor.
void UnpackElements(const Tensor& tensor, uint8_t* out);

// The reverse; bits above the type's own are dropped, padding bits of the last byte are 0. `begin` must be the first element of
// a byte; the last byte is written whole.
void PackElements(const uint8_t* in, ElementType type, size_t begin, size_t count, void* packed);
void PackElements(const uint8_t* in, Tensor& tensor);

}  // namespace berth
