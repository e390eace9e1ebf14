#include "plan/fold.h"

#include <gtest/gtest.h>

#include "../graph/model_text.h"
#include "plan/program_builder.h"

namespace berth {
namespace {

class FoldTest : public ::testing::Test {
 protected:
  // The operators of the steps, joined by spaces.
  std::string Steps(const std::string& nodes, bool folds = true) {
    const std::string text = R"(<ir_version: 8, opset_import: ["":17]> g (float[2] x, bool b) => (float[2] y)
        <float[2] w = {1, -2}, int64[1] shape = {1000000}, int64[1] far = {5}, int8[4] q = {1, 2, 3, -4}, float scale = {0.5},
         float one = {1}> {)" + nodes + "}";
    model_ = MustLoad(text.c_str());
    if (model_ == nullptr) return "";
    ExecOptions exec{DefaultCpuAllocator(), nullptr, &SilentLogger()};
    exec.fold_constants = folds;
    if (!taken_.empty()) partition_.single.emplace(model_->graph().node(Maker(taken_)), nullptr);
    auto built = BuildProgram(model_->graph(), partition_, exec);
    EXPECT_TRUE(built.ok()) << built.status().message();
    if (!built.ok()) return "";
    built_ = *std::move(built);
    std::string steps;
    for (const Step& step : built_.program.steps) {
      if (!steps.empty()) steps += ' ';
      steps += built_.program.nodes[step.node].op_type;
    }
    return steps;
  }
  // The elements of the constant at an input of the last step.
  std::vector<float> ConstantOfLastStep(size_t input) const {
    const Program& program = built_.program;
    for (const auto& [id, value] : program.constants) {
      if (id != program.ids[program.steps.back().inputs_begin + input]) continue;
      return {value->tensor.span<float>().begin(), value->tensor.span<float>().end()};
    }
    return {};
  }

  NodeId Maker(std::string_view value) const { return model_->graph().value(model_->graph().FindValue(value)).producer; }

  std::unique_ptr<Model> model_;
  std::string taken_;   // what a node of an EP makes
  PartitionResult partition_;
  BuiltProgram built_;
};

TEST_F(FoldTest, WhatIsConstantIsComputedOnce) {
  const char* nodes = "a = Neg (w) b2 = Mul (a, one) y = Add (x, b2)";
  EXPECT_EQ(Steps(nodes), "Add");
  EXPECT_EQ(ConstantOfLastStep(1), (std::vector<float>{-1, 2}));
  EXPECT_EQ(Steps(nodes, false), "Neg Mul Add");
}

TEST_F(FoldTest, QuantizedWeightsAreFloatsFromThenOn) {
  EXPECT_EQ(Steps("a = DequantizeLinear (q, scale) m = ReduceMax (a) y = Add (x, m)"), "Add");
  EXPECT_EQ(ConstantOfLastStep(1), (std::vector<float>{1.5}));
}

TEST_F(FoldTest, WhatDiffersFromRunToRunIsNot) {
  EXPECT_EQ(Steps("a = RandomNormalLike (w) y = Add (x, a)"), "RandomNormalLike Add");
  EXPECT_EQ(Steps("a = RandomUniform <shape = [2]> () y = Add (x, a)"), "RandomUniform Add");
  EXPECT_EQ(Steps("a = Neg (x) y = Add (w, a)"), "Neg Add");
}

TEST_F(FoldTest, WhatAnEpHasTakenIsTheEps) {
  taken_ = "a";
  EXPECT_EQ(Steps("a = Neg (w) b2 = Mul (w, one) c = Mul (a, b2) y = Add (x, c)"), "Neg Mul Add");
}

TEST_F(FoldTest, GraphOutputsAreMadeByTheRun) { EXPECT_EQ(Steps("y = Neg (w)"), "Neg"); }

TEST_F(FoldTest, LargeResultsOfLittleAreNotKept) {
  EXPECT_EQ(Steps("a = ConstantOfShape (shape) s = ReduceSum (a) y = Add (x, s)"), "ConstantOfShape ReduceSum Add");
  EXPECT_EQ(Steps("a = NonZero (w) y = Add (x, w)"), "NonZero Add");   // whose size is not known before
}

TEST_F(FoldTest, WhatFailsFailsAtTheRun) {
  EXPECT_EQ(Steps("a = Gather (w, far) y = Add (x, a)"), "Gather Add");   // index 5 of 2
  EXPECT_EQ(Steps("i = Sub (far, far) a = Gather (w, i) y = Add (x, a)"), "Add");
}

TEST_F(FoldTest, BodiesSeeWhatWasFoldedAroundThem) {
  const char* nodes = R"(a = Neg (w) y = If (b) <then_branch = then_g () => (float[2] t) { t = Add (a, x) },
                                                else_branch = else_g () => (float[2] e) { n = Neg (w) e = Mul (n, x) }>)";
  EXPECT_EQ(Steps(nodes), "If");
}

}  // namespace
}  // namespace berth
