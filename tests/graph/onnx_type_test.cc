#include "graph/onnx_type.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"

namespace berth {
namespace {

// ONNX's own names are the witness: both enumerations must mean the same by them.
TEST(OnnxType, NumbersGoByNameBothWays) {
  int known = 0;
  for (int number = 1; onnx::TensorProto_DataType_IsValid(number); ++number) {
    const auto onnx_type = static_cast<onnx::TensorProto_DataType>(number);
    const auto type = ElementTypeByName(absl::AsciiStrToLower(onnx::TensorProto_DataType_Name(onnx_type)));
    EXPECT_EQ(ElementTypeFromOnnx(number), type.value_or(ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED)) << number;
    if (!type) continue;
    EXPECT_EQ(ElementTypeToOnnx(*type), onnx_type);
    ++known;
  }
  EXPECT_EQ(known, 28);
}

TEST(OnnxType, OtherNumbersAreUndefined) {
  for (int64_t number : {int64_t{-1}, int64_t{0}, int64_t{29}, int64_t{99}, int64_t{1} << 32 | 1, INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(ElementTypeFromOnnx(number), ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED) << number;
  }
}

}  // namespace
}  // namespace berth
