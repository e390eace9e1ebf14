// Tables that give each key a value: LabelEncoder and CategoryMapper.
#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "kernels/kernel.h"

namespace berth {

// The place of a key in a list, by the key's value: of equal keys the last counts, not-a-number equals itself, 0 equals -0.
class KeyPlaces {
 public:
  // `keys`: a list of text or of numbers that int64 or double holds. Error: another shape or type.
  static StatusOr<KeyPlaces> Of(const Tensor& keys);

  // places[i] = that of the i-th element of `x`, which has the type of the keys, or `none`.
  void Find(const Tensor& x, int64_t none, std::span<int64_t> places) const;

 private:
  template <typename T>
  void Add(std::span<const T> keys);

  absl::flat_hash_map<std::string, int64_t> texts_;
  absl::flat_hash_map<int64_t, int64_t> whole_;
  absl::flat_hash_map<uint64_t, int64_t> floats_;   // by the bits of a double
};

class LabelTable {
 public:
  // keys: [n]; values: [n + 1], the last one for what is no key. Error: lengths or types are others, or the node's are.
  static StatusOr<LabelTable> Make(const KernelInfo& info, const Tensor& keys, Tensor values);

  // Output 0 becomes input 0 with each element replaced by its value.
  Status Run(KernelContext& ctx) const;

 private:
  KeyPlaces places_;
  Tensor values_;
};

// A list as a tensor, with one more element behind it.
template <typename T>
StatusOr<Tensor> ListWith(std::span<const T> list, const T& last) {
  const Dims dims{static_cast<int64_t>(list.size() + 1)};
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, Tensor::Allocate(DefaultCpuAllocator(), ElementTypeOf<T>(), dims));
  std::copy(list.begin(), list.end(), tensor.mutable_span<T>().begin());
  tensor.mutable_span<T>().back() = last;
  return tensor;
}
template <typename T>
StatusOr<Tensor> List(std::span<const T> list) {
  BERTH_ASSIGN_OR_RETURN(Tensor tensor, ListWith(list, T()));
  tensor.Truncate(Dims{static_cast<int64_t>(list.size())});
  return tensor;
}

}  // namespace berth
