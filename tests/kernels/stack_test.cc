#include "kernels/controlflow/stack.h"

#include <cstring>

#include <gtest/gtest.h>

namespace berth {
namespace {

Tensor Make(ElementType type, const Dims& dims) { return *Tensor::Allocate(DefaultCpuAllocator(), type, dims); }

Tensor Floats(const Dims& dims, float first) {
  Tensor tensor = Make(ElementTypeOf<float>(), dims);
  for (float& element : tensor.mutable_span<float>()) element = first++;
  return tensor;
}

TEST(Stack, GrowsPastWhatWasExpected) {
  for (size_t expected : {0u, 1u, 3u, 100u}) {
    Stack stack(expected);
    for (int i = 0; i < 11; ++i) ASSERT_TRUE(stack.Add(Floats({2}, static_cast<float>(2 * i)), DefaultCpuAllocator()).ok());
    EXPECT_EQ(stack.count(), 11u);
    const Tensor all = *stack.Finish(DefaultCpuAllocator());
    EXPECT_TRUE(SameDims(all.dims(), Dims{11, 2}));
    for (size_t i = 0; i < 22; ++i) EXPECT_EQ(all.span<float>()[i], static_cast<float>(i));
    EXPECT_EQ(stack.count(), 0u);
  }
}

TEST(Stack, ItemsWithoutElementsAreCounted) {
  Stack stack(std::numeric_limits<size_t>::max());   // an endless loop says no more
  for (int i = 0; i < 9; ++i) ASSERT_TRUE(stack.Add(Floats({2, 0}, 0), DefaultCpuAllocator()).ok());
  EXPECT_TRUE(SameDims(stack.Finish(DefaultCpuAllocator())->dims(), Dims{9, 2, 0}));
}

TEST(Stack, MovesTexts) {
  Stack stack;
  Tensor text = Make(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, {1});
  for (int i = 0; i < 9; ++i) {
    text.mutable_strings()[0] = "a text that is too long to lie in the string itself: " + std::to_string(i);
    ASSERT_TRUE(stack.Add(text, DefaultCpuAllocator()).ok());
  }
  const Tensor all = *stack.Finish(DefaultCpuAllocator());
  ASSERT_EQ(all.strings().size(), 9u);
  EXPECT_EQ(all.strings()[0].back(), '0');
  EXPECT_EQ(all.strings()[8].back(), '8');
}

// Three elements of 4 bits: items do not begin at bytes.
TEST(Stack, PacksElementsOfLessThanAByte) {
  Stack stack;
  Tensor item = Make(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4, {3});
  const uint8_t bytes[] = {0x21, 0x0f};   // 1, 2, -1
  std::memcpy(item.mutable_data(), bytes, 2);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(stack.Add(item, DefaultCpuAllocator()).ok());
  const Tensor all = *stack.Finish(DefaultCpuAllocator());
  EXPECT_EQ(all.type(), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4);
  const uint8_t wanted[] = {0x21, 0x1f, 0xf2, 0x21, 0x0f};
  ASSERT_EQ(all.bytes(), sizeof wanted);
  EXPECT_EQ(std::memcmp(all.data(), wanted, sizeof wanted), 0);
}

TEST(Stack, GivesPlacesForLargeItems) {
  Stack stack;
  EXPECT_EQ(*stack.Place(DefaultCpuAllocator()), nullptr);   // of what size?
  for (int i = 0; i < 9; ++i) {
    SharedValue place = *stack.Place(DefaultCpuAllocator());
    Tensor made = Floats({1000}, static_cast<float>(1000 * i));
    if (place != nullptr) std::memcpy(const_cast<void*>(place->tensor.data()), made.data(), made.bytes());
    ASSERT_TRUE(stack.Add(place != nullptr ? place->tensor : made, DefaultCpuAllocator()).ok());
    EXPECT_EQ(place != nullptr, i > 0);
  }
  const Tensor all = *stack.Finish(DefaultCpuAllocator());
  for (size_t i = 0; i < 9000; ++i) ASSERT_EQ(all.span<float>()[i], static_cast<float>(i));
}

TEST(Stack, ItemsAreOfOneTypeAndShape) {
  Stack stack;
  ASSERT_TRUE(stack.Add(Floats({2}, 0), DefaultCpuAllocator()).ok());
  EXPECT_EQ(stack.Add(Floats({1, 2}, 0), DefaultCpuAllocator()).message(),
            "float[1,2] seen in trip 1, float[2] wanted as in the trips before");
  EXPECT_EQ(stack.Add(Make(ElementTypeOf<int32_t>(), {2}), DefaultCpuAllocator()).code(), ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(stack.Add(Floats({2}, 0), DefaultCpuAllocator()).ok());
}

}  // namespace
}  // namespace berth
