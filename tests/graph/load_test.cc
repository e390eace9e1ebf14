#include <gtest/gtest.h>

#include <fstream>

#include "graph/initializer.h"
#include "graph/model_metadata.h"
#include "graph/schema.h"
#include "model_text.h"

namespace berth {
namespace {

std::string TypeOf(const Graph& graph, std::string_view name) {
  const ValueId id = graph.FindValue(name);
  return id == kNone ? "" : TypeText(TypeFromProto(graph.value(id).type));
}

constexpr char kBranches[] = R"(<ir_version: 8, opset_import: ["":17]> g (float[N,3] x, bool c) => (y) {
    w = Relu(x)
    y = If (c) <then_branch = t () => (u) { u = Tanh(w) }, else_branch = e () => (v) { a = Relu(w)  v = Tanh(a) }> })";

TEST(LoadBodies, OuterValuesAreImplicitInputs) {
  auto model = MustLoad(kBranches);
  ASSERT_NE(model, nullptr);
  const Graph& graph = model->graph();
  const Node& node = *ProducerOf(graph, "y");
  EXPECT_EQ(node.implicit_inputs, std::vector<ValueId>{graph.FindValue("w")});
  ASSERT_EQ(node.bodies.size(), 2u);
  EXPECT_EQ(node.bodies[0].attribute, "then_branch");
  EXPECT_EQ(node.FindAttribute("then_branch"), nullptr);
  const Graph& body = *node.bodies[1].graph;
  EXPECT_EQ(body.parent(), &graph);
  EXPECT_EQ(body.parent_node(), &node);
  EXPECT_EQ(Formula(body, body.outputs[0]), "Tanh(Relu(w))");
  EXPECT_EQ(body.value(body.FindValue("w")).outer, &graph.value(graph.FindValue("w")));
  const auto& uses = graph.value(graph.FindValue("w")).uses;
  ASSERT_EQ(uses.size(), 1u);
  EXPECT_EQ(uses[0].node, node.id);
  EXPECT_EQ(uses[0].input, -1);
}

TEST(LoadBodies, TypesGoInAndOut) {
  auto model = MustLoad(kBranches);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(TypeOf(*ProducerOf(model->graph(), "y")->bodies[1].graph, "a"), "tensor(float)[N,3]");
  EXPECT_EQ(TypeOf(model->graph(), "y"), "tensor(float)[N,3]");
}

TEST(LoadBodies, LevelsInBetweenUseTheValueToo) {
  auto model = MustLoad(R"(<ir_version: 8, opset_import: ["":17]> g (float[3] x, bool c, bool d) => (float[3] y) {
      y = If (c) <then_branch = t () => (float[3] u) {
                    u = If (d) <then_branch = t2 () => (float[3] p) { p = Relu(x) },
                                else_branch = e2 () => (float[3] q) { q = Tanh(x) }> },
                  else_branch = e () => (float[3] v) { v = Relu(x) }> })");
  ASSERT_NE(model, nullptr);
  const Graph& graph = model->graph();
  const Graph& middle = *ProducerOf(graph, "y")->bodies[0].graph;
  const Graph& inner = *ProducerOf(middle, "u")->bodies[0].graph;
  const Value& x = inner.value(inner.FindValue("x"));
  ASSERT_NE(x.outer, nullptr);
  EXPECT_EQ(x.outer, &middle.value(middle.FindValue("x")));
  EXPECT_EQ(x.outer->outer, &graph.value(graph.inputs[0]));
}

