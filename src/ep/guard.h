// Every call into an EP goes through here: it may throw, and its status is somebody else's object.
//
//   Status s = CallEp(ep_name, "Compile", [&] { return compile(ep, ...); });   // callbacks that return OrtStatus*
//   CallEpVoid(ep_name, "ReleaseEp", logger, [&] { release(factory, ep); });   // callbacks that cannot fail
//   bool b = AskEp(ep_name, "IsStreamAware", logger, false, [&] { ... });      // callbacks that answer a plain value
//
// An exception becomes ORT_EP_FAIL `[EPC-008] EP "name": Compile(): exception: text`. The EP's own status keeps its code, with
// `[EPC-015] EP "name": Compile(): ` in front of the text: the number is that of the duty (docs/ep-contract.md) that a failure
// of this callback is under.
#pragma once

#include <string>
#include <string_view>

#include "base/foreign.h"
#include "base/log.h"

namespace berth {

// Which library an EP is of: said in every text about one of its calls while this lives. Any thread.
class EpOrigin {
 public:
  EpOrigin(std::string ep, std::string library);
  ~EpOrigin();
  EpOrigin(const EpOrigin&) = delete;
  EpOrigin& operator=(const EpOrigin&) = delete;
  const std::string& ep() const { return ep_; }
  const std::string& library() const { return library_; }

 private:
  std::string ep_, library_;
};

std::string EpCall(std::string_view ep, std::string_view callback);  // `EP "name": Compile() of library`
// What a text about a duty that was not kept begins with: `[EPC-015] EP "name": Compile() of library`.
std::string Broken(std::string_view duty, std::string_view ep, std::string_view callback);
// The duty that a callback which fails has not kept.
std::string_view DutyOf(std::string_view callback);
inline constexpr char kNoExceptions[] = "EPC-008";

template <typename Call>
Status CallEp(std::string_view ep, std::string_view callback, Call&& call) {
  return CallForeign(
      ORT_EP_FAIL, [&](bool threw) { return Broken(threw ? kNoExceptions : DutyOf(callback), ep, callback); }, call);
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
