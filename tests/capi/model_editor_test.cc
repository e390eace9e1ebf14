// Models that are built in code, and sessions that are added to. What is asserted here is what ONNX Runtime does too.
#include <numeric>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

const OrtModelEditorApi& Editor() { return *Api().GetModelEditorApi(); }

OrtTypeInfo* FloatType(const Shape& shape) {
  OrtTensorTypeAndShapeInfo* info = nullptr;
  EXPECT_TRUE(Take(Api().CreateTensorTypeAndShapeInfo(&info)).ok());
  EXPECT_TRUE(Take(Api().SetTensorElementType(info, kF)).ok());
  EXPECT_TRUE(Take(Api().SetDimensions(info, shape.data(), shape.size())).ok());
  OrtTypeInfo* type = nullptr;
  EXPECT_TRUE(Take(Editor().CreateTensorTypeInfo(info, &type)).ok());
  Api().ReleaseTensorTypeAndShapeInfo(info);
  return type;
}

OrtValueInfo* Info(const char* name, const Shape& shape = {2, 3}) {
  Owned<OrtTypeInfo> type = Own(FloatType(shape));
  OrtValueInfo* info = nullptr;
  EXPECT_TRUE(Take(Editor().CreateValueInfo(name, type.get(), &info)).ok());
  return info;
}

OrtNode* NewNode(const char* op, std::vector<const char*> inputs, std::vector<const char*> outputs, const char* name = "") {
  OrtNode* node = nullptr;
  EXPECT_TRUE(Take(Editor().CreateNode(op, "", name, inputs.data(), inputs.size(), outputs.data(), outputs.size(), nullptr, 0,
                                       &node)).ok());
  return node;
}

// A graph on its way into a model.
class Built {
 public:
  Built() { EXPECT_TRUE(Take(Editor().CreateGraph(&graph_)).ok()); }
  ~Built() {
    if (graph_ != nullptr) Api().ReleaseGraph(graph_);
    if (model_ != nullptr) Api().ReleaseModel(model_);
  }
  Built& Inputs(std::vector<OrtValueInfo*> infos) {
    EXPECT_TRUE(Take(Editor().SetGraphInputs(graph_, infos.data(), infos.size())).ok());
    EXPECT_EQ(infos[0], nullptr);
    return *this;
  }
  Built& Outputs(std::vector<OrtValueInfo*> infos) {
    EXPECT_TRUE(Take(Editor().SetGraphOutputs(graph_, infos.data(), infos.size())).ok());
    return *this;
  }
  Built& Node(OrtNode* node) {
    EXPECT_TRUE(Take(Editor().AddNodeToGraph(graph_, node)).ok());
    return *this;
  }
  Built& Weight(const char* name, OrtValue* tensor, bool external = false) {
    Result added = Take(Editor().AddInitializerToGraph(graph_, name, tensor, external));
    EXPECT_TRUE(added.ok()) << added;
    return *this;
  }
  // The model with the graph in it, which it owns.
  OrtModel* Model(std::vector<int> opsets = {17}) {
    const std::vector<const char*> domains(opsets.size(), "");
    EXPECT_TRUE(Take(Editor().CreateModel(domains.data(), opsets.data(), opsets.size(), &model_)).ok());
    EXPECT_TRUE(Take(Editor().AddGraphToModel(model_, graph_)).ok());
    graph_ = nullptr;
    return model_;
  }
  OrtGraph* graph() const { return graph_; }

 private:
  OrtGraph* graph_ = nullptr;
  OrtModel* model_ = nullptr;
};

class ModelEditor : public ::testing::Test {
 protected:
  ~ModelEditor() override {
    if (session_ != nullptr) Api().ReleaseSession(session_);
  }
  Result From(OrtModel* model) { return Take(Editor().CreateSessionFromModel(env_.get(), model, nullptr, &session_)); }
  void Edit() {
    ASSERT_TRUE(Take(Editor().CreateModelEditorSessionFromArray(env_.get(), mul_.data(), mul_.size(), nullptr, &session_)).ok());
  }
  Result Apply(OrtModel* model) { return Take(Editor().ApplyModelToModelEditorSession(session_, model)); }
  Result Finalize() { return Take(Editor().FinalizeModelEditorSession(session_, nullptr, nullptr)); }
  // X is six times 2.
  Result Run(const char* input, const char* output, std::vector<float>* y = nullptr) {
    std::vector<float> x(6, 2.0f);
    Owned<OrtValue> value = TensorOf(x, {2, 3}, kF);
    const OrtValue* feed = value.get();
    OrtValue* made = nullptr;
    Result ran = Take(Api().Run(session_, nullptr, &input, &feed, 1, &output, 1, &made));
    Owned<OrtValue> owned = Own(made);
    if (ran.ok() && y != nullptr) *y = DataOf<float>(made, 6);
    return ran;
  }
  std::vector<std::string> OutputNames() {
    size_t count = 0;
    EXPECT_TRUE(Take(Api().SessionGetOutputCount(session_, &count)).ok());
    std::vector<std::string> names;
    for (size_t i = 0; i < count; ++i) {
      char* name = nullptr;
      EXPECT_TRUE(Take(Api().SessionGetOutputName(session_, i, DefaultAllocator(), &name)).ok());
      names.push_back(TakeText(name));
    }
    return names;
  }

