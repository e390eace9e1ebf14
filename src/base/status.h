// Result of an operation that can fail: an ORT error code and a text, or success.
//
//   Status              nothing to return;      BERTH_RETURN_IF_ERROR(DoIt());
//   StatusOr<T>         a value or a Status;    BERTH_ASSIGN_OR_RETURN(auto x, Make());
//
// Texts read `who: which: seen, wanted`, e.g. `Session: input "x": shape [1,3] seen, [1,4] wanted`.
// Success costs no allocation. Values are not thread-safe; copies are independent.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <onnxruntime_error_code.h>

#include "absl/strings/str_cat.h"

namespace berth {

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(OrtErrorCode code, std::string message)
      : rep_(code == ORT_OK ? nullptr : std::make_unique<Rep>(Rep{code, std::move(message)})) {}
  Status(const Status& other) : rep_(other.rep_ ? std::make_unique<Rep>(*other.rep_) : nullptr) {}
  Status& operator=(const Status& other) { return *this = Status(other); }
  Status(Status&&) noexcept = default;
  Status& operator=(Status&&) noexcept = default;

  bool ok() const { return rep_ == nullptr; }
  OrtErrorCode code() const { return rep_ ? rep_->code : ORT_OK; }
  // Empty on success. Valid while this Status lives.
  std::string_view message() const { return rep_ ? std::string_view(rep_->message) : std::string_view(); }

  // The same code with `who: ` in front of the text; success stays success.
  Status Annotate(std::string_view who) && {
    if (rep_) rep_->message = absl::StrCat(std::string(who), ": ", rep_->message);
    return std::move(*this);
  }

 private:
  struct Rep {
    OrtErrorCode code;
    std::string message;
  };
  std::unique_ptr<Rep> rep_;
};

inline Status Ok() { return Status(); }

// Builds a Status from pieces, as absl::StrCat takes them: Error(ORT_FAIL, "Env: ", n, " seen").
template <typename... Pieces>
Status Error(OrtErrorCode code, const Pieces&... pieces) {
  return Status(code, absl::StrCat(pieces...));
}
template <typename... Pieces>
Status InvalidArgument(const Pieces&... pieces) {
  return Error(ORT_INVALID_ARGUMENT, pieces...);
}

// A T or the Status that says why there is none. Constructing one from a successful Status is a programmer's error
// and becomes ORT_FAIL.
template <typename T>
class [[nodiscard]] StatusOr {
 public:
  StatusOr(T value) : rep_(std::in_place_index<1>, std::move(value)) {}
  StatusOr(Status status) : rep_(std::in_place_index<0>, std::move(status)) {
    if (std::get<0>(rep_).ok()) std::get<0>(rep_) = Status(ORT_FAIL, "StatusOr: no value and no error");
  }
  template <typename U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::decay_t<U>, T> &&
             !std::is_same_v<std::decay_t<U>, Status> && !std::is_same_v<std::decay_t<U>, StatusOr>)
  StatusOr(U&& value) : rep_(std::in_place_index<1>, std::forward<U>(value)) {}

  bool ok() const { return rep_.index() == 1; }
  Status status() const& { return ok() ? Status() : std::get<0>(rep_); }
  Status status() && { return ok() ? Status() : std::move(std::get<0>(rep_)); }

  T& value() & { return std::get<1>(rep_); }
  const T& value() const& { return std::get<1>(rep_); }
  T&& value() && { return std::get<1>(std::move(rep_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<Status, T> rep_;
};

}  // namespace berth

#define BERTH_CONCAT_INNER(a, b) a##b
#define BERTH_CONCAT(a, b) BERTH_CONCAT_INNER(a, b)

// Leaves the function with the Status of `expr` unless it succeeded.
#define BERTH_RETURN_IF_ERROR(expr)                         \
  do {                                                      \
    if (::berth::Status berth_status = (expr); !berth_status.ok()) return berth_status; \
  } while (false)

// Declares or assigns `lhs` from a StatusOr, or leaves the function with its Status.
#define BERTH_ASSIGN_OR_RETURN(lhs, expr) BERTH_ASSIGN_OR_RETURN_INNER(BERTH_CONCAT(berth_or_, __LINE__), lhs, expr)
#define BERTH_ASSIGN_OR_RETURN_INNER(result, lhs, expr) \
  auto result = (expr);                                 \
  if (!result.ok()) return std::move(result).status();  \
  lhs = std::move(result).value()
