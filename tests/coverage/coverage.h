// How this build runs each operator of ONNX, in each version and for each type: by asking it, with sample nodes.
#pragma once

#include <string>
#include <vector>

#include "sample_node.h"

namespace berth {

// From the best to none. Agreed: nothing runs it, and accepted.txt says why that is well.
enum class Way { kKernel, kBody, kConverted, kReplaced, kAgreed, kMissing };
inline constexpr size_t kWays = 6;

// What accepted.txt lists.
struct Agreement {
  std::string op, param, type, reason;   // op: "ai.onnx.Cast"
  mutable bool is_used = false;          // by a row that nothing runs
};
// Throws std::runtime_error for a line that is no agreement.
std::vector<Agreement> ReadAgreements(const std::string& path);

// "ai.onnx.Cast"
std::string FullName(const onnx::OpSchema& schema);

// One type of one type parameter of one version of an operator. `way` is the worst of all combinations with types of the other
// parameters.
struct CoverageRow {
  std::string param, type;
  Way way = Way::kKernel;
  std::string reason;      // of one that nothing runs: what the build says, or the agreement
};

struct OperatorCoverage {
  const onnx::OpSchema* schema;
  std::vector<CoverageRow> rows;
};

// Of every operator and version that onnx registers and has not deprecated, by domain, name and version. An operator without
// type parameters counts as one row. Combinations with a type that is agreed on count for that type alone.
std::vector<OperatorCoverage> ReadCoverage(const std::vector<Agreement>& agreements);

}  // namespace berth
