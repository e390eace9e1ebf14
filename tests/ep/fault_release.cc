#include "fault_ep.h"

extern "C" ORT_EXPORT OrtStatus* ReleaseEpFactory(OrtEpFactory* factory) { return FaultRelease(factory); }
