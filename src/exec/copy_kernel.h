// The step that brings a value into another memory.
#pragma once

#include "ep/session_memory.h"
#include "kernels/kernel.h"

namespace berth {

// Input 0 into output 0, which is in `place`. A value that is there already (a feed may be), or that the place cannot
// hold, is passed on as it is; so the input must live as long as the output.
//   stays   the input is a feed or a constant: nobody changes it during the run
class CopyKernel final : public Kernel {
 public:
  CopyKernel(const SessionMemory& memory, PlaceId place, bool stays) : memory_(memory), place_(place), stays_(stays) {}
  Status Run(KernelContext& ctx) const override;

 private:
  bool IsThere(const OrtValue& value) const;
  const SessionMemory& memory_;
  const PlaceId place_;
  const bool stays_;
};

}  // namespace berth
