// Choosing a kernel's code by element type: once, in Make.
//
//   using Types = TypeList<float, double, Float16, BFloat16, int32_t>;
//   kernel->run_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &RunTyped<T>; });   // null: none fits
//   ... {{{"T", Types::kSet}}} in the registration row
#pragma once

#include <type_traits>

#include "base/status.h"
#include "values/element_type.h"

namespace berth {

template <typename... Ts>
struct TypeList {
  static constexpr TypeSet kSet = (TypeSet(ElementTypeOf<Ts>()) | ...);
};

using FloatTypes = TypeList<float, double, Float16, BFloat16>;
using IntegerTypes = TypeList<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;

// Lists joined.
template <typename... Ts, typename... Us>
TypeList<Ts..., Us...> Joined(TypeList<Ts...>, TypeList<Us...>);
template <typename A, typename B>
using Join = decltype(Joined(A{}, B{}));

using NumberTypes = Join<FloatTypes, IntegerTypes>;
using SignedTypes = Join<FloatTypes, TypeList<int8_t, int16_t, int32_t, int64_t>>;
using Float8Types = TypeList<Float8E4M3FN, Float8E4M3FNUZ, Float8E5M2, Float8E5M2FNUZ>;
using FloatTypesWithFloat8 = Join<FloatTypes, Float8Types>;

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

// What a kernel answers whose code has no T for the type: rows and type lists disagree, or the node has no such input.
inline Status NoCodeFor(ElementType type) {
  return Error(ORT_NOT_IMPLEMENTED, "element type ", ElementTypeName(type), ": no kernel");
}

// The type that arithmetic on T is done in: float for the small floats, else T itself.
template <typename T>
inline constexpr bool kIsSmallFloat = !std::is_arithmetic_v<T> && std::is_constructible_v<T, float> && sizeof(T) <= 2;
template <typename T>
using MathType = std::conditional_t<kIsSmallFloat<T>, float, T>;

// The type of integer arithmetic that wraps, as ONNX's reference does; others stay themselves.
template <typename T>
struct WrappingOf {
  using type = T;
};
template <typename T>
  requires std::is_same_v<T, bool>
struct WrappingOf<T> {
  using type = uint8_t;
};
template <typename T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
struct WrappingOf<T> {
  using type = std::make_unsigned_t<T>;
};
template <typename T>
using Wrapping = typename WrappingOf<T>::type;

// True for every floating-point element type, small ones too.
template <typename T>
inline constexpr bool kIsFloat = kIsSmallFloat<T> || std::is_floating_point_v<T>;

}  // namespace berth
