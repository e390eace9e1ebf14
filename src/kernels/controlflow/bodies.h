// What the control-flow kernels share.
#pragma once

#include <string>

#include "kernels/body.h"
#include "kernels/kernel.h"

namespace berth {

// The body of that name, which has to declare so many inputs and outputs. Error: ORT_INVALID_GRAPH.
StatusOr<const BodyRunner*> FindBody(const KernelInfo& info, std::string_view attribute, size_t inputs, size_t outputs);

// A tensor in memory of the same device as another. Error: no EP of the session has any.
StatusOr<std::unique_ptr<OrtValue>> MakeBeside(KernelContext& ctx, const Tensor& other, DimsView dims);
// What a body gave as a value of its own; copied, in the memory that it is in, when that belongs to somebody else.
StatusOr<SharedValue> Owned(KernelContext& ctx, const BodyRunner& body, SharedValue value);
// The same as output i of the node.
Status PassOn(KernelContext& ctx, const BodyRunner& body, size_t i, SharedValue value);

// The bool in a tensor of one element; `name` is the input's or output's, for the error text.
StatusOr<bool> ReadBool(const OrtValue& value, std::string_view name);

// New values of rank 0.
StatusOr<SharedValue> MakeInt64(int64_t number, OrtAllocator* allocator);
StatusOr<SharedValue> MakeBool(bool truth, OrtAllocator* allocator);

// Puts `next` in place of a state of the trip before, whose memory is then left in `next` for an output of a later trip.
void Advance(SharedValue& state, SharedValue& next);

// ORT_FAIL when the run shall end: loops ask once a trip, as a body may be without steps.
Status CheckGoesOn(KernelContext& ctx);

// Shape of a scan output that no trip has given an item for, from what the body's graph says; what it leaves open is 0.
Dims DeclaredItemDims(const Graph& body, size_t output);

}  // namespace berth
