#include "kernels/nn/norm_power.h"

namespace berth {

StatusOr<float> NormPower(const KernelInfo& info) {
  float p = 2;
  if (const auto* attribute = info.node().FindAttribute("p"); attribute != nullptr) {
    StatusOr<int64_t> whole = info.Int("p");
    if (whole.ok()) {
      p = static_cast<float>(*whole);
    } else {
      BERTH_ASSIGN_OR_RETURN(p, info.Float("p"));
    }
  }
  if (!(p > 0)) return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"p\": ", p, " seen, above 0 wanted");
  return p;
}

}  // namespace berth
