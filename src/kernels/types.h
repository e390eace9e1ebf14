// Choosing a kernel's code by element type: once, in Make.
//
//   using Types = TypeList<float, double, Float16, BFloat16, int32_t>;
//   kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &RunTyped<T>; });   // null: none fits
//   ... {{{"T", Types::kSet}}} in the registration row
#pragma once

#include <type_traits>

#include "values/element_type.h"

namespace berth {

template <typename... Ts>
struct TypeList {
  static constexpr TypeSet kSet = (TypeSet(ElementTypeOf<Ts>()) | ...);
};

using FloatTypes = TypeList<float, double, Float16, BFloat16>;
using IntegerTypes = TypeList<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;
using NumberTypes = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                             uint64_t>;

namespace internal {
template <typename Pick, typename T, typename... Ts>
auto SelectIn(ElementType type, Pick pick, TypeList<T, Ts...>) {
  using Function = decltype(pick.template operator()<T>());
  Function chosen = type == ElementTypeOf<T>() ? pick.template operator()<T>() : Function{};
  ((type == ElementTypeOf<Ts>() ? void(chosen = pick.template operator()<Ts>()) : void()), ...);
  return chosen;
}
}  // namespace internal

// pick<T>() for the T of `List` whose element type is `type`, or a null of the same (pointer) type.
template <typename List, typename Pick>
auto SelectByType(ElementType type, Pick pick) {
  return internal::SelectIn(type, pick, List{});
}

// The type that arithmetic on T is done in: float for the small floats, else T itself.
template <typename T>
inline constexpr bool kIsSmallFloat = !std::is_arithmetic_v<T> && std::is_constructible_v<T, float> && sizeof(T) <= 2;
template <typename T>
using MathType = std::conditional_t<kIsSmallFloat<T>, float, T>;

// True for every floating-point element type, small ones too.
template <typename T>
inline constexpr bool kIsFloat = kIsSmallFloat<T> || std::is_floating_point_v<T>;

}  // namespace berth
