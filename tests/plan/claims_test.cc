#include "plan/claims.h"

#include <random>

#include <gtest/gtest.h>

#include "model_maker.h"

namespace berth {
namespace {

// Groups are written as the values that their nodes make.
using Names = std::vector<std::string>;

class ClaimsTest : public ::testing::Test {
 protected:
  void Load(const ModelMaker& maker) { model_ = maker.Load(); }
  Graph& graph() { return model_->graph(); }
  ResolvedClaims Resolve(const std::vector<Names>& groups) {
    std::vector<ClaimGroup> claims;
    for (const Names& names : groups) {
      ClaimGroup group;
      for (const std::string& name : names) group.nodes.push_back(Maker(graph(), name));
      claims.push_back(std::move(group));
    }
    return ResolveClaims(graph(), std::move(claims), "E");
  }
  // "0 2" for kept groups, recognized by their first node; "1:EPC-013" for dropped ones.
  std::string Kept(const ResolvedClaims& resolved) const {
    std::string text;
    for (const ClaimGroup& group : resolved.kept) {
      const Graph& graph = model_->graph();
      text += (text.empty() ? "" : " ") + std::string(graph.ValueName(graph.node(group.nodes[0])->outputs[0]));
    }
    return text;
  }
  static std::string Dropped(const ResolvedClaims& resolved) {
    std::string text;
    for (const DroppedGroup& drop : resolved.dropped) {
      text += (text.empty() ? "" : " ") + std::to_string(drop.group) + ":" + drop.rule;
    }
    return text;
  }

