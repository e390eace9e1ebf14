// Custom operators: tables old and new, types, optional and variadic parameters, inference, errors. What is asserted here is what
// ONNX Runtime does too, but for what says "ours".
#include "custom_op.h"

namespace berth::testing {
namespace {

class CustomOps : public ::testing::Test {
 protected:
  // X floats of {1, 2}.
  Result RunX(AnySession& session, std::vector<OrtValue*>& outputs, const std::vector<const char*>& names = {"Y"}) {
    return session.Run({"X"}, {X_.get()}, names, outputs);
  }
  std::vector<float> Y(AnySession& session) {
    EXPECT_TRUE(session.created().ok()) << session.created();
    if (!session.created().ok()) return {};
    std::vector<OrtValue*> outputs(1, nullptr);
    Result ran = RunX(session, outputs);
    EXPECT_TRUE(ran.ok()) << ran;
    return ran.ok() ? DataOf<float>(outputs[0], 2) : std::vector<float>{};
  }
  ONNXTensorElementDataType OutputType(AnySession& session, Shape* shape = nullptr, size_t i = 0) {
    OrtTypeInfo* info = nullptr;
    EXPECT_TRUE(Take(Api().SessionGetOutputTypeInfo(session.get(), i, &info)).ok());
    const OrtTensorTypeAndShapeInfo* tensor = nullptr;
    EXPECT_TRUE(Take(Api().CastTypeInfoToTensorInfo(info, &tensor)).ok());
    ONNXTensorElementDataType type = kAny;
    EXPECT_TRUE(Take(Api().GetTensorElementType(tensor, &type)).ok());
    size_t rank = 0;
    EXPECT_TRUE(Take(Api().GetDimensionsCount(tensor, &rank)).ok());
    if (shape != nullptr) {
      shape->resize(rank);
      EXPECT_TRUE(Take(Api().GetDimensions(tensor, shape->data(), rank)).ok());
    }
    Api().ReleaseTypeInfo(info);
    return type;
  }

  Env env_;
  std::vector<float> x_ = {1, 2};
  std::vector<int64_t> n_ = {3, 4};
  Owned<OrtValue> X_ = TensorOf(x_, {2}, kFloat), N_ = TensorOf(n_, {2}, kInt64);
};

OrtStatus* Double(OrtKernelContext* context) {
  std::vector<float> x = InputOf<float>(context, 0);
  for (float& element : x) element *= 2;
  SetOutput(context, 0, x);
  return nullptr;
}

TEST_F(CustomOps, RunsAndReleasesItsKernel) {
  TestOp op("Double", {{}}, {{}});
  op.compute = Double;
  WithOps ops({&op});
  {
    AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
    EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
    EXPECT_EQ(op.made, 1);
  }
  EXPECT_EQ(op.made, 0);
}

// Slots that a table of version 1 does not have are not looked at, whatever lies there.
TEST_F(CustomOps, OldestTable) {
  TestOp op("Double", {{}}, {{}});
  op.version = 1;
  op.compute = Double;
  op.CreateKernelV2 = nullptr;
  op.KernelComputeV2 = [](void*, OrtKernelContext*) { return Fail(ORT_FAIL, "not of this version"); };
  op.GetInputCharacteristic = [](const OrtCustomOp*, size_t) { return static_cast<OrtCustomOpInputOutputCharacteristic>(99); };
  op.GetStartVersion = [](const OrtCustomOp*) { return 77; };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
}

// ONNX Runtime loses the code.
TEST_F(CustomOps, StatusOfCreateEndsTheSession) {
  TestOp op("Double", {{}}, {{}});
  op.create = [](const OrtKernelInfo*) { return Fail(ORT_NOT_IMPLEMENTED, "not this node"); };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_RUNTIME_EXCEPTION) << session.created();
  EXPECT_TRUE(session.created().Says("not this node")) << session.created();
  EXPECT_EQ(op.made, 0);
}

TEST_F(CustomOps, StatusOfComputeIsTheRuns) {
  TestOp op("Double", {{}}, {{}});
  op.compute = [](OrtKernelContext*) { return Fail(ORT_INVALID_ARGUMENT, "a negative number"); };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  std::vector<OrtValue*> outputs(1, nullptr);
  Result ran = RunX(session, outputs);
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("a negative number")) << ran;
}

