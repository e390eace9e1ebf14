// Sparse tensors in their three formats, with memory of their own and of the caller.
#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

Owned<OrtValue> NewSparse(const Shape& dense, ONNXTensorElementDataType type = kF) {
  OrtValue* value = nullptr;
  Result made = Take(Api().CreateSparseTensorAsOrtValue(DefaultAllocator(), dense.data(), dense.size(), type, &value));
  EXPECT_TRUE(made.ok()) << made;
  return Own(value);
}

Shape ShapeOf(OrtTensorTypeAndShapeInfo* info) {
  Owned<OrtTensorTypeAndShapeInfo> owned = Own(info);
  size_t rank = 0;
  EXPECT_TRUE(Take(Api().GetDimensionsCount(info, &rank)).ok());
  Shape shape(rank);
  EXPECT_TRUE(Take(Api().GetDimensions(info, shape.data(), rank)).ok());
  return shape;
}

OrtSparseFormat FormatOf(const OrtValue* value) {
  OrtSparseFormat format = ORT_SPARSE_UNDEFINED;
  EXPECT_TRUE(Take(Api().GetSparseTensorFormat(value, &format)).ok());
  return format;
}

// The indices of a kind, and their shape.
template <typename T>
std::pair<std::vector<T>, Shape> IndicesOf(const OrtValue* value, OrtSparseIndicesFormat which) {
  size_t count = 0;
  const void* data = nullptr;
  EXPECT_TRUE(Take(Api().GetSparseTensorIndices(value, which, &count, &data)).ok());
  OrtTensorTypeAndShapeInfo* info = nullptr;
  EXPECT_TRUE(Take(Api().GetSparseTensorIndicesTypeShape(value, which, &info)).ok());
  const T* begin = static_cast<const T*>(data);
  return {std::vector<T>(begin, begin + count), ShapeOf(info)};
}

class Sparse : public ::testing::Test {
 protected:
  Result Coo(OrtValue* value, const std::vector<int64_t>& indices, const Shape& values_shape = {3}) {
    return Take(Api().FillSparseTensorCoo(value, cpu_.get(), values_shape.data(), values_shape.size(), values_, indices.data(),
                                          indices.size()));
  }
  Result Csr(OrtValue* value, const std::vector<int64_t>& inner, const std::vector<int64_t>& outer) {
    const int64_t count = 3;
    return Take(Api().FillSparseTensorCsr(value, cpu_.get(), &count, 1, values_, inner.data(), inner.size(), outer.data(),
                                          outer.size()));
  }
  Result Blocks(OrtValue* value, const Shape& values_shape, const Shape& shape, const std::vector<int32_t>& indices) {
    return Take(Api().FillSparseTensorBlockSparse(value, cpu_.get(), values_shape.data(), values_shape.size(), values_,
                                                  shape.data(), shape.size(), indices.data()));
  }
  Owned<OrtMemoryInfo> cpu_ = CpuMemory();
  float values_[8] = {1, 2, 3, 4, 5, 6, 7, 8};
};

TEST_F(Sparse, WhatItIs) {
  Owned<OrtValue> value = NewSparse({3, 3});
  int is_sparse = 0, is_tensor = 1, has_value = 0;
  ONNXType kind = ONNX_TYPE_UNKNOWN;
  ASSERT_TRUE(Take(Api().IsSparseTensor(value.get(), &is_sparse)).ok());
  ASSERT_TRUE(Take(Api().IsTensor(value.get(), &is_tensor)).ok());
  ASSERT_TRUE(Take(Api().HasValue(value.get(), &has_value)).ok());
  ASSERT_TRUE(Take(Api().GetValueType(value.get(), &kind)).ok());
  EXPECT_EQ(is_sparse, 1);
  EXPECT_EQ(is_tensor, 0);
  EXPECT_EQ(has_value, 1);
  EXPECT_EQ(kind, ONNX_TYPE_SPARSETENSOR);
  EXPECT_EQ(FormatOf(value.get()), ORT_SPARSE_UNDEFINED);
  OrtTensorTypeAndShapeInfo* info = nullptr;
  ASSERT_TRUE(Take(Api().GetTensorTypeAndShape(value.get(), &info)).ok());
  EXPECT_EQ(ShapeOf(info), (Shape{3, 3}));
  // Nothing in it yet, and no dense data ever.
  const void* data = nullptr;
  size_t count = 0;
  void* dense = nullptr;
  EXPECT_EQ(Take(Api().GetSparseTensorValues(value.get(), &data)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().GetSparseTensorIndices(value.get(), ORT_SPARSE_COO_INDICES, &count, &data)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().GetTensorMutableData(value.get(), &dense)).code, ORT_RUNTIME_EXCEPTION);
}

