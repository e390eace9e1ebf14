// An environment with the virtual NPU in it.
#pragma once

#include "host.h"

namespace berth::testing {

inline constexpr char kNpu[] = "npu.virtual";

class Npu {
 public:
  Npu() { EXPECT_TRUE(env_.Register(kNpu, kVirtualNpu).ok()); }
  Npu(const Npu&) = delete;
  // The host has given everything back.
  ~Npu() {
    Result gone = env_.Unregister(kNpu);
    EXPECT_TRUE(gone.ok()) << gone;
    EXPECT_EQ(LiveBlocks(), 0u);
  }
  Env& env() { return env_; }
  std::vector<const OrtEpDevice*> Devices() const { return env_.Devices("VirtualNpu"); }
  size_t LiveBlocks() const { return library_.Get<size_t()>("VirtualNpuLiveBlocks")(); }
  size_t ToDevice() const { return library_.Get<size_t()>("VirtualNpuCopiesToDevice")(); }
  size_t ToHost() const { return library_.Get<size_t()>("VirtualNpuCopiesToHost")(); }

 private:
  OpenLibrary library_{kVirtualNpu};
  Env env_;
};

// How many tensors went over the border since the last time.
struct Border {
  explicit Border(const Npu& of) : npu(of) { Crossed(); }
  std::pair<size_t, size_t> Crossed() {  // to the device, to the host
    const std::pair<size_t, size_t> since(npu.ToDevice() - to_device, npu.ToHost() - to_host);
    to_device += since.first;
    to_host += since.second;
    return since;
  }
  const Npu& npu;
  size_t to_device = 0, to_host = 0;
};

}  // namespace berth::testing
