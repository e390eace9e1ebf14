#include <cstring>

#include "capi/guard.h"

namespace berth::capi {

StatusOr<char*> CopyText(OrtAllocator* allocator, std::string_view text) {
  BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
  auto* copy = static_cast<char*>(allocator->Alloc(allocator, text.size() + 1));
  if (copy == nullptr) return Error(ORT_FAIL, "allocator: ", text.size() + 1, " bytes wanted, none left");
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  return copy;
}

Status FillText(std::string_view text, char* out, size_t* size) {
  const size_t room = *size, needed = text.size() + 1;
  *size = needed;
  if (out == nullptr) return Ok();
  if (room < needed) {
    return InvalidArgument("Result buffer is not large enough: room for ", room, " bytes seen, ", needed, " wanted");
  }
  std::memcpy(out, text.data(), text.size());
  out[text.size()] = '\0';
  return Ok();
}

}  // namespace berth::capi
