#include "plan/partition.h"

#include <gtest/gtest.h>

#include "model_maker.h"
#include "plan/support_info.h"
#include "scripted_eps.h"

namespace berth {
namespace {

class PartitionTest : public ::testing::Test {
 protected:
  StatusOr<PartitionResult> Run(const ModelMaker& maker) {
    model_ = maker.Load();
    return Partition(*model_, eps_.instances(), options_, eps_.logger());
  }
  // Who got what: "E(Mul Add) CPUExecutionProvider(Relu)".
  std::string Assignment(const ModelMaker& maker) {
    auto result = Run(maker);
    EXPECT_TRUE(result.ok()) << result.status().message();
    if (!result.ok()) return "";
    std::string text;
    for (const auto& subgraph : result->assignment) {
      text += (text.empty() ? "" : " ") + subgraph->ep_name + "(";
      for (size_t i = 0; i < subgraph->nodes.size(); ++i) text += (i > 0 ? " " : "") + subgraph->nodes[i]->op_type;
      text += ")";
    }
    return text;
  }
  // m = Mul, r = Relu, y = Add
  static ModelMaker Three() {
    ModelMaker maker;
    maker.Input("x").Constant("w").Node("Mul", {"x", "w"}, {"m"}, "mul").Node("Relu", {"m"}, {"r"}, "relu");
    maker.Node("Add", {"r", "w"}, {"y"}, "add").Output("y");
    return maker;
  }

