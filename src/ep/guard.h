// Every call into an EP goes through here: it may throw, and its status is somebody else's object.
//
//   Status s = CallEp(ep_name, "Compile", [&] { return compile(ep, ...); });   // callbacks that return OrtStatus*
//   CallEpVoid(ep_name, "ReleaseEp", logger, [&] { release(factory, ep); });   // callbacks that cannot fail
//   bool b = AskEp(ep_name, "IsStreamAware", logger, false, [&] { ... });      // callbacks that answer a plain value
//
// An exception becomes ORT_EP_FAIL `EP "name": Compile(): exception: text`. The EP's own status keeps its code, with
// `EP "name": Compile(): ` in front of the text.
#pragma once

#include <string>
#include <string_view>

#include "base/foreign.h"
#include "base/log.h"

namespace berth {

std::string EpCall(std::string_view ep, std::string_view callback);  // `EP "name": Compile()`

template <typename Call>
Status CallEp(std::string_view ep, std::string_view callback, Call&& call) {
  return CallForeign(ORT_EP_FAIL, [&] { return EpCall(ep, callback); }, call);
}

// Logs what a callback without a result throws.
template <typename Call>
void CallEpVoid(std::string_view ep, std::string_view callback, const Logger& logger, Call&& call) noexcept {
  try {
    Status status = CallEp(ep, callback, [&]() -> OrtStatus* {
      call();
      return nullptr;
    });
    if (!status.ok()) {
      BERTH_LOG(logger, kError, "ep") << status.message();
    }
  } catch (...) {
    // No memory for the message: it is lost, the work goes on.
  }
}

// The answer, or `otherwise` when the callback throws, which is logged.
template <typename Answer, typename Call>
Answer AskEp(std::string_view ep, std::string_view callback, const Logger& logger, Answer otherwise, Call&& call) noexcept {
  Answer answer = otherwise;
  CallEpVoid(ep, callback, logger, [&] { answer = call(); });
  return answer;
}

}  // namespace berth
