#include "kernels/ml/label_table.h"
#include "kernels/ml/maps.h"
#include "kernels/types.h"

namespace berth {
namespace {

using ValueTypes = TypeList<int64_t, float, double, std::string>;

template <typename T>
void Place(const Tensor& values, std::span<const int64_t> places, Tensor& y) {
  const auto out = y.mutable_span<T>();
  std::fill(out.begin(), out.end(), T());
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i] >= 0) out[static_cast<size_t>(places[i])] = values.span<T>()[i];
  }
}

// The values of a map in the order of a vocabulary, zero or the empty text for words that are no keys; other keys are left out.
// ONNX DictVectorizer-1. y: [1,N].
class DictVectorizer final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<DictVectorizer>();
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ints, info.Ints("int64_vocabulary"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings("string_vocabulary"));
    if (ints.empty() == texts.empty()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"int64_vocabulary\" of ", ints.size(),
                   " and \"string_vocabulary\" of ", texts.size(), " words seen, one of them wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const Tensor words, ints.empty() ? List<std::string>(texts) : List<int64_t>(ints));
    BERTH_ASSIGN_OR_RETURN(kernel->places_, KeyPlaces::Of(words));
    kernel->key_type_ = words.type();
    kernel->words_ = words.dims()[0];
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const MapParts map, MapInput(ctx, 0));
    if (map.keys->type() != key_type_) {
      return InvalidArgument("input: keys of ", ElementTypeName(map.keys->type()), " seen, ", ElementTypeName(key_type_),
                             " wanted as in the vocabulary");
    }
    std::vector<int64_t> places(map.keys->element_count());
    places_.Find(*map.keys, -1, places);
    using PlaceFn = void (*)(const Tensor& values, std::span<const int64_t> places, Tensor& y);
    const PlaceFn place = SelectByType<ValueTypes>(map.values->type(), []<typename T>() -> PlaceFn { return &Place<T>; });
    if (place == nullptr) return NoCodeFor(map.values->type());
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, map.values->type(), Dims{1, words_}));
    place(*map.values, places, *y);
    return Ok();
  }

 private:
  KeyPlaces places_;
  ElementType key_type_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  int64_t words_ = 0;
};

}  // namespace

BERTH_KERNEL_LIST(dict_vectorizer,
    {"ai.onnx.ml", "DictVectorizer", 1, kLatest, {}, DictVectorizer::Make})

}  // namespace berth
