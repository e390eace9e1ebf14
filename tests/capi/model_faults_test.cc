// Models that are refused: one fault each, its code, and text that says what is wrong. MulModel(), or the model a fault is made
// from, is the legal twin.
#include <functional>

#include "client.h"

namespace berth::testing {
namespace {

constexpr int kFloat = 1, kInt64 = 7;

// Y = Relu(X) on [2], with a hand in.
struct Parts {
  std::vector<Message> nodes = {NodeOf("Relu", {"X"}, {"Y"}, "relu")};
  std::vector<Message> inputs = {ValueInfo("X", TensorType(kFloat, {2}))};
  std::vector<Message> outputs = {ValueInfo("Y", TensorType(kFloat, {2}))};
  std::vector<Message> initializers;
  int opset = 17, ir_version = 8;

  std::string Model() const {
    Message graph;
    for (const Message& node : nodes) graph.Nested(1, node);
    graph.Text(2, "parts");
    for (const Message& initializer : initializers) graph.Nested(5, initializer);
    for (const Message& input : inputs) graph.Nested(11, input);
    for (const Message& output : outputs) graph.Nested(12, output);
    return ModelOf(graph, opset, ir_version);
  }
};

Message FloatTensor(const char* name, const std::vector<uint64_t>& dims, std::string_view raw) {
  Message tensor;
  for (uint64_t dim : dims) tensor.Int(1, dim);
  return tensor.Int(2, kFloat).Text(8, name).Text(9, raw);
}

class ModelFaults : public ::testing::Test {
 protected:
  void ExpectRefused(const std::string& model, OrtErrorCode code, const std::vector<std::string>& texts) {
    AnySession session(env_, model);
    EXPECT_EQ(session.created().code, code) << session.created();
    for (const std::string& text : texts) EXPECT_TRUE(session.created().Says(text)) << text << ": " << session.created();
    EXPECT_EQ(session.get(), nullptr);
  }
  void ExpectRefused(const std::function<void(Parts&)>& change, OrtErrorCode code, const std::vector<std::string>& texts) {
    Parts parts;
    change(parts);
    ExpectRefused(parts.Model(), code, texts);
  }
  void ExpectAccepted(const std::function<void(Parts&)>& change) {
    Parts parts;
    change(parts);
    AnySession session(env_, parts.Model());
    EXPECT_TRUE(session.created().ok()) << session.created();
  }
  Env env_;
};

TEST_F(ModelFaults, FormatOfOrtItself) {
  const std::string head = {4, 0, 0, 0};
  ExpectRefused(head + "ORTM" + std::string(100, '\7'), ORT_NOT_IMPLEMENTED, {".ort"});
  ExpectRefused(head + "ORTX" + std::string(100, '\7'), ORT_INVALID_PROTOBUF, {});
}

TEST_F(ModelFaults, LegalTwin) {
  ExpectAccepted([](Parts&) {});
  AnySession session(env_, MulModel());
  EXPECT_TRUE(session.created().ok()) << session.created();
}

TEST_F(ModelFaults, BytesThatAreNoModel) {
  ExpectRefused(std::string("\xff\xff\xff\xff garbage"), ORT_INVALID_PROTOBUF, {"protobuf parsing failed"});
  AnySession empty(env_, std::string());
  EXPECT_FALSE(empty.created().ok());
}

// Cut anywhere, a model either lacks something that it needs or is no message any more: never a crash, never a session with
// half of it that runs as if it were whole.
TEST_F(ModelFaults, CutOffAnywhere) {
  const std::string model = MulModel();
  for (size_t size = 1; size < model.size(); ++size) {
    AnySession session(env_, model.substr(0, size));
    EXPECT_FALSE(session.created().ok()) << size << " of " << model.size();
  }
  AnySession truncated(env_, model.substr(0, model.size() / 2));
  EXPECT_EQ(truncated.created().code, ORT_INVALID_PROTOBUF);
  EXPECT_TRUE(truncated.created().Says("cut off")) << truncated.created();
}

TEST_F(ModelFaults, EveryByteChanged) {
  const std::string model = MulModel();
  for (size_t i = 0; i < model.size(); ++i) {
    for (int bit : {0, 3, 7}) {
      std::string changed = model;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      AnySession session(env_, changed);   // whatever it says, it comes back
      EXPECT_EQ(session.created().ok(), session.get() != nullptr);
    }
  }
}

TEST_F(ModelFaults, FieldOfAnotherWireType) {
  // The graph as a number; the IR version as text.
  ExpectRefused(Message().Int(1, 8).Int(7, 5).Nested(8, Message().Int(2, 17)).bytes(), ORT_INVALID_ARGUMENT, {"No graph"});
  ExpectRefused(Message().Text(1, "8").Nested(7, Message().Text(2, "g")).Nested(8, Message().Int(2, 17)).bytes(), ORT_FAIL,
                {"IR version"});
  // A length that goes beyond the end.
  std::string model = Parts().Model();
  model.resize(model.size() - 1);
  ExpectRefused(model, ORT_INVALID_PROTOBUF, {"protobuf"});
}

TEST_F(ModelFaults, NoGraph) {
  ExpectRefused(Message().Int(1, 8).Nested(8, Message().Int(2, 17)).bytes(), ORT_INVALID_ARGUMENT,
                {"No graph was found in the protobuf"});
}

TEST_F(ModelFaults, Versions) {
  ExpectRefused([](Parts& p) { p.ir_version = 99; }, ORT_FAIL, {"IR version 99"});
  ExpectRefused([](Parts& p) { p.ir_version = 0; }, ORT_FAIL, {"IR version 0"});
  ExpectRefused([](Parts& p) { p.opset = 999; }, ORT_FAIL, {"opset 999"});
  ExpectRefused([](Parts& p) { p.opset = 0; }, ORT_FAIL, {"opset 0"});
  ExpectAccepted([](Parts& p) { p.opset = 7; });
  ExpectRefused(Message().Int(1, 8).Nested(7, Message().Text(2, "g")).bytes(), ORT_FAIL, {"no opset import"});
}

TEST_F(ModelFaults, Operators) {
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("NoSuchOperator", {"X"}, {"Y"}, "odd one")}; }, ORT_INVALID_GRAPH,
                {"odd one", "NoSuchOperator", "No Op registered"});
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {"X"}, {"Y"}, "odd one").Text(7, "no.such.domain")}; },
                ORT_INVALID_GRAPH, {"odd one", "no.such.domain"});
  // Known in another version alone.
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Gelu", {"X"}, {"Y"}, "early")}; }, ORT_INVALID_GRAPH, {"early", "Gelu"});
}

