// What the operators on sequences share.
#pragma once

#include "kernels/kernel.h"

namespace berth {

// Input i, which has to be a sequence.
StatusOr<const OrtValue*> SequenceInput(const KernelContext& ctx, size_t i);

// A tensor as an element: a copy with memory of its own.
StatusOr<SharedValue> MakeItem(const Tensor& tensor, OrtAllocator* allocator);

// Takes an element into a sequence. Error: it is a tensor of another type than those that are or were there.
Status CheckItem(const OrtValue& sequence, const Tensor& item);

// An index from optional input i, negative ones counted from the end; `limit` is the first one that is too large. Without the
// input `fallback`.
StatusOr<size_t> PositionInput(const KernelContext& ctx, size_t i, size_t limit, size_t count, size_t fallback);

// Output 0 as a new sequence.
OrtValue& NewSequence(KernelContext& ctx, ElementType item_type);

}  // namespace berth
