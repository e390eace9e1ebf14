// Elements of less than a byte: stored packed, low bits first; worked on one a byte.
#pragma once

#include <cstdint>
#include <span>

#include "values/value.h"

namespace berth {

// True for the 4-bit and 2-bit types.
bool IsPacked(ElementType type);

// One byte an element; signed integer types are sign-extended, others fill with zeros. `out` has element_count() bytes.
// Any host tensor of a packed type.
void UnpackElements(const Tensor& tensor, uint8_t* out);

// The reverse; bits above the type's own are dropped, padding bits of the last byte are 0.
void PackElements(const uint8_t* in, Tensor& tensor);

}  // namespace berth