TEST_F(ModelFaults, OperatorWithoutAKernel) {
  Message type;
  type.Nested(1, Message().Int(1, kFloat));
  Message attribute = Message().Text(1, "main_context").Int(3, 1).Int(20, 2);
  Message node = NodeOf("EPContext", {"X"}, {"Y"}, "blob").Nested(5, attribute).Text(7, "com.microsoft");
  Message graph = Message().Nested(1, node).Text(2, "g").Nested(11, ValueInfo("X", TensorType(kFloat, {2})))
                      .Nested(12, ValueInfo("Y", TensorType(kFloat, {2})));
  const std::string model = Message().Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17))
                                .Nested(8, Message().Text(1, "com.microsoft").Int(2, 1)).bytes();
  ExpectRefused(model, ORT_NOT_IMPLEMENTED, {"blob", "EPContext"});
}

TEST_F(ModelFaults, Counts) {
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {"X", "X"}, {"Y"}, "relu")}; }, ORT_INVALID_GRAPH,
                {"relu", "inputs: 2 seen"});
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {}, {"Y"}, "relu")}; }, ORT_INVALID_GRAPH, {"inputs: 0 seen"});
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {"X"}, {"Y", "Z"}, "relu")}; }, ORT_INVALID_GRAPH,
                {"outputs: 2 seen"});
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {""}, {"Y"}, "relu")}; }, ORT_INVALID_GRAPH, {"required"});
  // One of any number, too; ONNX Runtime has no answer to that.
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Max", {"X", "", "X"}, {"Y"}, "max")}; }, ORT_INVALID_GRAPH,
                {"max", "input 1", "required"});
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Max", {"X", ""}, {"Y"}, "max")}; }, ORT_INVALID_GRAPH, {"input 1"});
  ExpectAccepted([](Parts& p) { p.nodes = {NodeOf("Max", {"X", "X"}, {"Y"}, "max")}; });
  ExpectAccepted([](Parts& p) { p.nodes = {NodeOf("Clip", {"X", "", ""}, {"Y"}, "clip")}; });
}

