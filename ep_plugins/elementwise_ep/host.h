// The host's functions and small helpers around them, for all files of this EP and of those that share its operators.
#pragma once

#include <onnxruntime_c_api.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace elementwise {

// The EP's, said by the file with its factory.
extern const char kName[];

// Set once when the library is loaded.
extern const OrtApi* ort;
extern const OrtEpApi* ort_ep;

// Leaves the function with the host's status unless the call succeeded.
#define EP_RETURN_IF_ERROR(call)                                  \
  do {                                                            \
    if (OrtStatus* ep_status = (call); ep_status != nullptr) return ep_status; \
  } while (false)

inline OrtStatus* Fail(const std::string& text) {
  return ort->CreateStatus(ORT_EP_FAIL, (std::string(kName) + ": " + text).c_str());
}

// Runs the body of a callback: what it throws becomes a status, since no exception may leave an EP.
template <typename Body>
OrtStatus* Guard(Body&& body) noexcept {
  try {
    return body();
  } catch (const std::exception& e) {
    return ort->CreateStatus(ORT_EP_FAIL, e.what());
  }
}

// Inputs or outputs of a node or graph as a vector.
template <typename Owner, typename Item>
OrtStatus* List(const Owner* owner, OrtStatus*(ORT_API_CALL* count)(const Owner*, size_t*) noexcept,
                OrtStatus*(ORT_API_CALL* fill)(const Owner*, const Item**, size_t) noexcept, std::vector<const Item*>* out) {
  size_t size = 0;
  EP_RETURN_IF_ERROR(count(owner, &size));
  out->resize(size);
  return size > 0 ? fill(owner, out->data(), size) : nullptr;
}

}  // namespace elementwise
