#include <algorithm>

#include "kernels/kernel.h"

namespace berth {
namespace {

constexpr std::string_view kSpaces = " \t\n\v\f\r";

// The pieces of a text, one after the other. Without a delimiter runs of spaces separate them and those around the text are none
// of it. After `splits` splits what is left is one piece.
class Pieces {
 public:
  Pieces(std::string_view text, std::string_view delimiter, uint64_t splits)
      : rest_(text), delimiter_(delimiter), splits_(splits) {
    if (!delimiter_.empty()) return;
    const size_t begin = rest_.find_first_not_of(kSpaces);
    rest_ = begin == std::string_view::npos ? std::string_view() : rest_.substr(begin);
    rest_ = rest_.substr(0, rest_.find_last_not_of(kSpaces) + 1);
    done_ = rest_.empty();
  }

  // False: there is no other.
  bool Next(std::string_view& piece) {
    if (done_) return false;
    size_t end = std::string_view::npos, next = end;
    if (splits_ > 0) {
      end = delimiter_.empty() ? rest_.find_first_of(kSpaces) : rest_.find(delimiter_);
      if (end != std::string_view::npos) {
        next = delimiter_.empty() ? rest_.find_first_not_of(kSpaces, end) : end + delimiter_.size();
      }
      --splits_;
    }
    piece = rest_.substr(0, end);
    done_ = end == std::string_view::npos;
    if (!done_) rest_ = rest_.substr(next);
    return true;
  }

 private:
  std::string_view rest_, delimiter_;
  uint64_t splits_;
  bool done_ = false;
};

// Each text in pieces along a new last axis, as many as the one in most pieces has, and their numbers. ONNX StringSplit-20.
class StringSplit final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<StringSplit>();
    BERTH_ASSIGN_OR_RETURN(kernel->delimiter_, info.String("delimiter", ""));
    BERTH_ASSIGN_OR_RETURN(const int64_t max_split, info.Int("maxsplit", -1));
    // A negative number is no limit.
    kernel->splits_ = static_cast<uint64_t>(max_split);
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    const auto texts = x.strings();
    size_t most = 0;
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(texts.size() * sizeof(int64_t)));
    const std::span<int64_t> counts(static_cast<int64_t*>(scratch), texts.size());
    std::string_view piece;
    for (size_t i = 0; i < texts.size(); ++i) {
      size_t count = 0;
      for (Pieces pieces(texts[i], delimiter_, splits_); pieces.Next(piece);) ++count;
      counts[i] = static_cast<int64_t>(count);
      most = std::max(most, count);
    }
    if (ctx.WantsOutput(0)) {
      Dims dims(x.dims().begin(), x.dims().end());
      dims.push_back(static_cast<int64_t>(most));
      BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
      std::string* row = y->mutable_strings().data();
      for (size_t i = 0; i < texts.size(); ++i, row += most) {
        size_t at = 0;
        for (Pieces pieces(texts[i], delimiter_, splits_); pieces.Next(piece);) row[at++] = piece;
        std::fill(row + at, row + most, std::string());
      }
    }
    if (ctx.WantsOutput(1)) {
      BERTH_ASSIGN_OR_RETURN(Tensor * z, ctx.Output(1, x.dims()));
      std::copy(counts.begin(), counts.end(), z->mutable_span<int64_t>().begin());
    }
    return Ok();
  }

 private:
  std::string delimiter_;
  uint64_t splits_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(string_split,
    {"", "StringSplit", 20, kLatest, {}, StringSplit::Make})

}  // namespace berth
