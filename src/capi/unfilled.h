// The answer of a table slot that this build does not fill: one function for every slot, of the slot's own type.
//
//   api.CreateEnv = Unfilled<"OrtApi", "CreateEnv">(api.CreateEnv);
//
// What such a function returns:
//   OrtStatus*   ORT_NOT_IMPLEMENTED, text "OrtApi::CreateEnv is not implemented in this build of Berth"
//   void         nothing
//   a pointer    null
//   all else     zero
// It reads and writes none of its arguments. Table and slot are part of its type, so a slot can be compared with its own
// answer to see whether it is filled.
#pragma once

#include <cstddef>
#include <type_traits>

#include <onnxruntime_c_api.h>

namespace berth::capi {

// A new ORT_NOT_IMPLEMENTED status that names table and slot; the receiver releases it.
OrtStatus* NotImplemented(const char* table, const char* slot) noexcept;

// A string literal as a template argument.
template <size_t kSize>
struct Literal {
  consteval Literal(const char (&literal)[kSize]) {
    for (size_t i = 0; i < kSize; ++i) text[i] = literal[i];
  }
  char text[kSize];
};

template <Literal kTable, Literal kSlot, typename Result, typename... Args>
Result ORT_API_CALL AnswerUnfilled(Args...) noexcept {
  if constexpr (std::is_same_v<Result, OrtStatus*>) {
    return NotImplemented(kTable.text, kSlot.text);
  } else if constexpr (!std::is_void_v<Result>) {
    return Result{};
  }
}

// The answer for a slot of the type of `slot`, whose value is not looked at.
template <Literal kTable, Literal kSlot, typename Result, typename... Args, bool kNoexcept>
constexpr auto Unfilled(Result(ORT_API_CALL*)(Args...) noexcept(kNoexcept)) {
  return &AnswerUnfilled<kTable, kSlot, Result, Args...>;
}

}  // namespace berth::capi
