// Tensors of one shape put one on the other while a loop gives them, made in their place where that pays.
#pragma once

#include "values/value.h"

namespace berth {

class Stack {
 public:
  // `expected`: how many items there will be as far as one knows.
  explicit Stack(size_t expected = 0) : expected_(expected) {}

  // Memory for the next item of the same type and shape as the last, as a tensor that may be given to Add; null when there is
  // no item yet or copying it is as cheap. Valid until the next Add.
  StatusOr<SharedValue> Place(OrtAllocator* allocator);
  // Copies `item` in, unless it was made in the place. Error: another element type or shape than the first item's; memory is
  // short.
  Status Add(const Tensor& item, OrtAllocator* allocator);

  size_t count() const { return count_; }
  // All items as one tensor, [count, dims of an item]; at least one must have been added. The stack is empty afterwards.
  StatusOr<Tensor> Finish(OrtAllocator* allocator);

 private:
  Status Grow(OrtAllocator* allocator);

  size_t expected_;
  size_t count_ = 0, capacity_ = 0;   // in items
  ElementType type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  Dims item_dims_;
  Tensor items_;                      // [capacity_, item_dims_]; packed types a byte each until the end
};

}  // namespace berth
