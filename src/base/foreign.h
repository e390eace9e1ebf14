// Calls into code that others wrote: it may throw, and its status is somebody else's object.
//
//   Status s = CallForeign(ORT_FAIL, [&] { return absl::StrCat("operator ", name); }, [&] { return table->Do(...); });
//
// `call` returns an OrtStatus*. An exception becomes `<who>: exception: text` with code `thrown`; a status keeps its code,
// with `<who>: ` in front of the text. `who()` is asked only then.
#pragma once

#include <exception>

#include "base/ort_status.h"

namespace berth {

template <typename Who, typename Call>
Status CallForeign(OrtErrorCode thrown, Who&& who, Call&& call) {
  try {
    Status status = Adopt(call());
    return status.ok() ? std::move(status) : std::move(status).Annotate(who());
  } catch (const std::exception& e) {
    return Error(thrown, who(), ": exception: ", e.what());
  } catch (...) {
    return Error(thrown, who(), ": exception of a foreign type");
  }
}

}  // namespace berth
