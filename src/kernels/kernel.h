// CPU kernels: one operator, one file, one registration row list at its foot.
//
//   class Softmax13 final : public Kernel {
//    public:
//     static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info);   // per node, at session creation
//     Status Run(KernelContext& ctx) const override;                           // per run: indices only
//   };
//   BERTH_KERNEL_LIST(softmax,
//       {"", "Softmax", 13, kLatest, {{"T", kF32}}, Softmax13::Make})
//
// CMake collects the file stems of this room into kernel_lists.inc, so a file with a list is registered by being there.
#pragma once

#include <array>
#include <limits>
#include <memory>
#include <span>

#include "base/status.h"
#include "kernels/context.h"
#include "kernels/info.h"
#include "values/element_type.h"

namespace berth {

// One node's code, made once per session. Run may be called from several threads at once, each with its own context.
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual Status Run(KernelContext& ctx) const = 0;
};

using MakeKernel = StatusOr<std::unique_ptr<Kernel>> (*)(const KernelInfo& info);

inline constexpr int kLatest = std::numeric_limits<int>::max();

// Allowed element types of one type parameter of the schema ("T"). A parameter without a rule is free.
struct TypeRule {
  const char* param = nullptr;
  TypeSet types;
};

struct KernelRow {
  const char* domain;                  // "" for ai.onnx
  const char* op_type;
  int since;                           // schema versions [since, until] of the operator that this kernel computes
  int until;
  std::array<TypeRule, 4> types;
  MakeKernel make;
};

#define BERTH_KERNEL_LIST(stem, ...)                                  \
  extern const std::span<const ::berth::KernelRow> kKernels_##stem;   \
  static constexpr ::berth::KernelRow kRows_##stem[] = {__VA_ARGS__}; \
  constinit const std::span<const ::berth::KernelRow> kKernels_##stem{kRows_##stem};

}  // namespace berth
