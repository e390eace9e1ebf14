// Sessions: from a file and from memory, what they say of the model, runs.
#include <atomic>
#include <fstream>
#include <thread>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

std::filesystem::path Write(const char* name, const std::string& bytes) {
  auto path = std::filesystem::path(::testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

// Sum = Add(A, B); Product = Mul(A, B); B may be left out: it has an initializer of [10, 20].
std::string TwoOutputModel() {
  const float b[] = {10, 20};
  Message graph;
  graph.Nested(1, NodeOf("Add", {"A", "B"}, {"Sum"}, "add")).Nested(1, NodeOf("Mul", {"A", "B"}, {"Product"}, "mul"));
  graph.Text(2, "two outputs");
  graph.Nested(5, Message().Int(1, 2).Int(2, 1).Text(8, "B").Text(9, {reinterpret_cast<const char*>(b), sizeof(b)}));
  graph.Text(10, "about the graph");
  graph.Nested(11, ValueInfo("A", TensorType(1, {-1}))).Nested(11, ValueInfo("B", TensorType(1, {2})));
  graph.Nested(12, ValueInfo("Sum", TensorType(1, {-1}))).Nested(12, ValueInfo("Product", TensorType(1, {-1})));
  return Message().Int(1, 10).Text(2, "producer").Text(4, "a.domain").Int(5, 7).Text(6, "about the model").Nested(7, graph)
      .Nested(8, Message().Int(2, 21)).Nested(14, Message().Text(1, "key").Text(2, "value")).bytes();
}

class TwoOutputs : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(session_.created().ok()) << session_.created(); }
  using Get = OrtStatus*(ORT_API_CALL*)(const OrtSession*, size_t, OrtAllocator*, char**) noexcept;
  std::string Name(Get get, size_t index) {
    char* text = nullptr;
    Result result = Take(get(session_.get(), index, DefaultAllocator(), &text));
    return result.ok() ? TakeText(text) : "error " + std::to_string(result.code);
  }
  // Runs for a failure.
  Result Run(const std::vector<const char*>& names, const std::vector<const OrtValue*>& values,
             const std::vector<const char*>& output_names = {"Sum"}) {
    std::vector<OrtValue*> outputs(output_names.size(), nullptr);
    Result ran = session_.Run(names, values, output_names, outputs);
    if (!ran.ok()) {
      for (OrtValue* output : outputs) EXPECT_EQ(output, nullptr);
    }
    return ran;
  }

  Env env_;
  AnySession session_{env_, TwoOutputModel()};
  std::vector<float> a_ = {1, 2}, b_ = {3, 4};
  Owned<OrtValue> A_ = TensorOf(a_, {2}, kF), B_ = TensorOf(b_, {2}, kF);
};

TEST_F(TwoOutputs, NamesAndCounts) {
  size_t inputs = 0, outputs = 0, overridable = 0;
  ASSERT_TRUE(Take(Api().SessionGetInputCount(session_.get(), &inputs)).ok());
  ASSERT_TRUE(Take(Api().SessionGetOutputCount(session_.get(), &outputs)).ok());
  ASSERT_TRUE(Take(Api().SessionGetOverridableInitializerCount(session_.get(), &overridable)).ok());
  EXPECT_EQ(inputs, 1u);
  EXPECT_EQ(outputs, 2u);
  EXPECT_EQ(overridable, 1u);
  EXPECT_EQ(Name(Api().SessionGetInputName, 0), "A");
  EXPECT_EQ(Name(Api().SessionGetOutputName, 0), "Sum");
  EXPECT_EQ(Name(Api().SessionGetOutputName, 1), "Product");
  EXPECT_EQ(Name(Api().SessionGetOverridableInitializerName, 0), "B");
  EXPECT_EQ(Name(Api().SessionGetInputName, 1), "error 1");
  EXPECT_EQ(Name(Api().SessionGetOutputName, 2), "error 1");
  OrtTypeInfo* info = nullptr;
  EXPECT_FALSE(Take(Api().SessionGetOutputTypeInfo(session_.get(), 2, &info)).ok());
  ASSERT_TRUE(Take(Api().SessionGetOverridableInitializerTypeInfo(session_.get(), 0, &info)).ok());
  Api().ReleaseTypeInfo(info);
}

