// What an application gives a session beside its model: weights, dimensions, a way to stop, packed weights; and the model that
// is written back.
#include <fstream>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

Message Raw(const std::vector<float>& data) {
  const std::string bytes(reinterpret_cast<const char*>(data.data()), data.size() * 4);
  return Message().Int(1, data.size()).Int(2, 1).Text(8, "W").Text(9, bytes);
}

Message Entry(const char* key, const std::string& value) { return Message().Text(1, key).Text(2, value); }

// W: three floats in "weights.bin" from byte `offset`.
Message External(int offset = 4) {
  return Message().Int(1, 3).Int(2, 1).Text(8, "W").Nested(13, Entry("location", "weights.bin"))
      .Nested(13, Entry("offset", std::to_string(offset))).Nested(13, Entry("length", "12")).Int(14, 1);
}

// Y = Add(X, W), X of a length "N" that is denoted DATA_BATCH.
std::string AddModel(const Message& weight = Raw({1, 2, 3})) {
  const Message dim = Message().Text(2, "N").Text(3, "DATA_BATCH");
  const Message type = Message().Nested(1, Message().Int(1, 1).Nested(2, Message().Nested(1, dim)));
  return ModelOf(Message().Nested(1, NodeOf("Add", {"X", "W"}, {"Y"}, "add")).Text(2, "add").Nested(5, weight)
                     .Nested(11, ValueInfo("X", type)).Nested(12, ValueInfo("Y", TensorType(1, {-1}))), 17, 8);
}

class Given : public ::testing::Test {
 protected:
  // Y for X = 0, or the error.
  std::string Sum(const std::string& model) {
    AnySession session(env_, model, setup_.get());
    if (!session.created().ok()) return "code " + std::to_string(session.created().code);
    std::vector<float> zeros(3);
    Owned<OrtValue> x = TensorOf(zeros, {3}, kF);
    OrtValue* y = nullptr;
    Result ran = session.Run(x.get(), &y);
    if (!ran.ok()) return "run code " + std::to_string(ran.code);
    std::string text;
    for (float value : DataOf<float>(y, 3)) text += std::to_string(static_cast<int>(value)) + " ";
    return text;
  }
  Result AddExternal(const char* name, const OrtValue* value) {
    return Take(Api().AddExternalInitializers(setup_.get(), &name, &value, 1));
  }
  Result AddFile(const char* name, std::vector<float>& content) {
    char* data = reinterpret_cast<char*>(content.data());
    const size_t size = content.size() * 4;
    return Take(Api().AddExternalInitializersFromFilesInMemory(setup_.get(), &name, &data, &size, 1));
  }

  Env env_;
  SessionSetup setup_;
  std::vector<float> w_ = {7, 8, 9}, short_ = {7, 8}, file_ = {0, 4, 5, 6};
  std::vector<int64_t> numbers_ = {7, 8, 9};
  Owned<OrtValue> W_ = TensorOf(w_, {3}, kF), Short_ = TensorOf(short_, {2}, kF);
  Owned<OrtValue> Numbers_ = TensorOf(numbers_, {3}, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
};

TEST_F(Given, InitializerIsReplaced) {
  ASSERT_TRUE(Take(Api().AddInitializer(setup_.get(), "W", W_.get())).ok());
  EXPECT_EQ(Sum(AddModel()), "7 8 9 ");
  EXPECT_EQ(Take(Api().AddInitializer(setup_.get(), "W", W_.get())).code, ORT_INVALID_ARGUMENT);   // twice
  Owned<OrtValue> own = NewTensor(kF, {3});
  EXPECT_EQ(Take(Api().AddInitializer(setup_.get(), "V", own.get())).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AddInitializer(setup_.get(), "V", nullptr)).code, ORT_INVALID_ARGUMENT);
}

TEST_F(Given, InitializerThatTheModelDoesNotHave) {
  ASSERT_TRUE(Take(Api().AddInitializer(setup_.get(), "Other", W_.get())).ok());
  EXPECT_EQ(Sum(AddModel()), "1 2 3 ");
}

TEST_F(Given, ExternalInitializer) {
  EXPECT_EQ(Sum(AddModel(External())), "code 1");   // no such file
  ASSERT_TRUE(AddExternal("W", W_.get()).ok());
  EXPECT_EQ(Sum(AddModel(External())), "7 8 9 ");
  EXPECT_EQ(Sum(AddModel()), "code 1");   // its data is in the model
  EXPECT_EQ(AddExternal("W", W_.get()).code, ORT_INVALID_ARGUMENT);
}

TEST_F(Given, ExternalInitializerThatDoesNotFit) {
  ASSERT_TRUE(AddExternal("W", Short_.get()).ok());
  EXPECT_EQ(Sum(AddModel(External())), "code 1");
  SessionSetup other;
  const char* name = "W";
  const OrtValue* value = Numbers_.get();
  ASSERT_TRUE(Take(Api().AddExternalInitializers(other.get(), &name, &value, 1)).ok());
  const std::string model = AddModel(External());
  EXPECT_EQ(AnySession(env_, model, other.get()).created().code, ORT_FAIL);
}

TEST_F(Given, ExternalInitializerThatTheModelDoesNotHave) {
  ASSERT_TRUE(AddExternal("Other", W_.get()).ok());
  EXPECT_EQ(Sum(AddModel(External())), "code 1");
}

TEST_F(Given, FilesInMemory) {
  ASSERT_TRUE(AddFile("./weights.bin", file_).ok());
  EXPECT_EQ(Sum(AddModel(External())), "4 5 6 ");
  EXPECT_EQ(Sum(AddModel(External(8))), "code 1");   // beyond its end
  EXPECT_EQ(Sum(AddModel()), "1 2 3 ");
  EXPECT_EQ(AddFile("./weights.bin", file_).code, ORT_INVALID_ARGUMENT);
}

