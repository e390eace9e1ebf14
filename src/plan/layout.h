// The layout of image tensors that an EP wants (ep-contract f.10).
#pragma once

#include <span>

#include "ep/instance.h"
#include "plan/support_info.h"

namespace berth {

// Operators in NHWC have the names that they have in ONNX, and this domain.
inline constexpr char kNhwcDomain[] = "com.ms.internal.nhwc";

// Gives the claimed nodes the layout that the EP prefers: an operator that works on images (N, C, then space) takes and makes
// them as N, space, C, in kNhwcDomain; what it does not share with another such node is turned by Transpose nodes before and
// behind it. Weights stay as they are. How many nodes changed; the EP has to be asked again then. Nodes are untouched where
// the EP does not want another layout, says no, or the rank is not known. Errors: the EP's; ORT_EP_FAIL for a layout that
// does not exist.
StatusOr<size_t> ConvertLayout(const EpInstance& ep, Graph& graph, std::span<const ClaimGroup> claims);

}  // namespace berth
