#include <algorithm>

#include "kernels/text/ngrams.h"

namespace berth {
namespace {

// How often each n-gram of a vocabulary is in each row, its tokens next to each other or up to `max_skip_count` apart. ONNX
// TfIdfVectorizer-9. x: [C] or [B,C]; y: [N] or [B,N].
class TfIdfVectorizer final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<TfIdfVectorizer>();
    Status read = kernel->Read(info);
    if (!read.ok()) return Error(ORT_INVALID_GRAPH, info.label(), ": ", read.message());
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    if (x.dims().size() > 2) return InvalidArgument("input: shape ", ShapeText(x.dims()), " seen, [C] or [B,C] wanted");
    const size_t rows = x.dims().size() == 2 ? static_cast<size_t>(x.dims()[0]) : 1;
    const size_t columns = x.dims().empty() ? 1 : static_cast<size_t>(x.dims().back());
    BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.element_count() * sizeof(int32_t)));
    auto* tokens = static_cast<int32_t*>(scratch);
    if (x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
      Number(x.strings(), tokens);
    } else if (x.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
      Number(x.span<int64_t>(), tokens);
    } else {
      Number(x.span<int32_t>(), tokens);
    }
    Dims dims(x.dims().begin(), x.dims().end());
    if (dims.empty()) dims.push_back(1);
    dims.back() = size_;
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    float* out = y->mutable_span<float>().data();
    std::fill_n(out, y->element_count(), 0.0f);
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(rows), 1, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
      for (auto row = static_cast<size_t>(begin); row < static_cast<size_t>(end); ++row) {
        CountRow({tokens + row * columns, columns}, out + row * static_cast<size_t>(size_));
      }
    });
    return Ok();
  }

 private:
  enum class Mode { kTf, kIdf, kTfIdf };

  Status Read(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const std::string mode, info.String("mode"));
    if (mode != "TF" && mode != "IDF" && mode != "TFIDF") {
      return InvalidArgument("attribute \"mode\": \"", mode, "\" seen, TF, IDF or TFIDF wanted");
    }
    mode_ = mode == "TF" ? Mode::kTf : mode == "IDF" ? Mode::kIdf : Mode::kTfIdf;
    BERTH_ASSIGN_OR_RETURN(min_length_, info.Int("min_gram_length"));
    BERTH_ASSIGN_OR_RETURN(max_length_, info.Int("max_gram_length"));
    BERTH_ASSIGN_OR_RETURN(max_skip_, info.Int("max_skip_count"));
    if (min_length_ < 1 || max_length_ < min_length_) {
      return InvalidArgument("attributes \"min_gram_length\" ", min_length_, " and \"max_gram_length\" ", max_length_,
                             " seen, 1 <= min <= max wanted");
    }
    if (max_skip_ < 0) return InvalidArgument("attribute \"max_skip_count\": ", max_skip_, " seen, 0 or more wanted");
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ints, info.Ints("pool_int64s"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings("pool_strings"));
    if (ints.empty() == texts.empty()) {
      return InvalidArgument("attributes \"pool_int64s\" of ", ints.size(), " and \"pool_strings\" of ", texts.size(),
                             " elements seen, one of them wanted");
    }
    const bool takes_texts = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    if (takes_texts == texts.empty()) {
      return InvalidArgument("input: ", ElementTypeName(info.input_type(0)), " seen, the type of the pool's tokens wanted");
    }
    size_t ngrams = 0;
    if (takes_texts) {
      BERTH_ASSIGN_OR_RETURN(ngrams, ReadPool<std::string>(info, texts));
    } else {
      BERTH_ASSIGN_OR_RETURN(ngrams, ReadPool<int64_t>(info, ints));
    }
    return ReadOutputs(info, ngrams);
  }

  // The n-grams, numbered through all lengths. Gives their number.
  template <typename Token>
  StatusOr<size_t> ReadPool(const KernelInfo& info, std::span<const Token> pool) {
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> starts, info.Ints("ngram_counts"));
    if (starts.empty() || pool.size() > std::numeric_limits<int32_t>::max()) {
      return InvalidArgument("attribute \"ngram_counts\": ", starts.size(), " numbers for a pool of ", pool.size(), " seen");
    }
    size_t ngram = 0;
    for (size_t i = 0; i < starts.size(); ++i) {
      const int64_t begin = starts[i], end = i + 1 < starts.size() ? starts[i + 1] : static_cast<int64_t>(pool.size());
      const size_t length = i + 1;
      if (begin < 0 || end < begin || end > static_cast<int64_t>(pool.size()) || static_cast<size_t>(end - begin) % length != 0) {
        return InvalidArgument("attribute \"ngram_counts\": ", length, "-grams from ", begin, " to ", end, " of a pool of ",
                               pool.size(), " seen");
      }
      const bool wanted = static_cast<int64_t>(length) >= min_length_ && static_cast<int64_t>(length) <= max_length_;
      for (auto at = static_cast<size_t>(begin); at < static_cast<size_t>(end); at += length, ++ngram) {
        if (wanted) trie_.Add(pool.subspan(at, length), static_cast<int32_t>(ngram));
      }
    }
    return ngram;
  }

  // Where each n-gram is counted, and its weight.
  Status ReadOutputs(const KernelInfo& info, size_t ngrams) {
    BERTH_ASSIGN_OR_RETURN(outputs_, info.Ints("ngram_indexes"));
    BERTH_ASSIGN_OR_RETURN(weights_, info.Floats("weights"));
    if (outputs_.size() < ngrams || outputs_.empty()) {
      return InvalidArgument("attribute \"ngram_indexes\": ", outputs_.size(), " numbers seen, ", ngrams,
                             " wanted, one for each n-gram of the pool");
    }
    if (!weights_.empty() && weights_.size() != outputs_.size()) {
      return InvalidArgument("attribute \"weights\": ", weights_.size(), " numbers seen, ", outputs_.size(), " wanted");
    }
    const auto [least, most] = std::minmax_element(outputs_.begin(), outputs_.end());
    if (*least < 0 || *most == std::numeric_limits<int64_t>::max()) {
      return InvalidArgument("attribute \"ngram_indexes\": ", *least, " to ", *most, " seen");
    }
    size_ = *most + 1;
    return Ok();
  }

  template <typename Token>
  void Number(std::span<const Token> from, int32_t* tokens) const {
    for (size_t i = 0; i < from.size(); ++i) tokens[i] = trie_.TokenOf(from[i]);
  }

  void CountRow(std::span<const int32_t> row, float* out) const {
    for (uint64_t step = 1; step <= static_cast<uint64_t>(max_skip_) + 1; ++step) {
      // Single tokens are next to nothing: they count once, whatever is skipped.
      const auto shortest = std::max<uint64_t>(static_cast<uint64_t>(min_length_), step > 1 ? 2 : 1);
      if (shortest > static_cast<uint64_t>(max_length_) || (shortest > 1 && step >= row.size())) return;
      for (size_t begin = 0; begin < row.size(); ++begin) {
        int32_t node = NgramTrie::kRoot;
        for (uint64_t at = begin, length = 1; at < row.size(); at += step, ++length) {
          node = trie_.Step(node, row[at]);
          if (node == NgramTrie::kNone) break;
          const int32_t ngram = trie_.NgramAt(node);
          if (ngram != NgramTrie::kNone && length >= shortest) Count(static_cast<size_t>(ngram), out);
        }
      }
    }
  }

  void Count(size_t ngram, float* out) const {
    const float weight = mode_ == Mode::kTf || weights_.empty() ? 1.0f : weights_[ngram];
    float& count = out[outputs_[ngram]];
    count = mode_ == Mode::kIdf ? weight : count + weight;
  }

  Mode mode_ = Mode::kTf;
  int64_t min_length_ = 1, max_length_ = 1, max_skip_ = 0, size_ = 0;
  NgramTrie trie_;                  // of the n-grams that are as long as asked
  std::vector<int64_t> outputs_;    // by n-gram
  std::vector<float> weights_;      // by n-gram; none: 1 each
};

}  // namespace

BERTH_KERNEL_LIST(tf_idf_vectorizer,
    {"", "TfIdfVectorizer", 9, kLatest, {{{"T", kString | kI32 | kI64}}}, TfIdfVectorizer::Make})

}  // namespace berth
