#include "kernels/quantization/quant_call.h"

namespace berth {

StatusOr<QuantAttributes> QuantAttributes::Of(const KernelInfo& info) {
  QuantAttributes attributes;
  BERTH_ASSIGN_OR_RETURN(attributes.axis, info.Int("axis", 1));
  BERTH_ASSIGN_OR_RETURN(attributes.block, info.Int("block_size", 0));
  if (attributes.block < 0) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"block_size\": ", attributes.block, " seen, at least 0 wanted");
  }
  return attributes;
}

StatusOr<QuantCall> QuantCall::Begin(KernelContext& ctx, const QuantAttributes& attributes) {
  const Tensor& x = ctx.Input(0);
  const Tensor& scale = ctx.Input(1);
  const Tensor* zero = ctx.OptionalInput(2);
  BERTH_ASSIGN_OR_RETURN(const QuantLayout layout, QuantLayout::Make(x.dims(), scale.dims(), attributes.axis, attributes.block));
  if (zero != nullptr) BERTH_RETURN_IF_ERROR(QuantLayout::CheckZeroPoint(scale.dims(), zero->dims()));
  BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
  return QuantCall{x, scale, zero, layout, *y};
}

StatusOr<QuantParameters> QuantParameters::Of(const QuantCall& call) {
  QuantParameters parameters;
  parameters.from = AccessTo(call.x.type());
  parameters.to = AccessTo(call.y.type());
  const ElementAccess* scale_access = AccessTo(call.scale.type());
  if (parameters.from == nullptr || parameters.to == nullptr || scale_access == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, ElementTypeName(call.x.type()), " to ", ElementTypeName(call.y.type()), ": no kernel");
  }
  parameters.scales.resize(call.scale.element_count());
  parameters.zeros.assign(parameters.scales.size(), 0.0);
  scale_access->read_doubles(call.scale.data(), 0, parameters.scales.size(), parameters.scales.data());
  if (call.zero != nullptr) {
    AccessTo(call.zero->type())->read_doubles(call.zero->data(), 0, parameters.zeros.size(), parameters.zeros.data());
  }
  parameters.index.resize(call.x.element_count());
  call.layout.ForEachRun(parameters.index.size(), [&](size_t begin, size_t count, size_t at) {
    std::fill_n(parameters.index.begin() + static_cast<std::ptrdiff_t>(begin), count, at);
  });
  return parameters;
}

}  // namespace berth
