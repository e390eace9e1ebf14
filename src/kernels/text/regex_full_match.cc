#include <re2/re2.h>

#include "kernels/kernel.h"

namespace berth {
namespace {

// Below this many texts a second thread costs more than it saves.
constexpr std::ptrdiff_t kTextGrain = 256;

// Whether a text matches the pattern from its first to its last character. ONNX RegexFullMatch-20.
class RegexFullMatch final : public Kernel {
 public:
  explicit RegexFullMatch(const std::string& pattern) : pattern_(pattern, RE2::Quiet) {}

  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const std::string pattern, info.String("pattern"));
    auto kernel = std::make_unique<RegexFullMatch>(pattern);
    if (kernel->pattern_.ok()) return kernel;
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"pattern\": \"", pattern, "\" seen: ",
                 kernel->pattern_.error());
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, x.dims()));
    const auto texts = x.strings();
    const auto matches = y->mutable_span<bool>();
    const auto count = static_cast<std::ptrdiff_t>(texts.size());
    ParallelFor(ctx.pool(), count, kTextGrain, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (std::ptrdiff_t i = begin; i < end; ++i) {
        matches[static_cast<size_t>(i)] = RE2::FullMatch(texts[static_cast<size_t>(i)], pattern_);
      }
    });
    return Ok();
  }

 private:
  RE2 pattern_;
};

}  // namespace

BERTH_KERNEL_LIST(regex_full_match,
    {"", "RegexFullMatch", 20, kLatest, {}, RegexFullMatch::Make})

}  // namespace berth
