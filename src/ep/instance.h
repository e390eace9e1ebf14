// One session's OrtEp, behind the guard: made by its factory's CreateEp, released by ReleaseEp.
//
//   owns     the OrtEp, every OrtNodeComputeInfo that its Compile returned, one use of its library
//   threads  session creation is one thread; OnRunStart/OnRunEnd may run on several at once
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ep/ep_device.h"
#include "ep/library.h"
#include "graph/view.h"
#include "kernels/kernel.h"

namespace berth {

class EpInstance {
 public:
  // CreateEp with the devices' hardware and metadata in order, then GetName. Errors: the EP's code; ORT_FAIL naming the
  // factory and `NULL OrtEp` when it made none.
  static StatusOr<std::unique_ptr<EpInstance>> Create(std::span<const OrtEpDevice* const> devices,
                                                      const OrtSessionOptions* options, const Logger& logger);
  ~EpInstance();  // ReleaseNodeComputeInfos(all), then ReleaseEp

  const std::string& name() const { return name_; }
  OrtEp* raw() const { return raw_; }
  EpFactory& factory() const { return *factory_; }
  std::span<const OrtEpDevice* const> devices() const { return devices_; }
  const std::string& library_path() const;

  // ep-contract e, f.2, f.3. A failure is the EP's.
  Status GetCapability(const OrtGraph& graph, OrtEpGraphSupportInfo& info);
  // ep-contract f.5: one compute info per graph, all owned by this object. ORT_FAIL when Compile or
  // ReleaseNodeComputeInfos is missing, when one is null or lacks a callback (naming which graph and callback).
  // `fused` is parallel to `graphs`.
  StatusOr<std::vector<OrtNodeComputeInfo*>> Compile(std::span<const OrtGraph* const> graphs,
                                                     std::span<const OrtNode* const> fused);
  bool IsConcurrentRunSupported() const { return concurrent_runs_; }   // asked once, at creation

  // Calls of every run; success when the slot is missing.
  Status OnRunStart(const OrtRunOptions* options) const;
  Status OnRunEnd(const OrtRunOptions* options, bool sync) const;
  // End of session creation.
  Status OnSessionInitializationEnd() const;
  Status SetDynamicOptions(std::span<const char* const> keys, std::span<const char* const> values) const;
  Status Sync() const;

 private:
  EpInstance() = default;
  std::string name_;
  EpFactory* factory_ = nullptr;
  OrtEp* raw_ = nullptr;
  const Logger* logger_ = nullptr;
  std::vector<const OrtEpDevice*> devices_;
  std::vector<OrtNodeComputeInfo*> infos_;
  bool concurrent_runs_ = true;
};

// The kernel of a fused node: CreateState in Make, Compute per run, ReleaseState at destruction (ep-contract f.6).
// Checks after Compute that every output that the step wants was made, with the element type and the fixed dims that the
// graph says: a wrong answer is ORT_EP_FAIL naming EP, node, output, seen and wanted.
// `info` stays the EP instance's, which must outlive the kernel.
struct FusedOutput {
  std::string name;
  ElementType type;
  std::optional<Dims> dims;   // -1 where open
};
StatusOr<std::unique_ptr<Kernel>> MakeCompiledKernel(const EpInstance& ep, OrtNodeComputeInfo* info,
                                                     std::string fused_name, std::vector<FusedOutput> outputs,
                                                     const Logger& logger);

}  // namespace berth

// What CreateState learns about its node.
struct OrtNodeComputeContext : berth::Tagged<berth::HandleKind::kNodeComputeContext> {
  std::string node_name;
};
