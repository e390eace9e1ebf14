#include <algorithm>
#include <cmath>

#include "absl/container/flat_hash_map.h"
#include "kernels/ml/rows.h"

namespace berth {
namespace {

// A new last axis of zeros with a 1 at the place of the element's category. Numbers are cut to whole ones before. Elements of no
// category are zeros alone, or an error where `zeros` is 0. ONNX OneHotEncoder-1.
class OneHotEncoder final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<OneHotEncoder>();
    BERTH_ASSIGN_OR_RETURN(const int64_t zeros, info.Int("zeros", 1));
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ints, info.Ints("cats_int64s"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings("cats_strings"));
    kernel->zeros_ = zeros != 0;
    kernel->takes_texts_ = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    if (ints.empty() == texts.empty() || kernel->takes_texts_ == texts.empty()) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"cats_int64s\" of ", ints.size(), " and \"cats_strings\" of ",
                   texts.size(), " elements seen for an input of ", ElementTypeName(info.input_type(0)),
                   ", that of the input's type alone wanted");
    }
    kernel->categories_ = ints.size() + texts.size();
    // Of equal categories the last counts.
    for (size_t i = 0; i < ints.size(); ++i) kernel->ints_[ints[i]] = i;
    for (size_t i = 0; i < texts.size(); ++i) kernel->texts_[texts[i]] = i;
    if (kernel->takes_texts_) return kernel;
    kernel->run_ = SelectByType<MlNumbers>(info.input_type(0), []<typename T>() { return &OneHotEncoder::Typed<T>; });
    if (kernel->run_ == nullptr) return NoCodeFor(info.input_type(0));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    Dims dims(x.dims().begin(), x.dims().end());
    dims.push_back(static_cast<int64_t>(categories_));
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, dims));
    std::fill_n(y->mutable_span<float>().data(), y->element_count(), 0.0f);
    if (!takes_texts_) return (this->*run_)(x, *y);
    const auto texts = x.strings();
    for (size_t i = 0; i < texts.size(); ++i) BERTH_RETURN_IF_ERROR(Mark(texts_, texts[i], i, *y));
    return Ok();
  }

 private:
  template <typename T>
  Status Typed(const Tensor& x, Tensor& y) const {
    const auto numbers = x.span<T>();
    for (size_t i = 0; i < numbers.size(); ++i) {
      const auto number = static_cast<double>(numbers[i]);
      if (std::is_floating_point_v<T> && !(std::abs(number) < 0x1p63)) {
        if (!zeros_) return Unknown(number, i);
        continue;
      }
      BERTH_RETURN_IF_ERROR(Mark(ints_, static_cast<int64_t>(numbers[i]), i, y));
    }
    return Ok();
  }

  template <typename Map, typename Key>
  Status Mark(const Map& places, const Key& key, size_t i, Tensor& y) const {
    const auto place = places.find(key);
    if (place == places.end()) return zeros_ ? Ok() : Unknown(key, i);
    y.mutable_span<float>()[i * categories_ + place->second] = 1.0f;
    return Ok();
  }

  template <typename Key>
  static Status Unknown(const Key& key, size_t i) {
    return InvalidArgument("input: element ", i, ": ", key, " seen, one of the categories wanted as \"zeros\" is 0");
  }

  bool zeros_ = true, takes_texts_ = false;
  size_t categories_ = 0;
  absl::flat_hash_map<int64_t, size_t> ints_;
  absl::flat_hash_map<std::string, size_t> texts_;
  Status (OneHotEncoder::*run_)(const Tensor& x, Tensor& y) const = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(one_hot_encoder,
    {"ai.onnx.ml", "OneHotEncoder", 1, kLatest, {{{"T", MlNumbers::kSet | kString}}}, OneHotEncoder::Make})

}  // namespace berth
