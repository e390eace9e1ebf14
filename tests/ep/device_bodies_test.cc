// If, Loop and Scan of an EP whose values are in memory that the host cannot read: their bodies work there, and copies are made
// for the nodes of the host alone. The same program runs on ONNX Runtime.
#include <gmock/gmock.h>

#include "bodies_ep.h"
#include "host.h"

namespace berth::testing {
namespace {

constexpr char kBodies[] = "bodies";

class DeviceBodies : public ::testing::Test {
 protected:
  DeviceBodies() : counts_(*library_.Get<const BodiesEpCounts*()>("BodiesEpCountsSoFar")()) {
    EXPECT_TRUE(env_.Register(kBodies, kBodiesEp).ok());
    Result appended = setup_.Append(env_, env_.Devices("BodiesEp"));
    EXPECT_TRUE(appended.ok()) << appended;
  }
  // The host has given everything back.
  ~DeviceBodies() override {
    Result gone = env_.Unregister(kBodies);
    EXPECT_TRUE(gone.ok()) << gone;
    EXPECT_EQ(counts_.live_blocks.load(), 0u);
  }
  // Twice each, with X = 2 and X = 3 all over.
  void Expect(const std::string& model, const std::vector<float>& of_two, const std::vector<float>& of_three) {
    Session session(env_, setup_, model);
    ASSERT_TRUE(session.created().ok()) << session.created();
    for (int i = 0; i < 2; ++i) {
      std::vector<float> y;
      Result ran = session.Run(2, &y);
      ASSERT_TRUE(ran.ok()) << ran;
      EXPECT_EQ(y, of_two);
      ran = session.Run(3, &y);
      ASSERT_TRUE(ran.ok()) << ran;
      EXPECT_EQ(y, of_three);
    }
  }

  OpenLibrary library_{kBodiesEp};
  Env env_;
  SessionSetup setup_;
  const BodiesEpCounts& counts_;
};

// ---- models: W = 0, 1, 2, 3, 4, 5; float [2,3] where nothing else is said ----

constexpr int kFloat = 1, kInt64 = 7, kBool = 9;

Message Value(const std::string& name, int type, const std::vector<int>& dims) {
  Message shape;
  for (int dim : dims) shape.Nested(1, Message().Int(1, static_cast<uint64_t>(dim)));
  return Message().Text(1, name).Nested(2, Message().Nested(1, Message().Int(1, static_cast<uint64_t>(type)).Nested(2, shape)));
}
template <typename T>
Message Constant(const std::string& name, int type, const std::vector<int>& dims, const std::vector<T>& values) {
  Message tensor;
  for (int dim : dims) tensor.Int(1, static_cast<uint64_t>(dim));
  return tensor.Int(2, static_cast<uint64_t>(type)).Text(8, name)
      .Text(9, std::string_view(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)));
}
Message Node(const std::string& op, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  Message node;
  for (const std::string& input : inputs) node.Text(1, input);
  for (const std::string& output : outputs) node.Text(2, output);
  return node.Text(3, op + "_" + outputs[0]).Text(4, op);
}
Message BodyAttribute(const std::string& name, const Message& body) {
  return Message().Text(1, name).Nested(6, body).Int(20, 5);
}
Message IntAttribute(const std::string& name, uint64_t value) { return Message().Text(1, name).Int(3, value).Int(20, 2); }
Message IntsAttribute(const std::string& name, uint64_t value) { return Message().Text(1, name).Int(8, value).Int(20, 7); }

// A model of X that gives Y; W is added.
std::string ModelOf(Message graph) {
  graph.Text(2, "bodies").Nested(5, Constant<float>("W", kFloat, {2, 3}, {0, 1, 2, 3, 4, 5}));
  graph.Nested(11, Value("X", kFloat, {2, 3})).Nested(12, Value("Y", kFloat, {2, 3}));
  return Message().Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17)).bytes();
}

