// Tensors of every element type.
#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kFloat = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
constexpr auto kText = ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;

struct TypeRow {
  ONNXTensorElementDataType type;
  int onnx;   // its number in models
  int bits;   // of one element; 0 for strings
};
#define ROW(name, onnx, bits) TypeRow{ONNX_TENSOR_ELEMENT_DATA_TYPE_##name, onnx, bits}
constexpr TypeRow kTypes[] = {
    ROW(FLOAT, 1, 32), ROW(UINT8, 2, 8), ROW(INT8, 3, 8), ROW(UINT16, 4, 16), ROW(INT16, 5, 16), ROW(INT32, 6, 32),
    ROW(INT64, 7, 64), ROW(STRING, 8, 0), ROW(BOOL, 9, 8), ROW(FLOAT16, 10, 16), ROW(DOUBLE, 11, 64), ROW(UINT32, 12, 32),
    ROW(UINT64, 13, 64), ROW(COMPLEX64, 14, 64), ROW(COMPLEX128, 15, 128), ROW(BFLOAT16, 16, 16), ROW(FLOAT8E4M3FN, 17, 8),
    ROW(FLOAT8E4M3FNUZ, 18, 8), ROW(FLOAT8E5M2, 19, 8), ROW(FLOAT8E5M2FNUZ, 20, 8), ROW(UINT4, 21, 4), ROW(INT4, 22, 4),
    ROW(FLOAT4E2M1, 23, 4), ROW(FLOAT8E8M0, 24, 8), ROW(UINT2, 25, 2), ROW(INT2, 26, 2)};
#undef ROW

size_t Bytes(const TypeRow& row, size_t count) { return (count * static_cast<size_t>(row.bits) + 7) / 8; }

TEST(Tensor, OfEveryType) {
  for (const TypeRow& row : kTypes) {
    SCOPED_TRACE(row.type);
    Owned<OrtValue> value = NewTensor(row.type, {3, 3});
    ASSERT_NE(value, nullptr);
    int is_tensor = 0, has_value = 0;
    EXPECT_TRUE(Take(Api().IsTensor(value.get(), &is_tensor)).ok());
    EXPECT_TRUE(Take(Api().HasValue(value.get(), &has_value)).ok());
    EXPECT_TRUE(is_tensor && has_value);
    ONNXTensorElementDataType type{};
    const int64_t* dims = nullptr;
    size_t rank = 0, bytes = 0;
    ASSERT_TRUE(Take(Api().GetTensorElementTypeAndShapeDataReference(value.get(), &type, &dims, &rank)).ok());
    EXPECT_EQ(type, row.type);
    EXPECT_EQ(Shape(dims, dims + rank), (Shape{3, 3}));
    Result size = Take(Api().GetTensorSizeInBytes(value.get(), &bytes));
    if (row.type == kText) {
      EXPECT_EQ(size.code, ORT_INVALID_ARGUMENT);
      continue;
    }
    ASSERT_TRUE(size.ok()) << size;
    EXPECT_EQ(bytes, Bytes(row, 9));   // packed, rounded up
    void* data = nullptr;
    ASSERT_TRUE(Take(Api().GetTensorMutableData(value.get(), &data)).ok());
    std::memset(data, 0xff, bytes);
    const void* same = nullptr;
    ASSERT_TRUE(Take(Api().GetTensorData(value.get(), &same)).ok());
    EXPECT_EQ(same, data);
  }
}

TEST(Tensor, ThroughAModelOfEveryType) {
  Env env;
  for (const TypeRow& row : kTypes) {
    if (row.type == kText) continue;   // below
    SCOPED_TRACE(row.type);
    AnySession session(env, IdentityModel(TensorType(row.onnx, {4})));
    ASSERT_TRUE(session.created().ok()) << session.created();
    Owned<OrtValue> x = NewTensor(row.type, {4});
    void *data = nullptr, *copy = nullptr;
    ASSERT_TRUE(Take(Api().GetTensorMutableData(x.get(), &data)).ok());
    for (size_t b = 0; b < Bytes(row, 4); ++b) static_cast<uint8_t*>(data)[b] = static_cast<uint8_t>(b % 2);
    OrtValue* y = nullptr;
    Result ran = session.Run(x.get(), &y);
    ASSERT_TRUE(ran.ok()) << ran;
    ASSERT_TRUE(Take(Api().GetTensorMutableData(y, &copy)).ok());
    EXPECT_EQ(std::memcmp(copy, data, Bytes(row, 4)), 0);
    ONNXTensorElementDataType type{};
    const int64_t* dims = nullptr;
    size_t rank = 0;
    ASSERT_TRUE(Take(Api().GetTensorElementTypeAndShapeDataReference(y, &type, &dims, &rank)).ok());
    EXPECT_EQ(type, row.type);
  }
}