TEST_F(ModelFaults, Attributes) {
  auto with = [](Message attribute) {
    return [attribute](Parts& p) { p.nodes = {NodeOf("LeakyRelu", {"X"}, {"Y"}, "leaky").Nested(5, attribute)}; };
  };
  ExpectRefused(with(Message().Text(1, "beta").Int(3, 1).Int(20, 2)), ORT_INVALID_GRAPH,
                {"leaky", "Unrecognized attribute", "beta"});
  ExpectRefused(with(Message().Text(1, "alpha").Int(3, 1).Int(20, 2)), ORT_INVALID_GRAPH, {"leaky", "alpha", "attribute type"});
}

TEST_F(ModelFaults, NamesThatNothingDefines) {
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {"nowhere"}, {"Y"}, "relu")}; }, ORT_INVALID_ARGUMENT,
                {"nowhere", "relu"});
  ExpectRefused([](Parts& p) { p.outputs = {ValueInfo("nothing", TensorType(kFloat, {2}))}; }, ORT_FAIL, {"nothing"});
}

TEST_F(ModelFaults, NamesDefinedTwice) {
  ExpectRefused([](Parts& p) { p.nodes.push_back(NodeOf("Tanh", {"X"}, {"Y"}, "again")); }, ORT_FAIL,
                {"Duplicate definition", "Y"});
  ExpectRefused([](Parts& p) { p.inputs.push_back(p.inputs[0]); }, ORT_FAIL, {"Duplicate definition", "X"});
  ExpectRefused([](Parts& p) { p.nodes = {NodeOf("Relu", {"X"}, {"X"}, "relu")}; }, ORT_FAIL, {"Duplicate definition"});
}

TEST_F(ModelFaults, Cycles) {
  ExpectRefused([](Parts& p) {
    p.nodes = {NodeOf("Add", {"X", "B"}, {"A"}, "a"), NodeOf("Relu", {"A"}, {"B"}, "b"), NodeOf("Relu", {"B"}, {"Y"}, "y")};
  }, ORT_FAIL, {"cycle"});
  // The file's order alone is no cycle.
  ExpectAccepted([](Parts& p) { p.nodes = {NodeOf("Relu", {"A"}, {"Y"}, "y"), NodeOf("Relu", {"X"}, {"A"}, "a")}; });
}

TEST_F(ModelFaults, TypesThatDoNotFit) {
  // Two types for one type parameter; a type that the operator does not take.
  ExpectRefused([](Parts& p) {
    p.inputs.push_back(ValueInfo("I", TensorType(kInt64, {2})));
    p.nodes = {NodeOf("Add", {"X", "I"}, {"Y"}, "mixed")};
  }, ORT_FAIL, {"mixed", "Type parameter (T)", "tensor(float)", "tensor(int64)"});
  ExpectAccepted([](Parts& p) {
    p.inputs.push_back(ValueInfo("F", TensorType(kFloat, {2})));
    p.nodes = {NodeOf("Add", {"X", "F"}, {"Y"}, "alike")};
  });
  ExpectRefused([](Parts& p) {
    p.inputs = {ValueInfo("X", TensorType(8, {2}))};
    p.outputs = {ValueInfo("Y", TensorType(8, {2}))};
  }, ORT_INVALID_GRAPH, {"relu", "string"});
  ExpectRefused([](Parts& p) { p.outputs = {ValueInfo("Y", TensorType(kInt64, {2}))}; }, ORT_FAIL, {"Type Error", "Y"});
  ExpectRefused([](Parts& p) {
    p.inputs = {ValueInfo("X", Message().Nested(4, Message().Nested(1, TensorType(kFloat, {2}))))};
  }, ORT_INVALID_GRAPH, {"relu", "seq(tensor(float))"});
}

