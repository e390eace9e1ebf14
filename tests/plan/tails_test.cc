#include "plan/tails.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../graph/model_text.h"
#include "exec/executor.h"
#include "plan/program_builder.h"

namespace berth {
namespace {

using ::testing::Pointwise;

MATCHER(IsNear, "") {
  const auto& [seen, wanted] = arg;
  return (std::isnan(seen) && std::isnan(wanted)) || std::abs(seen - wanted) <= 1e-5f + 1e-5f * std::abs(wanted);
}

class TailsTest : public ::testing::Test {
 protected:
  // Two channels of two positions each.
  void Build(const std::string& nodes, bool fuses, const std::string& inputs = "float[1, 2, 2] x",
             const std::string& outputs = "float[1, 2, 2] y") {
    const std::string text = R"(<ir_version: 8, opset_import: ["":17]> g ()" + inputs + ") => (" + outputs + R"()
        <float[2, 2, 1] w = {1, 2, 3, -4}, float[2, 1, 1] thin = {2, -3}, float[2] b = {0.5, -1}, float[2] s = {2, 0.5},
         float[2] m = {1, -1}, float[2] v = {3, 0.25}, float[2, 1] c = {10, -2}, float[2] row = {10, -2}, float four = {4},
         float zero = {0}, float[2] broken = {-5, 1}, bool no = {0}, bool yes = {1}> {)" + nodes + "}";
    model_ = MustLoad(text.c_str());
    ASSERT_NE(model_, nullptr);
    exec_.fuses_tails = fuses;
    exec_.fold_constants = true;
    if (!taken_.empty()) partition_.single.emplace(model_->graph().node(Maker(taken_)), nullptr);
    auto built = BuildProgram(model_->graph(), partition_, exec_);
    ASSERT_TRUE(built.ok()) << built.status().message();
    built_ = *std::move(built);
  }

  // The operators of the steps, joined by spaces.
  std::string Steps(const std::string& nodes, bool fuses = true) {
    Build(nodes, fuses);
    std::string steps;
    for (const Step& step : built_.program.steps) {
      if (!steps.empty()) steps += ' ';
      steps += built_.program.nodes[step.node].op_type;
    }
    return steps;
  }

  // The first output for x = {1, 2, -3, 4}.
  std::vector<float> Run(const std::string& nodes, bool fuses) {
    Build(nodes, fuses);
    if (HasFatalFailure()) return {};
    std::vector<float> x = {1, 2, -3, 4};
    const OrtValue feed(Tensor::Place(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, Dims{1, 2, 2}, x.data(), &CpuMemoryInfo()));
    const OrtValue* feeds[] = {&feed};
    OrtValue* made = nullptr;
    const Fetch fetch{0, &made};
    const std::atomic<bool> never{false};
    const Executor executor(std::move(built_.program), exec_);
    const Status status = executor.Run(feeds, {&fetch, 1}, RunControl{never, SilentLogger()});
    EXPECT_TRUE(status.ok()) << status.message();
    std::unique_ptr<OrtValue> y(made);
    if (y == nullptr) return {};
    return {y->tensor.span<float>().begin(), y->tensor.span<float>().end()};
  }

  void ExpectSame(const std::string& nodes) {
    const std::vector<float> wanted = Run(nodes, false);
    EXPECT_THAT(Run(nodes, true), Pointwise(IsNear(), wanted)) << nodes;
  }

  NodeId Maker(std::string_view value) const { return model_->graph().value(model_->graph().FindValue(value)).producer; }

  ExecOptions exec_{DefaultCpuAllocator(), nullptr, &SilentLogger()};
  std::unique_ptr<Model> model_;
  std::string taken_;   // what a node of an EP makes
  PartitionResult partition_;
  BuiltProgram built_;
};

TEST_F(TailsTest, AConvolutionTakesWhatFollowsByChannel) {
  const char* nodes = R"(a = Conv (x, w, b) n = BatchNormalization <epsilon = 0.0> (a, s, b, m, v)
                         p = Mul (n, c) q = Add (c, p) y = Relu (q))";
  EXPECT_EQ(Steps(nodes), "Conv");
  EXPECT_EQ(Steps(nodes, false), "Conv BatchNormalization Mul Add Relu");
  // Channel 0 at position 0: conv 1 - 6 + 0.5 = -4.5; normalized 2 (-4.5 - 1) / sqrt(3) + 0.5 = -5.85; 10 (-5.85) + 10 < 0.
  // Channel 1: conv 3 + 12 - 1 = 14; normalized 0.5 (14 + 1) / 0.5 - 1 = 14; -2 (14) - 2 < 0; at position 1 conv 6 - 16 - 1 =
  // -11, normalized -11, 22 - 2 = 20. Channel 0 there: conv 10.5, normalized 19 / sqrt(3) + 0.5, 10 of it and 10.
  EXPECT_THAT(Run(nodes, true), Pointwise(IsNear(), std::vector<float>{0, 190 / std::sqrt(3.0f) + 15, 0, 20.0f}));
  ExpectSame(nodes);
}

