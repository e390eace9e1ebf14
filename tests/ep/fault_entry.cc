#include "fault_ep.h"

extern "C" ORT_EXPORT OrtStatus* CreateEpFactories(const char* name, const OrtApiBase* base, const OrtLogger*,
                                                   OrtEpFactory** factories, size_t max, size_t* count) {
  return FaultCreate(name, base, factories, max, count);
}