  Env env_;
  const std::string mul_ = MulModel();
  OrtSession* session_ = nullptr;
};

// Y = X + w; w is ours, or lies in memory of the program.
TEST_F(ModelEditor, BuiltModelRuns) {
  Owned<OrtValue> w = NewTensor(kF, {2, 3});
  void* data = nullptr;
  ASSERT_TRUE(Take(Api().GetTensorMutableData(w.get(), &data)).ok());
  std::iota(static_cast<float*>(data), static_cast<float*>(data) + 6, 10.0f);
  {
    Built built;
    built.Inputs({Info("X")}).Outputs({Info("Y")}).Weight("w", w.release()).Node(NewNode("Add", {"X", "w"}, {"Y"}));
    Result created = From(built.Model());
    ASSERT_TRUE(created.ok()) << created;
  }   // the model is released before the run
  std::vector<float> y;
  ASSERT_TRUE(Run("X", "Y", &y).ok());
  EXPECT_EQ(y, (std::vector<float>{12, 13, 14, 15, 16, 17}));
  int opset = 0;
  EXPECT_TRUE(Take(Editor().SessionGetOpsetForDomain(session_, "", &opset)).ok());
  EXPECT_EQ(opset, 17);
  EXPECT_EQ(Take(Editor().SessionGetOpsetForDomain(session_, "none", &opset)).code, ORT_FAIL);
}

TEST_F(ModelEditor, NodesInAnyOrderAndAModelForTwoSessions) {
  Built built;
  built.Inputs({Info("X")}).Outputs({Info("Y")}).Node(NewNode("Neg", {"M"}, {"Y"}, "b")).Node(NewNode("Neg", {"X"}, {"M"}, "a"));
  OrtModel* model = built.Model();
  ASSERT_TRUE(From(model).ok());
  std::vector<float> y;
  ASSERT_TRUE(Run("X", "Y", &y).ok());
  EXPECT_EQ(y, std::vector<float>(6, 2.0f));
  Api().ReleaseSession(session_);
  session_ = nullptr;
  ASSERT_TRUE(From(model).ok());
  EXPECT_TRUE(Run("X", "Y").ok());
}

