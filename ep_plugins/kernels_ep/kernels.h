// Our kernels, and the registry that tells the host of them.
#pragma once

#include "../elementwise_ep/host.h"

namespace kernels {

using elementwise::Fail;
using elementwise::Guard;
using elementwise::ort;
using elementwise::ort_ep;

// One kernel that a registry lists: for which nodes, and the function that makes it.
struct Row {
  const char* op_type;
  int since, until;  // versions of the operator set
  bool is_float;     // type parameter T is float32 alone
  OrtKernelCreateFunc create;
  void (*describe)(OrtKernelDefBuilder* builder);  // what else the definition says; may be null
};

// Element-wise operators, Reshape and MatMul; control flow.
extern const Row kMathRows[], kMatMulRows[], kControlFlowRows[];
extern const size_t kMathRowCount, kMatMulRowCount, kControlFlowRowCount;

// All rows as a registry, which the caller releases.
OrtStatus* MakeRegistry(OrtKernelRegistry** registry);

// A tensor as kernels read and write it.
struct View {
  std::vector<int64_t> dims;
  float* data = nullptr;
  size_t count = 0;
};
OrtStatus* ReadTensor(const OrtValue* value, View* view);
OrtStatus* ReadInput(OrtKernelContext* context, size_t index, View* view);
// Data is null when nobody wants the output.
OrtStatus* MakeOutput(OrtKernelContext* context, size_t index, const std::vector<int64_t>& dims, View* view);

// A kernel whose code is `Self::Run(OrtKernelContext*)`.
template <typename Self>
struct KernelOf : OrtKernelImpl {
  KernelOf() : OrtKernelImpl{} {
    ort_version_supported = ORT_API_VERSION;
    Compute = [](OrtKernelImpl* self, OrtKernelContext* context) noexcept -> OrtStatus* {
      return Guard([&] { return static_cast<Self*>(self)->Run(context); });
    };
    Release = [](OrtKernelImpl* self) noexcept { delete static_cast<Self*>(self); };
  }
};

}  // namespace kernels