TEST(Tensor, StringsThroughAModel) {
  Env env;
  AnySession session(env, IdentityModel(TensorType(kText, {3})));
  ASSERT_TRUE(session.created().ok()) << session.created();
  Owned<OrtValue> x = Strings({"", "short", "long enough that no string object has room for it inside"}, {3});
  OrtValue* y = nullptr;
  for (int round = 0; round < 3; ++round) {
    y = nullptr;
    ASSERT_TRUE(session.Run(x.get(), &y).ok());
    EXPECT_EQ(TextsOf(y), TextsOf(x.get()));
  }
}

TEST(Tensor, AroundMemoryOfTheCaller) {
  std::vector<float> data = {1, 2, 3, 4, 5, 6};
  Owned<OrtValue> value = TensorOf(data, {2, 3}, kFloat);
  void* seen = nullptr;
  ASSERT_TRUE(Take(Api().GetTensorMutableData(value.get(), &seen)).ok());
  EXPECT_EQ(seen, data.data());
  void* element = nullptr;
  const int64_t at[] = {1, 2};
  ASSERT_TRUE(Take(Api().TensorAt(value.get(), at, 2, &element)).ok());
  EXPECT_EQ(*static_cast<float*>(element), 6.0f);
  const OrtMemoryInfo* info = nullptr;
  ASSERT_TRUE(Take(Api().GetTensorMemoryInfo(value.get(), &info)).ok());   // the one it was made with is gone
  const char* name = nullptr;
  ASSERT_TRUE(Take(Api().MemoryInfoGetName(info, &name)).ok());
  EXPECT_STREQ(name, "Cpu");
}

