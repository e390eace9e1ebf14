// Statuses within the EPs of the tests: exceptions on the way to the edge, where OrNull turns them back. On the public C headers
// alone.
#pragma once

#include <exception>

#include <onnxruntime_c_api.h>

namespace ep_status {

struct Failed {
  OrtStatus* status;
};

inline void Check(OrtStatus* status) {
  if (status != nullptr) throw Failed{status};
}

// Null, or what went wrong in `body`. `api` makes the status of an exception.
template <typename Body>
OrtStatus* OrNull(const OrtApi& api, Body&& body) noexcept {
  try {
    body();
    return nullptr;
  } catch (const Failed& failed) {
    return failed.status;
  } catch (const std::exception& e) {
    return api.CreateStatus(ORT_RUNTIME_EXCEPTION, e.what());
  }
}

}  // namespace ep_status
