// Lists of whole numbers that operators take as small tensors: axes, shapes, pads, sizes.
#pragma once

#include <string_view>

#include "kernels/kernel.h"

namespace berth {

// The elements of an int32 or int64 tensor of rank 0 or 1; `name` is the input's, for the error text.
StatusOr<Dims> ReadInts(const Tensor& tensor, std::string_view name);

// The same from optional input i; without it `fallback`, which an older version of the operator gave as an attribute.
StatusOr<Dims> ReadIntsOr(const KernelContext& ctx, size_t i, std::string_view name, DimsView fallback);

// One number out of a tensor of one element.
StatusOr<int64_t> ReadInt(const Tensor& tensor, std::string_view name);

// An attribute's numbers.
StatusOr<Dims> IntsAttribute(const KernelInfo& info, std::string_view name);

// `axes` counted from the front, each of them legal for `rank` and none twice.
StatusOr<Dims> NormalizeAxes(DimsView axes, size_t rank);

}  // namespace berth