TEST(Tensor, MemoryThatDoesNotCoverTheShape) {
  std::vector<float> data(6);
  auto code = [&](const Shape& shape, size_t bytes, ONNXTensorElementDataType type = kFloat) {
    OrtValue* value = nullptr;
    Result result = Take(Api().CreateTensorWithDataAsOrtValue(CpuMemory().get(), data.data(), bytes, shape.data(), shape.size(),
                                                              type, &value));
    if (result.ok()) Api().ReleaseValue(value);
    else EXPECT_EQ(value, nullptr);
    return result.code;
  };
  EXPECT_EQ(code({2, 3}, 24), ORT_OK);
  EXPECT_EQ(code({2, 3}, 23), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code({-2, 3}, 24), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code({9}, 5, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4), ORT_OK);
  EXPECT_EQ(code({9}, 4, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT4), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(code({0}, 0), ORT_OK);
  EXPECT_NE(code({INT64_MAX, 8}, 24), ORT_OK);
  EXPECT_NE(code({2}, 24, ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED), ORT_OK);
  EXPECT_NE(code({2}, 24, static_cast<ONNXTensorElementDataType>(77)), ORT_OK);
  EXPECT_EQ(code({1}, 24, kText), ORT_INVALID_ARGUMENT);   // no caller can lay out strings
}

TEST(Tensor, NullsAreRefused) {
  OrtValue* value = nullptr;
  const int64_t dims[] = {1};
  float data = 0;
  EXPECT_EQ(Take(Api().CreateTensorAsOrtValue(nullptr, dims, 1, kFloat, &value)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateTensorAsOrtValue(DefaultAllocator(), nullptr, 1, kFloat, &value)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateTensorAsOrtValue(DefaultAllocator(), dims, 1, kFloat, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateTensorWithDataAsOrtValue(nullptr, &data, 4, dims, 1, kFloat, &value)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().CreateTensorWithDataAsOrtValue(CpuMemory().get(), nullptr, 4, dims, 1, kFloat, &value)).code,
            ORT_INVALID_ARGUMENT);
  EXPECT_EQ(value, nullptr);
  // No dimensions need no array.
  ASSERT_TRUE(Take(Api().CreateTensorAsOrtValue(DefaultAllocator(), nullptr, 0, kFloat, &value)).ok());
  Api().ReleaseValue(value);
  Api().ReleaseValue(nullptr);
  EXPECT_EQ(Take(Api().GetTensorMutableData(nullptr, nullptr)).code, ORT_INVALID_ARGUMENT);
}

TEST(Tensor, ElementsOutsideOfTheShape) {
  Owned<OrtValue> value = NewTensor(kFloat, {2, 3});
  void* element = nullptr;
  for (const Shape& at : {Shape{2, 0}, Shape{0, 3}, Shape{-1, 0}, Shape{1}, Shape{0, 0, 0}}) {
    EXPECT_EQ(Take(Api().TensorAt(value.get(), at.data(), at.size(), &element)).code, ORT_INVALID_ARGUMENT);
  }
  Owned<OrtValue> text = NewTensor(kText, {2});
  const int64_t first[] = {0};
  EXPECT_EQ(Take(Api().TensorAt(text.get(), first, 1, &element)).code, ORT_INVALID_ARGUMENT);
}

struct CountedFree : OrtAllocator {
  CountedFree() : OrtAllocator{} {
    version = ORT_API_VERSION;
    OrtAllocator::Alloc = [](OrtAllocator*, size_t bytes) -> void* { return std::malloc(bytes); };
    OrtAllocator::Free = [](OrtAllocator* self, void* data) {
      ++static_cast<CountedFree*>(self)->freed;
      std::free(data);
    };
    OrtAllocator::Info = [](const OrtAllocator* self) -> const OrtMemoryInfo* {
      return static_cast<const CountedFree*>(self)->info.get();
    };
  }
  Owned<OrtMemoryInfo> info = CpuMemory();
  int freed = 0;
};

TEST(Tensor, FreedByTheCallersOwn) {
  CountedFree deleter;
  const int64_t dims[] = {4};
  void* data = std::malloc(16);
  OrtValue* value = nullptr;
  EXPECT_FALSE(Take(Api().CreateTensorWithDataAndDeleterAsOrtValue(&deleter, data, 15, dims, 1, kFloat, &value)).ok());
  EXPECT_EQ(deleter.freed, 0);   // still the caller's
  ASSERT_TRUE(Take(Api().CreateTensorWithDataAndDeleterAsOrtValue(&deleter, data, 16, dims, 1, kFloat, &value)).ok());
  Api().ReleaseValue(value);
  EXPECT_EQ(deleter.freed, 1);
}

TEST(StringTensor, FillingAndReading) {
  Owned<OrtValue> value = Strings({"a", "bc", ""}, {3});
  EXPECT_EQ(TextsOf(value.get()), (std::vector<std::string>{"a", "bc", ""}));
  size_t total = 0;
  ASSERT_TRUE(Take(Api().GetStringTensorDataLength(value.get(), &total)).ok());
  EXPECT_EQ(total, 3u);
  char all[3] = {};
  size_t offsets[3] = {9, 9, 9};
  ASSERT_TRUE(Take(Api().GetStringTensorContent(value.get(), all, 3, offsets, 3)).ok());
  EXPECT_EQ(std::string(all, 3), "abc");
  EXPECT_EQ(offsets[2], 3u);
  ASSERT_TRUE(Take(Api().FillStringTensorElement(value.get(), "new", 0)).ok());
  char* buffer = nullptr;
  ASSERT_TRUE(Take(Api().GetResizedStringTensorElementBuffer(value.get(), 2, 4, &buffer)).ok());
  std::memcpy(buffer, "\0xyz", 4);
  EXPECT_EQ(TextsOf(value.get()), (std::vector<std::string>{"new", "bc", std::string("\0xyz", 4)}));
}

TEST(StringTensor, WrongCountsAndRooms) {
  Owned<OrtValue> value = Strings({"a", "bc"}, {2});
  const char* texts[] = {"x", "y", nullptr};
  EXPECT_EQ(Take(Api().FillStringTensor(value.get(), texts, 1)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().FillStringTensor(value.get(), texts, 3)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().FillStringTensor(value.get(), texts + 1, 2)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(TextsOf(value.get()), (std::vector<std::string>{"a", "bc"}));   // untouched
  EXPECT_FALSE(Take(Api().FillStringTensorElement(value.get(), "x", 2)).ok());
  char small[1];
  EXPECT_FALSE(Take(Api().GetStringTensorElement(value.get(), 1, 1, small)).ok());
  EXPECT_FALSE(Take(Api().GetStringTensorElement(value.get(), 1, 2, small)).ok());
  size_t offsets[2], length = 0;
  EXPECT_EQ(Take(Api().GetStringTensorContent(value.get(), small, 1, offsets, 2)).code, ORT_FAIL);
  EXPECT_EQ(Take(Api().GetStringTensorContent(value.get(), small, 3, offsets, 1)).code, ORT_FAIL);
  EXPECT_FALSE(Take(Api().GetStringTensorElementLength(value.get(), 2, &length)).ok());
  Owned<OrtValue> numbers = NewTensor(kFloat, {2});
  EXPECT_FALSE(Take(Api().FillStringTensor(numbers.get(), texts, 2)).ok());
  EXPECT_FALSE(Take(Api().GetStringTensorDataLength(numbers.get(), &length)).ok());
}

}  // namespace
}  // namespace berth::testing
