// Elements as operators see them that only move them: blocks of 1, 2, 4, 8 or 16 bytes, or strings, whatever they mean.
// Packed elements (of 2 and 4 bits) are unpacked to a byte each on the way in and packed again on the way out.
//
//   BERTH_ASSIGN_OR_RETURN(Elements in, Elements::Of(ctx, ctx.Input(0)));
//   BERTH_ASSIGN_OR_RETURN(NewElements out, NewElements::Make(ctx, 0, dims));
//   CopyRun(in, 0, out, 0, count);                                                      // all units alike, or
//   VisitUnit(in.unit(), [&]<typename U>() { out.as<U>()[0] = in.as<U>()[0]; });        // code for each
//   out.Finish();
#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/kernel.h"

namespace berth {

enum class Unit : uint8_t { k1, k2, k4, k8, k16, kString };

struct Bytes16 {
  uint64_t low, high;
  friend bool operator==(const Bytes16&, const Bytes16&) = default;
};

// What one element of that type moves as; packed types move as a byte.
Unit UnitOf(ElementType type);
inline size_t UnitBytes(Unit unit) {
  return unit == Unit::kString ? sizeof(std::string) : size_t{1} << static_cast<size_t>(unit);
}

// body.operator()<U>() for the C++ type that stands for `unit`.
template <typename Body>
decltype(auto) VisitUnit(Unit unit, Body&& body) {
  switch (unit) {
    case Unit::k1: return body.template operator()<uint8_t>();
    case Unit::k2: return body.template operator()<uint16_t>();
    case Unit::k4: return body.template operator()<uint32_t>();
    case Unit::k8: return body.template operator()<uint64_t>();
    case Unit::k16: return body.template operator()<Bytes16>();
    case Unit::kString: break;
  }
  return body.template operator()<std::string>();
}

// The elements of an input. Lives as long as the step and the tensor.
class Elements {
 public:
  // Error: scratch for unpacking is short.
  static StatusOr<Elements> Of(KernelContext& ctx, const Tensor& tensor);
  // Elements that lie elsewhere; of packed types, a byte each.
  static Elements At(Unit unit, const void* data, size_t count) { return Elements(unit, data, count); }

  Unit unit() const { return unit_; }
  size_t count() const { return count_; }
  template <typename U>
  const U* as() const { return static_cast<const U*>(data_); }
  // The element `offset` places from the first.
  const void* at(size_t offset) const { return static_cast<const char*>(data_) + offset * UnitBytes(unit_); }

 private:
  Elements(Unit unit, const void* data, size_t count) : unit_(unit), data_(data), count_(count) {}
  Unit unit_;
  const void* data_;
  size_t count_;
};

// The elements of an output, to be written and then finished.
class NewElements {
 public:
  // Output i of the node with that shape, of the type that the graph says.
  static StatusOr<NewElements> Make(KernelContext& ctx, size_t i, DimsView dims);

  Unit unit() const { return unit_; }
  size_t count() const { return tensor_->element_count(); }
  template <typename U>
  U* as() const { return static_cast<U*>(data_); }
  void* at(size_t offset) const { return static_cast<char*>(data_) + offset * UnitBytes(unit_); }
  // Packs what packed types need packed. Last call.
  void Finish() const;

 private:
  NewElements(Tensor* tensor, Unit unit, void* data) : tensor_(tensor), unit_(unit), data_(data) {}
  Tensor* tensor_;
  Unit unit_;
  void* data_;
};

// `count` neighbouring elements; the memories do not overlap.
inline void CopyRun(Unit unit, const void* from, void* to, size_t count) {
  if (unit == Unit::kString) {
    std::copy_n(static_cast<const std::string*>(from), count, static_cast<std::string*>(to));
  } else if (count > 0) {
    std::memcpy(to, from, count * UnitBytes(unit));
  }
}
inline void CopyRun(const Elements& from, size_t from_at, const NewElements& to, size_t to_at, size_t count) {
  CopyRun(to.unit(), from.at(from_at), to.at(to_at), count);
}

// The same over the threads of `pool`, for long runs.
void CopyLongRun(ThreadPool* pool, const Elements& from, size_t from_at, const NewElements& to, size_t to_at, size_t count);

// `count` times zero, false or the empty string.
void FillZero(Unit unit, void* to, size_t count);

// `count` times the element at `value`.
void FillWith(Unit unit, void* to, size_t count, const void* value);

// So many loop passes of `bytes` each that handing them to another thread pays.
inline std::ptrdiff_t GrainFor(size_t bytes) {
  constexpr size_t kWorthwhile = 1 << 15;
  return static_cast<std::ptrdiff_t>(kWorthwhile / (bytes + 1) + 1);
}

}  // namespace berth
