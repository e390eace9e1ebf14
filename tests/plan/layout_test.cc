// Nodes of an EP that wants images as N, space, C.
#include "plan/layout.h"

#include <gtest/gtest.h>

#include "model_maker.h"
#include "plan/partition.h"
#include "scripted_eps.h"

namespace berth {
namespace {

// Two operators on images, then one that is none: g = GlobalAveragePool(InstanceNormalization(x, w, w)), y = Relu(g).
ModelMaker Images() {
  ModelMaker maker;
  maker.Input("x", {1, 2, 4, 5}).Constant("w");
  maker.Node("InstanceNormalization", {"x", "w", "w"}, {"i"}).Node("GlobalAveragePool", {"i"}, {"g"}).Node("Relu", {"g"}, {"y"});
  maker.Output("y", {1, 2, 1, 1});
  return maker;
}

class LayoutTest : public ::testing::Test {
 protected:
  StatusOr<PartitionResult> Run(const ModelMaker& maker) {
    model_ = maker.Load();
    return Partition(*model_, eps_.instances(), {}, eps_.logger());
  }
  // Takes all nodes of these operators, in groups of their own, and notes what it saw each time.
  ScriptedEps::Capability Take(std::vector<std::string> op_types) {
    return [this, op_types](const OrtGraph& graph, OrtEpGraphSupportInfo& info) -> OrtStatus* {
      std::string& seen = seen_.emplace_back();
      for (const OrtNode& node : graph.nodes) {
        const OrtNode* one = &node;
        seen += (seen.empty() ? "" : " ") + (node.domain().empty() ? "" : node.domain() + ".") + node.op_type();
        if (std::find(op_types.begin(), op_types.end(), node.op_type()) == op_types.end()) continue;
        EXPECT_TRUE(info.AddNodesToFuse({&one, 1}, nullptr).ok());
      }
      return nullptr;
    };
  }
  std::vector<int64_t> Dims(std::string_view value) const {
    const auto& shape = model_->graph().value(model_->graph().FindValue(value)).type.tensor_type().shape();
    std::vector<int64_t> dims;
    for (const auto& dim : shape.dim()) dims.push_back(dim.dim_value());
    return dims;
  }

  ScriptedEps eps_;
  std::unique_ptr<Model> model_;
  std::vector<std::string> seen_;
};

TEST_F(LayoutTest, OperatorsOnImagesAreTurned) {
  eps_.Add("Nhwc", Take({"InstanceNormalization", "GlobalAveragePool"}));
  auto result = Run(Images());
  ASSERT_TRUE(result.ok()) << result.status().message();
  ASSERT_EQ(seen_.size(), 2u);
  EXPECT_EQ(seen_[0], "InstanceNormalization GlobalAveragePool Relu");
  // Between the two nothing is turned back.
  EXPECT_EQ(seen_[1], "Transpose com.ms.internal.nhwc.InstanceNormalization com.ms.internal.nhwc.GlobalAveragePool Transpose "
                      "Relu");
  EXPECT_EQ(Order(model_->graph()), "x_nhwc i_nhwc g_nhwc g y");
  EXPECT_EQ(Dims("x_nhwc"), (std::vector<int64_t>{1, 4, 5, 2}));
  EXPECT_EQ(Dims("i_nhwc"), (std::vector<int64_t>{1, 4, 5, 2}));
  EXPECT_EQ(Dims("g"), (std::vector<int64_t>{1, 2, 1, 1}));
  const Node& to = *model_->graph().node(Maker(model_->graph(), "x_nhwc"));
  const Node& back = *model_->graph().node(Maker(model_->graph(), "g"));
  const auto perm = [](const Node& node) {
    const auto& ints = node.FindAttribute("perm")->ints();
    return std::vector<int64_t>(ints.begin(), ints.end());
  };
  EXPECT_EQ(perm(to), (std::vector<int64_t>{0, 2, 3, 1}));
  EXPECT_EQ(perm(back), (std::vector<int64_t>{0, 3, 1, 2}));
  EXPECT_EQ(to.ep, "CPUExecutionProvider");
}

TEST_F(LayoutTest, OutputsOfTheModelAreTurnedBack) {
  ModelMaker maker;
  maker.Input("x", {1, 2, 4}).Node("GlobalMaxPool", {"x"}, {"y"}).Output("y", {1, 2, 1});
  eps_.Add("Nhwc", Take({"GlobalMaxPool"}));
  ASSERT_TRUE(Run(maker).ok());
  EXPECT_EQ(Order(model_->graph()), "x_nhwc y_nhwc y");
  EXPECT_EQ(Dims("x_nhwc"), (std::vector<int64_t>{1, 4, 2}));
}

TEST_F(LayoutTest, NothingIsTurnedForOthers) {
  eps_.Add("Nchw", Take({"InstanceNormalization", "GlobalAveragePool"}));
  ASSERT_TRUE(Run(Images()).ok());
  EXPECT_EQ(seen_.size(), 1u);
  EXPECT_EQ(Order(model_->graph()), "i g y");
}

TEST_F(LayoutTest, WhatIsNotClaimedOrNotWantedStays) {
  ModelMaker maker = Images();
  eps_.Add("NhwcRelu", Take({"Relu"}));
  ASSERT_TRUE(Run(maker).ok());
  EXPECT_EQ(Order(model_->graph()), "i g y");
  EXPECT_EQ(seen_.size(), 1u);
}

TEST_F(LayoutTest, AnEpMayRefuseAnOperator) {
  ModelMaker maker;
  maker.Input("x", {1, 2, 4, 4}).Node("LRN", {"x"}, {"y"}).Output("y", {1, 2, 4, 4});
  maker.graph().mutable_node(0)->add_attribute()->set_name("size");
  maker.graph().mutable_node(0)->mutable_attribute(0)->set_type(onnx::AttributeProto::INT);
  maker.graph().mutable_node(0)->mutable_attribute(0)->set_i(1);
  eps_.Add("Nhwc", Take({"LRN"}));
  ASSERT_TRUE(Run(maker).ok());
  EXPECT_EQ(seen_, (std::vector<std::string>{"LRN"}));
}

TEST_F(LayoutTest, Epc032_WhatIsTurnedMustBeClaimedAgain) {
  eps_.Add("Nhwc", [n = 0](const OrtGraph& graph, OrtEpGraphSupportInfo& info) mutable -> OrtStatus* {
    return n++ == 0 ? TakeEach("GlobalAveragePool")(graph, info) : nullptr;
  });
  auto result = Run(Images());
  EXPECT_EQ(result.status().code(), ORT_FAIL);
  EXPECT_NE(result.status().message().find("[EPC-032]"), std::string::npos) << result.status().message();
}

TEST_F(LayoutTest, Epc033_ALayoutThatDoesNotExist) {
  eps_.Add("Odd", Take({"Relu"}));
  auto result = Run(Images());
  EXPECT_EQ(result.status().code(), ORT_EP_FAIL);
  EXPECT_NE(result.status().message().find("[EPC-033]"), std::string::npos) << result.status().message();
}

}  // namespace
}  // namespace berth
