// Rules of products of matrices.
#include <algorithm>
#include <set>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "graph/gradient/rules.h"

namespace berth {
namespace {

// Lists of numbers are taken as matrices of one row, or one column, and axes in front of matrices are broadcast.
Status MatMul(Differential& d) {
  GradientWriter& w = d.w;
  const auto rank_a = RankOf(w.graph(), d.x(0)), rank_b = RankOf(w.graph(), d.x(1));
  if (!rank_a || !rank_b) return Status(ORT_NOT_IMPLEMENTED, "the ranks of its inputs are not known");
  ValueId a = d.x(0), b = d.x(1), g = d.g();
  if (*rank_b == 1) {
    b = w.Op("Unsqueeze", {b, w.Ints({1})});
    g = w.Op("Unsqueeze", {g, w.Ints({-1})});
  }
  if (*rank_a == 1) {
    a = w.Op("Unsqueeze", {a, w.Ints({0})});
    g = w.Op("Unsqueeze", {g, w.Ints({-2})});
  }
  const size_t of_a = std::max<size_t>(*rank_a, 2), of_b = std::max<size_t>(*rank_b, 2), all = std::max(of_a, of_b);
  if (d.wants(0)) {
    const ValueId share = w.Op("MatMul", {g, w.SwapLast(b, of_b)});
    d.Give(0, all == 2 && *rank_a == 2 ? share : w.SumTo(share, d.x(0)));
  }
  if (d.wants(1)) {
    ValueId share = w.Op("MatMul", {w.SwapLast(a, of_a), g});
    if (*rank_b == 1) share = w.SwapLast(share, all);   // a column: its axis last
    d.Give(1, all == 2 && *rank_b == 2 ? share : w.SumTo(share, d.x(1)));
  }
  return Ok();
}

Status Gemm(Differential& d) {
  GradientWriter& w = d.w;
  const bool a_turned = d.Int("transA") != 0, b_turned = d.Int("transB") != 0;
  const auto product = [&](ValueId left, bool turn_left, ValueId right, bool turn_right) {
    return w.Op("Gemm", {left, right}, {onnx::MakeAttribute("alpha", static_cast<float>(d.Float("alpha", 1))),
                                        onnx::MakeAttribute("transA", int64_t{turn_left}),
                                        onnx::MakeAttribute("transB", int64_t{turn_right})});
  };
  if (d.wants(0)) d.Give(0, a_turned ? product(d.x(1), b_turned, d.g(), true) : product(d.g(), false, d.x(1), !b_turned));
  if (d.wants(1)) d.Give(1, b_turned ? product(d.g(), true, d.x(0), a_turned) : product(d.x(0), !a_turned, d.g(), false));
  if (d.wants(2)) d.GiveBroadcast(2, w.Mul(d.g(), d.Number(d.Float("beta", 1))));
  return Ok();
}

// The terms of an equation: one for each input, and that of the output. Nothing for what the rule is not for: an implied
// output, "...", an index twice in a term.
std::vector<std::string> EinsumTerms(std::string equation) {
  equation = absl::StrReplaceAll(equation, {{" ", ""}});
  const size_t arrow = equation.find("->");
  if (arrow == std::string::npos || equation.find('.') != std::string::npos) return {};
  std::vector<std::string> terms = absl::StrSplit(equation.substr(0, arrow), ',');
  terms.push_back(equation.substr(arrow + 2));
  for (const std::string& term : terms) {
    if (std::set<char>(term.begin(), term.end()).size() != term.size()) return {};
  }
  return terms;
}

Status Einsum(Differential& d) {
  const onnx::AttributeProto* equation = d.node.FindAttribute("equation");
  const std::vector<std::string> terms = EinsumTerms(equation == nullptr ? "" : equation->s());
  if (terms.size() != d.node.inputs.size() + 1) {
    return Status(ORT_NOT_IMPLEMENTED, "an equation with \"...\", an index twice in a term, or no output");
  }
  for (size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!d.wants(i)) continue;
    // The output's gradient stands in the input's place.
    std::vector<std::string> left(terms.begin(), terms.end() - 1);
    std::vector<ValueId> inputs = d.node.inputs;
    left[i] = terms.back();
    inputs[i] = d.g();
    const std::string known = absl::StrJoin(left, ",");
    if (terms[i].find_first_not_of(known) != std::string::npos) {
      return Status(ORT_NOT_IMPLEMENTED, "an equation with an index that one input alone has");
    }
    d.Give(i, d.w.Nodes("Einsum", std::move(inputs), 1, {onnx::MakeAttribute("equation", known + "->" + terms[i])}).front());
  }
  return Ok();
}

}  // namespace

const RuleRow kMatrixRules[] = {
    {"Einsum", 12, Einsum}, {"Gemm", 7, Gemm}, {"MatMul", 1, MatMul}, {nullptr, 0, nullptr}};

}  // namespace berth
