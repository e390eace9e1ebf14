// Calls into code that others wrote: it may throw, and its status is somebody else's object.
//
//   Status s = CallForeign(ORT_FAIL, [&] { return absl::StrCat("operator ", name); }, [&] { return table->Do(...); });
//
// `call` returns an OrtStatus*. An exception becomes `<who>: exception: text` with code `thrown`; a status keeps its code,
// with `<who>: ` in front of the text. `who()` is asked only then; one that takes a bool learns whether it was an exception.
#pragma once

#include <exception>
#include <type_traits>

#include "base/ort_status.h"

namespace berth {

template <typename Who>
auto AskWho(Who& who, bool threw) {
  if constexpr (std::is_invocable_v<Who&, bool>) {
    return who(threw);
  } else {
    return who();
  }
}

template <typename Who, typename Call>
Status CallForeign(OrtErrorCode thrown, Who&& who, Call&& call) {
  try {
    Status status = Adopt(call());
    return status.ok() ? std::move(status) : std::move(status).Annotate(AskWho(who, false));
  } catch (const std::exception& e) {
    return Error(thrown, AskWho(who, true), ": exception: ", e.what());
  } catch (...) {
    return Error(thrown, AskWho(who, true), ": exception of a foreign type");
  }
}

}  // namespace berth
