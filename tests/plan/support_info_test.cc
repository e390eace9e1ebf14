#include "plan/support_info.h"

#include <gtest/gtest.h>

#include "model_maker.h"
#include "scripted_eps.h"

namespace berth {
namespace {

class SupportInfoTest : public ::testing::Test {
 protected:
  SupportInfoTest() {
    ModelMaker maker;
    maker.Input("x").Node("Relu", {"x"}, {"a"}, "first").Node("Relu", {"a"}, {"y"}, "second").Output("y");
    model_ = maker.Load();
    view_ = *MakeGraphView(model_->graph());
    other_view_ = *MakeGraphView(model_->graph());
    info_ = std::make_unique<OrtEpGraphSupportInfo>(*view_, eps_.Add("E"));
  }
  const OrtNode* Node(size_t i) const { return &view_->nodes[i]; }
  void ExpectRefused(const Status& status, std::string_view text) const {
    EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT);
    EXPECT_NE(status.message().find(text), std::string_view::npos) << status.message();
    EXPECT_TRUE(info_->groups.empty());
  }

  ScriptedEps eps_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<OrtGraph> view_, other_view_;
  std::unique_ptr<OrtEpGraphSupportInfo> info_;
};

TEST_F(SupportInfoTest, GroupsAreKeptInOrder) {
  const OrtNode* both[] = {Node(1), Node(0)};
  OrtNodeFusionOptions options{};
  options.ort_version_supported = ORT_API_VERSION;
  options.drop_constant_initializers = true;
  ASSERT_TRUE(info_->AddNodesToFuse(both, &options).ok());
  ASSERT_TRUE(info_->AddSingleNode(Node(0)).ok());
  ASSERT_EQ(info_->groups.size(), 2u);
  EXPECT_EQ(info_->groups[0].nodes, (std::vector<NodeId>{1, 0}));
  EXPECT_TRUE(info_->groups[0].fuse);
  EXPECT_TRUE(info_->groups[0].drop_constant_initializers);
  EXPECT_EQ(info_->groups[1].nodes, (std::vector<NodeId>{0}));
  EXPECT_FALSE(info_->groups[1].fuse);
  EXPECT_FALSE(info_->groups[1].drop_constant_initializers);
}

TEST_F(SupportInfoTest, GroupsThatNameNoNodes) {
  ExpectRefused(info_->AddNodesToFuse({}, nullptr), "without nodes");
  const OrtNode* with_null[] = {Node(0), nullptr};
  ExpectRefused(info_->AddNodesToFuse(with_null, nullptr), "null");
  ExpectRefused(info_->AddSingleNode(nullptr), "null");
}

TEST_F(SupportInfoTest, NodeTwiceInOneGroup) {
  const OrtNode* twice[] = {Node(0), Node(1), Node(0)};
  ExpectRefused(info_->AddNodesToFuse(twice, nullptr), "\"first\": twice");
}

TEST_F(SupportInfoTest, NodeThatWasNotShown) {
  const OrtNode* foreign[] = {&other_view_->nodes[1]};
  ExpectRefused(info_->AddNodesToFuse(foreign, nullptr), "\"second\": not of the graph that was shown");
  ExpectRefused(info_->AddSingleNode(foreign[0]), "not of the graph that was shown");
  ExpectRefused(info_->LookUpKernel(foreign[0]).status(), "not of the graph that was shown");
}

TEST_F(SupportInfoTest, EpWithoutARegistryHasNoKernel) {
  auto def = info_->LookUpKernel(Node(0));
  ASSERT_TRUE(def.ok());
  EXPECT_EQ(*def, nullptr);
}

}  // namespace
}  // namespace berth
