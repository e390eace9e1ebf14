// One session's OrtEp, behind the guard: made by its factory's CreateEp, released by ReleaseEp.
//
//   owns     the OrtEp, every OrtNodeComputeInfo that its Compile returned, its data transfer, one use of its library
//   threads  session creation is one thread; OnRunStart/OnRunEnd may run on several at once
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ep/ep_device.h"
#include "ep/library.h"
#include "graph/view.h"
#include "kernels/kernel_def.h"

namespace berth {

class EpInstance {
 public:
  // CreateEp with the devices' hardware and metadata in order, then GetKernelRegistry and GetName. `devices` are of one
  // factory, and the caller keeps its library registered meanwhile (EpRegistry::Use). Needs SetUp before anything else.
  // Errors: the EP's code; ORT_FAIL naming the factory and `NULL OrtEp` when it made none, or one without a required
  // callback; ORT_NOT_IMPLEMENTED for an EP whose memory the host cannot read.
  static StatusOr<std::unique_ptr<EpInstance>> Create(std::span<const OrtEpDevice* const> devices,
                                                      const OrtSessionOptions* options, const Logger& logger);
  // What is asked and made once per session after that: IsConcurrentRunSupported, CreateDataTransfer. Errors: the EP's.
  Status SetUp();
  // ReleaseNodeComputeInfos with all infos, ReleaseEp, then the data transfer.
  ~EpInstance();
  EpInstance(const EpInstance&) = delete;
  EpInstance& operator=(const EpInstance&) = delete;

  const std::string& name() const { return name_; }
  OrtEp* raw() const { return raw_; }
  EpFactory& factory() const { return *factory_; }
  std::span<const OrtEpDevice* const> devices() const { return devices_; }
  std::string library_path() const { return factory_->library().path().string(); }

  // ep-contract e, f.2, f.3. A failure is the EP's.
  Status GetCapability(const OrtGraph& graph, OrtEpGraphSupportInfo& info);
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
  bool IsStreamAware() const;

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

  std::string name_;
  EpFactory* factory_;
  OrtEp* raw_ = nullptr;
  const Logger* logger_;
  LibraryUse use_;
  std::vector<const OrtEpDevice*> devices_;
  std::unique_ptr<DataTransfer> transfer_;
  std::vector<OrtNodeComputeInfo*> infos_;
  OrtKernelRegistry kernel_registry_;
  bool concurrent_runs_ = true;
};

}  // namespace berth