TEST_F(Given, FilesInMemoryOfAnotherName) {
  ASSERT_TRUE(AddFile("other.bin", file_).ok());
  EXPECT_EQ(Sum(AddModel(External())), "code 1");
}

TEST_F(Given, FreeDimensions) {
  ASSERT_TRUE(Take(Api().AddFreeDimensionOverrideByName(setup_.get(), "M", 9)).ok());
  ASSERT_TRUE(Take(Api().AddFreeDimensionOverrideByName(setup_.get(), "N", 3)).ok());
  AnySession session(env_, AddModel(), setup_.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  OrtTypeInfo* type = nullptr;
  ASSERT_TRUE(Take(Api().SessionGetInputTypeInfo(session.get(), 0, &type)).ok());
  Owned<OrtTypeInfo> owned = Own(type);
  const OrtTensorTypeAndShapeInfo* info = nullptr;
  ASSERT_TRUE(Take(Api().CastTypeInfoToTensorInfo(type, &info)).ok());
  int64_t dim = 0;
  ASSERT_TRUE(Take(Api().GetDimensions(info, &dim, 1)).ok());
  EXPECT_EQ(dim, 3);
}

TEST_F(Given, DenotedDimensionsWhateverTheirCase) {
  ASSERT_TRUE(Take(Api().AddFreeDimensionOverride(setup_.get(), "data_batch", 2)).ok());
  EXPECT_EQ(Sum(AddModel()), "code 1");   // two elements and three
  SessionSetup three;
  ASSERT_TRUE(Take(Api().AddFreeDimensionOverride(three.get(), "DATA_BATCH", 3)).ok());
  const std::string model = AddModel();
  EXPECT_TRUE(AnySession(env_, model, three.get()).created().ok());
}

TEST_F(Given, CancelledLoading) {
  ASSERT_TRUE(Take(Api().SessionOptionsSetLoadCancellationFlag(setup_.get(), true)).ok());
  EXPECT_EQ(Sum(AddModel()), "code 12");
  ASSERT_TRUE(Take(Api().SessionOptionsSetLoadCancellationFlag(setup_.get(), false)).ok());
  EXPECT_EQ(Sum(AddModel()), "1 2 3 ");
}

TEST_F(Given, OptimizedModelIsWritten) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "given_test_optimized.onnx";
  ASSERT_TRUE(Take(Api().SetOptimizedModelFilePath(setup_.get(), path.c_str())).ok());
  EXPECT_EQ(Sum(AddModel()), "1 2 3 ");
  SessionSetup plain;
  AnySession again(env_, path, plain.get());
  ASSERT_TRUE(again.created().ok()) << again.created();
  std::vector<float> x = {1, 1, 1};
  Owned<OrtValue> X = TensorOf(x, {3}, kF);
  OrtValue* y = nullptr;
  ASSERT_TRUE(again.Run(X.get(), &y).ok());
  EXPECT_EQ(DataOf<float>(y, 3), (std::vector<float>{2, 3, 4}));
  std::filesystem::remove(path);
  ASSERT_TRUE(Take(Api().SetOptimizedModelFilePath(setup_.get(), "/no/such/folder/model.onnx")).ok());
  EXPECT_EQ(Sum(AddModel()), "code 2");
}

// Y = MatMul(X, W): X [4, n], W [n, n] that is the same in each model.
std::string ProductModel(int64_t n) {
  std::vector<float> w(static_cast<size_t>(n * n));
  for (size_t i = 0; i < w.size(); ++i) w[i] = static_cast<float>(i % 7);
  const std::string bytes(reinterpret_cast<const char*>(w.data()), w.size() * 4);
  const auto size = static_cast<uint64_t>(n);
  return ModelOf(Message().Nested(1, NodeOf("MatMul", {"X", "W"}, {"Y"})).Text(2, "product")
                     .Nested(5, Message().Int(1, size).Int(1, size).Int(2, 1).Text(8, "W").Text(9, bytes))
                     .Nested(11, ValueInfo("X", TensorType(1, {4, n}))).Nested(12, ValueInfo("Y", TensorType(1, {4, n}))), 17, 8);
}

TEST_F(Given, SessionsSharePackedWeights) {
  OrtPrepackedWeightsContainer* container = nullptr;
  ASSERT_TRUE(Take(Api().CreatePrepackedWeightsContainer(&container)).ok());
  const std::string model = ProductModel(16);
  OrtSession* sessions[2] = {};
  std::vector<std::vector<float>> results;
  for (OrtSession*& session : sessions) {
    Result made = Take(Api().CreateSessionFromArrayWithPrepackedWeightsContainer(env_.get(), model.data(), model.size(),
                                                                                 setup_.get(), container, &session));
    ASSERT_TRUE(made.ok()) << made;
    std::vector<float> x(64, 1);
    Owned<OrtValue> X = TensorOf(x, {4, 16}, kF);
    const OrtValue* input = X.get();
    OrtValue* output = nullptr;
    const char *in = "X", *out = "Y";
    ASSERT_TRUE(Take(Api().Run(session, nullptr, &in, &input, 1, &out, 1, &output)).ok());
    Owned<OrtValue> y = Own(output);
    results.push_back(DataOf<float>(y.get(), 64));
  }
  EXPECT_EQ(results[0], results[1]);
  for (OrtSession* session : sessions) Api().ReleaseSession(session);
  Api().ReleasePrepackedWeightsContainer(container);
  OrtSession* session = nullptr;
  EXPECT_FALSE(Take(Api().CreateSessionWithPrepackedWeightsContainer(env_.get(), "/no/such/model", setup_.get(), nullptr, &session))
                   .ok());
}

}  // namespace
}  // namespace berth::testing
