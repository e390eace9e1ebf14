// Types: of values, of what a model declares, and made by the caller.
#include "client.h"

namespace berth::testing {
namespace {

constexpr int kFloat = 1, kInt64 = 7, kString = 8;   // as models number them

using TensorInfo = OrtTensorTypeAndShapeInfo;

Shape DimsOf(const TensorInfo* info) {
  size_t rank = 0;
  EXPECT_TRUE(Take(Api().GetDimensionsCount(info, &rank)).ok());
  Shape dims(rank);
  EXPECT_TRUE(Take(Api().GetDimensions(info, dims.data(), rank)).ok());
  return dims;
}

ONNXTensorElementDataType ElementOf(const TensorInfo* info) {
  ONNXTensorElementDataType type{};
  EXPECT_TRUE(Take(Api().GetTensorElementType(info, &type)).ok());
  return type;
}

ONNXType KindOf(const OrtTypeInfo* info) {
  ONNXType kind{};
  EXPECT_TRUE(Take(Api().GetOnnxTypeFromTypeInfo(info, &kind)).ok());
  return kind;
}

const TensorInfo* AsTensor(const OrtTypeInfo* info) {
  const TensorInfo* tensor = nullptr;
  EXPECT_TRUE(Take(Api().CastTypeInfoToTensorInfo(info, &tensor)).ok());
  return tensor;
}

Owned<OrtTypeInfo> InputType(const AnySession& session, size_t index = 0) {
  OrtTypeInfo* info = nullptr;
  EXPECT_TRUE(Take(Api().SessionGetInputTypeInfo(session.get(), index, &info)).ok());
  return Own(info);
}

TEST(TypeInfo, OfAModelsTensor) {
  Env env;
  AnySession session(env, IdentityModel(TensorType(kFloat, {-1, 3, 4})));
  ASSERT_TRUE(session.created().ok()) << session.created();
  Owned<OrtTypeInfo> info = InputType(session);
  EXPECT_EQ(KindOf(info.get()), ONNX_TYPE_TENSOR);
  const TensorInfo* tensor = AsTensor(info.get());
  ASSERT_NE(tensor, nullptr);
  EXPECT_EQ(ElementOf(tensor), ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  EXPECT_EQ(DimsOf(tensor), (Shape{-1, 3, 4}));
  const char* names[3] = {};
  ASSERT_TRUE(Take(Api().GetSymbolicDimensions(tensor, names, 3)).ok());
  EXPECT_STREQ(names[0], "N");
  EXPECT_STREQ(names[1], "");
  // It is nothing else.
  const OrtSequenceTypeInfo* sequence = nullptr;
  const OrtMapTypeInfo* map = nullptr;
  const OrtOptionalTypeInfo* optional = nullptr;
  EXPECT_TRUE(Take(Api().CastTypeInfoToSequenceTypeInfo(info.get(), &sequence)).ok());
  EXPECT_TRUE(Take(Api().CastTypeInfoToMapTypeInfo(info.get(), &map)).ok());
  EXPECT_TRUE(Take(Api().CastTypeInfoToOptionalTypeInfo(info.get(), &optional)).ok());
  EXPECT_TRUE(sequence == nullptr && map == nullptr && optional == nullptr);
}

TEST(TypeInfo, OfASequenceAndWhatIsInIt) {
  Env env;
  AnySession session(env, IdentityModel(Message().Nested(4, Message().Nested(1, TensorType(kInt64, {2})))));
  ASSERT_TRUE(session.created().ok()) << session.created();
  Owned<OrtTypeInfo> info = InputType(session);
  EXPECT_EQ(KindOf(info.get()), ONNX_TYPE_SEQUENCE);
  EXPECT_EQ(AsTensor(info.get()), nullptr);
  const OrtSequenceTypeInfo* sequence = nullptr;
  ASSERT_TRUE(Take(Api().CastTypeInfoToSequenceTypeInfo(info.get(), &sequence)).ok());
  OrtTypeInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().GetSequenceElementType(sequence, &made)).ok());
  Owned<OrtTypeInfo> element = Own(made);
  EXPECT_EQ(KindOf(element.get()), ONNX_TYPE_TENSOR);
  EXPECT_EQ(ElementOf(AsTensor(element.get())), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
}

TEST(TypeInfo, OfAnOptional) {
  Env env;
  AnySession session(env, IdentityModel(Message().Nested(9, Message().Nested(1, TensorType(kFloat, {2})))));
  ASSERT_TRUE(session.created().ok()) << session.created();
  Owned<OrtTypeInfo> info = InputType(session);
  EXPECT_EQ(KindOf(info.get()), ONNX_TYPE_OPTIONAL);
  const OrtOptionalTypeInfo* optional = nullptr;
  ASSERT_TRUE(Take(Api().CastTypeInfoToOptionalTypeInfo(info.get(), &optional)).ok());
  OrtTypeInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().GetOptionalContainedTypeInfo(optional, &made)).ok());
  Owned<OrtTypeInfo> contained = Own(made);
  EXPECT_EQ(ElementOf(AsTensor(contained.get())), ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
}

TEST(TypeInfo, OfATensorWithoutAShape) {
  Env env;
  AnySession session(env, IdentityModel(Message().Nested(1, Message().Int(1, kFloat))));
  ASSERT_TRUE(session.created().ok()) << session.created();
  Owned<OrtTypeInfo> info = InputType(session);
  EXPECT_TRUE(DimsOf(AsTensor(info.get())).empty());
  // Any shape may be fed.
  for (const Shape& shape : {Shape{}, Shape{2}, Shape{1, 3}}) {
    Owned<OrtValue> x = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, shape);
    OrtValue* y = nullptr;
    EXPECT_TRUE(session.Run(x.get(), &y).ok());
  }
}

