#include "values/value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace berth {
namespace {

template <typename T>
OrtValue List(std::initializer_list<T> elements) {
  Tensor tensor = *Tensor::Allocate(DefaultCpuAllocator(), ElementTypeOf<T>(),
                                    Dims{static_cast<int64_t>(elements.size())});
  std::copy(elements.begin(), elements.end(), tensor.mutable_span<T>().begin());
  return OrtValue(std::move(tensor));
}

OrtValue Texts(std::initializer_list<const char*> elements) {
  Tensor tensor = *Tensor::Allocate(DefaultCpuAllocator(), ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING,
                                    Dims{static_cast<int64_t>(elements.size())});
  std::copy(elements.begin(), elements.end(), tensor.mutable_strings().begin());
  return OrtValue(std::move(tensor));
}

template <typename T>
std::vector<T> Elements(const OrtValue& value) {
  return {value.tensor.span<T>().begin(), value.tensor.span<T>().end()};
}

OrtErrorCode SequenceCode(std::vector<const OrtValue*> items) { return MakeSequence(items).status().code(); }

TEST(OrtValue, StartsAbsent) {
  const OrtValue value;
  EXPECT_FALSE(value.has_value());
  EXPECT_FALSE(value.is_tensor());
  EXPECT_TRUE(List<float>({1}).has_value());
}

TEST(MakeSequence, HoldsCopiesOfItsElements) {
  OrtValue a = List<float>({1, 2}), b = List<float>({3});
  const OrtValue* items[] = {&a, &b};
  auto sequence = *MakeSequence(items);
  EXPECT_EQ(sequence->kind, ONNX_TYPE_SEQUENCE);
  ASSERT_EQ(sequence->items.size(), 2u);
  EXPECT_EQ(Elements<float>(*sequence->items[0]), (std::vector<float>{1, 2}));
  EXPECT_EQ(Elements<float>(*sequence->items[1]), (std::vector<float>{3}));
}

TEST(MakeSequence, ElementsAreOfOneType) {
  const OrtValue a = List<float>({1}), b = List<int64_t>({1}), keys = List<int64_t>({1}), names = Texts({"a"}), absent;
  auto map = *MakeMap(keys, a), same = *MakeMap(keys, a), other = *MakeMap(names, a);
  EXPECT_EQ(SequenceCode({&a, &a}), ORT_OK);
  EXPECT_EQ(SequenceCode({map.get(), same.get()}), ORT_OK);
  EXPECT_EQ(SequenceCode({}), ORT_FAIL);
  EXPECT_EQ(SequenceCode({&a, &b}), ORT_FAIL);
  EXPECT_EQ(SequenceCode({map.get(), &a}), ORT_FAIL);
  EXPECT_EQ(SequenceCode({map.get(), other.get()}), ORT_FAIL);
  EXPECT_EQ(SequenceCode({&absent}), ORT_FAIL);
  EXPECT_EQ(SequenceCode({MakeSequence(std::vector<const OrtValue*>{&a})->get()}), ORT_FAIL);
}

TEST(MakeMap, SortsByKeyAndKeepsTheFirstOfEqualKeys) {
  auto map = *MakeMap(List<int64_t>({7, 5, 7}), List<float>({1, 2, 3}));
  EXPECT_EQ(map->kind, ONNX_TYPE_MAP);
  EXPECT_EQ(Elements<int64_t>(*map->items[0]), (std::vector<int64_t>{5, 7}));
  EXPECT_EQ(Elements<float>(*map->items[1]), (std::vector<float>{2, 1}));

  auto named = *MakeMap(Texts({"b", "a"}), Texts({"1", "2"}));
  EXPECT_EQ(named->items[0]->tensor.strings()[0], "a");
  EXPECT_EQ(named->items[1]->tensor.strings()[0], "2");
}

TEST(MakeMap, EmptyMapsAreLegal) {
  auto map = MakeMap(List<int64_t>({}), List<double>({}));
  ASSERT_TRUE(map.ok());
  EXPECT_EQ((*map)->items[1]->tensor.element_count(), 0u);
}

TEST(MakeMap, RefusesOtherTypesAndLengths) {
  auto code = [](const OrtValue& keys, const OrtValue& values) { return MakeMap(keys, values).status().code(); };
  EXPECT_EQ(code(List<int64_t>({1}), List<int64_t>({1})), ORT_OK);
  EXPECT_EQ(code(List<float>({1}), List<float>({1})), ORT_FAIL);
  EXPECT_EQ(code(List<int64_t>({1}), List<int32_t>({1})), ORT_FAIL);
  EXPECT_EQ(code(List<int64_t>({1, 2}), List<float>({1})), ORT_FAIL);
  EXPECT_EQ(code(List<int64_t>({1}), OrtValue()), ORT_FAIL);
  OrtValue column = List<float>({1, 2});
  column.tensor.Reshape(Dims{2, 1});
  EXPECT_EQ(code(List<int64_t>({1, 2}), column), ORT_FAIL);
}

TEST(CloneValue, CopiesTensorsAndSharesElements) {
  OrtValue a = Texts({"x"});
  auto copy = *CloneValue(a, DefaultCpuAllocator());
  auto sequence = *MakeSequence(std::vector<const OrtValue*>{&a});
  a.tensor.mutable_strings()[0] = "changed";
  EXPECT_EQ(copy->tensor.strings()[0], "x");
  auto clone = *CloneValue(*sequence, DefaultCpuAllocator());
  EXPECT_EQ(clone->items[0], sequence->items[0]);
  EXPECT_EQ(clone->item_type, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
  sequence.reset();
  EXPECT_EQ(clone->items[0]->tensor.strings()[0], "x");
  EXPECT_FALSE((*CloneValue(OrtValue(), DefaultCpuAllocator()))->has_value());
}

}  // namespace
}  // namespace berth