TEST_F(TwoOutputs, Metadata) {
  OrtModelMetadata* metadata = nullptr;
  ASSERT_TRUE(Take(Api().SessionGetModelMetadata(session_.get(), &metadata)).ok());
  auto text = [&](auto get) {
    char* out = nullptr;
    EXPECT_TRUE(Take(get(metadata, DefaultAllocator(), &out)).ok());
    return TakeText(out);
  };
  EXPECT_EQ(text(Api().ModelMetadataGetProducerName), "producer");
  EXPECT_EQ(text(Api().ModelMetadataGetGraphName), "two outputs");
  EXPECT_EQ(text(Api().ModelMetadataGetDomain), "a.domain");
  EXPECT_EQ(text(Api().ModelMetadataGetDescription), "about the model");
  EXPECT_EQ(text(Api().ModelMetadataGetGraphDescription), "about the graph");
  int64_t version = 0;
  EXPECT_TRUE(Take(Api().ModelMetadataGetVersion(metadata, &version)).ok());
  EXPECT_EQ(version, 7);
  char* value = nullptr;
  ASSERT_TRUE(Take(Api().ModelMetadataLookupCustomMetadataMap(metadata, DefaultAllocator(), "key", &value)).ok());
  EXPECT_EQ(TakeText(value), "value");
  ASSERT_TRUE(Take(Api().ModelMetadataLookupCustomMetadataMap(metadata, DefaultAllocator(), "absent", &value)).ok());
  EXPECT_EQ(value, nullptr);
  char** keys = nullptr;
  int64_t count = 0;
  ASSERT_TRUE(Take(Api().ModelMetadataGetCustomMetadataMapKeys(metadata, DefaultAllocator(), &keys, &count)).ok());
  ASSERT_EQ(count, 1);
  EXPECT_EQ(TakeText(keys[0]), "key");
  EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), keys)).ok());
  Api().ReleaseModelMetadata(metadata);
}

TEST_F(TwoOutputs, AllOutputsAnyOrder) {
  std::vector<OrtValue*> outputs(2, nullptr);
  ASSERT_TRUE(session_.Run({"B", "A"}, {B_.get(), A_.get()}, {"Product", "Sum"}, outputs).ok());
  EXPECT_EQ(DataOf<float>(outputs[0], 2), (std::vector<float>{3, 8}));
  EXPECT_EQ(DataOf<float>(outputs[1], 2), (std::vector<float>{4, 6}));
}

TEST_F(TwoOutputs, InputWithAnInitializerMayBeLeftOut) {
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(session_.Run({"A"}, {A_.get()}, {"Sum"}, outputs).ok());
  EXPECT_EQ(DataOf<float>(outputs[0], 2), (std::vector<float>{11, 22}));
}

TEST_F(TwoOutputs, IntoMemoryOfTheCaller) {
  std::vector<float> sum = {0, 0};
  Owned<OrtValue> given = TensorOf(sum, {2}, kF);
  std::vector<OrtValue*> outputs = {given.get(), nullptr};
  ASSERT_TRUE(session_.Run({"A", "B"}, {A_.get(), B_.get()}, {"Sum", "Product"}, outputs).ok());
  EXPECT_EQ(sum, (std::vector<float>{4, 6}));
  EXPECT_EQ(outputs[0], given.get());
  EXPECT_EQ(DataOf<float>(outputs[1], 2), (std::vector<float>{3, 8}));
  std::vector<float> longer(3);
  Owned<OrtValue> wrong = TensorOf(longer, {3}, kF);
  outputs = {wrong.get()};
  EXPECT_EQ(session_.Run({"A", "B"}, {A_.get(), B_.get()}, {"Sum"}, outputs).code, ORT_INVALID_ARGUMENT);
}

