// What a custom operator's kernel asks of its node, and standard operators that it calls. What is asserted here is what ONNX
// Runtime does too, but for what says "ours".
#include "custom_op.h"

namespace berth::testing {
namespace {

class KernelOps : public ::testing::Test {
 protected:
  // Makes a session with one node of `op`, and runs it.
  Result Run(TestOp& op, const std::vector<Message>& attributes = {}, std::vector<float>* y = nullptr) {
    WithOps ops({&op});
    ops.setup.Config("a.key", "a value");
    AnySession session(env_, OpModel(op.name, {{"X"}}, {{"Y"}}, attributes), ops.setup.get());
    if (!session.created().ok()) return session.created();
    std::vector<OrtValue*> outputs(1, nullptr);
    Result ran = session.Run({"X"}, {X_.get()}, {"Y"}, outputs);
    if (ran.ok() && y != nullptr) *y = DataOf<float>(outputs[0], 2);
    return ran;
  }

  Env env_;
  std::vector<float> x_ = {-1, 2};
  Owned<OrtValue> X_ = TensorOf(x_, {2}, kFloat);
};

// An operator of the node's session: `Make` in create, `Call` in compute.
class Callee {
 public:
  ~Callee() {
    if (op_ != nullptr) Api().ReleaseOp(op_);
  }
  Result Make(const OrtKernelInfo* info, const char* name, int version, int inputs,
              const std::vector<const OrtOpAttr*>& attributes = {}, ONNXTensorElementDataType type = kFloat) {
    const char* param = "T";
    return Take(Api().CreateOp(info, name, "", version, &param, &type, 1, attributes.data(), static_cast<int>(attributes.size()),
                               inputs, 1, &op_));
  }
  Result Call(OrtKernelContext* context, std::vector<const OrtValue*> inputs, OrtValue* output) {
    return Take(Api().InvokeOp(context, op_, inputs.data(), static_cast<int>(inputs.size()), &output, 1));
  }
  OrtOp* get() const { return op_; }

 private:
  OrtOp* op_ = nullptr;
};

const OrtValue* Input(OrtKernelContext* context) {
  const OrtValue* value = nullptr;
  EXPECT_TRUE(Take(Api().KernelContext_GetInput(context, 0, &value)).ok());
  return value;
}
OrtValue* Output(OrtKernelContext* context) {
  const int64_t dims[] = {2};
  OrtValue* value = nullptr;
  EXPECT_TRUE(Take(Api().KernelContext_GetOutput(context, 0, dims, 1, &value)).ok());
  return value;
}

TEST_F(KernelOps, CallsAStandardOperator) {
  TestOp op("Calls", {{}}, {{}});
  Callee relu;
  op.create = [&](const OrtKernelInfo* info) -> OrtStatus* {
    Result made = relu.Make(info, "Relu", 14, 1);
    EXPECT_TRUE(made.ok()) << made;
    return nullptr;
  };
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    Result called = relu.Call(context, {Input(context)}, Output(context));
    EXPECT_TRUE(called.ok()) << called;
    return nullptr;
  };
  std::vector<float> y;
  ASSERT_TRUE(Run(op, {}, &y).ok());
  EXPECT_EQ(y, (std::vector<float>{0, 2}));
}

TEST_F(KernelOps, WithAttributesAndALeftOutInput) {
  TestOp op("Calls", {{}}, {{}});
  Callee leaky, clip;
  op.create = [&](const OrtKernelInfo* info) -> OrtStatus* {
    const float alpha = 0.5f;
    OrtOpAttr* attribute = nullptr;
    EXPECT_TRUE(Take(Api().CreateOpAttr("alpha", &alpha, 1, ORT_OP_ATTR_FLOAT, &attribute)).ok());
    Result made = leaky.Make(info, "LeakyRelu", 16, 1, {attribute});
    EXPECT_TRUE(made.ok()) << made;
    Api().ReleaseOpAttr(attribute);   // was copied
    Result clips = clip.Make(info, "Clip", 13, 3);
    EXPECT_TRUE(clips.ok()) << clips;
    return nullptr;
  };
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    Owned<OrtValue> between = NewTensor(kFloat, {2});
    Result called = leaky.Call(context, {Input(context)}, between.get());
    EXPECT_TRUE(called.ok()) << called;
    std::vector<float> most = {1};
    Owned<OrtValue> max = TensorOf(most, {}, kFloat);
    Result clipped = clip.Call(context, {between.get(), nullptr, max.get()}, Output(context));
    EXPECT_TRUE(clipped.ok()) << clipped;
    return nullptr;
  };
  std::vector<float> y;
  ASSERT_TRUE(Run(op, {}, &y).ok());
  EXPECT_EQ(y, (std::vector<float>{-0.5f, 1}));
}

