#include <cstdio>

#include "absl/strings/numbers.h"
#include "kernels/ml/maps.h"
#include "kernels/saturate.h"

namespace berth {
namespace {

// One value of a map as an element of the output. False: the text is no number.
bool CastOne(float from, float& to) {
  to = from;
  return true;
}
bool CastOne(float from, int64_t& to) {
  to = SaturateTo<int64_t>(std::trunc(from));
  return true;
}
bool CastOne(float from, std::string& to) {
  char text[64];   // 39 digits before the point at most
  const int length = std::snprintf(text, sizeof text, "%f", static_cast<double>(from));
  to.assign(text, static_cast<size_t>(length));
  return true;
}
bool CastOne(const std::string& from, float& to) { return absl::SimpleAtof(from, &to); }
bool CastOne(const std::string& from, std::string& to) {
  to = from;
  return true;
}
bool CastOne(const std::string& from, int64_t& to) {
  double number = 0;
  if (absl::SimpleAtoi(from, &to)) return true;
  if (!absl::SimpleAtod(from, &number)) return false;
  to = SaturateTo<int64_t>(std::trunc(number));
  return true;
}

// What stands where a sparse output has no value.
template <typename T>
T Nothing() {
  if constexpr (std::is_same_v<T, std::string>) return "0.f";
  else return T(0);
}

// The values of a map as a tensor: in the order of their keys, or with SPARSE each at its key. ONNX CastMap-1. y: [1,N].
class CastMap final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<CastMap>();
    BERTH_ASSIGN_OR_RETURN(const std::string cast, info.String("cast_to", "TO_FLOAT"));
    BERTH_ASSIGN_OR_RETURN(const std::string form, info.String("map_form", "DENSE"));
    BERTH_ASSIGN_OR_RETURN(kernel->size_, info.Int("max_map", 1));
    kernel->sparse_ = form == "SPARSE";
    kernel->to_ = cast == "TO_FLOAT"    ? ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
                  : cast == "TO_STRING" ? ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING
                  : cast == "TO_INT64"  ? ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64
                                        : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    if (kernel->to_ == ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"cast_to\": \"", cast,
                   "\" seen, TO_FLOAT, TO_STRING or TO_INT64 wanted");
    }
    if (!kernel->sparse_ && form != "DENSE") {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"map_form\": \"", form, "\" seen, DENSE or SPARSE wanted");
    }
    if (kernel->sparse_ && kernel->size_ < 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"max_map\": ", kernel->size_, " seen, 1 or more wanted");
    }
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    BERTH_ASSIGN_OR_RETURN(const MapParts map, MapInput(ctx, 0));
    if (map.keys->type() != ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
      return InvalidArgument("input: keys of ", ElementTypeName(map.keys->type()), " seen, int64 wanted");
    }
    if (map.values->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) return From<float>(ctx, map);
    if (map.values->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return From<std::string>(ctx, map);
    return InvalidArgument("input: values of ", ElementTypeName(map.values->type()), " seen, float or string wanted");
  }

 private:
  template <typename V>
  Status From(KernelContext& ctx, const MapParts& map) const {
    if (to_ == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) return Typed<V, float>(ctx, map);
    if (to_ == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) return Typed<V, std::string>(ctx, map);
    return Typed<V, int64_t>(ctx, map);
  }

  template <typename V, typename T>
  Status Typed(KernelContext& ctx, const MapParts& map) const {
    const auto keys = map.keys->span<int64_t>();
    const Dims dims{1, sparse_ ? size_ : static_cast<int64_t>(keys.size())};
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, ElementTypeOf<T>(), dims));
    const auto out = y->mutable_span<T>();
    if (sparse_) std::fill(out.begin(), out.end(), Nothing<T>());
    for (size_t i = 0; i < keys.size(); ++i) {
      // Keys are sorted: what lies beyond the end is left out.
      if (sparse_ && keys[i] >= size_) break;
      if (sparse_ && keys[i] < 0) return InvalidArgument("input: key ", keys[i], " seen, 0 or more wanted");
      const V& value = map.values->span<V>()[i];
      if (CastOne(value, out[sparse_ ? static_cast<size_t>(keys[i]) : i])) continue;
      return InvalidArgument("input: value \"", value, "\" seen, a number wanted");
    }
    return Ok();
  }

  ElementType to_ = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
  bool sparse_ = false;
  int64_t size_ = 1;
};

}  // namespace

BERTH_KERNEL_LIST(cast_map,
    {"ai.onnx.ml", "CastMap", 1, kLatest, {}, CastMap::Make})

}  // namespace berth
