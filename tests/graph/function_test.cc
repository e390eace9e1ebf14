#include "graph/function.h"

#include <gtest/gtest.h>

#include "graph/function_body.h"
#include "graph/initializer.h"
#include "graph/infer.h"
#include "model_text.h"
#include "onnx/defs/schema.h"

namespace berth {
namespace {

constexpr char kHead[] = R"(<ir_version: 10, opset_import: ["":18, "my":1]> g (float[3] x) => (float[3] y) )";
constexpr char kFunction[] = R"( <domain: "my", opset_import: ["":18, "my":1]> )";

std::string Calls(const char* main, std::initializer_list<const char*> functions) {
  std::string text = std::string(kHead) + "{ " + main + " }";
  for (const char* function : functions) text += std::string(kFunction) + function;
  return text;
}

// Expands everything that has a body, calls of the model's functions alone if `local`.
void ExpandAll(Graph& graph, bool local) {
  for (size_t id = 0; id < graph.node_bound(); ++id) {
    const Node* node = graph.node(static_cast<NodeId>(id));
    if (node == nullptr || !(local ? node->function != nullptr : MayHaveBody(*node))) continue;
    auto made = ExpandNode(graph, static_cast<NodeId>(id), SilentLogger());
    ASSERT_TRUE(made.ok()) << made.status().message();
  }
}

// What becomes of the output `y` when all calls are expanded.
std::string Expanded(const std::string& text) {
  auto model = MustLoad(text.c_str());
  if (model == nullptr) return "";
  ExpandAll(model->graph(), true);
  EXPECT_TRUE(model->graph().TopologicalOrder().ok());
  return Formula(model->graph(), model->graph().outputs[0]);
}

std::string ShapeOf(const Value& value) {
  const ValueType type = TypeFromProto(value.type);
  return ShapeText(type.tensor.dims);
}

TEST(LocalFunction, CallStaysOneNodeUntilItIsExpanded) {
  auto model = MustLoad(Calls("y = my.f(x)", {"f (a) => (b) { c = Neg(a)  b = Abs(c) }"}).c_str());
  ASSERT_NE(model, nullptr);
  const Node& call = *ProducerOf(model->graph(), "y");
  EXPECT_EQ(call.op_type, "f");
  EXPECT_EQ(call.domain, "my");
  EXPECT_EQ(call.since_version, 1);
  EXPECT_EQ(call.schema, nullptr);
  ASSERT_NE(call.function, nullptr);
  EXPECT_EQ(model->graph().node_count(), 1u);
  ExpandAll(model->graph(), true);
  EXPECT_EQ(Formula(model->graph(), model->graph().outputs[0]), "Abs(Neg(x))");
  EXPECT_EQ(model->graph().node_count(), 2u);
}

TEST(LocalFunction, NestedCallsAndTwoCallsOfOne) {
  EXPECT_EQ(Expanded(Calls("h = my.f(x)  y = my.f(h)",
                           {"f (a) => (b) { c = my.h(a)  b = my.h(c) }", "h (a) => (b) { t = Exp(a)  b = Neg(t) }"})),
            "Neg(Exp(Neg(Exp(Neg(Exp(Neg(Exp(x))))))))");
}

TEST(LocalFunction, OverloadIsPartOfTheName) {
  auto proto = ParseModel(Calls("y = my.f(x)", {"f (a) => (b) { b = Neg(a) }", "f2 (a) => (b) { b = Exp(a) }"}).c_str());
  proto.mutable_functions(1)->set_name("f");
  proto.mutable_functions(1)->set_overload("other");
  proto.mutable_graph()->mutable_node(0)->set_overload("other");
  auto model = LoadProto(proto);
  ASSERT_TRUE(model.ok()) << model.status().message();
  ExpandAll((*model)->graph(), true);
  EXPECT_EQ(Formula((*model)->graph(), (*model)->graph().outputs[0]), "Exp(x)");
}

TEST(LocalFunction, AttributesAreBound) {
  const auto alpha = [](const char* call, const char* function) -> float {
    auto model = MustLoad(Calls(call, {function}).c_str());
    if (model == nullptr) return -1;
    ExpandAll(model->graph(), true);
    return ProducerOf(model->graph(), "y")->FindAttribute("alpha")->f();
  };
  EXPECT_EQ(alpha("y = my.f <k = 0.5> (x)", "f <k> (a) => (b) { b = LeakyRelu <alpha : float = @k> (a) }"), 0.5f);
  EXPECT_EQ(alpha("y = my.f (x)", "f <k : float = 0.25> (a) => (b) { b = LeakyRelu <alpha : float = @k> (a) }"), 0.25f);
  EXPECT_EQ(alpha("y = my.f <k = 0.5> (x)", "f <k : float = 0.25> (a) => (b) { b = LeakyRelu <alpha : float = @k> (a) }"), 0.5f);
  // Neither given nor a default of the function's: the operator's own.
  EXPECT_EQ(alpha("y = my.f (x)", "f <k> (a) => (b) { b = LeakyRelu <alpha : float = @k> (a) }"), 0.01f);
}

TEST(LocalFunction, AttributesReachBodiesAndNestedCalls) {
  auto model = MustLoad(Calls("y = my.f <k = 0.5> (x)",
                              {"f <k> (a) => (b) { b = my.h <j : float = @k> (a) }",
                               R"(h <j> (a) => (b) {
                                    c = Constant <value = bool {1}> ()
                                    b = If (c) <then_branch = t () => (float[3] u) { u = LeakyRelu <alpha : float = @j> (a) },
                                                else_branch = e () => (float[3] v) { v = Neg(a) }> })"})
                            .c_str());
  ASSERT_NE(model, nullptr);
  ExpandAll(model->graph(), true);
  const Node& node = *ProducerOf(model->graph(), "y");
  ASSERT_EQ(node.op_type, "If");
  ASSERT_EQ(node.bodies.size(), 2u);
  const Graph& body = *node.bodies[0].graph;
  EXPECT_EQ(body.node(0)->FindAttribute("alpha")->f(), 0.5f);
  // The function's own name for the value is gone: the body uses the graph's.
  EXPECT_EQ(body.value(body.node(0)->inputs[0]).outer, &model->graph().value(model->graph().inputs[0]));
  EXPECT_EQ(node.implicit_inputs, model->graph().inputs);
}

TEST(LocalFunction, NamesInsideDoNotMeetNamesOutside) {
  // `x`, `y` and `t` mean something else inside; a value outside has the name that one inside would get.
  EXPECT_EQ(Expanded(R"(<ir_version: 10, opset_import: ["":18, "my":1]> g (float[3] x) => (float[3] y) {
                          t = Exp(x)   "call/t" = Abs(t)   [call] y = my.f("call/t") }
                        <domain: "my", opset_import: ["":18]> f (y) => (x) { t = Neg(y)  x = Sqrt(t) })"),
            "Sqrt(Neg(Abs(Exp(x))))");
}

TEST(LocalFunction, OptionalInputsAndOutputs) {
  EXPECT_EQ(Expanded(Calls("y = my.f(x)", {"f (a, low) => (b) { b = Clip(a, low) }"})), "Clip(x,)");
  EXPECT_EQ(Expanded(Calls("y = my.f(x)", {"f (a, unused) => (b, also) { b = Neg(a)  also = Exp(a) }"})), "Neg(x)");
  EXPECT_EQ(Expanded(Calls("_, y = my.f(x)", {"f (a) => (b, c) { b = Neg(a)  c = Exp(b) }"})), "Exp(Neg(x))");
  EXPECT_EQ(Expanded(Calls("y = my.f(x)", {"f (a) => (a) { b = Neg(a) }"})), "Identity(x)");
  EXPECT_FAILS(LoadText(Calls("y = my.f(x)", {"f (a, c) => (b) { b = Add(a, c) }"}).c_str()), ORT_INVALID_GRAPH, "Add", "input 1");
}

TEST(LocalFunction, NodesAreReadUnderTheFunctionsOpset) {
  // ReduceSum took its axes as an attribute before opset 13.
  auto model = MustLoad(R"(<ir_version: 10, opset_import: ["":18, "my":1]> g (float[2,3] x) => (float[?,?] y) { y = my.f(x) }
                           <domain: "my", opset_import: ["":12]> f (a) => (b) { b = ReduceSum <axes = [1]> (a) })");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(ShapeOf(model->graph().value(model->graph().outputs[0])), "[2,1]");
  ExpandAll(model->graph(), true);
  EXPECT_EQ(ProducerOf(model->graph(), "y")->since_version, 11);
}

TEST(LocalFunction, TypesAndShapesGoThroughCalls) {
  auto model = MustLoad(R"(<ir_version: 10, opset_import: ["":18, "my":1]>
                           g (float[2,3] x) => (float[?] y) { n = Constant <value_ints = [6]> ()  y = my.f(x, n) }
                           <domain: "my", opset_import: ["":18, "my":1]> f (a, s) => (b) { c = my.h(a, s)  b = Neg(c) }
                           <domain: "my", opset_import: ["":18]> h (a, s) => (b) { b = Reshape(a, s) })");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(ShapeOf(model->graph().value(model->graph().outputs[0])), "[6]");
}

TEST(LocalFunction, OperatorOfOnnxIsNotReplaced) {
  EXPECT_EQ(Expanded(R"(<ir_version: 10, opset_import: ["":18]> g (float[3] x) => (float[3] y) { y = Relu(x) }
                        <domain: "", opset_import: ["":18]> Relu (a) => (b) { b = Neg(a) })"),
            "Relu(x)");
}

TEST(LocalFunction, FaultsAreTold) {
  const auto load = [](const char* main, std::initializer_list<const char*> functions) {
    return LoadText(Calls(main, functions).c_str());
  };
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { b = my.f(a) }"}), ORT_INVALID_GRAPH, "my.f", "calls itself");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { b = my.h(a) }", "h (a) => (b) { b = my.f(a) }"}), ORT_INVALID_GRAPH,
               "calls itself");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { b = Neg(a) }", "f (a) => (b) { b = Exp(a) }"}), ORT_FAIL, "my.f", "twice");
  EXPECT_FAILS(load("y = my.f(x, x)", {"f (a) => (b) { b = Neg(a) }"}), ORT_FAIL, "2 inputs", "at most 1");
  EXPECT_FAILS(load("y, z = my.f(x)", {"f (a) => (b) { b = Neg(a) }"}), ORT_FAIL, "2 outputs", "1 wanted");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { c = Neg(a) }"}), ORT_INVALID_ARGUMENT, "\"y\"", "does not exist");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { b = Add(a, q) }"}), ORT_INVALID_ARGUMENT, "'q'");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { b = NoSuchOp(a) }"}), ORT_INVALID_GRAPH, "NoSuchOp");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a, a) => (b) { b = Neg(a) }"}), ORT_FAIL, "input \"a\"", "twice");
  EXPECT_FAILS(load("y = my.f <k = 1> (x)", {"f <k> (a) => (b) { b = LeakyRelu <alpha : float = @k> (a) }"}), ORT_INVALID_GRAPH,
               "alpha", "INT seen, FLOAT wanted");
  EXPECT_FAILS(load("y = my.f(x)", {"f (a) => (b) { b = other.h(a) }"}), ORT_FAIL, "No opset registered for domain \"other\"");
  EXPECT_FAILS(load("y = my.g(x)", {"f (a) => (b) { b = Neg(a) }"}), ORT_FAIL,
               "my:g(-1) is not a registered function/op");
  EXPECT_TRUE(load("y = my.f(x)", {"f (a) => (b) { b = Neg(a) }", "unused (a) => (b) { b = NoSuchOp(a) }"}).ok());
}