TEST_F(TwoOutputs, WrongNames) {
  Result ran = Run({"A", "Nobody"}, {A_.get(), B_.get()});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("Invalid input name") && ran.Says("Nobody")) << ran;
  ran = Run({"A"}, {A_.get()}, {"Sum", "Nothing"});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("Nothing")) << ran;
  ran = Run({"B"}, {B_.get()});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("Missing Input") && ran.Says("A")) << ran;
  ran = Run({"A", "A"}, {A_.get(), A_.get()});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("twice")) << ran;
  EXPECT_EQ(Run({""}, {A_.get()}).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Run({nullptr}, {A_.get()}).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Run({"A"}, {A_.get()}, {nullptr}).code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(Run({"A"}, {A_.get()}).ok());
}

TEST_F(TwoOutputs, WrongTypesAndShapes) {
  Owned<OrtValue> integers = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, {2});
  Result ran = Run({"A"}, {integers.get()});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("\"A\"") && ran.Says("int32") && ran.Says("float")) << ran;
  Owned<OrtValue> matrix = NewTensor(kF, {1, 2});
  ran = Run({"A"}, {matrix.get()});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("[1,2]")) << ran;
  Owned<OrtValue> three = NewTensor(kF, {3});
  ran = Run({"A", "B"}, {A_.get(), three.get()});
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("\"B\"") && ran.Says("[3]") && ran.Says("[2]")) << ran;
  // What no declaration forbids, the kernel does.
  ran = Run({"A"}, {three.get()});
  EXPECT_FALSE(ran.ok());
  EXPECT_TRUE(ran.Says("add")) << ran;
  EXPECT_EQ(Run({"A"}, {nullptr}).code, ORT_INVALID_ARGUMENT);
}

TEST_F(TwoOutputs, NullArrays) {
  const char* name = "A";
  const OrtValue* value = A_.get();
  OrtValue* out = nullptr;
  const char* output = "Sum";
  OrtSession* session = session_.get();
  EXPECT_EQ(Take(Api().Run(nullptr, nullptr, &name, &value, 1, &output, 1, &out)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().Run(session, nullptr, nullptr, &value, 1, &output, 1, &out)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().Run(session, nullptr, &name, nullptr, 1, &output, 1, &out)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().Run(session, nullptr, &name, &value, 1, nullptr, 1, &out)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().Run(session, nullptr, &name, &value, 1, &output, 1, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(out, nullptr);
}

TEST_F(TwoOutputs, TerminateEndsRunsUntilItIsUnset) {
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  ASSERT_TRUE(Take(Api().RunOptionsSetTerminate(options)).ok());
  std::vector<OrtValue*> outputs(1, nullptr);
  Result ran = session_.Run({"A"}, {A_.get()}, {"Sum"}, outputs, options);
  EXPECT_EQ(ran.code, ORT_FAIL);
  EXPECT_TRUE(ran.Says("terminate")) << ran;
  EXPECT_EQ(outputs[0], nullptr);
  ASSERT_TRUE(Take(Api().RunOptionsUnsetTerminate(options)).ok());
  EXPECT_TRUE(session_.Run({"A"}, {A_.get()}, {"Sum"}, outputs, options).ok());
  Api().ReleaseRunOptions(options);
}

TEST_F(TwoOutputs, ManyThreadsAtOnce) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      std::vector<float> a = {static_cast<float>(t), 1};
      OrtMemoryInfo* memory = nullptr;
      Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory));
      const int64_t dims[] = {2};
      OrtValue* x = nullptr;
      Take(Api().CreateTensorWithDataAsOrtValue(memory, a.data(), 8, dims, 1, kF, &x));
      const char *in = "A", *out = "Sum";
      for (int i = 0; i < 200; ++i) {
        OrtValue* y = nullptr;
        void* data = nullptr;
        if (!Take(Api().Run(session_.get(), nullptr, &in, &x, 1, &out, 1, &y)).ok() ||
            !Take(Api().GetTensorMutableData(y, &data)).ok() || static_cast<float*>(data)[0] != static_cast<float>(t + 10)) {
          ++wrong;
        }
        Api().ReleaseValue(y);
      }
      Api().ReleaseValue(x);
      Api().ReleaseMemoryInfo(memory);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Session, FromAFile) {
  Env env;
  const auto path = Write("session_test.onnx", TwoOutputModel());
  AnySession session(env, path);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::filesystem::remove(path);
  std::vector<float> a = {1, 2};
  Owned<OrtValue> x = TensorOf(a, {2}, kF);
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(session.Run({"A"}, {x.get()}, {"Product"}, outputs).ok());
  EXPECT_EQ(DataOf<float>(outputs[0], 2), (std::vector<float>{10, 40}));
}