TEST_F(CustomOps, WithoutTheDomain) {
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}));
  EXPECT_EQ(session.created().code, ORT_FAIL) << session.created();
  EXPECT_TRUE(session.created().Says("my:Double(-1) is not a registered function/op")) << session.created();
}

TEST_F(CustomOps, UnknownOperatorOfTheDomain) {
  TestOp op("Double", {{}}, {{}});
  WithOps ops({&op});
  AnySession session(env_, OpModel("Triple", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_FAIL) << session.created();
  EXPECT_TRUE(session.created().Says("my:Triple(-1) is not a registered function/op")) << session.created();
}

TEST_F(CustomOps, OperatorsOfOneNameByType) {
  TestOp floats("Twice", {{kFloat}}, {{kFloat}}), ints("Twice", {{kInt64}}, {{kInt64}});
  floats.compute = Double;
  ints.compute = [](OrtKernelContext* context) -> OrtStatus* {
    std::vector<int64_t> n = InputOf<int64_t>(context, 0);
    for (int64_t& element : n) element *= 2;
    SetOutput(context, 0, n);
    return nullptr;
  };
  WithOps ops({&floats, &ints});
  AnySession a(env_, OpModel("Twice", {{"X"}}, {{"Y", 0}}), ops.setup.get());
  EXPECT_EQ(Y(a), (std::vector<float>{2, 4}));
  AnySession b(env_, OpModel("Twice", {{"X", 7}}, {{"Y", 0}}), ops.setup.get());
  ASSERT_TRUE(b.created().ok()) << b.created();
  EXPECT_EQ(OutputType(b), kInt64);
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(b.Run({"X"}, {N_.get()}, {"Y"}, outputs).ok());
  EXPECT_EQ(DataOf<int64_t>(outputs[0], 2), (std::vector<int64_t>{6, 8}));
  AnySession c(env_, OpModel("Twice", {{"X", 11}}, {{"Y", 0}}), ops.setup.get());
  EXPECT_EQ(c.created().code, ORT_INVALID_GRAPH) << c.created();
}

TEST_F(CustomOps, OneNameWithOtherParametersIsRefused) {
  TestOp one("Twice", {{kFloat}}, {{kFloat}}), two("Twice", {{kInt64}, {kInt64}}, {{kInt64}});
  WithOps ops({&one, &two});
  AnySession session(env_, OpModel("Twice", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_FAIL) << session.created();
}

TEST_F(CustomOps, AnyTypeInAndOut) {
  TestOp op("Same", {{kAny}}, {{kAny}});
  op.compute = [](OrtKernelContext* context) -> OrtStatus* {
    SetOutput(context, 0, InputOf<int64_t>(context, 0));
    return nullptr;
  };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Same", {{"X", 7}}, {{"Y", 0}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  EXPECT_EQ(OutputType(session), kInt64);
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(session.Run({"X"}, {N_.get()}, {"Y"}, outputs).ok());
  EXPECT_EQ(DataOf<int64_t>(outputs[0], 2), n_);
}

TEST_F(CustomOps, AnOutputOfAnyTypeNeedsOneInputOfAnyType) {
  TestOp op("Same", {{kAny}, {kAny}}, {{kAny}});
  WithOps ops({&op});
  AnySession session(env_, OpModel("Same", {{"X"}, {"Z"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_FAIL) << session.created();
  EXPECT_TRUE(session.created().Says("single dynamically typed input")) << session.created();
}

TEST_F(CustomOps, OptionalInputAndOutput) {
  TestOp op("Maybe", {{kFloat}, {kFloat, INPUT_OUTPUT_OPTIONAL}}, {{kFloat}, {kFloat, INPUT_OUTPUT_OPTIONAL}});
  size_t inputs = 0, outputs_seen = 0;
  bool second = true, extra = true;
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    EXPECT_TRUE(Take(Api().KernelContext_GetInputCount(context, &inputs)).ok());
    EXPECT_TRUE(Take(Api().KernelContext_GetOutputCount(context, &outputs_seen)).ok());
    const OrtValue* value = nullptr;
    if (inputs > 1) {
      EXPECT_TRUE(Take(Api().KernelContext_GetInput(context, 1, &value)).ok());
    }
    second = value != nullptr;
    extra = outputs_seen > 1;
    return Double(context);
  };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Maybe", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
  EXPECT_FALSE(second);
  EXPECT_FALSE(extra);
  AnySession left_out(env_, OpModel("Maybe", {{"X"}, {""}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(Y(left_out), (std::vector<float>{2, 4}));
  EXPECT_FALSE(second);
  AnySession too_few(env_, OpModel("Maybe", {}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(too_few.created().code, ORT_INVALID_GRAPH) << too_few.created();
  AnySession too_many(env_, OpModel("Maybe", {{"X"}, {"A"}, {"B"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(too_many.created().code, ORT_INVALID_GRAPH) << too_many.created();
}

TEST_F(CustomOps, VariadicOfOneType) {
  TestOp op("Sum", {{kFloat, INPUT_OUTPUT_VARIADIC}}, {{kFloat}});
  op.min_arity = 2;
  op.compute = [](OrtKernelContext* context) -> OrtStatus* {
    size_t count = 0;
    EXPECT_TRUE(Take(Api().KernelContext_GetInputCount(context, &count)).ok());
    std::vector<float> sum(2);
    for (size_t i = 0; i < count; ++i) {
      const std::vector<float> x = InputOf<float>(context, i);
      for (size_t e = 0; e < 2; ++e) sum[e] += x[e];
    }
    SetOutput(context, 0, sum);
    return nullptr;
  };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Sum", {{"X"}, {"A"}, {"B"}}, {{"Y"}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(session.Run({"X", "A", "B"}, {X_.get(), X_.get(), X_.get()}, {"Y"}, outputs).ok());
  EXPECT_EQ(DataOf<float>(outputs[0], 2), (std::vector<float>{3, 6}));
  AnySession few(env_, OpModel("Sum", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(few.created().code, ORT_INVALID_GRAPH) << few.created();
  AnySession mixed(env_, OpModel("Sum", {{"X"}, {"A", 7}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(mixed.created().code, ORT_INVALID_GRAPH) << mixed.created();
}

TEST_F(CustomOps, VariadicOfSeveralTypes) {
  TestOp op("Count", {{kAny, INPUT_OUTPUT_VARIADIC}}, {{kInt64}});
  op.homogeneous = 0;
  op.compute = [](OrtKernelContext* context) -> OrtStatus* {
    size_t count = 0;
    EXPECT_TRUE(Take(Api().KernelContext_GetInputCount(context, &count)).ok());
    SetOutput(context, 0, std::vector<int64_t>{static_cast<int64_t>(count)});
    return nullptr;
  };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Count", {{"X"}, {"N", 7}}, {{"Y", 7}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<OrtValue*> outputs(1, nullptr);
  ASSERT_TRUE(session.Run({"X", "N"}, {X_.get(), N_.get()}, {"Y"}, outputs).ok());
  EXPECT_EQ(DataOf<int64_t>(outputs[0], 1), (std::vector<int64_t>{2}));
}

TEST_F(CustomOps, OnlyTheLastMayBeVariadic) {
  TestOp op("Bad", {{kFloat, INPUT_OUTPUT_VARIADIC}, {kFloat}}, {{kFloat}});
  WithOps ops({&op});
  AnySession session(env_, OpModel("Bad", {{"X"}, {"A"}}, {{"Y"}}), ops.setup.get());
  EXPECT_FALSE(session.created().ok());
  EXPECT_TRUE(session.created().Says("Only the last input to a custom op may be marked variadic")) << session.created();
}

TEST_F(CustomOps, ShapeInference) {
  TestOp op("Pad", {{}}, {{}});
  op.Infer([](OrtShapeInferContext* context) -> OrtStatus* {
    size_t count = 0;
    EXPECT_TRUE(Take(Api().ShapeInferContext_GetInputCount(context, &count)).ok());
    EXPECT_EQ(count, 1u);
    OrtTensorTypeAndShapeInfo* in = nullptr;
    EXPECT_TRUE(Take(Api().ShapeInferContext_GetInputTypeShape(context, 0, &in)).ok());
    int64_t dims[2] = {};
    EXPECT_TRUE(Take(Api().GetDimensions(in, dims, 2)).ok());
    const char* names[2] = {};
    EXPECT_TRUE(Take(Api().GetSymbolicDimensions(in, names, 2)).ok());
    EXPECT_STREQ(names[0], "N");
    const OrtOpAttr* attribute = nullptr;
    EXPECT_TRUE(Take(Api().ShapeInferContext_GetAttribute(context, "more", &attribute)).ok());
    int64_t more = 0;
    size_t size = 0;
    EXPECT_TRUE(Take(Api().ReadOpAttr(attribute, ORT_OP_ATTR_INT, &more, sizeof(more), &size)).ok());
    EXPECT_EQ(Take(Api().ShapeInferContext_GetAttribute(context, "none", &attribute)).code, ORT_INVALID_ARGUMENT);
    OrtTensorTypeAndShapeInfo* out = nullptr;
    EXPECT_TRUE(Take(Api().CreateTensorTypeAndShapeInfo(&out)).ok());
    const int64_t made[] = {dims[0], dims[1] + more};
    EXPECT_TRUE(Take(Api().SetDimensions(out, made, 2)).ok());
    const char* out_names[] = {"N", ""};
    EXPECT_TRUE(Take(Api().SetSymbolicDimensions(out, out_names, 2)).ok());
    Result set = Take(Api().ShapeInferContext_SetOutputTypeShape(context, 0, out));
    EXPECT_TRUE(set.ok()) << set;
    Api().ReleaseTensorTypeAndShapeInfo(out);
    return nullptr;
  });
  WithOps ops({&op});
  const Message more = Message().Text(1, "more").Int(3, 5).Int(20, 2);
  AnySession session(env_, OpModel("Pad", {{"X", 1, {-1, 3}}}, {{"Y", 0}}, {more}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  Shape shape;
  EXPECT_EQ(OutputType(session, &shape), kFloat);
  EXPECT_EQ(shape, (Shape{-1, 8}));
}

// Sets output 0 of a context.
OrtStatus* SetShape(OrtShapeInferContext* context, ONNXTensorElementDataType type, const Shape& dims, size_t index = 0) {
  OrtTensorTypeAndShapeInfo* info = nullptr;
  EXPECT_TRUE(Take(Api().CreateTensorTypeAndShapeInfo(&info)).ok());
  EXPECT_TRUE(Take(Api().SetTensorElementType(info, type)).ok());
  EXPECT_TRUE(Take(Api().SetDimensions(info, dims.data(), dims.size())).ok());
  std::vector<const char*> names(dims.size(), "");
  EXPECT_TRUE(Take(Api().SetSymbolicDimensions(info, names.data(), names.size())).ok());
  OrtStatus* status = Api().ShapeInferContext_SetOutputTypeShape(context, index, info);
  Api().ReleaseTensorTypeAndShapeInfo(info);
  return status;
}

TEST_F(CustomOps, InferenceTellsAnOpenType) {
  TestOp op("Pick", {{kAny}, {kAny}}, {{kAny}});
  op.Infer([](OrtShapeInferContext* context) { return SetShape(context, kInt64, {2, 5}); });
  WithOps ops({&op});
  AnySession session(env_, OpModel("Pick", {{"X"}, {"A", 7}}, {{"Y", 0}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  Shape shape;
  EXPECT_EQ(OutputType(session, &shape), kInt64);
  EXPECT_EQ(shape, (Shape{2, 5}));
}

TEST_F(CustomOps, InferenceAndAFixedType) {
  TestOp op("Pick", {{kAny}}, {{kFloat}});
  op.Infer([](OrtShapeInferContext* context) { return SetShape(context, kInt64, {2, 5}); });
  WithOps ops({&op});
  AnySession session(env_, OpModel("Pick", {{"X", 7}}, {{"Y", 0}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  Shape shape;
  EXPECT_EQ(OutputType(session, &shape), kFloat);
  EXPECT_EQ(shape, (Shape{2, 5}));
}

TEST_F(CustomOps, InferenceOfAnOutputThatIsNotThere) {
  TestOp op("Pick", {{kFloat}}, {{kFloat}});
  Result set;
  op.Infer([&](OrtShapeInferContext* context) -> OrtStatus* {
    set = Take(SetShape(context, kFloat, {2}, 5));
    return nullptr;
  });
  WithOps ops({&op});
  AnySession session(env_, OpModel("Pick", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_TRUE(session.created().ok()) << session.created();
  EXPECT_FALSE(set.ok()) << set;
}

// What inference returns is not asked for.
TEST_F(CustomOps, ErrorOfInference) {
  TestOp op("Pad", {{}}, {{}});
  op.Infer([](OrtShapeInferContext*) { return Fail(ORT_INVALID_ARGUMENT, "no such shape"); });
  WithOps ops({&op});
  AnySession session(env_, OpModel("Pad", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_TRUE(session.created().ok()) << session.created();
}

TEST_F(CustomOps, Versions) {
  TestOp op("Double", {{}}, {{}});
  op.compute = Double;
  op.start = 2;
  op.end = 3;
  WithOps ops({&op});
  AnySession before(env_, OpModel("Double", {{"X"}}, {{"Y"}}, {}, 1), ops.setup.get());
  EXPECT_FALSE(before.created().ok()) << before.created();
  AnySession inside(env_, OpModel("Double", {{"X"}}, {{"Y"}}, {}, 3), ops.setup.get());
  EXPECT_EQ(Y(inside), (std::vector<float>{2, 4}));
  AnySession behind(env_, OpModel("Double", {{"X"}}, {{"Y"}}, {}, 9), ops.setup.get());
  EXPECT_EQ(Y(behind), (std::vector<float>{2, 4}));
}

TEST_F(CustomOps, InPlaceOfAStandardOperator) {
  TestOp op("Neg", {{}}, {{}});
  op.compute = Double;
  WithOps ops({&op}, "");
  AnySession session(env_, OpModel("Neg", {{"X"}}, {{"Y"}}, {}, 1, ""), ops.setup.get());
  EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
}

// What is known of the table is read; a kernel gets the API that there is, and has to know which that is.
TEST_F(CustomOps, NewerTableThanTheApi) {
  TestOp op("Double", {{}}, {{}});
  op.version = 1000;
  op.compute = Double;
  static const OrtApi* given;
  static decltype(op.CreateKernelV2) create;
  given = nullptr;
  create = op.CreateKernelV2;
  op.CreateKernelV2 = [](const OrtCustomOp* table, const OrtApi* api, const OrtKernelInfo* info, void** kernel) {
    given = api;
    return create(table, api, info, kernel);
  };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
  EXPECT_EQ(given, &Api());
}

TEST_F(CustomOps, NewerTableThanTheApiFirst) {
  TestOp op("Double", {{}}, {{}});
  op.version = 1000;
  op.compute = Double;
  op.CreateKernelV2 = nullptr;
  op.KernelComputeV2 = nullptr;
  static const OrtApi* given;
  static decltype(op.CreateKernel) create;
  given = nullptr;
  create = op.CreateKernel;
  op.CreateKernel = [](const OrtCustomOp* table, const OrtApi* api, const OrtKernelInfo* info) {
    given = api;
    return create(table, api, info);
  };
  WithOps ops({&op});
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
  EXPECT_EQ(given, &Api());
}

TEST_F(CustomOps, OursTablesThatAreIncomplete) {
  const auto refused = [&](const std::function<void(TestOp&)>& spoil) {
    TestOp op("Double", {{}}, {{}});
    op.compute = Double;
    spoil(op);
    WithOps ops({&op});
    AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
    return session.created().code;
  };
  EXPECT_EQ(refused([](TestOp&) {}), ORT_OK);
  EXPECT_EQ(refused([](TestOp& op) { op.GetName = nullptr; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.name = ""; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.GetInputTypeCount = nullptr; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.GetOutputType = nullptr; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.KernelDestroy = nullptr; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.CreateKernel = nullptr, op.CreateKernelV2 = nullptr; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.KernelCompute = nullptr, op.KernelComputeV2 = nullptr; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.GetInputTypeCount = [](const OrtCustomOp*) { return SIZE_MAX; }; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.inputs[0].type = static_cast<ONNXTensorElementDataType>(999); }), ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(refused([](TestOp& op) { op.inputs[0].kind = static_cast<OrtCustomOpInputOutputCharacteristic>(9); }),
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.inputs[0].kind = INPUT_OUTPUT_VARIADIC, op.min_arity = -3; }), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(refused([](TestOp& op) { op.GetStartVersion = nullptr, op.GetEndVersion = nullptr; }), ORT_OK);
}

TEST_F(CustomOps, OursExceptions) {
  TestOp reading("Double", {{}}, {{}}), making("Double", {{}}, {{}}), running("Double", {{}}, {{}});
  reading.GetInputType = [](const OrtCustomOp*, size_t) -> ONNXTensorElementDataType { throw std::runtime_error("of reading"); };
  making.create = [](const OrtKernelInfo*) -> OrtStatus* { throw std::runtime_error("of making"); };
  running.compute = [](OrtKernelContext*) -> OrtStatus* { throw std::runtime_error("of running"); };
  const std::string model = OpModel("Double", {{"X"}}, {{"Y"}});
  {
    WithOps ops({&reading});
    AnySession session(env_, model, ops.setup.get());
    EXPECT_EQ(session.created().code, ORT_FAIL);
    EXPECT_TRUE(session.created().Says("of reading")) << session.created();
  }
  {
    WithOps ops({&making});
    AnySession session(env_, model, ops.setup.get());
    EXPECT_EQ(session.created().code, ORT_RUNTIME_EXCEPTION);
    EXPECT_TRUE(session.created().Says("of making")) << session.created();
  }
  WithOps ops({&running});
  AnySession session(env_, model, ops.setup.get());
  std::vector<OrtValue*> outputs(1, nullptr);
  Result ran = RunX(session, outputs);
  EXPECT_EQ(ran.code, ORT_RUNTIME_EXCEPTION);
  EXPECT_TRUE(ran.Says("of running")) << ran;
}

TEST_F(CustomOps, OursNullArguments) {
  OrtCustomOpDomain* domain = nullptr;
  TestOp op("Double", {{}}, {{}});
  SessionSetup setup;
  EXPECT_EQ(Take(Api().CreateCustomOpDomain(nullptr, &domain)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateCustomOpDomain("my", nullptr)).code, ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(Take(Api().CreateCustomOpDomain("my", &domain)).ok());
  EXPECT_EQ(Take(Api().CustomOpDomain_Add(domain, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CustomOpDomain_Add(nullptr, &op)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AddCustomOpDomain(setup.get(), nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().AddCustomOpDomain(nullptr, domain)).code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(Take(Api().CustomOpDomain_Add(domain, &op)).ok());
  Api().ReleaseCustomOpDomain(domain);
  Api().ReleaseCustomOpDomain(nullptr);
}

TEST_F(CustomOps, OfAnEpThatIsNotThere) {
  TestOp op("Double", {{}}, {{}});
  op.ep = "NoSuchEp";
  WithOps ops({&op});
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_NOT_IMPLEMENTED) << session.created();
}

TEST_F(CustomOps, TwoDomains) {
  TestOp a("Double", {{}}, {{}}), b("Other", {{}}, {{}});
  a.compute = Double;
  WithOps ops({&b}, "other");
  ops.Add({&a}, "my");
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(Y(session), (std::vector<float>{2, 4}));
}

TEST_F(CustomOps, OneDomainNameTwice) {
  TestOp a("Double", {{}}, {{}}), b("Other", {{}}, {{}});
  a.compute = Double;
  WithOps ops({&b}, "my");
  ops.Add({&a}, "my");
  AnySession session(env_, OpModel("Double", {{"X"}}, {{"Y"}}), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_FAIL) << session.created();
  EXPECT_TRUE(session.created().Says("Domain already set in registry")) << session.created();
}

// Ours: ONNX Runtime hands out a value without a tensor.
TEST_F(CustomOps, OursAnOutputThatIsNotMade) {
  TestOp op("Nothing", {{}}, {{}});
  WithOps ops({&op});
  AnySession session(env_, OpModel("Nothing", {{"X"}}, {{"Y"}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<OrtValue*> outputs(1, nullptr);
  Result ran = RunX(session, outputs);
  EXPECT_FALSE(ran.ok()) << ran;
}

TEST_F(CustomOps, EnableOrtCustomOps) {
  SessionSetup setup;
  Result enabled = Take(Api().EnableOrtCustomOps(setup.get()));
  EXPECT_EQ(enabled.code, ORT_FAIL);
  EXPECT_TRUE(enabled.Says("not enabled")) << enabled;
}

}  // namespace
}  // namespace berth::testing

// What a program exports for RegisterCustomOpsUsingFunction.
namespace {
int registered = 0;
}
extern "C" __attribute__((visibility("default"))) OrtStatus* RegisterForTest(OrtSessionOptions* options, const OrtApiBase* base) {
  ++registered;
  return options != nullptr && base != nullptr ? nullptr : berth::testing::Fail(ORT_FAIL, "null");
}

namespace berth::testing {
namespace {

TEST_F(CustomOps, Library) {
  const std::string model = OpModel("Half", {{"X"}}, {{"Y"}}, {}, 1, "library");
  void* handle = nullptr;
  {
    SessionSetup setup;
    Result registered = Take(Api().RegisterCustomOpsLibrary(setup.get(), OP_LIBRARY, &handle));
    ASSERT_TRUE(registered.ok()) << registered;
    ASSERT_NE(handle, nullptr);
    AnySession session(env_, model, setup.get());
    EXPECT_EQ(Y(session), (std::vector<float>{0.5f, 1}));
  }
  dlclose(handle);
}

// The library stays for the options and for sessions that were made of them.
TEST_F(CustomOps, LibraryThatIsKept) {
  auto setup = std::make_unique<SessionSetup>();
  Result registered = Take(Api().RegisterCustomOpsLibrary_V2(setup->get(), OP_LIBRARY));
  ASSERT_TRUE(registered.ok()) << registered;
  AnySession session(env_, OpModel("Half", {{"X"}}, {{"Y"}}, {}, 1, "library"), setup->get());
  setup.reset();
  EXPECT_EQ(Y(session), (std::vector<float>{0.5f, 1}));
}

// Options that an edited session is finalized with do not take away what its model was read with.
TEST_F(CustomOps, LibraryOfAnEditedSession) {
  const OrtModelEditorApi& editor = *Api().GetModelEditorApi();
  auto setup = std::make_unique<SessionSetup>();
  ASSERT_TRUE(Take(Api().RegisterCustomOpsLibrary_V2(setup->get(), OP_LIBRARY)).ok());
  const std::string model = OpModel("Half", {{"X"}}, {{"Y"}}, {}, 1, "library");
  OrtSession* session = nullptr;
  Result created = Take(editor.CreateModelEditorSessionFromArray(env_.get(), model.data(), model.size(), setup->get(), &session));
  ASSERT_TRUE(created.ok()) << created;
  setup.reset();
  SessionSetup others;
  Result finalized = Take(editor.FinalizeModelEditorSession(session, others.get(), nullptr));
  EXPECT_TRUE(finalized.ok()) << finalized;
  const char *input = "X", *output = "Y";
  const OrtValue* x = X_.get();
  OrtValue* y = nullptr;
  EXPECT_TRUE(Take(Api().Run(session, nullptr, &input, &x, 1, &output, 1, &y)).ok());
  EXPECT_EQ(DataOf<float>(Own(y).get(), 2), (std::vector<float>{0.5f, 1}));
  Api().ReleaseSession(session);
}

TEST_F(CustomOps, RegisterUsingFunction) {
  SessionSetup setup;
  EXPECT_EQ(Take(Api().RegisterCustomOpsUsingFunction(setup.get(), "")).code, ORT_FAIL);
  Result absent = Take(Api().RegisterCustomOpsUsingFunction(setup.get(), "no_such_function"));
  EXPECT_EQ(absent.code, ORT_FAIL) << absent;
  Result called = Take(Api().RegisterCustomOpsUsingFunction(setup.get(), "RegisterForTest"));
  EXPECT_TRUE(called.ok()) << called;
  EXPECT_EQ(registered, 1);
}

TEST_F(CustomOps, RegisterLibraryThatIsNotThere) {
  SessionSetup setup;
  void* handle = nullptr;
  Result v1 = Take(Api().RegisterCustomOpsLibrary(setup.get(), "/no/such/library.so", &handle));
  EXPECT_EQ(v1.code, ORT_FAIL) << v1;
  EXPECT_TRUE(v1.Says("/no/such/library.so")) << v1;
  Result v2 = Take(Api().RegisterCustomOpsLibrary_V2(setup.get(), "/no/such/library.so"));
  EXPECT_EQ(v2.code, ORT_FAIL) << v2;
  EXPECT_TRUE(v2.Says("/no/such/library.so")) << v2;
  Result without_entry = Take(Api().RegisterCustomOpsLibrary_V2(setup.get(), kTracingEp));
  EXPECT_EQ(without_entry.code, ORT_FAIL) << without_entry;
  EXPECT_TRUE(without_entry.Says("RegisterCustomOps")) << without_entry;
}

}  // namespace
}  // namespace berth::testing
