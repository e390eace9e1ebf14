#include "base/key_value_pairs.h"

#include "capi/bind.h"
#include "capi/guard.h"

namespace berth::capi {
namespace {

bool Live(const OrtKeyValuePairs* pairs) { return CheckHandle(pairs, "kvps").ok(); }

void ORT_API_CALL CreateKeyValuePairs(OrtKeyValuePairs** out) noexcept {
  if (out != nullptr) *out = new (std::nothrow) OrtKeyValuePairs();
}

void ORT_API_CALL AddKeyValuePair(OrtKeyValuePairs* pairs, const char* key, const char* value) noexcept {
  if (Live(pairs)) pairs->Add(key, value);
}

const char* ORT_API_CALL GetKeyValue(const OrtKeyValuePairs* pairs, const char* key) noexcept {
  return Live(pairs) ? pairs->Find(key) : nullptr;
}

void ORT_API_CALL GetKeyValuePairs(const OrtKeyValuePairs* pairs, const char* const** keys, const char* const** values,
                                   size_t* count) noexcept {
  const bool live = Live(pairs);
  if (keys != nullptr) *keys = live ? pairs->keys().data() : nullptr;
  if (values != nullptr) *values = live ? pairs->values().data() : nullptr;
  if (count != nullptr) *count = live ? pairs->keys().size() : 0;
}

void ORT_API_CALL RemoveKeyValuePair(OrtKeyValuePairs* pairs, const char* key) noexcept {
  if (Live(pairs)) pairs->Remove(key);
}

}  // namespace

void BindKeyValuePairs(OrtApi& api) {
  api.CreateKeyValuePairs = CreateKeyValuePairs;
  api.AddKeyValuePair = AddKeyValuePair;
  api.GetKeyValue = GetKeyValue;
  api.GetKeyValuePairs = GetKeyValuePairs;
  api.RemoveKeyValuePair = RemoveKeyValuePair;
  api.ReleaseKeyValuePairs = ReleaseHandle<OrtKeyValuePairs>;
}

}  // namespace berth::capi