TEST_F(TailsTest, GroupsAndThinConvolutionsToo) {
  ExpectSame("a = Conv <group = 2> (x, thin) n = BatchNormalization (a, s, b, m, v) y = Relu (n)");
  ExpectSame("a = Conv <group = 2> (x, thin, b) y = Clip (a, zero, four)");
  ExpectSame("a = Conv (x, w) y = Clip (a, , four)");
}

TEST_F(TailsTest, SoDoesANormalization) {
  const char* nodes = "n = BatchNormalization (x, s, b, m, v) p = Add (n, c) y = Clip (p, zero, four)";
  EXPECT_EQ(Steps(nodes), "BatchNormalization");
  ExpectSame(nodes);
  ExpectSame("n = BatchNormalization (x, s, b, m, v) y = Mul (n, four)");
}

TEST_F(TailsTest, WhatOthersSeeIsMade) {
  EXPECT_EQ(Steps("a = Conv (x, w, b) r = Relu (a) y = Add (r, a)"), "Conv Relu Add");
  Build("a = Conv (x, w, b) y = Relu (a)", true, "float[1, 2, 2] x", "float[1, 2, 2] y, float[1, 2, 2] a");
  EXPECT_EQ(built_.program.steps.size(), 2u);
}

TEST_F(TailsTest, WhatIsNotByChannelStays) {
  EXPECT_EQ(Steps("a = Conv (x, w, b) y = Mul (a, row)"), "Conv Mul");   // by position
  EXPECT_EQ(Steps("a = Conv (x, w, b) y = Mul (a, x)"), "Conv Mul");     // not constant
  EXPECT_EQ(Steps("a = Conv (x, w, b) y = Sigmoid (a)"), "Conv Sigmoid");
  EXPECT_EQ(Steps("a = Conv (x, w, b) r = Relu (a) y = Mul (r, c)"), "Conv Mul");   // after a limit
}

TEST_F(TailsTest, WhatIsNotFiniteStays) {
  EXPECT_EQ(Steps("a = Conv (x, w, b) y = BatchNormalization (a, s, b, m, broken)"), "Conv BatchNormalization");
}

TEST_F(TailsTest, LimitsThatCrossStay) {
  EXPECT_EQ(Steps("a = Conv (x, w, b) y = Clip (a, four, zero)"), "Conv Clip");
  ExpectSame("a = Conv (x, w, b) y = Clip (a, four, zero)");
}

TEST_F(TailsTest, WhatAnEpHasTakenIsTheEps) {
  taken_ = "y";
  EXPECT_EQ(Steps("a = Conv (x, w, b) y = Relu (a)"), "Conv Relu");
}

TEST_F(TailsTest, WhatOnlyPassesOnGoes) {
  EXPECT_EQ(Steps("a = Neg (x) i = Identity (a) d, mask = Dropout (i) y = Abs (d)"), "Neg Abs");
  EXPECT_EQ(Steps("a = Neg (x) d = Dropout (a, four, no) y = Abs (d)"), "Neg Abs");
  EXPECT_EQ(Steps("i = Identity (x) y = Abs (i)"), "Abs");
  EXPECT_EQ(Steps("a = Neg (x) d = Dropout (a, four, yes) y = Abs (d)"), "Neg Dropout Abs");
  EXPECT_EQ(Steps("y = Identity (x)"), "Identity");
  EXPECT_EQ(Steps("a = Neg (x) i = Identity (a) y = Abs (i)", false), "Neg Identity Abs");
  ExpectSame("a = Neg (x) i = Identity (a) j = Identity (a) y = Add (i, j)");
}

TEST_F(TailsTest, NotANumberStays) {
  std::vector<float> nan = Run("z = Div (zero, zero) a = Conv (x, w, b) q = Add (a, z) y = Relu (q)", true);
  EXPECT_EQ(nan.size(), 4u);
  for (float value : nan) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace berth