TEST(TypeInfo, OfAValue) {
  Owned<OrtValue> value = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, {4, 0});
  OrtTypeInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().GetTypeInfo(value.get(), &made)).ok());
  Owned<OrtTypeInfo> info = Own(made);
  EXPECT_EQ(DimsOf(AsTensor(info.get())), (Shape{4, 0}));
  const char* denotation = nullptr;
  size_t length = 9;
  ASSERT_TRUE(Take(Api().GetDenotationFromTypeInfo(info.get(), &denotation, &length)).ok());
  EXPECT_EQ(length, 0u);
  TensorInfo* shape = nullptr;
  ASSERT_TRUE(Take(Api().GetTensorTypeAndShape(value.get(), &shape)).ok());
  Owned<TensorInfo> owned = Own(shape);
  size_t count = 9;
  ASSERT_TRUE(Take(Api().GetTensorShapeElementCount(shape, &count)).ok());
  EXPECT_EQ(count, 0u);
  EXPECT_EQ(ElementOf(shape), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32);
}

TEST(TypeInfo, MadeByTheCaller) {
  TensorInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().CreateTensorTypeAndShapeInfo(&made)).ok());
  Owned<TensorInfo> info = Own(made);
  ASSERT_TRUE(Take(Api().SetTensorElementType(info.get(), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8)).ok());
  const int64_t dims[] = {2, -1, 5};
  ASSERT_TRUE(Take(Api().SetDimensions(info.get(), dims, 3)).ok());
  const char* names[] = {"", "M", ""};
  ASSERT_TRUE(Take(Api().SetSymbolicDimensions(info.get(), names, 3)).ok());
  EXPECT_EQ(ElementOf(info.get()), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8);
  EXPECT_EQ(DimsOf(info.get()), (Shape{2, -1, 5}));
  const char* back[3] = {};
  ASSERT_TRUE(Take(Api().GetSymbolicDimensions(info.get(), back, 3)).ok());
  EXPECT_STREQ(back[1], "M");
  size_t count = 0;
  EXPECT_EQ(Take(Api().GetTensorShapeElementCount(info.get(), &count)).code, ORT_FAIL);   // a dimension is open
  const int64_t closed[] = {2, 3, 5};
  ASSERT_TRUE(Take(Api().SetDimensions(info.get(), closed, 3)).ok());
  ASSERT_TRUE(Take(Api().GetTensorShapeElementCount(info.get(), &count)).ok());
  EXPECT_EQ(count, 30u);
  const int64_t illegal[] = {-2};
  EXPECT_EQ(Take(Api().SetDimensions(info.get(), illegal, 1)).code, ORT_INVALID_ARGUMENT);
}

TEST(TypeInfo, NullsAndOtherHandlesAreRefused) {
  ONNXType kind{};
  EXPECT_EQ(Take(Api().GetOnnxTypeFromTypeInfo(nullptr, &kind)).code, ORT_INVALID_ARGUMENT);
  size_t count = 0;
  EXPECT_EQ(Take(Api().GetDimensionsCount(nullptr, &count)).code, ORT_INVALID_ARGUMENT);
  Owned<OrtValue> value = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, {1});
  Result result = Take(Api().GetOnnxTypeFromTypeInfo(reinterpret_cast<OrtTypeInfo*>(value.get()), &kind));
  EXPECT_EQ(result.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(result.Says("a handle of another family")) << result;
  Api().ReleaseTypeInfo(nullptr);
  Api().ReleaseTensorTypeAndShapeInfo(nullptr);
}

// ---- sequences and maps as values ----

Owned<OrtValue> Make(const std::vector<const OrtValue*>& parts, ONNXType kind, OrtErrorCode code = ORT_OK) {
  OrtValue* made = nullptr;
  Result result = Take(Api().CreateValue(parts.data(), parts.size(), kind, &made));
  EXPECT_EQ(result.code, code) << result;
  return Own(made);
}

