#include "values/small_float.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "values/float6.h"
#include "values/packed.h"

namespace berth {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

// The compiler's own 16-bit type.
#ifdef __aarch64__
using CompilersHalf = __fp16;
#else
using CompilersHalf = _Float16;
#endif

TEST(Float16, EveryCodeSurvivesTheWayThroughFloat) {
  for (uint32_t code = 0; code < 0x10000; ++code) {
    Float16 half;
    half.bits = static_cast<uint16_t>(code);
    const float wide = static_cast<float>(half);
    if (std::isnan(wide)) {
      EXPECT_TRUE(std::isnan(static_cast<float>(Float16(wide))));
    } else {
      EXPECT_EQ(Float16(wide).bits, code);
      EXPECT_EQ(wide, static_cast<float>(std::bit_cast<CompilersHalf>(half.bits))) << code;
    }
  }
}

TEST(Float16, RoundsToNearestEven) {
  EXPECT_EQ(Float16(65519.0f).bits, 0x7bff);    // largest, and half a step below the next
  EXPECT_EQ(Float16(65520.0f).bits, 0x7c00);
  EXPECT_EQ(Float16(1.0f + 0x1p-11f).bits, 0x3c00);           // tie: even below
  EXPECT_EQ(Float16(1.0f + 3 * 0x1p-11f).bits, 0x3c02);       // tie: even above
  EXPECT_EQ(Float16(0x1p-25f).bits, 0);
  EXPECT_EQ(Float16(0x1.8p-25f).bits, 1);
  EXPECT_EQ(Float16(-0.0f).bits, 0x8000);
  // Through float this would become a tie and round down.
  EXPECT_EQ(Float16(1.0 + 0x1p-11 + 0x1p-40).bits, 0x3c01);
}

TEST(BFloat16, RoundsToNearestEven) {
  EXPECT_EQ(BFloat16(1.0f + 0x1p-8f).bits, 0x3f80);
  EXPECT_EQ(BFloat16(1.0f + 3 * 0x1p-8f).bits, 0x3f82);
  EXPECT_EQ(BFloat16(kInf).bits, 0x7f80);
  EXPECT_TRUE(std::isnan(static_cast<float>(BFloat16(std::nanf("")))));
}

// Values of the tables in ONNX's description of float8, by hand.
TEST(Float8, Ends) {
  EXPECT_EQ(kFloat8E4M3FN.Decode(0x7e), 448.0f);
  EXPECT_EQ(kFloat8E4M3FN.Decode(0x01), 0x1p-9f);
  EXPECT_EQ(kFloat8E4M3FNUZ.Decode(0x7f), 240.0f);
  EXPECT_EQ(kFloat8E5M2.Decode(0x7b), 57344.0f);
  EXPECT_EQ(kFloat8E5M2.Decode(0xfc), -kInf);
  EXPECT_EQ(kFloat8E5M2FNUZ.Decode(0x7f), 57344.0f);
  EXPECT_EQ(kFloat4E2M1.Decode(0x7), 6.0f);
  EXPECT_EQ(kFloat8E8M0.Decode(127), 1.0f);
  EXPECT_TRUE(std::isnan(kFloat8E4M3FNUZ.Decode(0x80)));
  EXPECT_TRUE(std::isnan(kFloat8E8M0.Decode(0xff)));
}

TEST(Float8, BeyondTheLargest) {
  EXPECT_EQ(kFloat8E4M3FN.Encode(464.0f, false), 0x7e);   // a tie with what would be 480: even
  EXPECT_EQ(kFloat8E4M3FN.Encode(465.0f, false), 0x7f);
  EXPECT_EQ(kFloat8E4M3FN.Encode(465.0f, true), 0x7e);
  EXPECT_EQ(kFloat8E4M3FN.Encode(-kInf, true), 0xfe);
  EXPECT_EQ(kFloat8E5M2.Encode(kInf, false), 0x7c);
  EXPECT_EQ(kFloat8E5M2FNUZ.Encode(-kInf, false), 0x80);
  EXPECT_EQ(kFloat8E4M3FNUZ.Encode(-0.0f, true), 0x00);
  EXPECT_EQ(kFloat8E4M3FN.Encode(-0.0f, true), 0x80);
  EXPECT_EQ(kFloat4E2M1.Encode(100.0f, false), 0x7);
  EXPECT_EQ(kFloat4E2M1.Encode(-2.5f, true), 0xc);        // a tie of 2 and 3: even
}

TEST(Float8, EveryCodeSurvivesTheWayThroughFloat) {
  for (const MiniFloatFormat* format : {&kFloat8E4M3FN, &kFloat8E4M3FNUZ, &kFloat8E5M2, &kFloat8E5M2FNUZ, &kFloat8E8M0}) {
    for (int code = 0; code < 256; ++code) {
      const float value = format->Decode(static_cast<uint8_t>(code));
      if (std::isnan(value)) continue;
      EXPECT_EQ(format->Encode(value, false), code);
    }
  }
}

TEST(Packed, FourElementsInThreeBytes) {
  // As ONNX packs the 6-bit floats: the first element in the lowest bits of the first byte.
  const uint8_t codes[] = {0x21, 0x3f, 0x0a, 0x15, 0x2c};
  const uint8_t wanted[] = {0xe1, 0xaf, 0x54, 0x2c};
  uint8_t bytes[4] = {}, out[5] = {};
  PackElements(codes, kFloat6E2M3, 0, 5, bytes);
  EXPECT_TRUE(std::equal(std::begin(wanted), std::end(wanted), bytes));
  UnpackElements(kFloat6E2M3, bytes, 0, 5, out);
  EXPECT_TRUE(std::equal(std::begin(codes), std::end(codes), out));
  UnpackElements(kFloat6E2M3, bytes, 3, 2, out);
  EXPECT_EQ(out[0], codes[3]);
  EXPECT_EQ(out[1], codes[4]);
  EXPECT_TRUE(IsPacked(kFloat6E3M2));
}

TEST(Float6, Ends) {
  EXPECT_EQ(kFloat6E2M3Format.Decode(0x1f), 7.5f);
  EXPECT_EQ(kFloat6E2M3Format.Decode(0x01), 0.125f);
  EXPECT_EQ(kFloat6E3M2Format.Decode(0x1f), 28.0f);
  EXPECT_EQ(kFloat6E3M2Format.Decode(0x21), -0.0625f);
  EXPECT_EQ(kFloat6E3M2Format.Encode(-1e9f, false), 0x3f);
}

TEST(Packed, ElementsOfLessThanAByte) {
  const uint8_t bytes[] = {0x8f, 0x03};
  auto tensor = Tensor::Borrow(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, Dims{3}, const_cast<uint8_t*>(bytes), 2, CpuMemoryInfo());
  ASSERT_TRUE(tensor.ok());
  uint8_t out[3];
  UnpackElements(*tensor, out);
  EXPECT_EQ(static_cast<int8_t>(out[0]), -1);
  EXPECT_EQ(static_cast<int8_t>(out[1]), -8);
  EXPECT_EQ(static_cast<int8_t>(out[2]), 3);
  uint8_t again[2] = {};
  auto copy = Tensor::Borrow(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, Dims{3}, again, 2, CpuMemoryInfo());
  PackElements(out, *copy);
  EXPECT_EQ(again[0], 0x8f);
  EXPECT_EQ(again[1], 0x03);
  EXPECT_TRUE(IsPacked(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT2));
  EXPECT_FALSE(IsPacked(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8));
}

}  // namespace
}  // namespace berth
