// What the files of a fault EP share.
#pragma once

#include <onnxruntime_c_api.h>

extern const char* const kFaultName;  // the rule that this library breaks

OrtStatus* FaultCreate(const char* name, const OrtApiBase* base, OrtEpFactory** factories, size_t max, size_t* count);
OrtStatus* FaultRelease(OrtEpFactory* factory);
