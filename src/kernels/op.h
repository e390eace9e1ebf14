// A standard operator that a kernel of others calls.
//
//   owns     a graph of its own with the one node, and the node's kernel
//   threads  immutable but for variants, which are made under a lock; Invoke from any thread
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "graph/model.h"
#include "kernels/kernel.h"

namespace berth {

// What OrtApi::CreateOp is given.
struct OpRequest {
  std::string op_type, domain;
  int version = 0;                                              // of the domain's operator set
  std::vector<std::pair<std::string, ElementType>> types;       // by type parameter of the schema
  std::vector<onnx::AttributeProto> attributes;
  size_t input_count = 0, output_count = 0;
};

}  // namespace berth

struct OrtOp : berth::Tagged<berth::HandleKind::kOp> {
 public:
  // Finds schema and kernel. `caller`: of the kernel that will call it, whose session it lives in. Errors: ORT_FAIL for an
  // unknown operator and when no CPU kernel fits; ORT_INVALID_GRAPH for wrong counts and attributes; what a kernel's Make says.
  static berth::StatusOr<std::unique_ptr<OrtOp>> Make(const OrtKernelInfo& caller, berth::OpRequest request);

  size_t input_count() const { return request_.input_count; }
  size_t output_count() const { return request_.output_count; }
  // Runs it. `inputs[i]` null: an optional input that is left out. Outputs are tensors of the right type and shape, or empty
  // values that become the result. Errors: ORT_INVALID_ARGUMENT for other counts or types than it was made for; the kernel's.
  berth::Status Invoke(OrtKernelContext& context, std::span<const OrtValue* const> inputs,
                       std::span<OrtValue* const> outputs);

 private:
  // The node and its kernel for one set of inputs that are there.
  struct Variant {
    berth::Model model;
    std::unique_ptr<berth::KernelInfo> info;
    std::unique_ptr<berth::Kernel> kernel;
  };
  OrtOp(berth::OpRequest request, berth::ThreadPool* pool, const berth::Logger& logger)
      : request_(std::move(request)), pool_(pool), logger_(logger) {}
  berth::StatusOr<std::unique_ptr<Variant>> MakeVariant(const std::vector<bool>& given) const;
  berth::StatusOr<const Variant*> VariantFor(std::span<const OrtValue* const> inputs);

  const berth::OpRequest request_;
  berth::ThreadPool* pool_;
  const berth::Logger& logger_;
  std::mutex mutex_;
  std::map<std::vector<bool>, std::unique_ptr<Variant>> variants_;
};