// Three trips of a = a + W from a = X, each giving a + X; `item` comes between that and the stack.
Message LoopOf(const std::string& item = "") {
  Message body;
  body.Nested(1, Node("Identity", {"cond"}, {"cond_out"})).Nested(1, Node("Add", {"a", "W"}, {"a_out"}));
  body.Nested(1, Node("Add", {"a_out", "X"}, {item.empty() ? "item" : "sum"}));
  if (!item.empty()) body.Nested(1, Node(item, {"sum"}, {"item"}));
  body.Text(2, "trip").Nested(11, Value("i", kInt64, {})).Nested(11, Value("cond", kBool, {}));
  body.Nested(11, Value("a", kFloat, {2, 3})).Nested(12, Value("cond_out", kBool, {}));
  body.Nested(12, Value("a_out", kFloat, {2, 3})).Nested(12, Value("item", kFloat, {2, 3}));
  return Node("Loop", {"M", "", "X"}, {"last", "stack"}).Nested(5, BodyAttribute("body", body));
}
Message Trips(int64_t trips) { return Constant<int64_t>("M", kInt64, {}, {trips}); }

TEST_F(DeviceBodies, LoopCarriesItsValuesThere) {
  Message graph;
  graph.Nested(1, LoopOf()).Nested(1, Node("Add", {"last", "W"}, {"Y"})).Nested(5, Trips(3));
  Expect(ModelOf(graph), {2, 6, 10, 14, 18, 22}, {3, 7, 11, 15, 19, 23});
  EXPECT_GT(counts_.adds.load(), 0u);
}

TEST_F(DeviceBodies, LoopItemsArePutTogetherThere) {
  Message graph;
  graph.Nested(1, LoopOf()).Nested(1, Node("ReduceSum", {"stack", "axes"}, {"Y"}).Nested(5, IntAttribute("keepdims", 0)));
  graph.Nested(5, Trips(3)).Nested(5, Constant<int64_t>("axes", kInt64, {1}, {0}));
  Expect(ModelOf(graph), {12, 18, 24, 30, 36, 42}, {18, 24, 30, 36, 42, 48});
  EXPECT_EQ(counts_.concats.load(), 4u) << "one a run";
}

// Negated by the host, in the body.
TEST_F(DeviceBodies, HostInTheBody) {
  Message graph;
  graph.Nested(1, LoopOf("Neg")).Nested(1, Node("ReduceSum", {"stack", "axes"}, {"Y"}).Nested(5, IntAttribute("keepdims", 0)));
  graph.Nested(5, Trips(3)).Nested(5, Constant<int64_t>("axes", kInt64, {1}, {0}));
  Expect(ModelOf(graph), {-12, -18, -24, -30, -36, -42}, {-18, -24, -30, -36, -42, -48});
}

TEST_F(DeviceBodies, LoopWithoutATrip) {
  Message graph;
  graph.Nested(1, LoopOf()).Nested(1, Node("Add", {"last", "W"}, {"Y"})).Nested(5, Trips(0));
  Expect(ModelOf(graph), {2, 3, 4, 5, 6, 7}, {3, 4, 5, 6, 7, 8});
}

TEST_F(DeviceBodies, WhatABodyCapturesIsCopiedOnce) {
  Message graph;
  graph.Nested(1, LoopOf()).Nested(1, Node("Add", {"last", "W"}, {"Y"})).Nested(5, Trips(3));
  Session session(env_, setup_, ModelOf(graph));
  ASSERT_TRUE(session.created().ok()) << session.created();
  const size_t in = counts_.to_device, out = counts_.to_host;
  ASSERT_TRUE(session.Run(2).ok());
  EXPECT_EQ(counts_.to_device - in, 1u) << "X";
  EXPECT_EQ(counts_.to_host - out, 1u) << "Y";
}

