#include "ep/registered_kernel.h"

#include "ep/guard.h"
#include "ep/host_kernel.h"
#include "ep/prepack.h"
#include "ep/slots.h"

namespace berth {
namespace {

class RegisteredKernel final : public Kernel {
 public:
  RegisteredKernel(const EpInstance& ep, ForeignKernelInfo info, std::vector<WantedOutput> outputs)
      : ep_(ep.name()), info_(std::move(info)), outputs_(std::move(outputs)) {}
  // The buffers that it handed over go after it.
  ~RegisteredKernel() override {
    if (impl_ == nullptr) return;
    auto release = Slot<&OrtKernelImpl::Release>(impl_);
    if (release != nullptr) CallEpVoid(ep_, "OrtKernelImpl::Release", info_.logger(), [&] { release(impl_); });
  }

  Status Create(const OrtKernelRegistry::Entry& entry) {
    OrtKernelImpl* made = nullptr;
    Status status = CallEp(ep_, "OrtKernelCreateFunc", [&] { return entry.create(entry.state, &info_, &made); });
    if (!status.ok()) return std::move(status).Annotate(info_.label());
    if (made == nullptr) return Wrong("EPC-019", "null kernel seen");
    impl_ = made;
    compute_ = Slot<&OrtKernelImpl::Compute>(impl_);
    if (impl_->flags > 1) return Wrong("EPC-019", "flags: a bit that no host knows");
    if (compute_ == nullptr) return Wrong("EPC-019", "OrtKernelImpl::Compute: null seen, the callback wanted");
    if (Slot<&OrtKernelImpl::Release>(impl_) == nullptr)
      return Wrong("EPC-019", "OrtKernelImpl::Release: null seen, the callback wanted");
    if (info_.node().bodies.empty() || IsHostKernel(impl_)) return Ok();
    return Wrong("EPC-020", "a control-flow kernel of its own: it was not originally created by ORT, as CreateIfKernel, "
                            "CreateLoopKernel and CreateScanKernel do");
  }

  Status Prepack(const EpInstance& ep) {
    BERTH_ASSIGN_OR_RETURN(packed_, PrepackWeights(ep, impl_, info_));
    return Ok();
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_RETURN_IF_ERROR(CallEp(ep_, "Compute", [&] { return compute_(impl_, &ctx); }));
    for (size_t i = 0; i < outputs_.size(); ++i) BERTH_RETURN_IF_ERROR(CheckOutput(ctx, i, outputs_[i], ep_));
    return Ok();
  }

 private:
  Status Wrong(const char* duty, const char* what) const {
    return Error(ORT_FAIL, "node \"", info_.label(), "\" (", info_.node().op_type, "): ",
                 Broken(duty, ep_, "OrtKernelCreateFunc"), ": ", what);
  }

  const std::string ep_;
  const ForeignKernelInfo info_;   // the kernel may keep it
  const std::vector<WantedOutput> outputs_;
  std::vector<PackedBuffers> packed_;
  OrtKernelImpl* impl_ = nullptr;
  decltype(Slot<&OrtKernelImpl::Compute>(impl_)) compute_ = nullptr;
};

}  // namespace

StatusOr<std::unique_ptr<Kernel>> MakeRegisteredKernel(const EpInstance& ep, const OrtKernelRegistry::Entry& entry,
                                                       ForeignKernelInfo info, std::vector<WantedOutput> outputs, bool prepack) {
  auto kernel = std::make_unique<RegisteredKernel>(ep, std::move(info), std::move(outputs));
  BERTH_RETURN_IF_ERROR(kernel->Create(entry));
  if (prepack) BERTH_RETURN_IF_ERROR(kernel->Prepack(ep));
  return std::unique_ptr<Kernel>(std::move(kernel));
}

}  // namespace berth
