// What the convolutions ask of their attributes and inputs.
#pragma once

#include "kernels/info.h"
#include "kernels/nn/window.h"

namespace berth {

// Attribute group, 1 without it. Error ORT_INVALID_GRAPH: below 1.
StatusOr<int64_t> ReadGroup(const KernelInfo& info);

// x: [n, c, spatial...]; w: [m, c / group, kernel...]; bias: [m] or null. Error ORT_INVALID_ARGUMENT: they do not agree.
Status CheckConvInputs(const Tensor& x, const Tensor& w, const Tensor* bias, int64_t group);

// The window over x with the kernel of w. Errors: of Window::Place, and a kernel_shape that is not w's.
StatusOr<PlacedWindow> PlaceConv(const Window& window, const Tensor& x, const Tensor& w);

}  // namespace berth
