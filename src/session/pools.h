// Thread pools from what applications say of them.
#pragma once

#include <memory>
#include <optional>

#include "base/thread_pool.h"
#include "base/thread_pool_options.h"
#include "session/session_options.h"
#include "session/threading_options.h"

namespace berth {

// The pool that sessions share. Errors: ThreadPool::Create; ORT_FAIL for a function that makes threads without one that joins
// them; ParseAffinity's as ORT_FAIL.
StatusOr<std::unique_ptr<ThreadPool>> MakeSharedPool(const OrtThreadingOptions& options);

// A session's own; null for one thread. `callbacks`: the environment's. Errors as above.
StatusOr<std::unique_ptr<ThreadPool>> MakeSessionPool(const OrtSessionOptions& options,
                                                      const std::optional<OrtThreadPoolCallbacksConfig>& callbacks);

}  // namespace berth
