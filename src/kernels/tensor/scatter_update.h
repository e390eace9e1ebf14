// How ScatterElements, ScatterND and Scatter put an update into its place: over what is there, or together with it.
#pragma once

#include <string>

#include "kernels/tensor/movable.h"

namespace berth {

struct ScatterUpdate {
  // data[offsets[i]] = f(data[offsets[i]], updates[i]) for i < count; in this order.
  void (*at)(void* data, const int64_t* offsets, const void* updates, size_t count) = nullptr;
  // data[i] = f(data[i], updates[i]).
  void (*run)(void* data, const void* updates, size_t count) = nullptr;

  // `word`: none, add, mul, max or min. Not-a-number stays in max and min; of bool, add is "or" and mul is "and"; strings have
  // add (joined), max and min. Errors: another word; ORT_NOT_IMPLEMENTED for a type without such a function.
  static StatusOr<ScatterUpdate> Of(ElementType type, std::string_view word);
  // That of the node's attribute "reduction", for the type of its first input.
  static StatusOr<ScatterUpdate> Of(const KernelInfo& info);
};

}  // namespace berth
