#include "ep/guard.h"

#include "absl/strings/str_cat.h"

namespace berth {

std::string EpCall(std::string_view ep, std::string_view callback) {
  return absl::StrCat("EP \"", ep, "\": ", callback, "()");
}

}  // namespace berth
