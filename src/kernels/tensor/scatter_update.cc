#include "kernels/tensor/scatter_update.h"

#include "kernels/types.h"

namespace berth {
namespace {

// In MathType; whole numbers wrap.
struct Add {
  template <typename T>
  T operator()(const T& a, const T& b) const {
    if constexpr (std::is_same_v<T, bool>) return a || b;
    else if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
    else return a + b;
  }
};
struct Mul {
  template <typename T>
  T operator()(const T& a, const T& b) const {
    if constexpr (std::is_same_v<T, bool>) return a && b;
    else if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
    else return a * b;
  }
};
template <typename T>
bool Less(const T& a, const T& b) {
  return a < b;
}
// By the real parts first, as ONNX's reference has it.
template <typename Part>
bool Less(const std::complex<Part>& a, const std::complex<Part>& b) {
  return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag();
}
struct Max {
  template <typename T>
  const T& operator()(const T& a, const T& b) const { return Less(b, a) || a != a ? a : b; }
};
struct Min {
  template <typename T>
  const T& operator()(const T& a, const T& b) const { return Less(a, b) || a != a ? a : b; }
};

template <typename T, typename Op>
ScatterUpdate Together() {
  using M = MathType<T>;
  static constexpr auto kPut = [](T& data, const T& update) {
    if constexpr (std::is_same_v<T, M>) data = Op()(data, update);
    else data = T(Op()(static_cast<M>(data), static_cast<M>(update)));
  };
  return {[](void* data, const int64_t* offsets, const void* updates, size_t count) {
            for (size_t i = 0; i < count; ++i) kPut(static_cast<T*>(data)[offsets[i]], static_cast<const T*>(updates)[i]);
          },
          [](void* data, const void* updates, size_t count) {
            for (size_t i = 0; i < count; ++i) kPut(static_cast<T*>(data)[i], static_cast<const T*>(updates)[i]);
          }};
}

template <typename U>
ScatterUpdate Over() {
  return {[](void* data, const int64_t* offsets, const void* updates, size_t count) {
            for (size_t i = 0; i < count; ++i) static_cast<U*>(data)[offsets[i]] = static_cast<const U*>(updates)[i];
          },
          [](void* data, const void* updates, size_t count) {
            std::copy_n(static_cast<const U*>(updates), count, static_cast<U*>(data));
          }};
}

// The function for `type`; none when `List` lacks it.
template <typename Op, typename List>
ScatterUpdate Select(ElementType type) {
  const auto make = SelectByType<List>(type, []<typename T>() { return &Together<T, Op>; });
  return make != nullptr ? make() : ScatterUpdate();
}

using Summable = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                          uint64_t, bool, std::complex<float>, std::complex<double>, std::string>;
using Multipliable = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                              uint64_t, bool, std::complex<float>, std::complex<double>>;
using Ordered = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                         uint64_t, bool, std::complex<float>, std::complex<double>, std::string>;

}  // namespace

StatusOr<ScatterUpdate> ScatterUpdate::Of(ElementType type, std::string_view word) {
  if (word == "none") return VisitUnit(UnitOf(type), []<typename U>() { return Over<U>(); });
  ScatterUpdate update;
  if (word == "add") {
    update = Select<Add, Summable>(type);
  } else if (word == "mul") {
    update = Select<Mul, Multipliable>(type);
  } else if (word == "max") {
    update = Select<Max, Ordered>(type);
  } else if (word == "min") {
    update = Select<Min, Ordered>(type);
  } else {
    return Error(ORT_INVALID_GRAPH, "attribute \"reduction\": ", word, " seen, none, add, mul, max or min wanted");
  }
  if (update.at == nullptr) {
    return Error(ORT_NOT_IMPLEMENTED, "reduction ", word, " of ", ElementTypeName(type), ": no kernel");
  }
  return update;
}

StatusOr<ScatterUpdate> ScatterUpdate::Of(const KernelInfo& info) {
  BERTH_ASSIGN_OR_RETURN(const std::string word, info.String("reduction", "none"));
  StatusOr<ScatterUpdate> update = Of(info.input_type(0), word);
  return update.ok() ? update : std::move(update).status().Annotate(info.label());
}

}  // namespace berth
