// Running the bodies of a control-flow node: declared here for its kernel, implemented in exec.
#pragma once

#include <span>

#include "kernels/context.h"

namespace berth {

// One body (then_branch, body, ...) of one node. Lives as long as the node's kernel. Any number of runs at once.
class BodyRunner {
 public:
  virtual ~BodyRunner() = default;
  virtual size_t input_count() const = 0;    // that the body's graph declares
  virtual size_t output_count() const = 0;

  // Runs the body inside of a call of its node's kernel.
  //   ctx       of that call: captured values, memory and the terminate flag come from there
  //   inputs    input_count() of them; null for one that is absent
  //   outputs   output_count() of them. What the body made itself is new; what it passes on is the input as given, or a
  //             borrowed value (use_count() 0) that lives as long as the call. A tensor that is there beforehand, and that
  //             nobody else holds, gives up its memory: an output of the same type and shape is made in it. After an
  //             error they are of no use
  // Errors: the kernels' own, with the node's label in front; ORT_INVALID_ARGUMENT for an input of another element type
  // than the body declares.
  virtual Status Run(KernelContext& ctx, std::span<const SharedValue> inputs, std::span<SharedValue> outputs) const = 0;
  // Copies a tensor into one of the same type and shape, whatever memories of the session they are in.
  virtual Status Copy(KernelContext& ctx, const OrtValue& from, OrtValue& to) const = 0;
};

// A value of somebody else, who keeps it alive.
inline SharedValue Borrowed(const OrtValue* value) { return SharedValue(SharedValue(), value); }

}  // namespace berth