// A model of a few hundred bytes that would be more nodes than memory holds.
std::string Doubling(int levels) {
  std::string text = std::string(kHead) + "{ y = my.f0(x) }";
  for (int i = 0; i < levels; ++i) {
    text += kFunction + absl::StrCat("f", i, " (a) => (b) { c = my.f", i + 1, "(a)  b = my.f", i + 1, "(c) }");
  }
  return text + kFunction + absl::StrCat("f", levels, " (a) => (b) { b = Neg(a) }");
}

std::string Chain(int levels) {
  std::string text = std::string(kHead) + "{ y = my.f0(x) }";
  for (int i = 0; i < levels; ++i) text += kFunction + absl::StrCat("f", i, " (a) => (b) { b = my.f", i + 1, "(a) }");
  return text + kFunction + absl::StrCat("f", levels, " (a) => (b) { b = Neg(a) }");
}

TEST(LocalFunction, WorkIsLimitedBeforeItIsDone) {
  EXPECT_FAILS(LoadText(Doubling(30).c_str()), ORT_FAIL, "more than 1048576 nodes");
  EXPECT_FAILS(LoadText(Chain(70).c_str()), ORT_INVALID_GRAPH, "more than 64 levels");
  EXPECT_TRUE(LoadText(Doubling(8).c_str()).ok());
  EXPECT_EQ(Expanded(Chain(60)), "Neg(x)");
}

