#include "kernels/controlflow/bodies.h"

namespace berth {
namespace {

// One of two bodies, which take no inputs. ONNX If-1, -11, -13 (sequences), -16 (optionals) and later.
class If final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<If>();
    BERTH_ASSIGN_OR_RETURN(kernel->then_, FindBody(info, "then_branch", 0, info.output_count()));
    BERTH_ASSIGN_OR_RETURN(kernel->else_, FindBody(info, "else_branch", 0, info.output_count()));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const bool truth, ReadBool(*ctx.InputValue(0), "input cond"));
    absl::InlinedVector<SharedValue, 4> outputs(ctx.output_count());
    const BodyRunner& body = truth ? *then_ : *else_;
    Status status = body.Run(ctx, {}, outputs);
    if (!status.ok()) return std::move(status).Annotate(truth ? "then_branch" : "else_branch");
    for (size_t i = 0; i < outputs.size(); ++i) BERTH_RETURN_IF_ERROR(PassOn(ctx, body, i, std::move(outputs[i])));
    return Ok();
  }

 private:
  const BodyRunner* then_ = nullptr;
  const BodyRunner* else_ = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(if,
    {"", "If", 1, kLatest, {}, If::Make})

}  // namespace berth