// What a trip gives is what it got: the items are copies.
TEST_F(DeviceBodies, ItemIsAnInputPassedOn) {
  Message body, graph;
  body.Nested(1, Node("Identity", {"cond"}, {"cond_out"})).Nested(1, Node("Add", {"a", "W"}, {"a_out"})).Text(2, "trip");
  body.Nested(11, Value("i", kInt64, {})).Nested(11, Value("cond", kBool, {})).Nested(11, Value("a", kFloat, {2, 3}));
  body.Nested(12, Value("cond_out", kBool, {})).Nested(12, Value("a_out", kFloat, {2, 3})).Nested(12, Value("a", kFloat, {2, 3}));
  graph.Nested(1, Node("Loop", {"M", "", "X"}, {"last", "stack"}).Nested(5, BodyAttribute("body", body)));
  graph.Nested(1, Node("ReduceSum", {"stack", "axes"}, {"Y"}).Nested(5, IntAttribute("keepdims", 0)));
  graph.Nested(5, Trips(3)).Nested(5, Constant<int64_t>("axes", kInt64, {1}, {0}));
  Expect(ModelOf(graph), {6, 9, 12, 15, 18, 21}, {9, 12, 15, 18, 21, 24});
}

// One branch is the device's, the other the host's.
TEST_F(DeviceBodies, IfTakesEitherBranch) {
  Message there, here, graph;
  there.Nested(1, Node("Add", {"A", "W"}, {"sum"})).Text(2, "there").Nested(12, Value("sum", kFloat, {2, 3}));
  here.Nested(1, Node("Neg", {"A"}, {"minus"})).Text(2, "here").Nested(12, Value("minus", kFloat, {2, 3}));
  graph.Nested(1, Node("Add", {"X", "W"}, {"A"}));
  graph.Nested(1, Node("ReduceMax", {"X"}, {"most"}).Nested(5, IntAttribute("keepdims", 0)));
  graph.Nested(1, Node("Greater", {"most", "limit"}, {"cond"}));
  graph.Nested(1, Node("If", {"cond"}, {"B"}).Nested(5, BodyAttribute("then_branch", there))
                      .Nested(5, BodyAttribute("else_branch", here)));
  graph.Nested(1, Node("Add", {"B", "W"}, {"Y"})).Nested(5, Constant<float>("limit", kFloat, {}, {2.5f}));
  Expect(ModelOf(graph), {-2, -2, -2, -2, -2, -2}, {3, 6, 9, 12, 15, 18});
}

// Sums along an axis of X + W, as many numbers at once as there are along the other; `more`: attributes of the Scan.
std::string SumsModel(int numbers, const std::vector<Message>& more) {
  Message body, graph;
  body.Nested(1, Node("Add", {"s", "x"}, {"s_out"})).Nested(1, Node("Add", {"s_out", "none"}, {"y"})).Text(2, "step");
  const std::vector<float> zeros(static_cast<size_t>(numbers));
  body.Nested(5, Constant<float>("none", kFloat, {numbers}, zeros));
  body.Nested(11, Value("s", kFloat, {numbers})).Nested(11, Value("x", kFloat, {numbers}));
  body.Nested(12, Value("s_out", kFloat, {numbers})).Nested(12, Value("y", kFloat, {numbers}));
  Message scan = Node("Scan", {"s0", "A"}, {"s_last", "Y"});
  scan.Nested(5, BodyAttribute("body", body)).Nested(5, IntAttribute("num_scan_inputs", 1));
  for (const Message& attribute : more) scan.Nested(5, attribute);
  graph.Nested(1, Node("Add", {"X", "W"}, {"A"})).Nested(1, scan).Nested(5, Constant<float>("s0", kFloat, {numbers}, zeros));
  return ModelOf(graph);
}

// What goes in and what comes out has to be turned.
TEST_F(DeviceBodies, ScanAlongTheSecondAxis) {
  Expect(SumsModel(2, {IntsAttribute("scan_input_axes", 1), IntsAttribute("scan_output_axes", 1)}), {2, 5, 9, 5, 11, 18},
         {3, 7, 12, 6, 13, 21});
  EXPECT_EQ(counts_.transposes.load(), 8u) << "two a run";
}

TEST_F(DeviceBodies, ScanBackwards) {
  Expect(SumsModel(3, {IntsAttribute("scan_input_directions", 1), IntsAttribute("scan_output_directions", 1)}),
         {7, 9, 11, 5, 6, 7}, {9, 11, 13, 6, 7, 8});
  EXPECT_EQ(counts_.transposes.load(), 0u);
}

}  // namespace
}  // namespace berth::testing
