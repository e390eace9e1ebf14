#include "values/element_type.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "values/float6.h"

namespace berth {
namespace {

TEST(ElementType, EveryTypeHasARowThatItsNameLeadsBackTo) {
  for (int i = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; i <= ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0; ++i) {
    const auto type = static_cast<ElementType>(i);
    const ElementTypeRow* row = FindElementType(type);
    ASSERT_NE(row, nullptr) << i;
    EXPECT_EQ(row->type, type);
    EXPECT_EQ(ElementTypeByName(row->name), type);
    EXPECT_STREQ(ElementTypeName(type), row->name);
  }
}

TEST(ElementType, UnknownTypesHaveNoRow) {
  for (int i : {-1, 0, 29, 99}) {
    EXPECT_EQ(FindElementType(static_cast<ElementType>(i)), nullptr) << i;
    EXPECT_STREQ(ElementTypeName(static_cast<ElementType>(i)), "undefined");
    EXPECT_EQ(StorageBytes(static_cast<ElementType>(i), 4), std::nullopt);
  }
  EXPECT_EQ(ElementTypeByName("undefined"), std::nullopt);
  EXPECT_EQ(ElementTypeByName("float64"), std::nullopt);
  EXPECT_EQ(ElementTypeByName("double"), ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE);
}

TEST(StorageBytes, WholeBytesMultiply) {
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 3), 12u);
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128, 2), 32u);
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, 0), 0u);
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, 2), 2 * sizeof(std::string));
}

TEST(StorageBytes, SubByteTypesArePackedAndRoundUp) {
  const size_t int4[] = {0, 1, 1, 2, 2, 3};
  const size_t int2[] = {0, 1, 1, 1, 1, 2};
  const size_t float6[] = {0, 1, 2, 3, 3, 4};
  for (size_t count = 0; count < 6; ++count) {
    EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, count), int4[count]);
    EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT4, count), int4[count]);
    EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT4E2M1, count), int4[count]);
    EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT2, count), int2[count]);
    EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2, count), int2[count]);
    EXPECT_EQ(StorageBytes(kFloat6E2M3, count), float6[count]);
    EXPECT_EQ(StorageBytes(kFloat6E3M2, count), float6[count]);
  }
}

TEST(StorageBytes, OverflowIsAnAnswer) {
  constexpr size_t kMax = std::numeric_limits<size_t>::max();
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, kMax / 2), std::nullopt);
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, kMax / 4), kMax / 4 * 4);
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, kMax), kMax);
  EXPECT_EQ(StorageBytes(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, kMax), kMax / 2 + 1);
}

TEST(TypeSet, HoldsWhatItWasMadeOf) {
  constexpr TypeSet set = kF32 | kI64;
  EXPECT_TRUE(set.contains(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT));
  EXPECT_TRUE(set.contains(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64));
  EXPECT_FALSE(set.contains(ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE));
  EXPECT_FALSE(set.empty());
  EXPECT_TRUE(TypeSet().empty());
  EXPECT_EQ(set, kI64 | kF32);
}

}  // namespace
}  // namespace berth