TEST(LoadBodies, LoopAndScanGiveTheirInputsTypes) {
  auto model = MustLoad(R"(<ir_version: 8, opset_import: ["":17]> g (int64 n, bool c, float[2] s, float[5,4] r) => (o, p, q, z) {
      o, p = Loop (n, c, s) <body = b (i, k, a) => (k2, a2, e) { k2 = Identity(k)  a2 = Tanh(a)  e = Relu(a2) }>
      q, z = Scan <num_scan_inputs = 1, body = b2 (st, el) => (st2, el2) { st2 = Tanh(st)  el2 = Relu(el) }> (s, r) })");
  ASSERT_NE(model, nullptr);
  const Graph& loop = *ProducerOf(model->graph(), "o")->bodies[0].graph;
  EXPECT_EQ(TypeOf(loop, "i").substr(0, 13), "tensor(int64)");
  EXPECT_EQ(TypeOf(loop, "k").substr(0, 12), "tensor(bool)");
  EXPECT_EQ(TypeOf(loop, "e").substr(0, 13), "tensor(float)");
  EXPECT_EQ(TypeOf(model->graph(), "p").substr(0, 13), "tensor(float)");
  const Graph& scan = *ProducerOf(model->graph(), "q")->bodies[0].graph;
  EXPECT_EQ(TypeOf(scan, "el2"), "tensor(float)[4]");
  EXPECT_EQ(TypeOf(model->graph(), "z"), "tensor(float)[5,4]");
}

TEST(LoadBodies, ConstantsAndInitializersOfBodies) {
  auto proto = ParseModel(kBranches);
  auto& body = *proto.mutable_graph()->mutable_node(1)->mutable_attribute(0)->mutable_g();
  auto& tensor = *body.add_initializer();
  tensor.set_name("k");
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(1);
  tensor.add_float_data(4);
  auto model = LoadProto(proto);
  ASSERT_TRUE(model.ok()) << model.status().message();
  const Graph& graph = *ProducerOf((*model)->graph(), "y")->bodies[0].graph;
  ASSERT_EQ(graph.initializers.size(), 1u);
  auto value = InitializerValue(graph.value(graph.initializers[0]));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ((*value)->tensor.span<float>()[0], 4);
}

// A model with one If, whose then-branch is given.
StatusOr<std::unique_ptr<Model>> LoadBranch(const char* branch) {
  return LoadText(absl::StrCat(R"(<ir_version: 8, opset_import: ["":17]> g (float[3] x, bool c) => (float[3] y) {
      y = If (c) <then_branch = )", branch, R"(, else_branch = e () => (float[3] v) { v = Relu(x) }> })").c_str());
}

TEST(LoadBodies, FaultsAreTold) {
  EXPECT_TRUE(LoadBranch("t () => (float[3] u) { u = Tanh(x) }").ok());
  EXPECT_FAILS(LoadBranch("t () => (float[3] u) { u = Tanh(q) }"), ORT_INVALID_GRAPH, "'q'");
  EXPECT_FAILS(LoadBranch("t () => (float[3] u) { w = Tanh(x) }"), ORT_FAIL, "(u)", "does not exist");
  EXPECT_FAILS(LoadBranch("t () => (float[3] u) { x = Tanh(x)  u = Tanh(x) }"), ORT_INVALID_GRAPH, "'x'", "SSA");
  EXPECT_FAILS(LoadBranch("t () => (float[3] u) { u = Tanh(x)  u = Relu(x) }"), ORT_FAIL, "(u)", "Duplicate");
  EXPECT_FAILS(LoadBranch("t () => (float[3] u) { u = Foo(x) }"), ORT_INVALID_GRAPH, "Foo");
  EXPECT_FAILS(LoadBranch("t () => (float[3] u) { u = Tanh(y) }"), ORT_FAIL, "cycle");
  EXPECT_FAILS(LoadBranch("t (float[3] z) => (float[3] u) { u = Tanh(z) }"), ORT_FAIL, "0 inputs", "1 inputs");
  EXPECT_FAILS(LoadBranch("t () => (int64[3] u) { u = Cast <to = 7> (x) }"), ORT_FAIL, "If");
  // Names of two bodies, or of a body and what comes later, do not meet.
  EXPECT_TRUE(LoadBranch("t () => (float[3] v) { v = Tanh(x) }").ok());
  EXPECT_TRUE(LoadBranch("t () => (float[3] y) { y = Tanh(x) }").ok());
}

