#include "values/value_type.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "values/value.h"

namespace berth {
namespace {

constexpr auto kFloat = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
constexpr auto kInt64 = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;

OrtValue TensorOf(ElementType type, const Dims& dims) {
  return OrtValue(*Tensor::Allocate(DefaultCpuAllocator(), type, dims));
}

ValueType TensorType(ElementType type) {
  ValueType declared;
  declared.kind = ONNX_TYPE_TENSOR;
  declared.tensor.element_type = type;
  return declared;
}

ValueType TensorType(ElementType type, const Dims& dims, std::vector<const char*> symbols = {}) {
  ValueType declared = TensorType(type);
  EXPECT_TRUE(declared.tensor.SetDims(dims).ok());
  declared.tensor.SetSymbols(symbols);
  return declared;
}

ValueType SequenceOf(const ValueType& element) {
  ValueType declared;
  declared.kind = ONNX_TYPE_SEQUENCE;
  declared.sequence.element = std::make_shared<ValueType>(element);
  return declared;
}

ValueType OptionalOf(const ValueType& element) {
  ValueType declared;
  declared.kind = ONNX_TYPE_OPTIONAL;
  declared.optional.element = std::make_shared<ValueType>(element);
  return declared;
}

ValueType MapOf(ElementType key, const ValueType& value) {
  ValueType declared;
  declared.kind = ONNX_TYPE_MAP;
  declared.map.key_type = key;
  declared.map.value = std::make_shared<ValueType>(value);
  return declared;
}

std::unique_ptr<OrtValue> Sequence(const OrtValue& element) {
  const OrtValue* items[] = {&element};
  return *MakeSequence(items);
}

TEST(TensorInfo, DimsAndNamesComeInAnyOrder) {
  const char* names[] = {"N", nullptr, "C"};
  OrtTensorTypeAndShapeInfo info;
  info.SetSymbols(names);
  ASSERT_TRUE(info.SetDims(Dims{-1, 3}).ok());
  EXPECT_EQ(info.symbols, (std::vector<std::string>{"N", ""}));
  ASSERT_TRUE(info.SetDims(Dims{5, 3, 4}).ok());
  EXPECT_EQ(info.symbols, (std::vector<std::string>{"N", "", ""}));
  info.SetSymbols({names, 1});
  EXPECT_EQ(info.symbols.size(), 3u);
}

TEST(TensorInfo, DimsBelowMinusOneAreRefused) {
  OrtTensorTypeAndShapeInfo info;
  EXPECT_EQ(info.SetDims(Dims{2, -5}).code(), ORT_INVALID_ARGUMENT);
  EXPECT_FALSE(info.has_shape);
  EXPECT_TRUE(info.SetDims(Dims{2, -1}).ok());
  EXPECT_TRUE(info.has_shape);
}

TEST(TensorInfo, ElementCountNeedsKnownDims) {
  OrtTensorTypeAndShapeInfo info;
  EXPECT_EQ(*info.ElementCount(), 0u);
  ASSERT_TRUE(info.SetDims({}).ok());
  EXPECT_EQ(*info.ElementCount(), 1u);
  ASSERT_TRUE(info.SetDims(Dims{2, 3}).ok());
  EXPECT_EQ(*info.ElementCount(), 6u);
  ASSERT_TRUE(info.SetDims(Dims{-1, 0}).ok());
  EXPECT_EQ(info.ElementCount().status().code(), ORT_FAIL);
  ASSERT_TRUE(info.SetDims(Dims{std::numeric_limits<int64_t>::max(), 4}).ok());
  EXPECT_EQ(info.ElementCount().status().code(), ORT_FAIL);
}

TEST(TypeText, ReadsLikeOnnx) {
  EXPECT_EQ(TypeText(TensorType(kFloat)), "tensor(float)");
  EXPECT_EQ(TypeText(TensorType(kFloat, {})), "tensor(float)[]");
  EXPECT_EQ(TypeText(TensorType(kFloat, {-1, 3, -1}, {"N"})), "tensor(float)[N,3,?]");
  EXPECT_EQ(TypeText(SequenceOf(TensorType(kInt64))), "seq(tensor(int64))");
  EXPECT_EQ(TypeText(OptionalOf(SequenceOf(TensorType(kInt64)))), "optional(seq(tensor(int64)))");
  EXPECT_EQ(TypeText(MapOf(kInt64, TensorType(kFloat))), "map(int64,tensor(float))");
  EXPECT_EQ(TypeText(ValueType()), "nothing");
}

TEST(TypeOf, TensorsHaveDimsAndElementsHaveNone) {
  const OrtValue tensor = TensorOf(kFloat, {2, 3});
  EXPECT_EQ(TypeText(TypeOf(tensor)), "tensor(float)[2,3]");
  EXPECT_EQ(TypeText(TypeOf(*Sequence(tensor))), "seq(tensor(float))");
  auto map = *MakeMap(TensorOf(kInt64, {0}), TensorOf(kFloat, {0}));
  EXPECT_EQ(TypeText(TypeOf(*map)), "map(int64,tensor(float))");
  EXPECT_EQ(TypeText(TypeOf(*Sequence(*map))), "seq(map(int64,tensor(float)))");
  EXPECT_EQ(TypeOf(OrtValue()).kind, ONNX_TYPE_UNKNOWN);
}

TEST(CheckValue, TensorsFitOpenAndEqualDims) {
  const OrtValue value = TensorOf(kFloat, {2, 3});
  EXPECT_TRUE(CheckValue(value, TensorType(kFloat)).ok());
  EXPECT_TRUE(CheckValue(value, TensorType(kFloat, {2, 3})).ok());
  EXPECT_TRUE(CheckValue(value, TensorType(kFloat, {-1, 3}, {"N"})).ok());
  EXPECT_TRUE(CheckValue(value, ValueType()).ok());
}

TEST(CheckValue, OtherTypesRanksAndDimsDoNotFit) {
  const OrtValue value = TensorOf(kFloat, {2, 3});
  for (const ValueType& wanted : {TensorType(kInt64), TensorType(kFloat, {2}), TensorType(kFloat, {2, 4}),
                                  TensorType(kFloat, {}), SequenceOf(TensorType(kFloat))}) {
    const Status status = CheckValue(value, wanted);
    EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT) << TypeText(wanted);
    EXPECT_NE(status.message().find("seen"), std::string_view::npos) << status.message();
  }
  EXPECT_EQ(CheckValue(OrtValue(), TensorType(kFloat)).code(), ORT_INVALID_ARGUMENT);
}

TEST(CheckValue, ElementsOfSequencesAndMapsFitByTypeAlone) {
  auto sequence = Sequence(TensorOf(kFloat, {3}));
  EXPECT_TRUE(CheckValue(*sequence, SequenceOf(TensorType(kFloat, {2}))).ok());
  EXPECT_FALSE(CheckValue(*sequence, SequenceOf(TensorType(kInt64))).ok());
  auto map = *MakeMap(TensorOf(kInt64, {1}), TensorOf(kFloat, {1}));
  EXPECT_TRUE(CheckValue(*map, MapOf(kInt64, TensorType(kFloat))).ok());
  EXPECT_FALSE(CheckValue(*map, MapOf(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, TensorType(kFloat))).ok());
  EXPECT_FALSE(CheckValue(*map, MapOf(kInt64, TensorType(kInt64))).ok());
  EXPECT_TRUE(CheckValue(*Sequence(*map), SequenceOf(MapOf(kInt64, TensorType(kFloat)))).ok());
}

TEST(CheckValue, OptionalsMayBeAbsent) {
  const ValueType wanted = OptionalOf(TensorType(kFloat, {2}));
  EXPECT_TRUE(CheckValue(OrtValue(), wanted).ok());
  EXPECT_TRUE(CheckValue(TensorOf(kFloat, {2}), wanted).ok());
  EXPECT_FALSE(CheckValue(TensorOf(kFloat, {3}), wanted).ok());
  EXPECT_FALSE(CheckValue(TensorOf(kInt64, {2}), wanted).ok());
}

}  // namespace
}  // namespace berth
