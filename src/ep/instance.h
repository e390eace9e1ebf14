// One session's OrtEp, behind the guard: made by its factory's CreateEp, released by ReleaseEp.
//
//   owns     the OrtEp, every OrtNodeComputeInfo that its Compile returned, its allocators and data transfer, one use of its
//            library
//   threads  session creation is one thread; OnRunStart/OnRunEnd may run on several at once
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ep/ep_allocator.h"
#include "ep/ep_device.h"
#include "ep/ep_profiler.h"
#include "ep/library.h"
#include "graph/view.h"
#include "kernels/kernel_def.h"

namespace berth {

// Memory that an EP has in a session.
struct EpMemory {
  const OrtMemoryInfo* info;      // interned: values point to it
  OrtAllocator* allocator;
};

// How memory of an EP is asked for.
struct AllocateHow {
  OrtSyncStream* stream = nullptr;   // the one that the memory is used on first, or null
  bool reserve = false;              // past the EP's arena
};

class EpInstance {
 public:
  // CreateEp with the devices' hardware and metadata in order, then GetKernelRegistry and GetName. `devices` are of one
  // factory, and the caller keeps its library registered meanwhile (EpRegistry::Use). Needs SetUp before anything else.
  // Errors: the EP's code; ORT_FAIL naming the factory and `NULL OrtEp` when it made none, or one without a required
  // callback.
  static StatusOr<std::unique_ptr<EpInstance>> Create(std::span<const OrtEpDevice* const> devices,
                                                      const OrtSessionOptions* options, const Logger& logger);
  // What is asked and made once per session after that: IsConcurrentRunSupported, CreateDataTransfer, CreateProfiler. Errors:
  // the EP's, but for a profiler, which a session can do without.
  Status SetUp();
  // One allocator for each memory that its devices list, and which of them its values live in (GetDefaultMemoryDevice).
  // After SetUp. Errors: the EP's; ORT_EP_FAIL for a default device that it has not listed.
  Status MakeAllocators();
  // The allocators, the profiler, ReleaseNodeComputeInfos with all infos, ReleaseEp, then the data transfer.
  ~EpInstance();
  EpInstance(const EpInstance&) = delete;
  EpInstance& operator=(const EpInstance&) = delete;

  const std::string& name() const { return name_; }
  OrtEp* raw() const { return raw_; }
  EpFactory& factory() const { return *factory_; }
  std::span<const OrtEpDevice* const> devices() const { return devices_; }
  // Null: what its nodes take and make is in plain host memory.
  const EpMemory* value_memory() const { return value_memory_ ? &*value_memory_ : nullptr; }
  // For constants; null when it has none of its own for them.
  const EpMemory* read_only_memory() const { return read_only_memory_ ? &*read_only_memory_ : nullptr; }
  // Its allocator for that memory, read-only memory left out; null when it has none.
  OrtAllocator* FindAllocator(const OrtMemoryDevice& device) const;
  bool Owns(const OrtMemoryDevice& device) const { return FindAllocator(device) != nullptr; }
  // A tensor in its memory. Errors: as Tensor::Allocate; ORT_EP_FAIL when its allocator throws.
  StatusOr<Tensor> Allocate(const EpMemory& memory, ElementType type, DimsView dims, AllocateHow how) const;
  // Null when it copies nothing.
  const DataTransfer* transfer() const { return transfer_.get(); }