// If in If in If ..., so deep, as bytes: the messages alone would be too deep to write with recursion.
std::string Nested(int levels) {
  const auto field = [](int number, const std::string& bytes) {
    std::string text;
    const auto varint = [&text](uint64_t value) {
      for (; value >= 0x80; value >>= 7) text.push_back(static_cast<char>(value | 0x80));
      text.push_back(static_cast<char>(value));
    };
    varint(static_cast<uint64_t>(number) << 3 | 2);
    varint(bytes.size());
    return text + bytes;
  };
  const auto name = [&](int number, const char* text) { return field(number, text); };
  const std::string graph_type = "\xa0\x01\x05";
  std::string graph = field(1, name(1, "x") + name(2, "u") + name(4, "Relu")) + field(12, name(1, "u"));
  for (int i = 0; i < levels; ++i) {
    const std::string output = absl::StrCat("u", i);
    const std::string other = field(1, name(1, "x") + name(2, "w") + name(4, "Tanh")) + field(12, name(1, "w"));
    graph = field(1, name(1, "c") + field(2, output) + name(4, "If") +
                         field(5, name(1, "then_branch") + field(6, graph) + graph_type) +
                         field(5, name(1, "else_branch") + field(6, other) + graph_type)) +
            field(12, field(1, output));
  }
  onnx::ModelProto head = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[3] x, bool c) => () { })");
  graph += head.graph().SerializeAsString();
  head.clear_graph();
  return head.SerializeAsString() + field(7, graph);
}

TEST(LoadBodies, DepthIsLimited) {
  const auto load = [](int levels) {
    const std::string bytes = Nested(levels);
    return LoadModelBytes(std::as_bytes(std::span(bytes)), {}, SilentLogger());
  };
  EXPECT_TRUE(load(1).ok()) << load(1).status().message();
  EXPECT_TRUE(load(60).ok()) << load(60).status().message();
  for (int levels : {100, 600}) EXPECT_FAILS(load(levels), ORT_INVALID_PROTOBUF, "protobuf parsing failed");
}

TEST(LoadOpsets, EveryReleasedOneResolvesToTheVersionInForce) {
  for (int opset = 1; opset <= 28; ++opset) {
    auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":1]> g (float[3] x) => (float[3] y) { y = Relu(x) })");
    proto.mutable_opset_import(0)->set_version(opset);
    auto model = LoadProto(proto);
    ASSERT_TRUE(model.ok()) << model.status().message();
    const int since = ProducerOf((*model)->graph(), "y")->since_version;
    EXPECT_EQ(since, opset >= 14 ? 14 : opset >= 13 ? 13 : opset >= 6 ? 6 : 1) << opset;
  }
  EXPECT_EQ(NewestOpset("", true), 28);
}

TEST(LoadOpsets, DomainsAndTheirVersions) {
  const auto load = [](const char* imports) {
    return LoadText(absl::StrCat("<ir_version: 8, opset_import: [", imports, "]> g (float[3] x) => (float[3] y) { y = Relu(x) }").c_str());
  };
  EXPECT_TRUE(load(R"("ai.onnx":17)").ok());
  EXPECT_TRUE(load(R"("":17, "some.domain":3)").ok());
  EXPECT_FAILS(load(R"("some.domain":3)"), ORT_INVALID_GRAPH, "No opset import for domain");
  EXPECT_FAILS(load(R"("":29)"), ORT_FAIL, "opset 29");
  EXPECT_FAILS(load(R"("":17, "ai.onnx.ml":300)"), ORT_FAIL, "opset 300", "ai.onnx.ml");
  EXPECT_FAILS(LoadText(R"(<ir_version: 8, opset_import: ["":10]> g (float[1,1,2,2] x, float[4] s) => (float[?,?,?,?] y) {
                             y = Upsample(x, s) })"),
               ORT_INVALID_GRAPH, "Upsample");
}

