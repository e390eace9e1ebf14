// ONNX's multidirectional broadcasting for element-wise operators with two inputs.
#pragma once

#include "base/status.h"
#include "base/thread_pool.h"
#include "values/shape.h"

namespace berth {

// The shape that two shapes broadcast to. ORT_INVALID_ARGUMENT when two dims differ and neither is 1.
StatusOr<Dims> BroadcastDims(DimsView a, DimsView b);

// How to walk two inputs for a broadcast result: runs of `run` elements in which each input either steps or stays.
class BroadcastPlan {
 public:
  BroadcastPlan(DimsView a, DimsView b, DimsView out);

  // Calls body(out_offset, a_offset, b_offset) for every run in output order; offsets in elements.
  template <typename Body>
  void ForEachRun(Body&& body) const {
    if (empty_) return;
    Dims at(outer_.size(), 0);
    size_t out = 0, a = 0, b = 0;
    for (;;) {
      body(out, a, b);
      out += run_;
      size_t axis = outer_.size();
      for (;;) {
        if (axis == 0) return;
        --axis;
        a += a_step_[axis];
        b += b_step_[axis];
        if (++at[axis] < outer_[axis]) break;
        a -= a_step_[axis] * static_cast<size_t>(outer_[axis]);
        b -= b_step_[axis] * static_cast<size_t>(outer_[axis]);
        at[axis] = 0;
      }
    }
  }

  size_t run() const { return run_; }
  bool a_stays() const { return a_stays_; }   // within a run
  bool b_stays() const { return b_stays_; }

 private:
  Dims outer_;                              // the axes around a run
  absl::InlinedVector<size_t, 6> a_step_, b_step_;
  size_t run_ = 1;
  bool a_stays_ = false, b_stays_ = false, empty_ = false;
};

// out[i] = op(a[i], b[i]) over the broadcast shape.
template <typename T, typename R, typename Op>
void BroadcastApply(const BroadcastPlan& plan, const T* a, const T* b, R* out, Op op) {
  const size_t run = plan.run();
  plan.ForEachRun([&](size_t out_at, size_t a_at, size_t b_at) {
    const T* x = a + a_at;
    const T* y = b + b_at;
    R* z = out + out_at;
    if (plan.a_stays() && !plan.b_stays()) {
      for (size_t i = 0; i < run; ++i) z[i] = op(*x, y[i]);
    } else if (plan.b_stays() && !plan.a_stays()) {
      for (size_t i = 0; i < run; ++i) z[i] = op(x[i], *y);
    } else if (plan.a_stays()) {
      for (size_t i = 0; i < run; ++i) z[i] = op(*x, *y);
    } else {
      for (size_t i = 0; i < run; ++i) z[i] = op(x[i], y[i]);
    }
  });
}

}  // namespace berth