  std::unique_ptr<Model> model_;
};

// x -> a -> b -> c -> d
ModelMaker Chain() {
  ModelMaker maker;
  maker.Input("x").Node("Relu", {"x"}, {"a"}).Node("Relu", {"a"}, {"b"}, "middle").Node("Relu", {"b"}, {"c"});
  maker.Node("Relu", {"c"}, {"d"}).Output("d");
  return maker;
}

// x -> a -> {b, c} -> d
ModelMaker Diamond() {
  ModelMaker maker;
  maker.Input("x").Node("Relu", {"x"}, {"a"}).Node("Relu", {"a"}, {"b"}).Node("Tanh", {"a"}, {"c"}, "right");
  maker.Node("Add", {"b", "c"}, {"d"}).Output("d");
  return maker;
}

TEST_F(ClaimsTest, GroupsThatDoNotTouchStand) {
  Load(Chain());
  auto resolved = Resolve({{"a", "b"}, {"c", "d"}});
  EXPECT_EQ(Kept(resolved), "a c");
  EXPECT_TRUE(resolved.dropped.empty());
  EXPECT_EQ(Kept(Resolve({{"a"}, {"b"}, {"c"}, {"d"}})), "a b c d");
  EXPECT_EQ(Kept(Resolve({{"d", "c", "b", "a"}})), "d");   // members in any order
  EXPECT_TRUE(Resolve({}).kept.empty());
}

TEST_F(ClaimsTest, NodeOfAnotherEpDropsTheGroup) {
  Load(Chain());
  graph().node(Maker(graph(), "b"))->ep = "Other";
  auto resolved = Resolve({{"a"}, {"b", "c"}, {"d"}});
  EXPECT_EQ(Kept(resolved), "a d");
  ASSERT_EQ(Dropped(resolved), "1:EPC-012");
  EXPECT_EQ(resolved.dropped[0].reason, "node \"middle\": already assigned to a different EP, \"Other\"");
}

TEST_F(ClaimsTest, NodeOfAnEarlierGroupDropsTheLater) {
  Load(Chain());
  auto resolved = Resolve({{"a", "b"}, {"b", "c"}, {"c", "d"}});
  EXPECT_EQ(Kept(resolved), "a c");   // what the dropped group took is free for the next
  ASSERT_EQ(Dropped(resolved), "1:EPC-014");
  EXPECT_EQ(resolved.dropped[0].reason, "node \"middle\": already claimed by group 0");
}

TEST_F(ClaimsTest, NodeThatTheEpHasAlreadyIsClaimed) {
  Load(Chain());
  graph().node(Maker(graph(), "b"))->ep = "E";
  EXPECT_EQ(Dropped(Resolve({{"b"}, {"c"}})), "0:EPC-014");
}

TEST_F(ClaimsTest, NodeBetweenTwoMembersBreaksConvexity) {
  Load(Chain());
  auto resolved = Resolve({{"a", "c"}, {"d"}});
  EXPECT_EQ(Kept(resolved), "d");
  ASSERT_EQ(Dropped(resolved), "0:EPC-013");
  EXPECT_EQ(resolved.dropped[0].reason, "not convex: node \"middle\" lies on a path between two members");
  EXPECT_EQ(Kept(Resolve({{"a", "b", "c"}})), "a");   // the legal twin
}

TEST_F(ClaimsTest, OneArmOfADiamond) {
  Load(Diamond());
  auto resolved = Resolve({{"a", "b", "d"}});
  ASSERT_EQ(Dropped(resolved), "0:EPC-013");
  EXPECT_NE(resolved.dropped[0].reason.find("\"right\""), std::string::npos) << resolved.dropped[0].reason;
  EXPECT_EQ(Dropped(Resolve({{"a", "d"}})), "0:EPC-013");
  for (const Names& legal : std::vector<Names>{{"a", "b", "c", "d"}, {"a", "b"}, {"b", "d"}, {"b", "c"}, {"b", "c", "d"}}) {
    EXPECT_EQ(Dropped(Resolve({legal})), "") << legal.front() << " to " << legal.back();
  }
}

// Each group alone is convex; together they wait for each other.
TEST_F(ClaimsTest, GroupsThatWaitForEachOther) {
  ModelMaker maker;
  maker.Input("x").Node("Relu", {"x"}, {"a1"}).Node("Relu", {"x"}, {"b1"})
      .Node("Relu", {"a1"}, {"b2"}).Node("Relu", {"b1"}, {"a2"});
  maker.Output("b2").Output("a2");
  Load(maker);
  auto resolved = Resolve({{"a1", "a2"}, {"b1", "b2"}});
  EXPECT_EQ(Kept(resolved), "a1");   // the earlier one stands
  EXPECT_EQ(Dropped(resolved), "1:EPC-013");
  EXPECT_EQ(Kept(Resolve({{"b1", "b2"}, {"a1", "a2"}})), "b1");
  EXPECT_EQ(Kept(Resolve({{"a1", "a2"}})), "a1");
}

TEST_F(ClaimsTest, CycleOfThreeGroupsLosesOne) {
  ModelMaker maker;
  maker.Input("x");
  for (const char* g : {"a", "b", "c"}) maker.Node("Relu", {"x"}, {g + std::string("1")});
  maker.Node("Relu", {"a1"}, {"b2"}).Node("Relu", {"b1"}, {"c2"}).Node("Relu", {"c1"}, {"a2"});
  maker.Output("a2").Output("b2").Output("c2");
  Load(maker);
  auto resolved = Resolve({{"a1", "a2"}, {"b1", "b2"}, {"c1", "c2"}});
  EXPECT_EQ(Kept(resolved), "a1 b1");
  EXPECT_EQ(Dropped(resolved), "2:EPC-013");
}

// Only the group that is broken goes: neither one behind its cycle, nor one that lies between its members.
TEST_F(ClaimsTest, GroupsAroundABrokenOneStand) {
  Load(Chain());
  auto resolved = Resolve({{"a", "c"}, {"d"}, {"b"}});
  EXPECT_EQ(Kept(resolved), "d b");
  EXPECT_EQ(Dropped(resolved), "0:EPC-013");
}

TEST_F(ClaimsTest, UseInsideABodyIsAPath) {
  ModelMaker maker;
  maker.Input("x").BoolInput("yes").Node("Relu", {"x"}, {"a"}).If("yes", "Tanh", "a", "b", "branch");
  maker.Node("Add", {"a", "b"}, {"c"}).Output("c");
  Load(maker);
  auto resolved = Resolve({{"a", "c"}});
  ASSERT_EQ(Dropped(resolved), "0:EPC-013");
  EXPECT_NE(resolved.dropped[0].reason.find("\"branch\""), std::string::npos) << resolved.dropped[0].reason;
  EXPECT_EQ(Dropped(Resolve({{"a", "b", "c"}})), "");
}

TEST_F(ClaimsTest, SeveralRulesInOneAnswer) {
  Load(Diamond());
  graph().node(Maker(graph(), "c"))->ep = "Other";
  auto resolved = Resolve({{"a", "d"}, {"c"}, {"b"}, {"b"}});
  EXPECT_EQ(Dropped(resolved), "0:EPC-013 1:EPC-012 3:EPC-014");
  EXPECT_EQ(Kept(resolved), "b");
}

TEST_F(ClaimsTest, LongGraphsAreQuick) {
  ModelMaker maker;
  maker.Input("x");
  std::vector<Names> groups;
  std::string before = "x";
  for (int i = 0; i < 20000; ++i) {
    std::string name = "v" + std::to_string(i);
    maker.Node("Relu", {before}, {name});
    groups.push_back({name});
    before = std::move(name);
  }
  maker.Output(before);
  Load(maker);
  EXPECT_EQ(Resolve(groups).kept.size(), 20000u);
}

// Whether the graph with every group folded has a cycle, by brute force.
bool HasCycle(const Graph& graph, const std::vector<ClaimGroup>& groups) {
  const size_t n = graph.node_bound();
  std::vector<size_t> unit(n);
  for (size_t i = 0; i < n; ++i) unit[i] = groups.size() + i;
  for (size_t g = 0; g < groups.size(); ++g) {
    for (NodeId id : groups[g].nodes) unit[id] = g;
  }
  std::vector<std::vector<bool>> reach(groups.size() + n, std::vector<bool>(groups.size() + n));
  for (size_t i = 0; i < n; ++i) {
    for (const Use& use : graph.value(graph.node(i)->outputs[0]).uses) {
      if (unit[i] != unit[use.node]) reach[unit[i]][unit[use.node]] = true;
    }
  }
  for (size_t k = 0; k < reach.size(); ++k) {
    for (size_t i = 0; i < reach.size(); ++i) {
      for (size_t j = 0; j < reach.size(); ++j) reach[i][j] = reach[i][j] || (reach[i][k] && reach[k][j]);
    }
  }
  for (size_t i = 0; i < reach.size(); ++i) {
    if (reach[i][i]) return true;
  }
  return false;
}

TEST_F(ClaimsTest, RandomAnswersNeverLeaveACycle) {
  std::mt19937 random(11);
  int with_cycle = 0;
  for (int round = 0; round < 60; ++round) {
    ModelMaker maker;
    maker.Input("v0");
    const int n = 14;
    for (int i = 1; i <= n; ++i) {
      maker.Node("Add", {"v" + std::to_string(random() % i), "v" + std::to_string(random() % i)}, {"v" + std::to_string(i)});
    }
    maker.Output("v" + std::to_string(n));
    Load(maker);
    std::vector<ClaimGroup> groups(4);
    for (NodeId id = 0; id < n; ++id) {
      const size_t pick = random() % 6;
      if (pick < 4) groups[pick].nodes.push_back(id);
    }
    std::erase_if(groups, [](const ClaimGroup& group) { return group.nodes.empty(); });
    const bool cycle = HasCycle(graph(), groups);
    with_cycle += cycle;
    const ResolvedClaims resolved = ResolveClaims(graph(), groups, "E");
    EXPECT_FALSE(HasCycle(graph(), resolved.kept)) << "round " << round;
    EXPECT_EQ(resolved.dropped.empty(), !cycle) << "round " << round;
    EXPECT_EQ(resolved.kept.size() + resolved.dropped.size(), groups.size());
    for (const DroppedGroup& drop : resolved.dropped) {   // no more than needed
      std::vector<ClaimGroup> one_more = resolved.kept;
      one_more.push_back(groups[drop.group]);
      EXPECT_TRUE(HasCycle(graph(), one_more)) << "round " << round << ", group " << drop.group;
    }
  }
  EXPECT_GT(with_cycle, 10);
  EXPECT_LT(with_cycle, 55);
}

}  // namespace
}  // namespace berth
