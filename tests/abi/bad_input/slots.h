// A function of a table and what it takes, without its type: arguments are integers and pointers, each of which fills one
// register or one place of 8 bytes.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include <onnxruntime_c_api.h>

#include "objects.h"

namespace berth::testing {

struct Parameter {
  enum Kind {
    kHandle,      // an object, or a structure of the ABI
    kHandles,     // an array of such that is read
    kText, kTexts,
    kNumbers,     // read or written
    kResults,     // pointers that are written
    kMemory, kFunction, kEnum, kNumber, kBool,
  };
  Kind kind;
  Objects::TypeKey type = nullptr;   // of handles
  size_t bytes = 0;                  // of a number, alone or in an array
  bool is_signed = false;
};

struct Slot {
  const char* name;
  void (*function)();
  bool has_status;
  std::vector<Parameter> parameters;
};

template <typename T>
constexpr bool kIsClass = std::is_class_v<T>;

template <typename Pointed>
Parameter DescribePointer() {
  using Plain = std::remove_const_t<Pointed>;
  if constexpr (std::is_function_v<Pointed>) {
    return {Parameter::kFunction};
  } else if constexpr (std::is_void_v<Pointed>) {
    return {Parameter::kMemory};
  } else if constexpr (std::is_same_v<Pointed, const char>) {
    return {Parameter::kText};
  } else if constexpr (kIsClass<Plain>) {
    return {Parameter::kHandle, Objects::KeyOf<Plain>()};
  } else if constexpr (std::is_pointer_v<Plain>) {
    using Inner = std::remove_const_t<std::remove_pointer_t<Plain>>;
    if constexpr (std::is_const_v<Pointed> && std::is_same_v<Inner, char>) return {Parameter::kTexts};
    if constexpr (std::is_const_v<Pointed> && kIsClass<Inner>) return {Parameter::kHandles, Objects::KeyOf<Inner>()};
    return {Parameter::kResults};
  } else {
    return {Parameter::kNumbers, nullptr, sizeof(Plain)};
  }
}

template <typename T>
Parameter Describe() {
  if constexpr (std::is_pointer_v<T>) {
    return DescribePointer<std::remove_pointer_t<T>>();
  } else if constexpr (std::is_enum_v<T>) {
    return {Parameter::kEnum, nullptr, sizeof(T), true};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {Parameter::kBool};
  } else {
    static_assert(std::is_integral_v<T>, "passed in a register for numbers");
    return {Parameter::kNumber, nullptr, sizeof(T), std::is_signed_v<T>};
  }
}

template <typename Result, typename... Args>
Slot MakeSlot(const char* name, Result(ORT_API_CALL* function)(Args...)) {
  return {name, reinterpret_cast<void (*)()>(function), std::is_same_v<Result, OrtStatus*>, {Describe<Args>()...}};
}
template <typename Result, typename... Args>
Slot MakeSlot(const char* name, Result(ORT_API_CALL* function)(Args...) noexcept) {
  return MakeSlot(name, static_cast<Result(ORT_API_CALL*)(Args...)>(function));
}

// Every function of all five tables.
std::vector<Slot> AllSlots();

}  // namespace berth::testing