TEST(Sequence, OfTensors) {
  std::vector<float> a = {1, 2}, b = {3};
  Owned<OrtValue> first = TensorOf(a, {2}, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  Owned<OrtValue> second = TensorOf(b, {1}, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  Owned<OrtValue> sequence = Make({first.get(), second.get()}, ONNX_TYPE_SEQUENCE);
  a[0] = 99;   // copied
  size_t count = 0;
  ASSERT_TRUE(Take(Api().GetValueCount(sequence.get(), &count)).ok());
  EXPECT_EQ(count, 2u);
  OrtValue* item = nullptr;
  ASSERT_TRUE(Take(Api().GetValue(sequence.get(), 0, DefaultAllocator(), &item)).ok());
  EXPECT_EQ(DataOf<float>(item, 2), (std::vector<float>{1, 2}));
  Api().ReleaseValue(item);
  item = nullptr;
  for (int index : {2, -1}) EXPECT_FALSE(Take(Api().GetValue(sequence.get(), index, DefaultAllocator(), &item)).ok());
  EXPECT_FALSE(Take(Api().GetValueCount(first.get(), &count)).ok());
  ONNXType kind{};
  ASSERT_TRUE(Take(Api().GetValueType(sequence.get(), &kind)).ok());
  EXPECT_EQ(kind, ONNX_TYPE_SEQUENCE);
  void* data = nullptr;
  EXPECT_FALSE(Take(Api().GetTensorMutableData(sequence.get(), &data)).ok());
}

TEST(Sequence, OfSeveralElementTypesIsRefused) {
  Owned<OrtValue> floats = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, {1});
  Owned<OrtValue> integers = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, {1});
  Make({floats.get(), integers.get()}, ONNX_TYPE_SEQUENCE, ORT_FAIL);
  Make({}, ONNX_TYPE_SEQUENCE, ORT_FAIL);
  Make({floats.get()}, ONNX_TYPE_TENSOR, ORT_FAIL);
  Make({floats.get(), floats.get()}, ONNX_TYPE_SEQUENCE);
}

TEST(Sequence, ThroughAModel) {
  Env env;
  AnySession session(env, IdentityModel(Message().Nested(4, Message().Nested(1, TensorType(kString, {})))));
  ASSERT_TRUE(session.created().ok()) << session.created();
  Owned<OrtValue> text = Strings({"one", "two"}, {2});
  Owned<OrtValue> x = Make({text.get(), text.get()}, ONNX_TYPE_SEQUENCE);
  OrtValue* y = nullptr;
  Result ran = session.Run(x.get(), &y);
  ASSERT_TRUE(ran.ok()) << ran;
  OrtValue* item = nullptr;
  ASSERT_TRUE(Take(Api().GetValue(y, 1, DefaultAllocator(), &item)).ok());
  EXPECT_EQ(TextsOf(item), (std::vector<std::string>{"one", "two"}));
  Api().ReleaseValue(item);
  // A tensor is no sequence.
  OrtValue* none = nullptr;
  EXPECT_EQ(session.Run(text.get(), &none).code, ORT_INVALID_ARGUMENT);
}

TEST(Map, OfKeysAndValues) {
  std::vector<int64_t> keys = {3, 1};
  std::vector<float> values = {30, 10};
  Owned<OrtValue> k = TensorOf(keys, {2}, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
  Owned<OrtValue> v = TensorOf(values, {2}, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  Owned<OrtValue> map = Make({k.get(), v.get()}, ONNX_TYPE_MAP);
  size_t count = 0;
  ASSERT_TRUE(Take(Api().GetValueCount(map.get(), &count)).ok());
  EXPECT_EQ(count, 2u);
  OrtValue *map_keys = nullptr, *map_values = nullptr;
  ASSERT_TRUE(Take(Api().GetValue(map.get(), 0, DefaultAllocator(), &map_keys)).ok());
  ASSERT_TRUE(Take(Api().GetValue(map.get(), 1, DefaultAllocator(), &map_values)).ok());
  EXPECT_EQ(DataOf<int64_t>(map_keys, 2), (std::vector<int64_t>{1, 3}));
  EXPECT_EQ(DataOf<float>(map_values, 2), (std::vector<float>{10, 30}));
  Api().ReleaseValue(map_keys);
  Api().ReleaseValue(map_values);
  OrtTypeInfo* made = nullptr;
  ASSERT_TRUE(Take(Api().GetTypeInfo(map.get(), &made)).ok());
  Owned<OrtTypeInfo> info = Own(made);
  const OrtMapTypeInfo* type = nullptr;
  ASSERT_TRUE(Take(Api().CastTypeInfoToMapTypeInfo(info.get(), &type)).ok());
  ONNXTensorElementDataType key{};
  ASSERT_TRUE(Take(Api().GetMapKeyType(type, &key)).ok());
  EXPECT_EQ(key, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
}

TEST(Map, ThatDoesNotFitTogetherIsRefused) {
  Owned<OrtValue> two = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, {2});
  Owned<OrtValue> three = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, {3});
  Owned<OrtValue> bytes = NewTensor(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, {2});
  Make({two.get(), three.get()}, ONNX_TYPE_MAP, ORT_FAIL);
  Make({bytes.get(), two.get()}, ONNX_TYPE_MAP, ORT_FAIL);
  Make({two.get()}, ONNX_TYPE_MAP, ORT_FAIL);
  Make({two.get(), two.get()}, ONNX_TYPE_MAP);
}

}  // namespace
}  // namespace berth::testing