TEST(SchemaFunction, BodyDependsOnTheNode) {
  auto model = MustLoad(R"(<ir_version: 10, opset_import: ["":20]> g (float[3] x) => (float[3] y, float[3] z) {
                             y = Gelu(x)   z = Gelu <approximate = "tanh"> (x) })");
  ASSERT_NE(model, nullptr);
  Graph& graph = model->graph();
  for (NodeId id : {NodeId{0}, NodeId{1}}) {
    auto made = ExpandNode(graph, id, SilentLogger());
    ASSERT_TRUE(made.ok() && *made) << made.status().message();
    for (NodeId node : **made) {
      const Value& output = graph.value(graph.node(node)->outputs[0]);
      EXPECT_EQ(output.type.tensor_type().elem_type(), onnx::TensorProto::FLOAT) << output.name;
    }
  }
  const std::string exact = Formula(graph, graph.outputs[0]), tanh = Formula(graph, graph.outputs[1]);
  EXPECT_NE(exact.find("Erf("), std::string::npos) << exact;
  EXPECT_NE(tanh.find("Tanh("), std::string::npos) << tanh;
}

TEST(SchemaFunction, BodyIsReadUnderTheOpsetThatItIsFor) {
  // LogSoftmax-13 has two bodies: ReduceMax took axes as an attribute until 18. Later opsets use the second one as it was
  // written, whatever has become of the operators in it.
  const auto since = [](int opset) {
    auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":13]> g (float[2,3] x) => (float[2,3] y) { y = LogSoftmax(x) })");
    proto.mutable_opset_import(0)->set_version(opset);
    auto model = LoadProto(proto);
    EXPECT_TRUE(model.ok()) << model.status().message();
    ExpandAll((*model)->graph(), false);
    int version = 0;
    for (size_t id = 0; id < (*model)->graph().node_bound(); ++id) {
      const Node* node = (*model)->graph().node(static_cast<NodeId>(id));
      if (node != nullptr && node->op_type == "ReduceMax") version = node->since_version;
    }
    return version;
  };
  EXPECT_EQ(since(13), 13);
  EXPECT_EQ(since(17), 13);
  EXPECT_EQ(since(18), 18);
  EXPECT_EQ(since(22), 18);   // ReduceMax-20 came after the body
}