TEST(Session, MemoryOfTheModelMayGo) {
  Env env;
  std::string bytes = TwoOutputModel();
  AnySession session(env, bytes);
  bytes.assign(bytes.size(), '\xff');
  std::vector<float> a = {1, 2};
  Owned<OrtValue> x = TensorOf(a, {2}, kF);
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(session.Run({"A"}, {x.get()}, {"Sum"}, outputs).ok());
  EXPECT_EQ(DataOf<float>(outputs[0], 2), (std::vector<float>{11, 22}));
}

TEST(Session, FilesThatAreNoModel) {
  Env env;
  AnySession missing(env, std::filesystem::path("/no/such/model.onnx"));
  EXPECT_EQ(missing.created().code, ORT_NO_SUCHFILE);
  EXPECT_TRUE(missing.created().Says("/no/such/model.onnx")) << missing.created();
  const auto text = Write("session_test.txt", "this is no model");
  AnySession no_model(env, text);
  EXPECT_EQ(no_model.created().code, ORT_INVALID_PROTOBUF);
  std::filesystem::remove(text);
  AnySession folder(env, std::filesystem::path(::testing::TempDir()));
  EXPECT_FALSE(folder.created().ok());
  EXPECT_EQ(missing.get(), nullptr);
}

TEST(Session, NullsAreRefused) {
  Env env;
  OrtSession* session = nullptr;
  const std::string model = MulModel();
  EXPECT_EQ(Take(Api().CreateSession(nullptr, "x", nullptr, &session)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateSession(env.get(), nullptr, nullptr, &session)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateSessionFromArray(env.get(), nullptr, 5, nullptr, &session)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateSessionFromArray(env.get(), model.data(), model.size(), nullptr, nullptr)).code,
            ORT_INVALID_ARGUMENT);
  size_t count = 0;
  EXPECT_EQ(Take(Api().SessionGetInputCount(nullptr, &count)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(session, nullptr);
  Api().ReleaseSession(nullptr);
}

TEST(Session, AssignmentIsToldWhenItWasAskedFor) {
  Env env;
  const OrtEpAssignedSubgraph* const* groups = nullptr;
  size_t count = 0;
  {
    AnySession unasked(env, TwoOutputModel());
    Result result = Take(Api().Session_GetEpGraphAssignmentInfo(unasked.get(), &groups, &count));
    EXPECT_FALSE(result.ok());
    EXPECT_TRUE(result.Says("record_ep_graph_assignment_info")) << result;
  }
  SessionSetup setup;
  setup.Config("session.record_ep_graph_assignment_info", "1");
  AnySession session(env, TwoOutputModel(), setup.get());
  ASSERT_TRUE(Take(Api().Session_GetEpGraphAssignmentInfo(session.get(), &groups, &count)).ok());
  std::string told;
  for (size_t i = 0; i < count; ++i) {
    const char *ep = nullptr, *name = nullptr, *op = nullptr, *domain = nullptr;
    ASSERT_TRUE(Take(Api().EpAssignedSubgraph_GetEpName(groups[i], &ep)).ok());
    const OrtEpAssignedNode* const* nodes = nullptr;
    size_t node_count = 0;
    ASSERT_TRUE(Take(Api().EpAssignedSubgraph_GetNodes(groups[i], &nodes, &node_count)).ok());
    for (size_t n = 0; n < node_count; ++n) {
      ASSERT_TRUE(Take(Api().EpAssignedNode_GetName(nodes[n], &name)).ok());
      ASSERT_TRUE(Take(Api().EpAssignedNode_GetOperatorType(nodes[n], &op)).ok());
      ASSERT_TRUE(Take(Api().EpAssignedNode_GetDomain(nodes[n], &domain)).ok());
      told += std::string(ep) + ":" + domain + ":" + op + ":" + name + " ";
    }
  }
  EXPECT_EQ(told, "CPUExecutionProvider::Add:add CPUExecutionProvider::Mul:mul ");
}

}  // namespace
}  // namespace berth::testing