TEST_F(KernelOps, OperatorsThatAreNotThere) {
  TestOp op("Calls", {{}}, {{}});
  std::vector<OrtErrorCode> codes;
  op.create = [&](const OrtKernelInfo* info) -> OrtStatus* {
    for (const char* name : {"NoSuchOperator", "Relu"}) {
      Callee callee;
      Result made = callee.Make(info, name, 14, 1, {}, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
      codes.push_back(made.code);
      EXPECT_EQ(callee.get(), nullptr);
    }
    return nullptr;
  };
  op.compute = [](OrtKernelContext* context) -> OrtStatus* {
    SetOutput(context, 0, InputOf<float>(context, 0));
    return nullptr;
  };
  ASSERT_TRUE(Run(op).ok());
  EXPECT_EQ(codes, (std::vector<OrtErrorCode>{ORT_FAIL, ORT_FAIL}));
}

// Ours: ONNX Runtime reads past what it was given, and reads tensors as the type that it was told.
TEST_F(KernelOps, OursCallsThatDoNotFit) {
  TestOp op("Calls", {{}}, {{}});
  Callee relu;
  op.create = [&](const OrtKernelInfo* info) -> OrtStatus* {
    EXPECT_TRUE(relu.Make(info, "Relu", 14, 1).ok());
    return nullptr;
  };
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    Owned<OrtValue> ints = NewTensor(kInt64, {2}), small = NewTensor(kFloat, {1});
    EXPECT_EQ(relu.Call(context, {ints.get()}, Output(context)).code, ORT_INVALID_ARGUMENT);
    EXPECT_EQ(relu.Call(context, {Input(context), Input(context)}, Output(context)).code, ORT_INVALID_ARGUMENT);
    EXPECT_EQ(relu.Call(context, {Input(context)}, small.get()).code, ORT_INVALID_ARGUMENT);
    OrtValue* output = Output(context);
    const OrtValue* input = Input(context);
    EXPECT_EQ(Take(Api().InvokeOp(context, relu.get(), &input, -1, &output, 1)).code, ORT_INVALID_ARGUMENT);
    EXPECT_EQ(Take(Api().InvokeOp(context, nullptr, &input, 1, &output, 1)).code, ORT_INVALID_ARGUMENT);
    Result called = relu.Call(context, {input}, output);
    EXPECT_TRUE(called.ok()) << called;
    return nullptr;
  };
  ASSERT_TRUE(Run(op).ok());
}

TEST_F(KernelOps, InfoOfTheNode) {
  TestOp op("Asks", {{}}, {{}});
  OrtKernelInfo* copy = nullptr;
  op.create = [&](const OrtKernelInfo* info) -> OrtStatus* {
    EXPECT_TRUE(Take(Api().CopyKernelInfo(info, &copy)).ok());
    OrtKeyValuePairs* config = nullptr;
    EXPECT_TRUE(Take(Api().KernelInfo_GetConfigEntries(info, &config)).ok());
    EXPECT_STREQ(Api().GetKeyValue(config, "a.key"), "a value");
    Api().ReleaseKeyValuePairs(config);
    char** texts = nullptr;
    size_t count = 0;
    EXPECT_TRUE(Take(Api().KernelInfoGetAttributeArray_string(info, "texts", DefaultAllocator(), &texts, &count)).ok());
    EXPECT_EQ(count, 2u);
    if (count == 2) {
      EXPECT_EQ(TakeText(texts[0]), "one");
      EXPECT_EQ(TakeText(texts[1]), "");
      EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), texts)).ok());
    }
    EXPECT_EQ(Take(Api().KernelInfoGetAttributeArray_string(info, "none", DefaultAllocator(), &texts, &count)).code, ORT_FAIL);
    const OrtEp* ep = nullptr;
    EXPECT_EQ(Take(Api().GetEpApi()->KernelInfo_GetEp(info, &ep)).code, ORT_FAIL);
    return nullptr;
  };
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    size_t size = 0;
    EXPECT_TRUE(Take(Api().KernelInfo_GetNodeName(copy, nullptr, &size)).ok());
    EXPECT_EQ(size, 5u);   // "node"
    void* stream = &size;
    EXPECT_TRUE(Take(Api().KernelContext_GetGPUComputeStream(context, &stream)).ok());
    EXPECT_EQ(stream, nullptr);
    EXPECT_FALSE(Take(Api().KernelContext_GetResource(context, 1, 1, &stream)).ok());
    OrtSyncStream* sync = nullptr;
    EXPECT_TRUE(Take(Api().KernelContext_GetSyncStream(context, &sync)).ok());
    EXPECT_EQ(sync, nullptr);
    SetOutput(context, 0, InputOf<float>(context, 0));
    return nullptr;
  };
  const Message texts = Message().Text(1, "texts").Text(9, "one").Text(9, "").Int(20, 8);
  Result ran = Run(op, {texts});
  ASSERT_TRUE(ran.ok()) << ran;
  Api().ReleaseKernelInfo(copy);
}

}  // namespace
}  // namespace berth::testing
