#include "absl/container/flat_hash_set.h"
#include "kernels/kernel.h"
#include "kernels/text/letter_case.h"

namespace berth {
namespace {

// The texts that are no stop words, in another case if asked; one empty text when none is left. ONNX StringNormalizer-10. x: [C]
// or [1,C]; y: the same with fewer columns.
class StringNormalizer final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<StringNormalizer>();
    BERTH_ASSIGN_OR_RETURN(const std::string action, info.String("case_change_action", "NONE"));
    BERTH_ASSIGN_OR_RETURN(const int64_t exact, info.Int("is_case_sensitive", 0));
    BERTH_ASSIGN_OR_RETURN(std::vector<std::string> stop_words, info.Strings("stopwords"));
    // Case mappings are the same in every locale; the name is taken whatever it is.
    BERTH_RETURN_IF_ERROR(info.String("locale", "").status());
    if (action == "LOWER") {
      kernel->output_case_ = LetterCase::kLower;
    } else if (action == "UPPER") {
      kernel->output_case_ = LetterCase::kUpper;
    } else if (action != "NONE") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"case_change_action\": \"", action,
                   "\" seen, LOWER, UPPER or NONE wanted");
    }
    const bool upper = kernel->output_case_ == LetterCase::kUpper;
    if (exact == 0) kernel->compared_case_ = upper ? LetterCase::kUpper : LetterCase::kLower;
    for (const std::string& word : stop_words) {
      BERTH_ASSIGN_OR_RETURN(std::string compared, WithCase(word, kernel->compared_case_));
      kernel->stop_words_.insert(std::move(compared));
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    Dims dims(x.dims().begin(), x.dims().end());
    if (dims.empty() || dims.size() > 2 || (dims.size() == 2 && dims[0] != 1)) {
      return InvalidArgument("input: shape ", ShapeText(dims), " seen, [C] or [1,C] wanted");
    }
    std::vector<std::string> kept;
    for (const std::string& text : x.strings()) {
      BERTH_ASSIGN_OR_RETURN(const bool stops, IsStopWord(text));
      if (stops) continue;
      BERTH_ASSIGN_OR_RETURN(std::string changed, WithCase(text, output_case_));
      kept.push_back(std::move(changed));
    }
    if (kept.empty()) kept.emplace_back();
    dims.back() = static_cast<int64_t>(kept.size());
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    std::move(kept.begin(), kept.end(), y->mutable_strings().begin());
    return Ok();
  }

 private:
  StatusOr<bool> IsStopWord(const std::string& text) const {
    if (stop_words_.empty()) return false;
    BERTH_ASSIGN_OR_RETURN(const std::string compared, WithCase(text, compared_case_));
    return stop_words_.contains(compared);
  }

  LetterCase output_case_ = LetterCase::kAsIs;
  LetterCase compared_case_ = LetterCase::kAsIs;   // in which stop words are recognized
  absl::flat_hash_set<std::string> stop_words_;
};

}  // namespace

BERTH_KERNEL_LIST(string_normalizer,
    {"", "StringNormalizer", 10, kLatest, {}, StringNormalizer::Make})

}  // namespace berth
