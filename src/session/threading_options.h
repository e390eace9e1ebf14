// The thread pools that sessions share, as an application wants them.
#pragma once

#include <string>

#include <onnxruntime_c_api.h>

#include "base/handle.h"

// A plain record. Not thread-safe.
struct OrtThreadingOptions : berth::Tagged<berth::HandleKind::kThreadingOptions> {
  int intra_op_threads = 0;
  int inter_op_threads = 0;
  bool spins = true;
  bool spins_set = false;             // the application has said so
  bool denormals_are_zero = false;
  std::string intra_op_affinity;
  OrtCustomCreateThreadFn create_thread = nullptr;
  void* create_thread_options = nullptr;
  OrtCustomJoinThreadFn join_thread = nullptr;
};
