#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <string>

#include "values/value.h"

namespace berth {
namespace {

constexpr auto kFloat = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
constexpr auto kText = ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
constexpr auto kInt4 = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4;
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

OrtMemoryInfo GpuInfo() {
  return *MakeMemoryInfoV2("gpu", OrtMemoryInfoDeviceType_GPU, 1, 0, OrtDeviceMemoryType_DEFAULT, 0,
                           OrtDeviceAllocator);
}

Tensor Make(ElementType type, const Dims& dims) { return *Tensor::Allocate(DefaultCpuAllocator(), type, dims); }

TEST(Tensor, AllocatesEveryType) {
  for (int i = 1; i <= ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E8M0; ++i) {
    const auto type = static_cast<ElementType>(i);
    auto tensor = Tensor::Allocate(DefaultCpuAllocator(), type, Dims{3, 3});
    ASSERT_TRUE(tensor.ok()) << ElementTypeName(type);
    EXPECT_EQ(tensor->type(), type);
    EXPECT_EQ(tensor->element_count(), 9u);
    EXPECT_EQ(tensor->bytes(), StorageBytes(type, 9));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor->data()) % kCpuAlignment, 0u);
    EXPECT_EQ(&tensor->memory_info(), &CpuMemoryInfo());
    EXPECT_TRUE(tensor->owns_memory());
  }
}

TEST(Tensor, ScalarsAndEmptyTensorsHaveAnAddress) {
  EXPECT_EQ(Make(kFloat, {}).element_count(), 1u);
  const Tensor empty = Make(kFloat, {3, 0, 2});
  EXPECT_EQ(empty.element_count(), 0u);
  EXPECT_EQ(empty.bytes(), 0u);
  EXPECT_NE(empty.data(), nullptr);
}

