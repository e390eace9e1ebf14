// Reading callbacks out of structs that an EP filled in.
//
// A struct says in `ort_version_supported` which API it was built for, and is physically shorter when that is old: a newer
// slot must not even be looked at. Slot(struct, &OrtEp::Sync, 25) is null when the struct is older or the slot is null.
#pragma once

#include <onnxruntime_c_api.h>

namespace berth {

template <typename Struct, typename Member>
Member Slot(const Struct* object, Member Struct::*slot, uint32_t since) {
  return object->ort_version_supported >= since ? object->*slot : nullptr;
}

}  // namespace berth
