// ONNX's multidirectional broadcasting for element-wise operators.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>

#include "base/status.h"
#include "kernels/info.h"
#include "values/shape.h"

namespace berth {

// The shape that two shapes broadcast to. ORT_INVALID_ARGUMENT when two dims differ and neither is 1.
StatusOr<Dims> BroadcastDims(DimsView a, DimsView b);

// How to walk inputs for a broadcast result: runs of elements in which each input either steps or stays.
class BroadcastPlan {
 public:
  static constexpr size_t kMaxInputs = 3;
  using Offsets = std::array<size_t, kMaxInputs>;

  // Every input broadcasts to `out`.
  BroadcastPlan(std::initializer_list<DimsView> inputs, DimsView out);

  size_t count() const { return count_; }   // of elements of the result
  size_t run() const { return run_; }
  bool stays(size_t input) const { return stays_[input]; }   // within a run

  // Calls body(out, offsets, count) for elements [begin, end) of the result, in order: `count` elements from `out` on that lie in
  // one run; input i starts at offsets[i].
  template <typename Body>
  void ForRange(size_t begin, size_t end, Body&& body) const {
    if (begin >= end) return;
    Dims at(outer_.size(), 0);
    Offsets offsets{};
    Seek(begin / run_, at, offsets);
    for (size_t skip = begin % run_;;) {
      const size_t count = std::min(run_ - skip, end - begin);
      Offsets starts = offsets;
      for (size_t i = 0; i < kMaxInputs; ++i) starts[i] += stays_[i] ? 0 : skip;
      body(begin, starts, count);
      begin += count;
      if (begin == end) return;
      skip = 0;
      Next(at, offsets);
    }
  }

 private:
  void Seek(size_t run, Dims& at, Offsets& offsets) const {
    for (size_t axis = outer_.size(); axis-- > 0;) {
      const auto size = static_cast<size_t>(outer_[axis]);
      at[axis] = static_cast<int64_t>(run % size);
      for (size_t i = 0; i < kMaxInputs; ++i) offsets[i] += steps_[axis][i] * (run % size);
      run /= size;
    }
  }

  void Next(Dims& at, Offsets& offsets) const {
    for (size_t axis = outer_.size(); axis-- > 0;) {
      for (size_t i = 0; i < kMaxInputs; ++i) offsets[i] += steps_[axis][i];
      if (++at[axis] < outer_[axis]) return;
      for (size_t i = 0; i < kMaxInputs; ++i) offsets[i] -= steps_[axis][i] * static_cast<size_t>(outer_[axis]);
      at[axis] = 0;
    }
  }

  Dims outer_;                                 // the axes around a run
  absl::InlinedVector<Offsets, 6> steps_;      // elements to step along each of them
  size_t run_ = 1, count_ = 1;
  std::array<bool, kMaxInputs> stays_{};
};

// The way that operators of two inputs broadcast up to version 6: only where the attribute `broadcast` says so, and B alone,
// whose axes are those of A from `axis` on, or the last ones. An axis of size 1 stretches, as models of that time have it.
class OldBroadcast {
 public:
  // `until`: the last version of the operator that works this way; later ones broadcast as numpy does.
  static StatusOr<OldBroadcast> Of(const KernelInfo& info, int until = 6);

  // The shape in which `b` broadcasts to `a` as numpy does. ORT_INVALID_ARGUMENT where the old rules do not allow it.
  StatusOr<Dims> DimsOfB(DimsView a, DimsView b) const;

 private:
  bool applies_ = false, broadcasts_ = false;
  std::optional<int64_t> axis_;
};

}  // namespace berth