TEST_F(ModelFaults, InputsOfNoType) {
  ExpectRefused([](Parts& p) { p.inputs = {Message().Text(1, "X")}; }, ORT_FAIL, {"(X) does not have type information"});
  for (int type : {0, 99}) {
    ExpectRefused([&](Parts& p) { p.inputs = {ValueInfo("X", TensorType(type, {2}))}; }, ORT_INVALID_ARGUMENT,
                  {"\"X\"", "Invalid tensor data type " + std::to_string(type)});
  }
  ExpectAccepted([](Parts& p) { p.outputs = {Message().Text(1, "Y")}; });   // that of an output is inferred
}

TEST_F(ModelFaults, ShapesThatDoNotFit) {
  ExpectRefused([](Parts& p) {
    p.inputs.push_back(ValueInfo("Z", TensorType(kFloat, {3})));
    p.nodes = {NodeOf("Add", {"X", "Z"}, {"Y"}, "add")};
  }, ORT_FAIL, {"Node (add) Op (Add)", "[ShapeInferenceError]"});
  // What inference cannot know the kernel finds out.
  ExpectAccepted([](Parts& p) {
    p.inputs.push_back(ValueInfo("Z", TensorType(kFloat, {-1})));
    p.nodes = {NodeOf("Add", {"X", "Z"}, {"Y"}, "add")};
  });
}

// A second output that comes from an initializer "W" of two floats.
auto WithInitializer(Message tensor) {
  return [tensor](Parts& p) {
    p.initializers = {tensor};
    p.nodes.push_back(NodeOf("Relu", {"W"}, {"Z"}, "second"));
    p.outputs.push_back(Message().Text(1, "Z"));
  };
}

TEST_F(ModelFaults, InitializersWhoseBytesDoNotFit) {
  const std::string eight(8, '\0');
  ExpectAccepted(WithInitializer(FloatTensor("W", {2}, eight)));
  ExpectAccepted(WithInitializer(FloatTensor("W", {0}, "")));
  for (const Message& tensor : {FloatTensor("W", {2}, eight.substr(1)), FloatTensor("W", {2}, eight + eight),
                                FloatTensor("W", {static_cast<uint64_t>(-1)}, ""), FloatTensor("W", {uint64_t{1} << 62, 8}, ""),
                                FloatTensor("W", {1000000}, "abcd")}) {
    ExpectRefused(WithInitializer(tensor), ORT_FAIL, {"W"});
  }
}

TEST_F(ModelFaults, ExternalData) {
  auto at = [](const char* path) {
    const Message location = Message().Text(1, "location").Text(2, path);
    return WithInitializer(Message().Int(1, 2).Int(2, kFloat).Text(8, "W").Nested(13, location).Int(14, 1));
  };
  // Of a model from memory it is beside the program, and never outside of that folder.
  ExpectRefused(at("no_such_weights.bin"), ORT_FAIL, {"no_such_weights.bin"});
  ExpectRefused(at("../no_such_weights.bin"), ORT_FAIL, {"../no_such_weights.bin", "leaves the model's folder"});
  ExpectRefused(at("/etc/hostname"), ORT_FAIL, {"/etc/hostname", "leaves the model's folder"});
}

}  // namespace
}  // namespace berth::testing