  ScriptedEps eps_;
  PartitionOptions options_;
  std::unique_ptr<Model> model_;
};

TEST_F(PartitionTest, WithoutEpsAllIsTheCpus) {
  EXPECT_EQ(Assignment(Three()), "CPUExecutionProvider(Mul) CPUExecutionProvider(Relu) CPUExecutionProvider(Add)");
}

TEST_F(PartitionTest, TheRestGoesToTheCpu) {
  eps_.Add("E", TakeEach("Mul"));
  EXPECT_EQ(Assignment(Three()), "E(Mul) CPUExecutionProvider(Relu) CPUExecutionProvider(Add)");
  EXPECT_EQ(Order(model_->graph()), "m r y");
  EXPECT_EQ(model_->graph().node(Maker(model_->graph(), "m"))->ep, "E");
}

TEST_F(PartitionTest, EarlierEpsChooseFirst) {
  eps_.Add("First", TakeEach("Mul"));
  eps_.Add("Second", TakeEach("Add"));
  EXPECT_EQ(Assignment(Three()), "First(Mul) CPUExecutionProvider(Relu) Second(Add)");
}

TEST_F(PartitionTest, WhatAnEarlierEpTookIsSeenAsTaken) {
  eps_.Add("First", TakeTogether({"Mul", "Relu"}));
  std::string seen;
  eps_.Add("Second", [&](const OrtGraph& graph, OrtEpGraphSupportInfo& info) {
    for (const OrtNode& node : graph.nodes) seen += node.op_type().substr(0, 3) + ":" + node.ep() + " ";
    return TakeTogether({"Add"})(graph, info);
  });
  EXPECT_EQ(Assignment(Three()), "First(Mul Relu) Second(Add)");
  EXPECT_EQ(seen, "Fir:First Add: ");   // the fused node, and what is free
}

TEST_F(PartitionTest, NodeOfAnotherEpIsDropped) {
  eps_.Add("First", TakeEach("Mul"));
  eps_.Add("Second", [](const OrtGraph& graph, OrtEpGraphSupportInfo& info) -> OrtStatus* {
    std::vector<const OrtNode*> all;
    for (const OrtNode& node : graph.nodes) all.push_back(&node);
    EXPECT_TRUE(info.AddNodesToFuse(all, nullptr).ok());
    return nullptr;
  });
  EXPECT_EQ(Assignment(Three()), "First(Mul) CPUExecutionProvider(Relu) CPUExecutionProvider(Add)");
  EXPECT_NE(eps_.warnings().find("[EPC-012] EP \"Second\": GetCapability() of "), std::string::npos) << eps_.warnings();
}

TEST_F(PartitionTest, BrokenGroupIsDroppedOrUnderStrictAnError) {
  eps_.Add("E", TakeTogether({"Mul", "Add"}));   // around the Relu
  EXPECT_EQ(Assignment(Three()), "CPUExecutionProvider(Mul) CPUExecutionProvider(Relu) CPUExecutionProvider(Add)");
  EXPECT_NE(eps_.warnings().find("[EPC-013]"), std::string::npos) << eps_.warnings();
  EXPECT_NE(eps_.warnings().find("group 0: not convex: node \"relu\""), std::string::npos) << eps_.warnings();
  options_.strict = true;
  Status status = Run(Three()).status();
  EXPECT_EQ(status.code(), ORT_EP_FAIL);
  EXPECT_EQ(status.message().substr(0, 9), "[EPC-013]");
}

TEST_F(PartitionTest, FailingCapabilityGetsNothingOrUnderStrictAnError) {
  eps_.Add("E", [](const OrtGraph& graph, OrtEpGraphSupportInfo& info) {
    ReleaseOrtStatus(TakeEach("Mul")(graph, info));
    return ToOrtStatus(Error(ORT_NOT_FOUND, "lost"));
  });
  EXPECT_EQ(Assignment(Three()), "CPUExecutionProvider(Mul) CPUExecutionProvider(Relu) CPUExecutionProvider(Add)");
  EXPECT_NE(eps_.warnings().find("[EPC-011] EP \"E\": GetCapability() of "), std::string::npos) << eps_.warnings();
  options_.strict = true;
  EXPECT_EQ(Run(Three()).status().code(), ORT_EP_FAIL);
}

TEST_F(PartitionTest, FallbackToTheCpuCanBeForbidden) {
  options_.disable_cpu_fallback = true;
  eps_.Add("E", TakeTogether({"Mul", "Relu"}));
  Status status = Run(Three()).status();
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("node \"add\" (Add)"), std::string_view::npos) << status.message();
  EXPECT_NE(status.message().find("fallback to the CPU is disabled"), std::string_view::npos) << status.message();
  eps_.Add("Rest", TakeTogether({"Add"}));
  EXPECT_EQ(Assignment(Three()), "E(Mul Relu) Rest(Add)");
}

TEST_F(PartitionTest, BodiesComeBeforeTheGraphAroundThem) {
  ModelMaker maker;
  maker.Input("x").BoolInput("yes").Node("Relu", {"x"}, {"a"}).If("yes", "Tanh", "a", "b", "branch").Output("b");
  std::string asked;
  eps_.Add("E", [&](const OrtGraph& graph, OrtEpGraphSupportInfo& info) {
    asked += graph.name + (graph.parent_node != nullptr ? "(in)" : "") + " ";
    return TakeEach("Tanh")(graph, info);
  });
  auto result = Run(maker);
  ASSERT_TRUE(result.ok()) << result.status().message();
  EXPECT_EQ(asked.substr(asked.size() - 5), "test ") << asked;
  EXPECT_EQ(result->fused.size(), 2u);   // one in each branch
  size_t taken = 0;
  for (const auto& subgraph : result->assignment) taken += subgraph->ep_name == "E";
  EXPECT_EQ(taken, 2u);
}

TEST_F(PartitionTest, GroupWithABodyTakesWhatTheBodyUses) {
  ModelMaker maker;
  maker.Input("x").BoolInput("yes").Node("Relu", {"x"}, {"a"}).If("yes", "Tanh", "a", "b", "branch").Output("b");
  std::vector<std::string> inputs;
  eps_.Add("E", [](const OrtGraph& graph, OrtEpGraphSupportInfo& info) {
    return graph.name == "test" ? TakeEach("If")(graph, info) : nullptr;
  }, [&](std::span<const OrtGraph* const> graphs, std::span<const OrtNode* const>) -> OrtStatus* {
    for (const OrtValueInfo* value : graphs[0]->inputs) inputs.push_back(value->name());
    return nullptr;
  });
  ASSERT_TRUE(Run(maker).ok());
  EXPECT_EQ(inputs, (std::vector<std::string>{"yes", "a"}));
}

// An EP may keep the node that stands for a group in a body, when the node around the body goes into another group.
TEST_F(PartitionTest, FusedNodeOutlivesTheGroupThatSwallowsIt) {
  ModelMaker maker;
  maker.Input("x").BoolInput("yes").Node("Relu", {"x"}, {"a"}).If("yes", "Tanh", "a", "b", "branch").Output("b");
  std::vector<const OrtNode*> kept;
  std::vector<std::string> names;
  eps_.Add("E", [](const OrtGraph& graph, OrtEpGraphSupportInfo& info) {
    return TakeEach(graph.name == "test" ? "If" : "Tanh")(graph, info);
  }, [&](std::span<const OrtGraph* const>, std::span<const OrtNode* const> fused) -> OrtStatus* {
    for (const OrtNode* node : fused) {
      kept.push_back(node);
      names.push_back(node->name());
    }
    return nullptr;
  });
  auto result = Run(maker);
  ASSERT_TRUE(result.ok()) << result.status().message();
  ASSERT_EQ(kept.size(), 3u);   // one in each branch, and the node around them
  EXPECT_EQ(result->fused.size(), 3u);
  for (size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i]->name(), names[i]);
  EXPECT_EQ(kept[0]->inputs[0]->name(), "a");
  EXPECT_EQ(kept[0]->inputs[0]->type().kind, ONNX_TYPE_TENSOR);
}

TEST_F(PartitionTest, AssignmentIsRecordedWhenItIsAskedFor) {
  options_.records_assignment = false;
  eps_.Add("E", TakeEach("Mul"));
  EXPECT_EQ(Assignment(Three()), "");
  EXPECT_EQ(model_->graph().node(Maker(model_->graph(), "r"))->ep, "CPUExecutionProvider");
}

TEST_F(PartitionTest, GraphWithoutNodesIsNotShown) {
  bool asked = false;
  eps_.Add("E", [&](const OrtGraph&, OrtEpGraphSupportInfo&) -> OrtStatus* {
    asked = true;
    return nullptr;
  });
  ModelMaker maker;
  maker.Input("x").Output("x");
  EXPECT_EQ(Assignment(maker), "");
  EXPECT_FALSE(asked);
}

}  // namespace
}  // namespace berth
