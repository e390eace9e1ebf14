#include "capi/unfilled.h"

#include "capi/guard.h"

namespace berth::capi {

OrtStatus* NotImplemented(const char* table, const char* slot) noexcept {
  return Guard([&]() -> Status {
    return Error(ORT_NOT_IMPLEMENTED, table, "::", slot, " is not implemented in this build of Berth");
  });
}

}  // namespace berth::capi
