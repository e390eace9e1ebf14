// Constant weights that an EP's kernel has laid out for itself (ep-contract f.7).
#pragma once

#include <memory>
#include <vector>

#include "ep/instance.h"
#include "kernels/foreign_info.h"
#include "kernels/packed_weights.h"

namespace berth {

// Memory that a kernel handed over; freed with the allocator it came from.
class PackedBuffers {
 public:
  PackedBuffers(OrtAllocator* allocator, std::span<void* const> data, std::vector<size_t> sizes);
  // Memory with the same bytes that the container has takes the place of this one; else the container has this from now on.
  void Share(OrtPrepackedWeightsContainer& container);
  std::span<const void* const> data() const { return data_; }
  std::span<const size_t> sizes() const { return sizes_; }

 private:
  std::vector<std::shared_ptr<const Buffer>> buffers_;
  std::vector<const void*> data_;
  std::vector<size_t> sizes_;
};

// Lets the kernel pack each constant input. What it hands over is in the answer, which must outlive the kernel. Errors:
// the EP's; ORT_FAIL for weights stored but not packed, and for stored ones that it cannot take back.
StatusOr<std::vector<PackedBuffers>> PrepackWeights(const EpInstance& ep, OrtKernelImpl* kernel,
                                                    const ForeignKernelInfo& info);

}  // namespace berth

// Lives during one PrePackWeight call; filled through OrtEpApi.
struct OrtSharedPrePackedWeightCache : berth::Tagged<berth::HandleKind::kPrepackedWeights> {
  // The buffers are the host's from then on. ORT_INVALID_ARGUMENT for none and for the second time.
  berth::Status Store(std::span<void* const> data, std::span<const size_t> sizes);
  std::vector<void*> data;
  std::vector<size_t> sizes;
};
