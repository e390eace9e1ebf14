#include "ep/compiled_kernel.h"

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {
namespace {

class CompiledKernel final : public Kernel {
 public:
  CompiledKernel(std::string ep, OrtNodeComputeInfo* info, std::string node, std::vector<WantedOutput> outputs,
                 const Logger& logger)
      : ep_(std::move(ep)), info_(info), compute_(Slot<&OrtNodeComputeInfo::Compute>(info)), outputs_(std::move(outputs)), logger_(logger) {
    context_.node_name = std::move(node);
  }
  ~CompiledKernel() override {
    if (state_ == nullptr) return;
    auto release = Slot<&OrtNodeComputeInfo::ReleaseState>(info_);
    CallEpVoid(ep_, "ReleaseState", logger_, [&] { release(info_, state_); });
  }

  Status CreateState() {
    auto create = Slot<&OrtNodeComputeInfo::CreateState>(info_);
    Status status = CallEp(ep_, "CreateState", [&] { return create(info_, &context_, &state_); });
    if (!status.ok()) state_ = nullptr;   // what a failing call leaves is no state
    return std::move(status).Annotate(absl::StrCat("node \"", context_.node_name, "\": Create state function failed"));
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_RETURN_IF_ERROR(CallEp(ep_, "Compute", [&] { return compute_(info_, state_, &ctx); }));
    for (size_t i = 0; i < outputs_.size(); ++i) BERTH_RETURN_IF_ERROR(CheckOutput(ctx, i, outputs_[i], ep_));
    return Ok();
  }

 private:
  std::string ep_;
  OrtNodeComputeInfo* info_;
  decltype(Slot<&OrtNodeComputeInfo::Compute>(info_)) compute_;
  OrtNodeComputeContext context_;
  std::vector<WantedOutput> outputs_;
  const Logger& logger_;
  void* state_ = nullptr;
};

}  // namespace

StatusOr<std::unique_ptr<Kernel>> MakeCompiledKernel(const EpInstance& ep, OrtNodeComputeInfo* info,
                                                     std::string fused_name, std::vector<WantedOutput> outputs,
                                                     const Logger& logger) {
  auto kernel = std::make_unique<CompiledKernel>(ep.name(), info, std::move(fused_name), std::move(outputs), logger);
  BERTH_RETURN_IF_ERROR(kernel->CreateState());
  return std::unique_ptr<Kernel>(std::move(kernel));
}

}  // namespace berth