TEST_F(Sparse, CoordinatesLinearOrInPairs) {
  Owned<OrtValue> linear = NewSparse({3, 3}), pairs = NewSparse({3, 3});
  ASSERT_TRUE(Coo(linear.get(), {0, 4, 8}).ok());
  EXPECT_EQ(FormatOf(linear.get()), ORT_SPARSE_COO);
  EXPECT_EQ(IndicesOf<int64_t>(linear.get(), ORT_SPARSE_COO_INDICES), (std::pair<std::vector<int64_t>, Shape>{{0, 4, 8}, {3}}));
  const void* data = nullptr;
  ASSERT_TRUE(Take(Api().GetSparseTensorValues(linear.get(), &data)).ok());
  const auto* kept = static_cast<const float*>(data);
  EXPECT_EQ(std::vector<float>(kept, kept + 3), (std::vector<float>{1, 2, 3}));
  OrtTensorTypeAndShapeInfo* info = nullptr;
  ASSERT_TRUE(Take(Api().GetSparseTensorValuesTypeAndShape(linear.get(), &info)).ok());
  EXPECT_EQ(ShapeOf(info), Shape{3});
  EXPECT_EQ(Coo(linear.get(), {0, 4, 8}).code, ORT_FAIL);   // filled already
  ASSERT_TRUE(Coo(pairs.get(), {0, 0, 1, 1, 2, 2}).ok());
  EXPECT_EQ(IndicesOf<int64_t>(pairs.get(), ORT_SPARSE_COO_INDICES).second, (Shape{3, 2}));
  size_t count = 0;
  EXPECT_EQ(Take(Api().GetSparseTensorIndices(pairs.get(), ORT_SPARSE_CSR_INNER_INDICES, &count, &data)).code, ORT_FAIL);
}

TEST_F(Sparse, CoordinatesThatDoNotFit) {
  for (const std::vector<int64_t>& wrong : {std::vector<int64_t>{0, 4}, {0, 4, 9}, {-1, 0, 0}}) {
    Owned<OrtValue> value = NewSparse({3, 3});
    EXPECT_EQ(Coo(value.get(), wrong).code, ORT_INVALID_ARGUMENT) << wrong[0];
    EXPECT_TRUE(Coo(value.get(), {0, 4, 8}).ok());   // it is as it was
  }
  Owned<OrtValue> list = NewSparse({9});
  EXPECT_EQ(Coo(list.get(), {0, 0, 1, 1, 2, 2}).code, ORT_INVALID_ARGUMENT);
  std::vector<float> dense = {1};
  EXPECT_EQ(Coo(TensorOf(dense, {1}, kF).get(), {0}).code, ORT_RUNTIME_EXCEPTION);
}

TEST_F(Sparse, CompressedRows) {
  Owned<OrtValue> value = NewSparse({3, 3});
  ASSERT_TRUE(Csr(value.get(), {0, 1, 2}, {0, 1, 2, 3}).ok());
  EXPECT_EQ(FormatOf(value.get()), ORT_SPARSE_CSRC);
  EXPECT_EQ(IndicesOf<int64_t>(value.get(), ORT_SPARSE_CSR_INNER_INDICES).first, (std::vector<int64_t>{0, 1, 2}));
  EXPECT_EQ(IndicesOf<int64_t>(value.get(), ORT_SPARSE_CSR_OUTER_INDICES).first, (std::vector<int64_t>{0, 1, 2, 3}));
  using Lists = std::pair<std::vector<int64_t>, std::vector<int64_t>>;
  for (const auto& [inner, outer] : {Lists{{0, 1}, {0, 1, 2, 3}}, Lists{{0, 1, 2}, {0, 1, 2}}, Lists{{0, 1, 7}, {0, 1, 2, 3}},
                                     Lists{{0, 1, 2}, {0, 1, 2, 9}}, Lists{{0, 1, 2}, {0, 2, 1, 3}}}) {
    Owned<OrtValue> wrong = NewSparse({3, 3});
    EXPECT_EQ(Csr(wrong.get(), inner, outer).code, ORT_INVALID_ARGUMENT);
  }
  EXPECT_EQ(Csr(NewSparse({9}).get(), {0, 1, 2}, {0, 1, 2, 3}).code, ORT_FAIL);
}

