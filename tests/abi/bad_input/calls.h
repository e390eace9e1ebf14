// Calls functions in children of this process, with legal arguments but for one.
#pragma once

#include <string>
#include <vector>

#include "slots.h"

namespace berth::testing {

struct Tally {
  bool keeps_handles = false;              // the library runs so that released handles are always told
  int made = 0, survived = 0;
  std::vector<std::string> faults;         // "function/argument/variant: what happened"
};

// Calls `slot` with legal arguments, and with each in turn null, out of range, of another family, released.
void CallAll(const Objects& objects, const Slot& slot, Tally& tally);

}  // namespace berth::testing