  // ep-contract e, f.2, f.3. A failure is the EP's.
  Status GetCapability(const OrtGraph& graph, OrtEpGraphSupportInfo& info);
  // NCHW when the EP does not say. ORT_EP_FAIL: a layout that does not exist.
  StatusOr<OrtEpDataLayout> GetPreferredDataLayout() const;
  // Above 0: yes; 0: no; below: as the host thinks.
  StatusOr<int> ShouldConvertDataLayoutForOp(const std::string& domain, const std::string& op_type,
                                             OrtEpDataLayout target) const;
  // What Compile made of one graph.
  struct Compiled {
    OrtNodeComputeInfo* info;
    std::unique_ptr<OrtNode> context;   // the EPContext node for a compiled model; null when the EP gave none
  };
  // ep-contract f.5: one compute info per graph, all owned by this object. ORT_FAIL when Compile or
  // ReleaseNodeComputeInfos is missing; the EP's code when it fails; ORT_EP_FAIL when an info is null or lacks a callback
  // (naming which graph and callback). `fused` is parallel to `graphs`.
  StatusOr<std::vector<Compiled>> Compile(std::span<const OrtGraph* const> graphs, std::span<const OrtNode* const> fused);
  // What the EP wants to find in the metadata of a compiled model to tell whether it can still run it; empty: nothing.
  // `graph`: of that model.
  StatusOr<std::string> GetCompiledModelCompatibilityInfo(const OrtGraph& graph) const;
  // What its factory says of that text when such a model is loaded; NOT_APPLICABLE when it has no callback for it.
  StatusOr<OrtCompiledModelCompatibility> ValidateCompiledModelCompatibilityInfo(const char* info) const;
  // ORT_NOT_IMPLEMENTED when the EP does not say.
  StatusOr<OrtWeightlessSupport> GetWeightlessSupport() const;
  bool IsConcurrentRunSupported() const { return concurrent_runs_; }
  // The kernels that the EP brings, copied right after CreateEp; empty when it brings none.
  const OrtKernelRegistry& kernel_registry() const { return kernel_registry_; }
  // Whether its factory works with streams. Asked once for each graph level whose kernels are made.
  bool IsStreamAware() const { return factory_->IsStreamAware(); }

  // Graph capture (ep-contract e.2). HasGraphReplay: whether both callbacks that a replay needs are there.
  bool IsGraphCaptureEnabled() const;
  bool HasGraphReplay() const;
  bool CapturesWithCpuNodes() const;
  bool IsGraphCaptured(int id) const;
  Status ReplayGraph(int id) const;
  Status ReleaseCapturedGraph(int id) const;

  // What records its own events beside the session's profile; null: nothing.
  EpProfiler* profiler() const { return profiler_.get(); }
  // One more, for the profile of a run.
  std::unique_ptr<EpProfiler> CreateProfiler() const;

  // Calls of every run; success when the slot is missing.
  Status OnRunStart(const OrtRunOptions* options) const;
  Status OnRunEnd(const OrtRunOptions* options, bool sync) const;
  // End of session creation.
  Status OnSessionInitializationEnd() const;
  Status SetDynamicOptions(std::span<const char* const> keys, std::span<const char* const> values) const;
  Status Sync() const;

 private:
  explicit EpInstance(std::span<const OrtEpDevice* const> devices, const Logger& logger);
  Status Initialize(const OrtSessionOptions* options);
  Status CopyKernelRegistry();
  Status CheckInfo(const OrtNodeComputeInfo* info, const std::string& graph) const;
  Status MakeAllocator(const OrtMemoryInfo* info);
  Status ChooseValueMemory();

  std::string name_;
  std::optional<EpOrigin> origin_;                 // of the name that it has given itself
  EpFactory* factory_;
  OrtEp* raw_ = nullptr;
  const Logger* logger_;
  LibraryUse use_;
  std::vector<const OrtEpDevice*> devices_;
  std::unique_ptr<DataTransfer> transfer_;
  std::unique_ptr<EpProfiler> profiler_;
  std::vector<std::unique_ptr<EpAllocator>> allocators_;
  std::vector<EpMemory> memories_;                 // parallel to allocators_
  std::optional<EpMemory> value_memory_, read_only_memory_;
  std::vector<OrtNodeComputeInfo*> infos_;
  OrtKernelRegistry kernel_registry_;
  bool concurrent_runs_ = true;
};

}  // namespace berth
