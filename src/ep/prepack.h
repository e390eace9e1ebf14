// Constant weights that an EP's kernel has laid out for itself (ep-contract f.7).
#pragma once

#include <vector>

#include "ep/instance.h"
#include "kernels/foreign_info.h"

namespace berth {

// Memory that a kernel handed over; freed with the allocator it came from.
class PackedBuffers {
 public:
  PackedBuffers(OrtAllocator* allocator, std::vector<void*> data, std::vector<size_t> sizes)
      : allocator_(allocator), data_(std::move(data)), sizes_(std::move(sizes)) {}
  PackedBuffers(PackedBuffers&& other) noexcept = default;
  PackedBuffers& operator=(PackedBuffers&&) = delete;
  ~PackedBuffers();
  std::span<void* const> data() const { return data_; }
  std::span<const size_t> sizes() const { return sizes_; }

 private:
  OrtAllocator* allocator_;
  std::vector<void*> data_;
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
