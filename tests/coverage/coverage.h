// How this build runs each operator of ONNX, in each version and for each type: by asking it, with sample nodes.
#pragma once

#include <string>
#include <vector>

#include "sample_node.h"

namespace berth {

// From the best to none.
enum class Way { kKernel, kBody, kConverted, kMissing };

// One type of one type parameter of one version of an operator. `way` is the worst of all combinations with types of the other
// parameters.
struct CoverageRow {
  std::string param, type;
  Way way = Way::kKernel;
  std::string reason;      // of a missing one: what the build says
};

struct OperatorCoverage {
  const onnx::OpSchema* schema;
  std::vector<CoverageRow> rows;
};

// Of every operator and version that onnx registers and has not deprecated, by domain, name and version. An operator without
// type parameters counts as one row.
std::vector<OperatorCoverage> ReadCoverage();

}  // namespace berth