TEST_F(Sparse, BlocksOfValues) {
  Owned<OrtValue> value = NewSparse({8, 8});
  ASSERT_TRUE(Blocks(value.get(), {2, 2, 2}, {2, 2}, {0, 0, 0, 1}).ok());
  EXPECT_EQ(FormatOf(value.get()), ORT_SPARSE_BLOCK_SPARSE);
  const std::pair<std::vector<int32_t>, Shape> wanted = {{0, 0, 0, 1}, {2, 2}};
  EXPECT_EQ(IndicesOf<int32_t>(value.get(), ORT_SPARSE_BLOCK_SPARSE_INDICES), wanted);
  for (const auto& [values, indices] : std::vector<std::pair<Shape, Shape>>{{{2, 2, 2}, {4}}, {{8}, {2, 2}}, {{2, 4}, {2, 2}},
                                                                            {{2, 2, 2}, {2, 3}}, {{2, 2, 2}, {3, 2}}}) {
    EXPECT_EQ(Blocks(NewSparse({8, 8}).get(), values, indices, {0, 0, 0, 1, 0, 0}).code, ORT_FAIL);
  }
}

TEST_F(Sparse, OverMemoryOfTheCaller) {
  const Shape dense = {3, 3};
  const int64_t three = 3;
  int64_t coo[] = {0, 4, 8}, inner[] = {0, 1, 2}, outer[] = {0, 1, 2, 3};
  const auto make = [&](ONNXTensorElementDataType type = kF, int64_t count = 3) {
    OrtValue* value = nullptr;
    Result made = Take(Api().CreateSparseTensorWithValuesAsOrtValue(cpu_.get(), values_, dense.data(), 2, &count, 1, type,
                                                                    &value));
    return std::pair(made.code, Own(value));
  };
  auto [code, value] = make();
  ASSERT_EQ(code, ORT_OK);
  ASSERT_TRUE(Take(Api().UseCooIndices(value.get(), coo, 3)).ok());
  EXPECT_EQ(Take(Api().UseCooIndices(value.get(), coo, 3)).code, ORT_FAIL);
  const void* data = nullptr;
  ASSERT_TRUE(Take(Api().GetSparseTensorValues(value.get(), &data)).ok());
  EXPECT_EQ(data, values_);
  auto rows = make();
  ASSERT_TRUE(Take(Api().UseCsrIndices(rows.second.get(), inner, static_cast<size_t>(three), outer, 4)).ok());
  EXPECT_EQ(make(ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING).first, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(make(static_cast<ONNXTensorElementDataType>(77)).first, ORT_NOT_IMPLEMENTED);
  EXPECT_EQ(make(kF, -1).first, ORT_INVALID_ARGUMENT);
}

TEST_F(Sparse, Strings) {
  Owned<OrtValue> value = NewSparse({3, 3}, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
  const char* texts[] = {"ab", "c"};
  const int64_t count = 2, indices[] = {0, 4};
  ASSERT_TRUE(Take(Api().FillSparseTensorCoo(value.get(), cpu_.get(), &count, 1, texts, indices, 2)).ok());
  size_t length = 0;
  ASSERT_TRUE(Take(Api().GetStringTensorDataLength(value.get(), &length)).ok());
  EXPECT_EQ(length, 3u);
  char content[3];
  size_t offsets[2];
  ASSERT_TRUE(Take(Api().GetStringTensorContent(value.get(), content, 3, offsets, 2)).ok());
  EXPECT_EQ(std::string(content, 3), "abc");
  const void* data = nullptr;
  EXPECT_EQ(Take(Api().GetSparseTensorValues(value.get(), &data)).code, ORT_INVALID_ARGUMENT);
}

TEST(Opaque, TypesThatNobodyRegistered) {
  int data = 5;
  OrtValue* value = nullptr;
  EXPECT_EQ(Take(Api().CreateOpaqueValue("domain", "type", &data, sizeof(data), &value)).code, ORT_FAIL);
  EXPECT_EQ(value, nullptr);
}

}  // namespace
}  // namespace berth::testing
