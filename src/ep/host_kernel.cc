#include "ep/host_kernel.h"

#include "base/ort_status.h"
#include "ep/guard.h"
#include "ep/loose.h"
#include "ep/slots.h"
#include "kernels/controlflow/helpers.h"
#include "kernels/registry.h"

namespace berth {
namespace {

// The two helpers differ in one callback.
template <typename Raw>
class HelperBase {
 public:
  HelperBase(const KernelInfo& info, Raw* raw) : ep_(info.node().ep), logger_(info.logger()), raw_(raw) {}
  HelperBase(const HelperBase&) = delete;
  void Keep() { kept_ = true; }

 protected:
  ~HelperBase() {
    if (!kept_) return;  // it is still the EP's
    auto release = Slot<&Raw::Release>(raw_);
    CallEpVoid(ep_, "Release of the control-flow helper", logger_, [&] { release(raw_); });
  }
  std::string ep_;
  const Logger& logger_;
  Raw* raw_;
  bool kept_ = false;
};

class EpLoopHelper final : public LoopHelper, public HelperBase<OrtLoopKernelHelper> {
 public:
  using HelperBase::HelperBase;
  Status Concat(KernelContext& ctx, std::span<const OrtValue* const> items, void* output, size_t bytes) const override {
    auto concat = Slot<&OrtLoopKernelHelper::ConcatOutput>(raw_);
    void* stream = ctx.stream() != nullptr ? ctx.stream_handle() : nullptr;
    return CallEp(ep_, "OrtLoopKernelHelper::ConcatOutput",
                  [&] { return concat(raw_, stream, items.data(), items.size(), output, bytes); });
  }
};

class EpScanHelper final : public ScanHelper, public HelperBase<OrtScanKernelHelper> {
 public:
  using HelperBase::HelperBase;
  Status Transpose(KernelContext& ctx, std::span<const size_t> perm, const OrtValue& input,
                   OrtValue& output) const override {
    auto transpose = Slot<&OrtScanKernelHelper::Transpose>(raw_);
    return CallEp(ep_, "OrtScanKernelHelper::Transpose",
                  [&] { return transpose(raw_, perm.data(), perm.size(), &input, ctx.stream(), &output); });
  }
};

struct HostKernel : OrtKernelImpl {
  HostKernel() : OrtKernelImpl{} {
    ort_version_supported = ORT_API_VERSION;
    OrtKernelImpl::Compute = [](OrtKernelImpl* self, OrtKernelContext* context) noexcept -> OrtStatus* {
      try {
        return ToOrtStatus(static_cast<HostKernel*>(self)->kernel->Run(*context));
      } catch (const std::exception& e) {
        return ToOrtStatus(Status(ORT_RUNTIME_EXCEPTION, e.what()));
      }
    };
    OrtKernelImpl::Release = [](OrtKernelImpl* self) noexcept { ReleaseHostKernel(self); };
  }
  // The kernel goes before the helpers that it calls.
  std::unique_ptr<EpLoopHelper> loop_helper;
  std::unique_ptr<EpScanHelper> scan_helper;
  std::unique_ptr<Kernel> kernel;
};

// Never destroyed: EPs may release kernels late.
Loose<HostKernel>& HostKernels() {
  static auto* kernels = new Loose<HostKernel>();
  return *kernels;
}

Status CheckNode(const KernelInfo& info, std::string_view op_type, int since) {
  const Node& node = info.node();
  if (node.domain.empty() && node.op_type == op_type && node.since_version >= since) return Ok();
  return Error(ORT_FAIL, "node \"", info.label(), "\": ", node.op_type, "-", node.since_version, " seen, ", op_type,
               " since opset ", since, " wanted: no kernel of the host for it");
}

// Takes the helpers over when all went well.
StatusOr<OrtKernelImpl*> Finish(std::unique_ptr<HostKernel> made, const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(const KernelRow* row, FindKernel(info.graph(), info.node()));
  KernelInfo helped = info;
  helped.set_helpers(made->loop_helper.get(), made->scan_helper.get());
  BERTH_ASSIGN_OR_RETURN(made->kernel, row->make(helped));
  if (made->loop_helper != nullptr) made->loop_helper->Keep();
  if (made->scan_helper != nullptr) made->scan_helper->Keep();
  return static_cast<OrtKernelImpl*>(HostKernels().Add(std::move(made)));
}

}  // namespace

StatusOr<OrtKernelImpl*> MakeIfKernel(const KernelInfo& info) {
  BERTH_RETURN_IF_ERROR(CheckNode(info, "If", 1));
  return Finish(std::make_unique<HostKernel>(), info);
}

StatusOr<OrtKernelImpl*> MakeLoopKernel(const KernelInfo& info, OrtLoopKernelHelper* helper) {
  BERTH_RETURN_IF_ERROR(CheckNode(info, "Loop", 1));
  if (Slot<&OrtLoopKernelHelper::Release>(helper) == nullptr ||
      Slot<&OrtLoopKernelHelper::ConcatOutput>(helper) == nullptr) {
    return InvalidArgument("CreateLoopKernel: helper: Release and ConcatOutput wanted, null seen");
  }
  auto made = std::make_unique<HostKernel>();
  made->loop_helper = std::make_unique<EpLoopHelper>(info, helper);
  return Finish(std::move(made), info);
}

StatusOr<OrtKernelImpl*> MakeScanKernel(const KernelInfo& info, OrtScanKernelHelper* helper) {
  BERTH_RETURN_IF_ERROR(CheckNode(info, "Scan", 9));
  if (Slot<&OrtScanKernelHelper::Release>(helper) == nullptr ||
      Slot<&OrtScanKernelHelper::Transpose>(helper) == nullptr) {
    return InvalidArgument("CreateScanKernel: helper: Release and Transpose wanted, null seen");
  }
  auto made = std::make_unique<HostKernel>();
  made->scan_helper = std::make_unique<EpScanHelper>(info, helper);
  return Finish(std::move(made), info);
}

bool IsHostKernel(const OrtKernelImpl* kernel) { return HostKernels().Has(static_cast<const HostKernel*>(kernel)); }

void ReleaseHostKernel(OrtKernelImpl* kernel) { HostKernels().Take(static_cast<HostKernel*>(kernel)); }

}  // namespace berth
