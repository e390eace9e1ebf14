#include "ep/prepack.h"

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {

namespace {

// One of them.
struct HandedOver {
  HandedOver(OrtAllocator* its_allocator, void* data) : allocator(its_allocator), buffer(Buffer::Borrow(data)) {}
  HandedOver(const HandedOver&) = delete;
  ~HandedOver() {
    try {
      allocator->Free(allocator, buffer.data());
    } catch (...) {
      // Memory of somebody else, who could not free it: nobody is left to tell.
    }
  }
  OrtAllocator* allocator;
  const Buffer buffer;
};

}  // namespace

PackedBuffers::PackedBuffers(OrtAllocator* allocator, std::span<void* const> data, std::vector<size_t> sizes)
    : data_(data.begin(), data.end()), sizes_(std::move(sizes)) {
  for (void* one : data) {
    auto handed_over = std::make_shared<const HandedOver>(allocator, one);
    buffers_.emplace_back(handed_over, &handed_over->buffer);
  }
}

void PackedBuffers::Share(OrtPrepackedWeightsContainer& container) {
  for (size_t i = 0; i < buffers_.size(); ++i) {
    if (data_[i] == nullptr || sizes_[i] == 0) continue;
    buffers_[i] = container.Share(std::move(buffers_[i]), sizes_[i]);
    data_[i] = buffers_[i]->data();
  }
}

namespace {

class Prepacker {
 public:
  Prepacker(const EpInstance& ep, OrtKernelImpl* kernel, const ForeignKernelInfo& info)
      : ep_(ep), kernel_(kernel), info_(info) {}

  Status Pack(int input, const OrtValue& weight) {
    OrtAllocator* allocator = info_.device_allocator != nullptr ? info_.device_allocator : DefaultCpuAllocator();
    OrtSharedPrePackedWeightCache cache;
    const bool may_share = IsInHostMemory(weight);
    bool is_packed = false;
    auto pack = Slot<&OrtKernelImpl::PrePackWeight>(kernel_);
    Status packed = CallEp(ep_.name(), "PrePackWeight", [&] {
      return pack(kernel_, &weight, input, allocator, may_share ? &cache : nullptr, &is_packed);
    });
    if (cache.data.empty()) return std::move(packed).Annotate(info_.label());
    // Whatever comes now, the memory is ours to free.
    PackedBuffers& buffers = made_.emplace_back(allocator, cache.data, std::move(cache.sizes));
    if (!packed.ok()) return std::move(packed).Annotate(info_.label());
    if (!is_packed) return Wrong(input, "weights stored, but not said to be packed");
    auto take = Slot<&OrtKernelImpl::SetSharedPrePackedWeight>(kernel_);
    if (take == nullptr) return Wrong(input, "weights stored, but SetSharedPrePackedWeight is missing");
    // What comes out of an EP's own allocator goes with its session.
    OrtPrepackedWeightsContainer* container = allocator == DefaultCpuAllocator() ? info_.packed_weights() : nullptr;
    if (container != nullptr) buffers.Share(*container);
    return CallEp(ep_.name(), "SetSharedPrePackedWeight",
                  [&] {
                    return take(kernel_, buffers.data().data(), buffers.sizes().data(), buffers.data().size(), input);
                  })
        .Annotate(info_.label());
  }

  std::vector<PackedBuffers> made_;

 private:
  Status Wrong(int input, const char* what) const {
    return Error(ORT_FAIL, info_.label(), ": ", Broken("EPC-021", ep_.name(), "PrePackWeight"), ": input ", input, ": ", what);
  }
  const EpInstance& ep_;
  OrtKernelImpl* kernel_;
  const ForeignKernelInfo& info_;
};

}  // namespace

StatusOr<std::vector<PackedBuffers>> PrepackWeights(const EpInstance& ep, OrtKernelImpl* kernel,
                                                    const ForeignKernelInfo& info) {
  Prepacker packer(ep, kernel, info);
  if (Slot<&OrtKernelImpl::PrePackWeight>(kernel) == nullptr) return std::move(packer.made_);
  packer.made_.reserve(info.input_count());
  for (size_t i = 0; i < info.input_count(); ++i) {
    if (info.constant_value(i) != nullptr)
      BERTH_RETURN_IF_ERROR(packer.Pack(static_cast<int>(i), *info.constant_value(i)));
  }
  return std::move(packer.made_);
}

}  // namespace berth

berth::Status OrtSharedPrePackedWeightCache::Store(std::span<void* const> buffers, std::span<const size_t> bytes) {
  if (buffers.empty() || !data.empty()) {
    return berth::InvalidArgument("SharedPrePackedWeightCache_StoreWeightData: ",
                                  data.empty() ? "no buffer seen, at least one wanted" : "called a second time");
  }
  data.assign(buffers.begin(), buffers.end());
  sizes.assign(bytes.begin(), bytes.end());
  return berth::Ok();
}
