#include "plan/expand.h"

#include <gtest/gtest.h>

#include "../graph/model_text.h"
#include "plan/partition.h"

namespace berth {
namespace {

StatusOr<std::unique_ptr<Model>> Planned(const char* text) {
  BERTH_ASSIGN_OR_RETURN(std::unique_ptr<Model> model, LoadText(text));
  BERTH_ASSIGN_OR_RETURN([[maybe_unused]] PartitionResult result, Partition(*model, {}, {}, SilentLogger()));
  return model;
}

TEST(Expand, KernelsComeBeforeBodies) {
  // Relu has a kernel and a body, Clip and the function only bodies.
  auto model = Planned(R"(<ir_version: 10, opset_import: ["":20, "my":1]> g (float[3] x) => (float[3] y) {
                            a = Relu(x)  b = my.f(a)  y = Tanh(b) }
                          <domain: "my", opset_import: ["":20, "my":1]> f (a) => (b) { t = my.h(a)  b = Relu(t) }
                          <domain: "my", opset_import: ["":20]> h (a) => (b) { b = Sigmoid(a) })");
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_EQ(Formula((*model)->graph(), (*model)->graph().outputs[0]), "Tanh(Relu(Sigmoid(Relu(x))))");
  EXPECT_FALSE(MayExpand((*model)->graph()));
  EXPECT_EQ(ProducerOf((*model)->graph(), "y")->ep, kCpuEpName);
}

TEST(Expand, BodiesOfNodesAreExpandedToo) {
  auto model = Planned(R"(<ir_version: 10, opset_import: ["":20, "my":1]> g (float[3] x, bool c) => (float[3] y) {
                            y = If (c) <then_branch = t () => (float[3] u) { u = my.f(x) },
                                        else_branch = e () => (float[3] v) { v = Relu(x) }> }
                          <domain: "my", opset_import: ["":20]> f (a) => (b) { t = Tanh(a)  b = Relu(t) })");
  ASSERT_TRUE(model.ok()) << model.status().message();
  const Graph& body = *ProducerOf((*model)->graph(), "y")->bodies[0].graph;
  EXPECT_EQ(Formula(body, body.outputs[0]), "Relu(Tanh(x))");
}

TEST(Expand, WantedCallsStay) {
  auto model = MustLoad(R"(<ir_version: 10, opset_import: ["":20, "my":1]> g (float[3] x) => (float[3] y) {
                             a = my.f(x)  y = my.f(a) }
                           <domain: "my", opset_import: ["":20]> f (a) => (b) { b = Tanh(a) })");
  ASSERT_NE(model, nullptr);
  auto expanded = ExpandUnclaimed(model->graph(), {ProducerOf(model->graph(), "a")}, SilentLogger());
  ASSERT_TRUE(expanded.ok()) << expanded.status().message();
  EXPECT_EQ(*expanded, 1u);
  EXPECT_EQ(Formula(model->graph(), model->graph().outputs[0]), "Tanh(f(x))");
  EXPECT_TRUE(MayExpand(model->graph()));
}

TEST(Expand, OldOperatorWithAKernelStays) {
  auto model = Planned(R"(<ir_version: 3, opset_import: ["":6]> g (float[2,3] x, float[2] b) => (float[2,3] y) {
                            y = Add <broadcast = 1, axis = 0> (x, b) })");
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_EQ(Formula((*model)->graph(), (*model)->graph().outputs[0]), "Add(x,b)");
}

}  // namespace
}  // namespace berth
