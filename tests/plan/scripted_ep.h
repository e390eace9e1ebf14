// Between scripted_ep.cc, an EP library that does what it is told, and the tests that tell it.
#pragma once

#include <onnxruntime_c_api.h>

struct EpScript {
  void* self;
  OrtStatus* (*get_capability)(void* self, const char* ep, const OrtGraph* graph, OrtEpGraphSupportInfo* info);
  OrtStatus* (*compile)(void* self, const char* ep, const OrtGraph** graphs, const OrtNode** fused, size_t count);
};

// What the library exports as "ScriptedEp".
using ScriptedEpFn = EpScript*();