TEST(Tensor, AllocateRefusesIllegalShapesAndTypes) {
  auto code = [](ElementType type, const Dims& dims) {
    return Tensor::Allocate(DefaultCpuAllocator(), type, dims).status().code();
  };
  EXPECT_EQ(code(kFloat, {-1}), ORT_FAIL);
  EXPECT_EQ(code(kFloat, {0, -3}), ORT_FAIL);
  EXPECT_EQ(code(kFloat, {kMax, 4}), ORT_FAIL);
  EXPECT_EQ(code(kFloat, {kMax, kMax, 0}), ORT_FAIL);
  EXPECT_EQ(code(kFloat, {kMax}), ORT_FAIL);
  EXPECT_EQ(code(ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, {kMax}), ORT_FAIL);
  EXPECT_EQ(code(ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED, {1}), ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(code(static_cast<ElementType>(99), {1}), ORT_NOT_IMPLEMENTED);
}

TEST(Tensor, BorrowsWhatCoversTheShape) {
  float data[6] = {};
  auto tensor = Tensor::Borrow(kFloat, Dims{2, 3}, data, sizeof data, CpuMemoryInfo());
  ASSERT_TRUE(tensor.ok());
  EXPECT_EQ(tensor->data(), data);
  EXPECT_FALSE(tensor->owns_memory());
  EXPECT_TRUE(Tensor::Borrow(kFloat, Dims{2}, data, sizeof data, CpuMemoryInfo()).ok());
  EXPECT_TRUE(Tensor::Borrow(kFloat, Dims{0, 4}, nullptr, 0, CpuMemoryInfo()).ok());
  EXPECT_TRUE(Tensor::Borrow(kInt4, Dims{9}, data, 5, CpuMemoryInfo()).ok());
}

TEST(Tensor, BorrowRefusesWhatDoesNot) {
  float data[6] = {};
  auto code = [&](ElementType type, const Dims& dims, void* memory, size_t bytes) {
    return Tensor::Borrow(type, dims, memory, bytes, CpuMemoryInfo()).status().code();
  };
  EXPECT_EQ(code(kFloat, {2, 3}, data, 23), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code(kInt4, {9}, data, 4), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code(kFloat, {-1}, data, 24), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code(kFloat, {kMax, 2}, data, 24), ORT_FAIL);
  EXPECT_EQ(code(kFloat, {2}, nullptr, 8), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code(kText, {0}, data, 24), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code(static_cast<ElementType>(0), {1}, data, 24), ORT_NOT_IMPLEMENTED);
}

TEST(Tensor, DeviceMemoryMayStartAtZeroAndOutlivesItsInfo) {
  Tensor tensor;
  {
    const OrtMemoryInfo info = GpuInfo();
    tensor = *Tensor::Borrow(kFloat, Dims{2}, nullptr, 8, info);
  }
  EXPECT_EQ(tensor.memory_info().name, "gpu");
}

TEST(Tensor, AdoptFreesWithTheDeleter) {
  static int freed = 0;
  OrtAllocator deleter{};
  deleter.version = ORT_API_VERSION;
  deleter.Free = [](OrtAllocator*, void* data) {
    ++freed;
    std::free(data);
  };
  void* data = std::malloc(64);
  EXPECT_EQ(Tensor::Adopt(kFloat, Dims{17}, data, 64, &deleter).status().code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(freed, 0);
  { const Tensor tensor = *Tensor::Adopt(kFloat, Dims{16}, data, 64, &deleter); }
  EXPECT_EQ(freed, 1);
  {
    Tensor strings = *Tensor::Adopt(kText, Dims{2}, std::malloc(64), 64, &deleter);
    strings.mutable_strings()[1] = std::string(100, 'x');
    EXPECT_EQ(strings.strings()[0], "");
  }
  EXPECT_EQ(freed, 2);
}

TEST(Tensor, MovesKeepThePointerAndEmptyTheSource) {
  Tensor a = Make(kFloat, {2, 3});
  const void* data = a.data();
  Tensor b = std::move(a);
  EXPECT_EQ(b.data(), data);
  EXPECT_EQ(a.data(), nullptr);
  EXPECT_EQ(a.element_count(), 0u);
  EXPECT_EQ(a.dims().size(), 0u);
  EXPECT_FALSE(a.owns_memory());
  a = std::move(b);
  EXPECT_EQ(a.data(), data);
  EXPECT_TRUE(SameDims(a.dims(), Dims{2, 3}));
  Tensor& self = a;
  a = std::move(self);
  EXPECT_EQ(a.data(), data);
  a.Reset();
  EXPECT_EQ(a.data(), nullptr);
  EXPECT_EQ(a.type(), ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
}

TEST(Tensor, ReshapeKeepsData) {
  Tensor tensor = Make(kFloat, {2, 3});
  const void* data = tensor.data();
  tensor.Reshape(Dims{3, 1, 2});
  EXPECT_EQ(tensor.data(), data);
  EXPECT_EQ(ShapeText(tensor.dims()), "[3,1,2]");
}

TEST(ElementOffset, WalksRowsFirst) {
  const Tensor tensor = Make(kFloat, {2, 3});
  EXPECT_EQ(*ElementOffset(tensor, Dims{1, 2}), 20u);
  EXPECT_EQ(*ElementOffset(Make(kFloat, {}), {}), 0u);
  for (const Dims& bad : {Dims{1}, Dims{1, 3}, Dims{2, 0}, Dims{-1, 0}}) {
    EXPECT_EQ(ElementOffset(tensor, bad).status().code(), ORT_INVALID_ARGUMENT) << ShapeText(bad);
  }
  EXPECT_FALSE(ElementOffset(Make(kInt4, {4}), Dims{0}).ok());
  EXPECT_FALSE(ElementOffset(Make(kText, {4}), Dims{0}).ok());
}

TEST(CopyTensor, CopiesNumbersSubBytesAndStrings) {
  Tensor numbers = Make(kFloat, {3});
  for (size_t i = 0; i < 3; ++i) numbers.mutable_span<float>()[i] = static_cast<float>(i);
  const Tensor copy = *CopyTensor(numbers, DefaultCpuAllocator());
  EXPECT_NE(copy.data(), numbers.data());
  EXPECT_EQ(copy.span<float>()[2], 2.0f);

  Tensor packed = Make(kInt4, {3});
  packed.mutable_span<uint8_t>()[1] = 0x0f;
  EXPECT_EQ(CopyTensor(packed, DefaultCpuAllocator())->span<uint8_t>()[1], 0x0f);

  Tensor text = Make(kText, {2});
  text.mutable_strings()[1] = "long enough to be on the heap, that is";
  EXPECT_EQ(CopyTensor(text, DefaultCpuAllocator())->strings()[1], text.strings()[1]);
  EXPECT_EQ(CopyTensor(Make(kFloat, {0}), DefaultCpuAllocator())->element_count(), 0u);
}

TEST(CopyInto, RefusesOtherTypesShapesAndPlaces) {
  const Tensor from = Make(kFloat, {2});
  Tensor same = Make(kFloat, {2}), longer = Make(kFloat, {3});
  Tensor other = Make(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, {2});
  float data[2];
  Tensor far = *Tensor::Borrow(kFloat, Dims{2}, data, 8, GpuInfo());
  EXPECT_TRUE(CopyInto(from, same).ok());
  EXPECT_EQ(CopyInto(from, longer).code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(CopyInto(from, other).code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(CopyInto(from, far).code(), ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(CopyTensor(far, DefaultCpuAllocator()).status().code(), ORT_NOT_IMPLEMENTED);
}

}  // namespace
}  // namespace berth
