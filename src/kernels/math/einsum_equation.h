// The equation of Einsum: which axis of which operand is which index.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "values/shape.h"

namespace berth {

// Indices by number: letters by their code, the axes of an ellipsis from kEllipsisAxis on.
using EinsumTerm = std::vector<int>;
inline constexpr int kEllipsis = -1;         // in a parsed term: any number of axes
inline constexpr int kEllipsisAxis = 256;    // in a resolved one

struct EinsumEquation {
  std::vector<EinsumTerm> inputs;
  EinsumTerm output;
};

// "ij,jk->ik". Without "->" the output has the indices that appear once, in alphabetical order, behind an ellipsis if there is
// one.
// ORT_INVALID_ARGUMENT: another count of terms than `inputs`, other signs, an output index twice or from nowhere.
StatusOr<EinsumEquation> ParseEinsum(std::string_view text, size_t inputs);

// An equation for operands of known shapes: one index for each axis.
struct EinsumPlan {
  std::vector<EinsumTerm> inputs;
  EinsumTerm output;
  std::map<int, int64_t> sizes;
  Dims dims;   // of the output
};

// ORT_INVALID_ARGUMENT: a rank that does not fit its term, or two sizes of one index neither of which is 1.
StatusOr<EinsumPlan> ResolveEinsum(const EinsumEquation& equation, const std::vector<DimsView>& shapes);

}  // namespace berth
