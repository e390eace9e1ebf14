#include <cstdlib>
#include <string>

#include "parts.h"

namespace npu {
namespace {

struct Allocator : OrtAllocator {
  explicit Allocator(const OrtMemoryInfo* memory) : OrtAllocator{}, info(memory) {
    version = ORT_API_VERSION;
    OrtAllocator::Info = [](const OrtAllocator* self) { return static_cast<const Allocator*>(self)->info; };
    on_device = ort->MemoryInfoGetDeviceMemType(info) == OrtDeviceMemoryType_DEFAULT;
    if (!on_device) {
      OrtAllocator::Alloc = [](OrtAllocator*, size_t bytes) { return std::malloc(bytes); };
      OrtAllocator::Free = [](OrtAllocator*, void* data) { std::free(data); };
      OrtAllocator::Reserve = OrtAllocator::Alloc;
      return;
    }
    OrtAllocator::Alloc = [](OrtAllocator*, size_t bytes) { return Memory::Get().Allocate(bytes, nullptr); };
    OrtAllocator::Free = [](OrtAllocator*, void* address) {
      if (address != nullptr) Memory::Get().Free(address);
    };
    OrtAllocator::Reserve = OrtAllocator::Alloc;
    OrtAllocator::AllocOnStream = [](OrtAllocator*, size_t bytes, OrtSyncStream* stream) {
      return Memory::Get().Allocate(bytes, QueueOf(stream));
    };
    OrtAllocator::GetStats = Stats;
  }

  static OrtStatus* ORT_API_CALL Stats(const OrtAllocator*, OrtKeyValuePairs** out) noexcept {
    return Guard([&]() -> OrtStatus* {
      const Memory::Statistics now = Memory::Get().statistics();
      ort->CreateKeyValuePairs(out);
      const std::pair<const char*, size_t> entries[] = {{"InUse", now.live_bytes},
                                                        {"MaxInUse", now.most_bytes},
                                                        {"NumAllocs", now.allocations},
                                                        {"MaxAllocSize", now.largest}};
      for (const auto& [key, value] : entries) ort->AddKeyValuePair(*out, key, std::to_string(value).c_str());
      return nullptr;
    });
  }

  const OrtMemoryInfo* info;
  bool on_device;
};

}  // namespace

OrtAllocator* MakeAllocator(const OrtMemoryInfo* info) { return new Allocator(info); }
void ReleaseAllocator(OrtAllocator* allocator) { delete static_cast<Allocator*>(allocator); }

}  // namespace npu
