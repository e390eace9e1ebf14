// Which elements of an input fall together when axes are reduced.
#pragma once

#include <vector>

#include "kernels/kernel.h"

namespace berth {

// The input as kept and reduced axes, neighbours of one kind merged. Offsets are in elements.
class ReducePlan {
 public:
  // `axes`: counted from the front; their dims are folded.
  ReducePlan(DimsView dims, DimsView axes);

  size_t outputs() const { return outputs_; }
  size_t folded() const { return folded_; }          // elements that fall into each output
  // Outputs come in lines of `inner` neighbours whose folded elements are neighbours too; 1 when the last axis is folded.
  size_t inner() const { return inner_; }
  // Of the first element of output line `line`.
  size_t Start(size_t line) const;
  // Runs of folded elements of a line: their starts from Start(), and how long and how far apart the elements of a run are.
  const std::vector<size_t>& runs() const { return runs_; }
  size_t run_length() const { return run_length_; }
  size_t run_step() const { return run_step_; }

 private:
  struct Axis {
    size_t dim, step;
  };
  std::vector<Axis> kept_;                           // outside of a line, outermost first
  std::vector<size_t> runs_;
  size_t outputs_ = 1, folded_ = 1, inner_ = 1, run_length_ = 1, run_step_ = 1;
};

// The axes of a Reduce operator: an attribute, since 13 or 18 an input; none stands for all, unless noop_with_empty_axes.
class ReduceAxes {
 public:
  static StatusOr<ReduceAxes> Make(const KernelInfo& info);
  StatusOr<Dims> Resolve(const KernelContext& ctx, size_t rank) const;
  // The dims of the result.
  Dims OutputDims(DimsView dims, DimsView axes) const;

 private:
  Dims axes_;
  bool noop_ = false, keeps_ = true;
};

}  // namespace berth
