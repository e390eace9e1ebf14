// What an application may say about one run.
#pragma once

#include <atomic>
#include <string>

#include <onnxruntime_c_api.h>

#include "base/handle.h"
#include "base/key_value_pairs.h"

// Not thread-safe, but for `terminate`, which any thread may set while runs use it.
struct OrtRunOptions : berth::Tagged<berth::HandleKind::kRunOptions> {
  std::atomic<bool> terminate{false};
  std::string run_tag;
  int log_severity = -1;       // -1: the session's
  int log_verbosity = 0;
  OrtKeyValuePairs config;
  bool profiles = false;       // each run with these options writes a profile of its own
  std::string profile_prefix;
  OrtSyncStream* stream = nullptr;   // the caller's, to be used on its device instead of the session's own; borrowed
};
