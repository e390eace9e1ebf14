#include "kernels/custom_kernel.h"

#include "base/foreign.h"

namespace berth {
namespace {

class CustomKernel final : public Kernel {
 public:
  CustomKernel(const CustomOp& op, ForeignKernelInfo info)
      : op_(op), info_(std::move(info)), compute_(op.table->KernelCompute),
        compute_with_status_(CustomOpSlot<&OrtCustomOp::KernelComputeV2>(*op.table)) {}
  ~CustomKernel() override {
    if (kernel_ == nullptr) return;
    Status status = CallForeign(ORT_RUNTIME_EXCEPTION, [&] { return Who("KernelDestroy"); }, [&]() -> OrtStatus* {
      op_.table->KernelDestroy(kernel_);
      return nullptr;
    });
    if (!status.ok()) {
      BERTH_LOG(info_.logger(), kError, "kernels") << status.message();
    }
  }

  Status Make() {
    const OrtCustomOp* table = op_.table;
    if (auto create = CustomOpSlot<&OrtCustomOp::CreateKernelV2>(*table)) {
      void* made = nullptr;
      const Status status = CallForeign(ORT_RUNTIME_EXCEPTION, [&] { return Who("CreateKernelV2"); },
                                        [&] { return create(table, op_.api, &info_, &made); });
      if (!status.ok()) return Status(ORT_RUNTIME_EXCEPTION, std::string(status.message()));   // the code that ORT gives
      kernel_ = made;   // what a failing call leaves is no kernel
      return kernel_ != nullptr ? Ok() : Error(ORT_FAIL, Who("CreateKernelV2"), ": null kernel seen");
    }
    return CallForeign(ORT_RUNTIME_EXCEPTION, [&] { return Who("CreateKernel"); }, [&]() -> OrtStatus* {
      kernel_ = table->CreateKernel(table, op_.api, &info_);   // null is a kernel too: this style has no other to say
      return nullptr;
    });
  }

  Status Run(KernelContext& ctx) const override {
    if (compute_with_status_ != nullptr) {
      return CallForeign(ORT_RUNTIME_EXCEPTION, [&] { return Who("KernelComputeV2"); },
                         [&] { return compute_with_status_(kernel_, &ctx); });
    }
    return CallForeign(ORT_RUNTIME_EXCEPTION, [&] { return Who("KernelCompute"); }, [&]() -> OrtStatus* {
      compute_(kernel_, &ctx);
      return nullptr;
    });
  }

 private:
  std::string Who(const char* callback) const { return absl::StrCat(op_.Label(), ": ", callback, "()"); }

  const CustomOp& op_;
  const ForeignKernelInfo info_;   // the kernel may keep it
  decltype(OrtCustomOp::KernelCompute) compute_;
  decltype(OrtCustomOp::KernelComputeV2) compute_with_status_;
  void* kernel_ = nullptr;
};

}  // namespace

StatusOr<std::unique_ptr<Kernel>> MakeCustomKernel(const CustomOp& op, ForeignKernelInfo info) {
  auto kernel = std::make_unique<CustomKernel>(op, std::move(info));
  BERTH_RETURN_IF_ERROR(kernel->Make());
  return std::unique_ptr<Kernel>(std::move(kernel));
}

}  // namespace berth
