#include "graph/lift.h"

#include <gtest/gtest.h>

#include "graph/initializer.h"
#include "model_text.h"

namespace berth {
namespace {

// The only node of the model, converted to `opset` and put in its place.
std::unique_ptr<Model> Lifted(const char* text, int opset) {
  auto model = MustLoad(text);
  if (model == nullptr) return nullptr;
  Graph& graph = model->graph();
  auto body = LiftedBody(graph, *graph.node(0), opset, SilentLogger());
  EXPECT_TRUE(body.has_value());
  if (!body) return nullptr;
  auto made = ReplaceNode(graph, 0, std::move(*body), SilentLogger());
  EXPECT_TRUE(made.ok()) << made.status().message();
  return made.ok() ? std::move(model) : nullptr;
}

std::vector<int64_t> Constant(const Graph& graph, ValueId id) {
  auto value = InitializerValue(graph.value(id));
  EXPECT_TRUE(value.ok()) << value.status().message();
  const auto data = (*value)->tensor.span<int64_t>();
  return {data.begin(), data.end()};
}

TEST(Lift, AttributeBecomesAnInput) {
  auto model = Lifted(R"(<ir_version: 6, opset_import: ["":11]> g (float[1,3,1] x) => (float[3,1] y) {
                           y = Squeeze <axes = [0]> (x) })", 13);
  ASSERT_NE(model, nullptr);
  const Node& node = *ProducerOf(model->graph(), "y");
  EXPECT_EQ(node.op_type, "Squeeze");
  EXPECT_EQ(node.since_version, 13);
  ASSERT_EQ(node.inputs.size(), 2u);
  EXPECT_EQ(Constant(model->graph(), node.inputs[1]), std::vector<int64_t>{0});
}

TEST(Lift, BroadcastingOfOldIsSpelledOut) {
  auto model = Lifted(R"(<ir_version: 3, opset_import: ["":6]> g (float[2,3] x, float[2] b) => (float[2,3] y) {
                           y = Add <broadcast = 1, axis = 0> (x, b) })", 7);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(ProducerOf(model->graph(), "y")->since_version, 7);
  EXPECT_EQ(Formula(model->graph(), model->graph().outputs[0]).find("Add(x,Unsqueeze(b"), 0u)
      << Formula(model->graph(), model->graph().outputs[0]);
}

TEST(Lift, DefaultsThatTheNewerOperatorLacksGo) {
  // `broadcast` and `axis` are filled in when the model is read.
  auto model = Lifted(R"(<ir_version: 3, opset_import: ["":6]> g (float[2,3] x) => (float[2,3] y) { y = Mul(x, x) })", 7);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(Formula(model->graph(), model->graph().outputs[0]), "Mul(x,x)");
  EXPECT_EQ(ProducerOf(model->graph(), "y")->since_version, 7);
}

TEST(Lift, OperatorThatIsNoMore) {
  auto model = MustLoad(R"(<ir_version: 5, opset_import: ["":9]> g (float[1,1,2,2] x, float[4] s) => (float[1,1,4,4] y) {
                             y = Upsample <mode = "nearest"> (x, s) })");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(LaterOpsets(*model->graph().node(0)), std::vector<int>{10});
  auto body = LiftedBody(model->graph(), *model->graph().node(0), 10, SilentLogger());
  ASSERT_TRUE(body.has_value());
  ASSERT_TRUE(ReplaceNode(model->graph(), 0, std::move(*body), SilentLogger()).ok());
  EXPECT_EQ(Formula(model->graph(), model->graph().outputs[0]), "Resize(x,s)");
}

TEST(Lift, WhatCannotBeConverted) {
  // The adapter has to know the shape.
  auto model = MustLoad(R"(<ir_version: 3, opset_import: ["":6]> g (float x, float[2] b) => (float y) {
                             y = Add <broadcast = 1, axis = 0> (x, b) })");
  ASSERT_NE(model, nullptr);
  model->graph().value(model->graph().inputs[0]).type.mutable_tensor_type()->clear_shape();
  EXPECT_FALSE(LiftedBody(model->graph(), *model->graph().node(0), 7, SilentLogger()).has_value());
  EXPECT_NE(model->graph().node(0), nullptr);
}

TEST(Lift, LaterOpsetsOfAnOperator) {
  const auto later = [](const char* text) {
    auto model = MustLoad(text);
    return model == nullptr ? std::vector<int>{-1} : LaterOpsets(*model->graph().node(0));
  };
  EXPECT_EQ(later(R"(<ir_version: 3, opset_import: ["":6]> g (float[3] x) => (float[3] y) { y = Add(x, x) })"),
            (std::vector<int>{7, 13, 14}));
  EXPECT_EQ(later(R"(<ir_version: 8, opset_import: ["":17]> g (float[3] x) => (float[3] y) { y = Add(x, x) })"),
            std::vector<int>{});
  EXPECT_EQ(later(R"(<ir_version: 3, opset_import: ["":6]> g (bool c, float[3] x) => (float[3] y) {
                       y = If (c) <then_branch = t () => (float[3] u) { u = Neg(x) },
                                   else_branch = e () => (float[3] v) { v = Abs(x) }> })"),
            std::vector<int>{});
}

}  // namespace
}  // namespace berth