TEST_F(ModelEditor, ExternalWeight) {
  std::vector<float> big(40, 1.0f), small(2, 1.0f);
  Built built;
  Owned<OrtValue> little = TensorOf(small, {2}, kF);
  Result refused = Take(Editor().AddInitializerToGraph(built.graph(), "w", little.get(), true));
  EXPECT_EQ(refused.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(refused.Says("larger than 127 bytes")) << refused;
  built.Inputs({Info("X", {40})}).Outputs({Info("Y", {40})}).Weight("w", TensorOf(big, {40}, kF).release(), true);
  built.Node(NewNode("Add", {"X", "w"}, {"Y"}));
  ASSERT_TRUE(From(built.Model()).ok());
  std::vector<float> x(40, 2.0f);
  Owned<OrtValue> value = TensorOf(x, {40}, kF);
  const OrtValue* feed = value.get();
  const char *input = "X", *output = "Y";
  OrtValue* made = nullptr;
  ASSERT_TRUE(Take(Api().Run(session_, nullptr, &input, &feed, 1, &output, 1, &made)).ok());
  Owned<OrtValue> owned = Own(made);
  EXPECT_EQ(DataOf<float>(made, 40), std::vector<float>(40, 3.0f));
}

// What is refused stays the caller's.
TEST_F(ModelEditor, PartsThatAreRefused) {
  Built built;
  std::vector<OrtValueInfo*> infos = {Info("X"), nullptr};
  EXPECT_EQ(Take(Editor().SetGraphInputs(built.graph(), infos.data(), 2)).code, ORT_INVALID_ARGUMENT);
  ASSERT_NE(infos[0], nullptr);
  Api().ReleaseValueInfo(infos[0]);
  OrtValueInfo* info = nullptr;
  Owned<OrtTypeInfo> type = Own(FloatType({2}));
  EXPECT_EQ(Take(Editor().CreateValueInfo(nullptr, type.get(), &info)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Editor().CreateValueInfo("", type.get(), &info)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Editor().CreateValueInfo("x", nullptr, &info)).code, ORT_INVALID_ARGUMENT);
  OrtTypeInfo* sequence = nullptr;
  ASSERT_TRUE(Take(Editor().CreateSequenceTypeInfo(type.get(), &sequence)).ok());
  Owned<OrtTypeInfo> owned = Own(sequence);
  EXPECT_EQ(Take(Editor().CreateValueInfo("x", sequence, &info)).code, ORT_FAIL);
  Owned<OrtValue> tensor = NewTensor(kF, {2});
  EXPECT_EQ(Take(Editor().AddInitializerToGraph(built.graph(), "", tensor.get(), false)).code, ORT_INVALID_ARGUMENT);
  built.Weight("w", tensor.release());
  Owned<OrtValue> again = NewTensor(kF, {2});
  EXPECT_EQ(Take(Editor().AddInitializerToGraph(built.graph(), "w", again.get(), false)).code, ORT_INVALID_ARGUMENT);
}

TEST_F(ModelEditor, NestedTypes) {
  Owned<OrtTypeInfo> tensor = Own(FloatType({2}));
  OrtTypeInfo *sequence = nullptr, *optional = nullptr, *map = nullptr;
  ASSERT_TRUE(Take(Editor().CreateSequenceTypeInfo(tensor.get(), &sequence)).ok());
  ASSERT_TRUE(Take(Editor().CreateOptionalTypeInfo(sequence, &optional)).ok());
  ASSERT_TRUE(Take(Editor().CreateMapTypeInfo(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, tensor.get(), &map)).ok());
  Owned<OrtTypeInfo> a = Own(sequence), b = Own(optional), c = Own(map);
  ONNXType kind = ONNX_TYPE_UNKNOWN;
  EXPECT_TRUE(Take(Api().GetOnnxTypeFromTypeInfo(optional, &kind)).ok());
  EXPECT_EQ(kind, ONNX_TYPE_OPTIONAL);
  const OrtOptionalTypeInfo* as_optional = nullptr;
  ASSERT_TRUE(Take(Api().CastTypeInfoToOptionalTypeInfo(optional, &as_optional)).ok());
  OrtTypeInfo* inside = nullptr;
  ASSERT_TRUE(Take(Api().GetOptionalContainedTypeInfo(as_optional, &inside)).ok());
  Owned<OrtTypeInfo> d = Own(inside);
  EXPECT_TRUE(Take(Api().GetOnnxTypeFromTypeInfo(inside, &kind)).ok());
  EXPECT_EQ(kind, ONNX_TYPE_SEQUENCE);
  const OrtMapTypeInfo* as_map = nullptr;
  ASSERT_TRUE(Take(Api().CastTypeInfoToMapTypeInfo(map, &as_map)).ok());
  ONNXTensorElementDataType key = kF;
  EXPECT_TRUE(Take(Api().GetMapKeyType(as_map, &key)).ok());
  EXPECT_EQ(key, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
}

TEST_F(ModelEditor, AttributesAreTakenOver) {
  const float alpha = 0.5f;
  OrtOpAttr* attribute = nullptr;
  ASSERT_TRUE(Take(Api().CreateOpAttr("alpha", &alpha, 1, ORT_OP_ATTR_FLOAT, &attribute)).ok());
  const char *input = "X", *output = "Y";
  OrtNode* node = nullptr;
  ASSERT_TRUE(Take(Editor().CreateNode("LeakyRelu", "", "leaky", &input, 1, &output, 1, &attribute, 1, &node)).ok());
  const char* text = nullptr;
  EXPECT_TRUE(Take(Api().Node_GetName(node, &text)).ok());
  EXPECT_STREQ(text, "leaky");
  int since = 0;
  EXPECT_EQ(Take(Api().Node_GetSinceVersion(node, &since)).code, ORT_NOT_IMPLEMENTED);
  const OrtGraph* graph = nullptr;
  EXPECT_EQ(Take(Api().Node_GetGraph(node, &graph)).code, ORT_NOT_IMPLEMENTED);
  Built built;
  built.Inputs({Info("X")}).Outputs({Info("Y")}).Node(node);
  size_t nodes = 0;
  EXPECT_TRUE(Take(Api().Graph_GetNumNodes(built.graph(), &nodes)).ok());
  EXPECT_EQ(nodes, 1u);
  ASSERT_TRUE(From(built.Model()).ok());
  EXPECT_TRUE(Run("X", "Y").ok());
}

TEST_F(ModelEditor, ModelsThatAreRefused) {
  {
    Built built;
    built.Inputs({Info("X")}).Outputs({Info("Y")}).Node(NewNode("NoSuchOperator", {"X"}, {"Y"}));
    EXPECT_EQ(From(built.Model()).code, ORT_INVALID_GRAPH);
  }
  {
    Built built;
    built.Inputs({Info("X")}).Outputs({Info("Y")}).Node(NewNode("Neg", {"Z"}, {"Y"}));
    EXPECT_EQ(From(built.Model()).code, ORT_INVALID_ARGUMENT);
  }
  {
    Built built;
    built.Inputs({Info("X")}).Outputs({Info("Y")}).Node(NewNode("Neg", {"X"}, {"Y"}));
    Result none = From(built.Model({}));
    EXPECT_EQ(none.code, ORT_INVALID_ARGUMENT);
    EXPECT_TRUE(none.Says("opset for the ONNX domain must be explicitly specified")) << none;
  }
  {
    Built built;
    built.Inputs({Info("X")}).Outputs({Info("Y")}).Node(NewNode("Neg", {"X"}, {"Y"}));
    EXPECT_EQ(From(built.Model({999})).code, ORT_FAIL);
  }
  {
    Built built;
    built.Inputs({Info("X")}).Outputs({Info("Y")});
    built.Node(NewNode("Neg", {"X"}, {"M"}, "n")).Node(NewNode("Neg", {"M"}, {"Y"}, "n"));
    EXPECT_EQ(From(built.Model()).code, ORT_FAIL);
  }
}

TEST_F(ModelEditor, SessionIsAddedTo) {
  Edit();
  EXPECT_EQ(Run("X", "Y").code, ORT_FAIL);
  Built built;
  built.Outputs({Info("Z")}).Node(NewNode("Neg", {"Y"}, {"Z"}, "neg"));
  Result applied = Apply(built.Model({}));
  ASSERT_TRUE(applied.ok()) << applied;
  Result final = Finalize();
  ASSERT_TRUE(final.ok()) << final;
  EXPECT_EQ(OutputNames(), std::vector<std::string>{"Z"});
  std::vector<float> z;
  ASSERT_TRUE(Run("X", "Z", &z).ok());
  EXPECT_EQ(z, (std::vector<float>{0, -2, -4, -6, -8, -10}));
  Built more;
  more.Node(NewNode("Neg", {"Y"}, {"Q"}, "more"));
  EXPECT_EQ(Apply(more.Model({})).code, ORT_MODEL_LOADED);
  EXPECT_TRUE(Finalize().ok());
}

// A new input in front of the old one.
TEST_F(ModelEditor, NewInput) {
  Edit();
  Built built;
  built.Inputs({Info("A")}).Node(NewNode("Neg", {"A"}, {"X"}, "neg"));
  Result applied = Apply(built.Model({17}));
  ASSERT_TRUE(applied.ok()) << applied;
  ASSERT_TRUE(Finalize().ok());
  std::vector<float> y;
  ASSERT_TRUE(Run("A", "Y", &y).ok());
  EXPECT_EQ(y, (std::vector<float>{0, -2, -4, -6, -8, -10}));
}

TEST_F(ModelEditor, AdditionsThatAreRefused) {
  Edit();
  Built opset;
  opset.Node(NewNode("Neg", {"Y"}, {"Z"}, "neg"));
  Result other = Apply(opset.Model({13}));
  EXPECT_EQ(other.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(other.Says("Domain version can not be changed")) << other;
  EXPECT_TRUE(Finalize().ok());   // the session is as it was
  EXPECT_TRUE(Run("X", "Y").ok());
}

TEST_F(ModelEditor, AnOutputThatTheModelMakes) {
  Edit();
  Built built;
  built.Node(NewNode("Neg", {"X"}, {"Y"}, "neg"));
  Result applied = Apply(built.Model({}));
  EXPECT_EQ(applied.code, ORT_FAIL);
  EXPECT_TRUE(applied.Says("Duplicate definition of name (Y)")) << applied;
  EXPECT_EQ(Finalize().code, ORT_FAIL);
}

TEST_F(ModelEditor, AnInputThatIsMissed) {
  Edit();
  Built built;
  built.Inputs({Info("A")});
  Result applied = Apply(built.Model({}));
  EXPECT_EQ(applied.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(applied.Says("Node input 'X' is not a graph input")) << applied;
  EXPECT_FALSE(Finalize().ok());
}

TEST_F(ModelEditor, OrdinarySessionIsNotAddedTo) {
  ASSERT_TRUE(Take(Api().CreateSessionFromArray(env_.get(), mul_.data(), mul_.size(), nullptr, &session_)).ok());
  Built built;
  built.Node(NewNode("Neg", {"Y"}, {"Z"}, "neg"));
  EXPECT_EQ(Apply(built.Model({})).code, ORT_MODEL_LOADED);
  EXPECT_TRUE(Finalize().ok());
}

}  // namespace
}  // namespace berth::testing
