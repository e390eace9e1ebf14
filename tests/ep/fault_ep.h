// What the files of a fault EP share.
#pragma once

#include <onnxruntime_c_api.h>

// The rule that this library breaks: what its file is called behind "libep_fault_".
const char* FaultName();

OrtStatus* FaultCreate(const char* name, const OrtApiBase* base, OrtEpFactory** factories, size_t max, size_t* count);
OrtStatus* FaultRelease(OrtEpFactory* factory);
