#include "plan/fuse.h"

#include <gtest/gtest.h>

#include "model_maker.h"
#include "plan/partition.h"
#include "scripted_eps.h"

namespace berth {
namespace {

using Names = std::vector<std::string>;

Names NamesOf(std::span<const OrtValueInfo* const> values) {
  Names names;
  for (const OrtValueInfo* value : values) names.push_back(value != nullptr ? value->name() : "");
  return names;
}

// What one Compile call was shown.
struct Shown {
  std::string graph, fused, domain;
  Names nodes, inputs, outputs, initializers, fused_inputs, fused_outputs;
};

class FuseTest : public ::testing::Test {
 protected:
  FuseTest() {
    ep_ = &eps_.Add("E", {}, [this](std::span<const OrtGraph* const> graphs, std::span<const OrtNode* const> fused) {
      ++calls_;
      for (size_t i = 0; i < graphs.size(); ++i) {
        Shown shown{graphs[i]->name, fused[i]->name(), fused[i]->domain(), {}, NamesOf(graphs[i]->inputs),
                    NamesOf(graphs[i]->outputs), NamesOf(graphs[i]->initializers),
                    NamesOf(fused[i]->inputs), NamesOf(fused[i]->outputs)};
        for (const OrtNode& node : graphs[i]->nodes) shown.nodes.push_back(node.name() + node.ep());
        shown_.push_back(std::move(shown));
      }
      return answer_;
    });
    ModelMaker maker;
    maker.Input("x").Constant("w").Node("Mul", {"x", "w"}, {"m"}, "mul").Node("Relu", {"m"}, {"r"}, "relu");
    maker.Node("Add", {"r", "m"}, {"y"}, "add").Node("Tanh", {"y"}, {"z"}, "tanh").Output("z");
    model_ = maker.Load();
    names_ = std::make_unique<FuseNames>(*ep_, *model_);
  }
  Graph& graph() { return model_->graph(); }
  ClaimGroup Group(const Names& made, bool drop_constants = false) {
    ClaimGroup group;
    for (const std::string& name : made) group.nodes.push_back(Maker(graph(), name));
    group.drop_constant_initializers = drop_constants;
    return group;
  }
  Status Fuse(std::vector<ClaimGroup> groups, bool disable_compile = false) {
    return FuseGroups(*ep_, graph(), std::move(groups), *names_, disable_compile, result_);
  }

  ScriptedEps eps_;
  EpInstance* ep_;
  OrtStatus* answer_ = nullptr;
  int calls_ = 0;
  std::vector<Shown> shown_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<FuseNames> names_;
  PartitionResult result_;
};

TEST_F(FuseTest, GroupBecomesOneNode) {
  ASSERT_TRUE(Fuse({Group({"r", "m", "y"})}).ok());
  EXPECT_EQ(Order(graph()), "y z");
  const Node& node = *graph().node(Maker(graph(), "y"));
  EXPECT_EQ(node.ep, "E");
  EXPECT_EQ(node.domain, "E");
  EXPECT_EQ(node.since_version, 1);
  ASSERT_TRUE(result_.fused.contains(&node));
  EXPECT_EQ(result_.fused.at(&node).ep, ep_);
  EXPECT_NE(result_.fused.at(&node).info, nullptr);
  ASSERT_EQ(shown_.size(), 1u);
  EXPECT_EQ(shown_[0].nodes, (Names{"mul", "relu", "add"}));   // the graph's order; none has an EP itself
  EXPECT_EQ(shown_[0].outputs, Names{"y"});
  EXPECT_EQ(shown_[0].inputs, (Names{"x", "w"}));
  EXPECT_EQ(shown_[0].initializers, Names{"w"});
  EXPECT_EQ(shown_[0].fused_inputs, shown_[0].inputs);
  EXPECT_EQ(shown_[0].fused_outputs, Names{"y"});
}

TEST_F(FuseTest, NamesFollowTheContract) {
  ASSERT_TRUE(Fuse({Group({"m"}), Group({"r"})}).ok());
  ASSERT_TRUE(Fuse({Group({"z"})}).ok());
  EXPECT_EQ(calls_, 2);   // one Compile for all groups of one answer
  const std::string hash = std::to_string(model_->content_hash);
  for (size_t i = 0; i < 3; ++i) {
    const std::string metadef = "E_" + hash + "_" + std::to_string(i);
    EXPECT_EQ(shown_[i].graph, metadef);
    EXPECT_EQ(shown_[i].fused, "E_" + metadef + "_" + std::to_string(i));
    EXPECT_EQ(shown_[i].domain, "E");
  }
}

TEST_F(FuseTest, ConstantsCanBeLeftOutOfTheInputs) {
  ASSERT_TRUE(Fuse({Group({"m"}, true)}).ok());
  EXPECT_EQ(shown_[0].inputs, Names{"x"});
  EXPECT_EQ(shown_[0].fused_inputs, Names{"x"});
  EXPECT_EQ(shown_[0].initializers, Names{"w"});   // there to be read all the same
}

TEST_F(FuseTest, ValueThatIsUsedOutsideToo) {
  ASSERT_TRUE(Fuse({Group({"m", "r"})}).ok());
  EXPECT_EQ(shown_[0].outputs, (Names{"m", "r"}));
  EXPECT_EQ(Order(graph()), "m y z");
}

TEST_F(FuseTest, NoGroupNoCall) {
  ASSERT_TRUE(Fuse({}).ok());
  EXPECT_EQ(calls_, 0);
}

TEST_F(FuseTest, FailingCompileIsTheEps) {
  answer_ = ToOrtStatus(Error(ORT_ENGINE_ERROR, "no"));
  Status status = Fuse({Group({"m"})});
  EXPECT_EQ(status.code(), ORT_ENGINE_ERROR);
  EXPECT_TRUE(status.message().starts_with("[EPC-015] EP \"E\": Compile() of ")) << status.message();
  EXPECT_TRUE(status.message().ends_with(": no")) << status.message();
}

TEST_F(FuseTest, CompilingCanBeForbidden) {
  Status status = Fuse({Group({"m"})}, true);
  EXPECT_EQ(status.code(), ORT_MODEL_REQUIRES_COMPILATION);
  EXPECT_NE(status.message().find("\"mul\""), std::string_view::npos) << status.message();
  EXPECT_EQ(calls_, 0);
}

TEST_F(FuseTest, CompiledAlreadyIsAllowedAllTheSame) {
  ModelMaker maker;
  maker.Input("x").Node("EPContext", {"x"}, {"y"}, "blob").Output("y").Import("com.microsoft", 1);
  maker.graph().mutable_node(0)->set_domain("com.microsoft");
  model_ = maker.Load();
  EXPECT_TRUE(Fuse({Group({"y"})}, true).ok());
  EXPECT_EQ(calls_, 1);
}

}  // namespace
}  // namespace berth