TEST(SchemaFunction, BodyOfANewerOpsetIsRefused) {
  // The body of Relu-14 needs opset 18.
  for (const auto& [opset, has_body] : {std::pair(14, false), {17, false}, {18, true}}) {
    auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":14]> g (float[3] x) => (float[3] y) { y = Relu(x) })");
    proto.mutable_opset_import(0)->set_version(opset);
    auto model = LoadProto(proto);
    ASSERT_TRUE(model.ok()) << model.status().message();
    Graph& graph = (*model)->graph();
    auto made = ExpandNode(graph, 0, SilentLogger());
    ASSERT_TRUE(made.ok()) << made.status().message();
    EXPECT_EQ(made->has_value(), has_body) << opset;
    EXPECT_EQ(graph.node(0) == nullptr, has_body);
  }
}

TEST(SchemaFunction, TypesOfOperatorsThatOnlyTheirBodyTells) {
  auto model = MustLoad(R"(<ir_version: 8, opset_import: ["":12]> g (float[3,1] x, float[2] z) => (bool[?,?] y) {
                             y = GreaterOrEqual(x, z) })");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(ShapeOf(model->graph().value(model->graph().outputs[0])), "[3,2]");
}

TEST(SchemaFunction, GlobalRegistryStaysEmpty) {
  EXPECT_EQ(onnx::OpSchemaRegistry::get_all_schemas_with_history().size(), 0u);
}

}  // namespace
}  // namespace berth
