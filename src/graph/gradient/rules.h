// How operators are differentiated.
#pragma once

#include "absl/functional/function_ref.h"
#include "graph/gradient/writer.h"

namespace berth {

// One node on the way back: what is known of its outputs' gradients, and where those of its inputs go.
class Differential {
 public:
  Differential(const Node& node, std::vector<ValueId> gradients, std::vector<bool> wanted, GradientWriter& writer,
               absl::FunctionRef<void(ValueId, ValueId)> give)
      : node(node), w(writer), gradients_(std::move(gradients)), wanted_(std::move(wanted)), give_(give) {}

  const Node& node;
  GradientWriter& w;

  ValueId x(size_t i = 0) const { return i < node.inputs.size() ? node.inputs[i] : kNone; }
  ValueId y(size_t i = 0) const { return i < node.outputs.size() ? node.outputs[i] : kNone; }
  // The gradient of output i, of its shape; kNone where nothing depends on it. That of output 0 for most rules.
  ValueId g(size_t i = 0) const { return i < gradients_.size() ? gradients_[i] : kNone; }
  bool wants(size_t i) const { return i < wanted_.size() && wanted_[i]; }
  // A share of the gradient of input i, which has the input's shape.
  void Give(size_t i, ValueId share) {
    if (wants(i) && share != kNone) give_(x(i), share);
  }
  // The same of a share of the first output's shape, to which the input was broadcast.
  void GiveBroadcast(size_t i, ValueId share) {
    if (wants(i)) Give(i, w.SumTo(share, x(i), y()));
  }

  int64_t Int(std::string_view name, int64_t absent = 0) const;
  double Float(std::string_view name, double absent = 0) const;
  std::vector<int64_t> Ints(std::string_view name) const;
  ValueId Number(double value) const { return w.Number(value, x()); }

 private:
  std::vector<ValueId> gradients_;
  std::vector<bool> wanted_;
  absl::FunctionRef<void(ValueId, ValueId)> give_;
};

// An error says what of the node is not differentiated.
using Rule = Status (*)(Differential&);

struct RuleRow {
  const char* op_type;
  int since;          // older versions have no rule
  Rule rule;
};

// Of the operator of ai.onnx; null when it has none.
Rule FindRule(const Node& node);

// By family; each ends with a row without a name.
extern const RuleRow kElementwiseRules[], kActivationRules[], kReductionRules[], kMatrixRules[], kMovementRules[],
    kConvolutionRules[];

}  // namespace berth
