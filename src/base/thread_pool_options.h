// How the workers of a thread pool come to be and behave.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <onnxruntime_c_api.h>

#include "base/status.h"

namespace berth {

// Processors of each worker, counted from 0.
using ThreadAffinity = std::vector<std::vector<int>>;

struct ThreadPoolOptions {
  int threads = 0;                                     // the caller counts; 0: one per core
  int spin_microseconds = 0;                           // that an idle worker looks for work before it sleeps
  bool denormals_are_zero = false;                     // in the workers
  ThreadAffinity affinity;                             // empty, or one for each worker
  // Threads of the application's making; both or none.
  OrtCustomCreateThreadFn create_thread = nullptr;
  void* create_options = nullptr;
  OrtCustomJoinThreadFn join_thread = nullptr;
  std::optional<OrtThreadPoolCallbacksConfig> callbacks;   // around the work that workers do
};

// Reads "1,2;3-4": for each worker a list or a range of processors counted from 1. Errors: ORT_INVALID_ARGUMENT with the part
// that is no such list.
StatusOr<ThreadAffinity> ParseAffinity(std::string_view text);

}  // namespace berth
