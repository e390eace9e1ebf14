#include "kernels/tensor/depth_space.h"

#include "base/checked_math.h"

namespace berth {

StatusOr<DepthSpaceOptions> DepthSpaceOptions::Read(const KernelInfo& info) {
  DepthSpaceOptions options;
  BERTH_ASSIGN_OR_RETURN(options.block, info.Int("blocksize"));
  BERTH_ASSIGN_OR_RETURN(const std::string mode, info.String("mode", "DCR"));
  if (mode != "DCR" && mode != "CRD") return Error(ORT_INVALID_GRAPH, "attribute \"mode\": ", mode, " seen, DCR or CRD wanted");
  options.channel_first = mode == "CRD";
  constexpr int64_t kLargest = 1 << 20;   // its square stays a legal dim
  if (options.block < 1 || options.block > kLargest) {
    return Error(ORT_INVALID_GRAPH, "attribute \"blocksize\": ", options.block, " seen, 1 to ", kLargest, " wanted");
  }
  return options;
}

Status CheckFourAxes(DimsView dims) {
  if (dims.size() == 4) return Ok();
  return InvalidArgument("input \"input\": shape ", ShapeText(dims), " seen, [n, channels, height, width] wanted");
}

Status CheckDivides(int64_t divisor, int64_t size, const char* what) {
  if (size % divisor == 0) return Ok();
  return InvalidArgument("input \"input\": ", what, " of ", size, " seen, a multiple of ", divisor, " wanted");
}

StatusOr<Dims> Scaled(Dims dims, int64_t channels, int64_t height, int64_t width) {
  const int64_t factors[] = {1, channels, height, width};
  for (size_t i = 0; i < dims.size(); ++i) {
    const auto size = CheckedMul(dims[i], factors[i]);
    if (!size) return InvalidArgument("attribute \"blocksize\": axis ", i, " of ", dims[i], " times ", factors[i], " overflows");
    dims[i] = *size;
  }
  return dims;
}

}  // namespace berth