TEST(LoadModel, MetadataIsKept) {
  auto proto = ParseModel(R"(<ir_version: 9, opset_import: ["":17], producer_name: "maker", producer_version: "2.1", domain: "there",
                              model_version: 7, doc_string: "what it is", metadata_props: ["a": "1", "b": "2"]>
                             g (float[3] x) => (float[3] y) { y = Relu(x) })");
  proto.mutable_graph()->set_doc_string("the graph");
  auto model = LoadProto(proto);
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_EQ((*model)->ir_version, 9);
  EXPECT_EQ((*model)->producer_version, "2.1");
  const OrtModelMetadata metadata = MetadataOf(**model);
  EXPECT_EQ(metadata.producer_name, "maker");
  EXPECT_EQ(metadata.domain, "there");
  EXPECT_EQ(metadata.description, "what it is");
  EXPECT_EQ(metadata.graph_name, "g");
  EXPECT_EQ(metadata.graph_description, "the graph");
  EXPECT_EQ(metadata.version, 7);
  EXPECT_EQ(metadata.custom, (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
}

TEST(LoadModel, SymbolsArePassedOn) {
  auto model = MustLoad(R"(<ir_version: 8, opset_import: ["":17]> g (float[batch,3] x, float[batch,5] z) => (y) {
                             a = Concat <axis = 1> (x, z)  y = Transpose <perm = [1, 0]> (a) })");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(TypeOf(model->graph(), "y"), "tensor(float)[8,batch]");
}

TEST(LoadModel, NamesOfNodesAndAttributes) {
  const auto load = [](auto change) {
    auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[3] x) => (float[3] y) {
                                 [first] a = LeakyRelu <alpha = 0.5> (x)  [second] y = Relu(a) })");
    change(*proto.mutable_graph());
    return LoadProto(proto);
  };
  EXPECT_TRUE(load([](onnx::GraphProto&) {}).ok());
  EXPECT_FAILS(load([](onnx::GraphProto& g) { g.mutable_node(1)->set_name("first"); }), ORT_FAIL, "two nodes", "first");
  EXPECT_FAILS(load([](onnx::GraphProto& g) { *g.mutable_node(0)->add_attribute() = g.node(0).attribute(0); }), ORT_INVALID_GRAPH,
               "'alpha'", "multiple times");
  EXPECT_FAILS(load([](onnx::GraphProto& g) { g.mutable_node(1)->set_op_type(""); }), ORT_INVALID_GRAPH, "second");
}

// Of several initializers of one name the last one counts, as in ORT.
TEST(LoadModel, InitializerGivenTwice) {
  auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[3] x) => (float[3] y) { y = Add(x, w) })");
  for (float value : {1.f, 2.f}) {
    auto& tensor = *proto.mutable_graph()->add_initializer();
    tensor.set_name("w");
    tensor.set_data_type(value == 1 ? onnx::TensorProto::DOUBLE : onnx::TensorProto::FLOAT);
    tensor.add_dims(1);
    tensor.add_float_data(value);
  }
  auto model = LoadProto(proto);
  ASSERT_TRUE(model.ok()) << model.status().message();
  const Graph& graph = (*model)->graph();
  EXPECT_EQ(graph.initializers.size(), 1u);
  auto value = InitializerValue(graph.value(graph.initializers[0]));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ((*value)->tensor.span<float>()[0], 2);
}

TEST(LoadModel, BigWeightsStayInTheFile) {
  auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[1024] x) => (float[1024] y) { y = Add(x, w) })");
  auto& tensor = *proto.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(onnx::TensorProto::UINT8);
  tensor.add_dims(4096);
  tensor.set_raw_data(std::string(4096, 'w'));
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.set_dims(0, 1024);
  const std::string path = ::testing::TempDir() + "berth_big_weights.onnx";
  std::ofstream(path, std::ios::binary) << proto.SerializeAsString();
  auto model = LoadModelFile(path, {}, SilentLogger());
  std::remove(path.c_str());
  ASSERT_TRUE(model.ok()) << model.status().message();
  const Graph& graph = (*model)->graph();
  const Initializer& initializer = *graph.value(graph.FindValue("w")).initializer;
  EXPECT_EQ(initializer.raw.size(), 4096u);
  EXPECT_EQ(initializer.proto.raw_data().size(), 0u);
  const auto file = (*model)->file->bytes();
  EXPECT_TRUE(initializer.raw.data() > file.data() && initializer.raw.data() < file.data() + file.size());
  auto value = InitializerValue(graph.value(graph.FindValue("w")));
  ASSERT_TRUE(value.ok()) << value.status().message();
  EXPECT_EQ(static_cast<const char*>((*value)->tensor.data())[4095], 'w');
}

}  // namespace
}  // namespace berth
