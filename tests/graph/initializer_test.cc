#include "graph/initializer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "graph/onnx_type.h"
#include "model_text.h"
#include "values/packed.h"

namespace berth {
namespace {

using onnx::TensorProto;

TensorProto Make(int type, std::initializer_list<int64_t> dims) {
  TensorProto proto;
  proto.set_name("t");
  proto.set_data_type(type);
  for (int64_t dim : dims) proto.add_dims(dim);
  return proto;
}

StatusOr<Tensor> Decode(const TensorProto& proto) { return TensorFromProto(proto, DefaultCpuAllocator()); }

// The bytes of the decoded tensor; empty and a failure when it does not decode.
std::string Bytes(const TensorProto& proto) {
  auto tensor = Decode(proto);
  EXPECT_TRUE(tensor.ok()) << tensor.status().message();
  return tensor.ok() ? std::string(static_cast<const char*>(tensor->data()), tensor->bytes()) : "";
}

template <typename T>
std::string Raw(std::initializer_list<T> values) {
  return std::string(reinterpret_cast<const char*>(std::data(values)), values.size() * sizeof(T));
}

TEST(Initializer, EveryTypeDecodesFromItsFieldAndFromRawData) {
  struct Case {
    int type;
    int64_t count;
    std::string bytes;
    void (*fill)(TensorProto&);
  };
  const Case cases[] = {
      {TensorProto::FLOAT, 2, Raw<float>({1.5f, -2}), [](TensorProto& p) { p.add_float_data(1.5f), p.add_float_data(-2); }},
      {TensorProto::DOUBLE, 1, Raw<double>({-0.1}), [](TensorProto& p) { p.add_double_data(-0.1); }},
      {TensorProto::COMPLEX64, 1, Raw<float>({1, 2}), [](TensorProto& p) { p.add_float_data(1), p.add_float_data(2); }},
      {TensorProto::COMPLEX128, 1, Raw<double>({1, 2}), [](TensorProto& p) { p.add_double_data(1), p.add_double_data(2); }},
      {TensorProto::INT64, 2, Raw<int64_t>({INT64_MIN, 7}), [](TensorProto& p) { p.add_int64_data(INT64_MIN), p.add_int64_data(7); }},
      {TensorProto::UINT64, 1, Raw<uint64_t>({UINT64_MAX}), [](TensorProto& p) { p.add_uint64_data(UINT64_MAX); }},
      {TensorProto::UINT32, 1, Raw<uint32_t>({UINT32_MAX}), [](TensorProto& p) { p.add_uint64_data(UINT32_MAX); }},
      {TensorProto::INT32, 1, Raw<int32_t>({-5}), [](TensorProto& p) { p.add_int32_data(-5); }},
      {TensorProto::INT16, 1, Raw<int16_t>({-5}), [](TensorProto& p) { p.add_int32_data(-5); }},
      {TensorProto::UINT16, 1, Raw<uint16_t>({65535}), [](TensorProto& p) { p.add_int32_data(65535); }},
      {TensorProto::INT8, 2, Raw<int8_t>({-128, 127}), [](TensorProto& p) { p.add_int32_data(-128), p.add_int32_data(127); }},
      {TensorProto::UINT8, 1, Raw<uint8_t>({255}), [](TensorProto& p) { p.add_int32_data(255); }},
      {TensorProto::BOOL, 2, Raw<uint8_t>({1, 0}), [](TensorProto& p) { p.add_int32_data(1), p.add_int32_data(0); }},
      {TensorProto::FLOAT16, 1, Raw<uint16_t>({0x3e00}), [](TensorProto& p) { p.add_int32_data(0x3e00); }},
      {TensorProto::BFLOAT16, 1, Raw<uint16_t>({0xbfc0}), [](TensorProto& p) { p.add_int32_data(0xbfc0); }},
      {TensorProto::FLOAT8E4M3FN, 1, Raw<uint8_t>({0xb8}), [](TensorProto& p) { p.add_int32_data(0xb8); }},
      {TensorProto::FLOAT8E4M3FNUZ, 1, Raw<uint8_t>({0x80}), [](TensorProto& p) { p.add_int32_data(0x80); }},
      {TensorProto::FLOAT8E5M2, 1, Raw<uint8_t>({0x3c}), [](TensorProto& p) { p.add_int32_data(0x3c); }},
      {TensorProto::FLOAT8E5M2FNUZ, 1, Raw<uint8_t>({0x40}), [](TensorProto& p) { p.add_int32_data(0x40); }},
      {TensorProto::FLOAT8E8M0, 1, Raw<uint8_t>({0x7f}), [](TensorProto& p) { p.add_int32_data(0x7f); }},
      {TensorProto::UINT4, 3, Raw<uint8_t>({0x21, 0x03}), [](TensorProto& p) { p.add_int32_data(0x21), p.add_int32_data(0x03); }},
      {TensorProto::INT4, 2, Raw<uint8_t>({0xf1}), [](TensorProto& p) { p.add_int32_data(0xf1); }},
      {TensorProto::FLOAT4E2M1, 2, Raw<uint8_t>({0x72}), [](TensorProto& p) { p.add_int32_data(0x72); }},
      {TensorProto::UINT2, 5, Raw<uint8_t>({0xe4, 0x02}), [](TensorProto& p) { p.add_int32_data(0xe4), p.add_int32_data(0x02); }},
      {TensorProto::INT2, 4, Raw<uint8_t>({0xe4}), [](TensorProto& p) { p.add_int32_data(0xe4); }},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(TensorProto::DataType_Name(static_cast<TensorProto::DataType>(c.type)));
    TensorProto typed = Make(c.type, {c.count});
    c.fill(typed);
    EXPECT_EQ(Bytes(typed), c.bytes);
    TensorProto raw = Make(c.type, {c.count});
    raw.set_raw_data(c.bytes);
    EXPECT_EQ(Bytes(raw), c.bytes);
    // One byte more, or less, than the shape says.
    raw.set_raw_data(c.bytes + '\0');
    EXPECT_FAILS(Decode(raw), ORT_FAIL, "\"t\"", "raw_data bytes");
    raw.set_raw_data(c.bytes.substr(1));
    EXPECT_FAILS(Decode(raw), ORT_FAIL, "\"t\"", "raw_data bytes");
    EXPECT_FAILS(Decode(Make(c.type, {c.count})), ORT_FAIL, "\"t\"");
  }
}

TEST(Initializer, PackedElementsAreLowBitsFirst) {
  TensorProto proto = Make(TensorProto::INT4, {3});
  proto.set_raw_data(Raw<uint8_t>({0xf1, 0x08}));
  auto tensor = Decode(proto);
  ASSERT_TRUE(tensor.ok());
  uint8_t out[3];
  UnpackElements(*tensor, out);
  EXPECT_EQ(static_cast<int8_t>(out[0]), 1);
  EXPECT_EQ(static_cast<int8_t>(out[1]), -1);
  EXPECT_EQ(static_cast<int8_t>(out[2]), -8);
}

TEST(Initializer, Strings) {
  TensorProto proto = Make(TensorProto::STRING, {2});
  proto.add_string_data("a");
  EXPECT_FAILS(Decode(proto), ORT_FAIL, "1 seen, 2 wanted");
  proto.add_string_data(std::string("b\0c", 3));
  auto tensor = Decode(proto);
  ASSERT_TRUE(tensor.ok()) << tensor.status().message();
  EXPECT_EQ(tensor->strings()[1], std::string("b\0c", 3));
  TensorProto raw = Make(TensorProto::STRING, {1});
  raw.set_raw_data(std::string(sizeof(std::string), 'x'));
  EXPECT_FAILS(Decode(raw), ORT_FAIL, "\"t\"");
}

TEST(Initializer, BoolsAreZeroOrOne) {
  TensorProto proto = Make(TensorProto::BOOL, {3});
  proto.set_raw_data(Raw<uint8_t>({0, 2, 255}));
  EXPECT_EQ(Bytes(proto), Raw<uint8_t>({0, 1, 1}));
  TensorProto typed = Make(TensorProto::BOOL, {2});
  typed.add_int32_data(256);
  typed.add_int32_data(0);
  EXPECT_EQ(Bytes(typed), Raw<uint8_t>({1, 0}));
}

TEST(Initializer, ScalarsAndEmptyTensors) {
  TensorProto scalar = Make(TensorProto::FLOAT, {});
  scalar.add_float_data(3);
  EXPECT_EQ(Bytes(scalar), Raw<float>({3}));
  auto empty = Decode(Make(TensorProto::FLOAT, {2, 0, 3}));
  ASSERT_TRUE(empty.ok()) << empty.status().message();
  EXPECT_EQ(empty->element_count(), 0u);
}

TEST(Initializer, SizesThatCannotBe) {
  EXPECT_FAILS(Decode(Make(TensorProto::FLOAT, {-1})), ORT_FAIL, "\"t\"", "no such tensor");
  EXPECT_FAILS(Decode(Make(TensorProto::FLOAT, {int64_t{1} << 32, int64_t{1} << 32})), ORT_FAIL, "\"t\"");
  EXPECT_FAILS(Decode(Make(TensorProto::DOUBLE, {INT64_MAX})), ORT_FAIL, "\"t\"");
  // Legal, but nothing stands behind it: no memory is taken.
  EXPECT_FAILS(Decode(Make(TensorProto::FLOAT, {int64_t{1} << 40})), ORT_FAIL, "0 seen, 1099511627776 wanted");
  EXPECT_FAILS(Decode(Make(TensorProto::UINT2, {int64_t{1} << 40})), ORT_FAIL, "\"t\"");
  EXPECT_FAILS(Decode(Make(0, {1})), ORT_FAIL, "no such tensor");
  EXPECT_FAILS(Decode(Make(99, {1})), ORT_FAIL, "no such tensor");
}

TEST(Initializer, ExternalDataBelongsToInitializersAlone) {
  TensorProto proto = Make(TensorProto::FLOAT, {1});
  proto.set_data_location(TensorProto::EXTERNAL);
  EXPECT_FAILS(Decode(proto), ORT_FAIL, "external");
}

// A model whose only initializer is the given sparse tensor.
StatusOr<std::unique_ptr<Model>> LoadSparse(const onnx::SparseTensorProto& sparse) {
  auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[1] x) => (float[1] y) { y = Relu(x) })");
  *proto.mutable_graph()->add_sparse_initializer() = sparse;
  return LoadProto(proto);
}

onnx::SparseTensorProto Sparse(std::initializer_list<int64_t> dims, std::initializer_list<int64_t> index_dims,
                               std::initializer_list<int64_t> indices) {
  onnx::SparseTensorProto sparse;
  sparse.mutable_values()->set_name("s");
  sparse.mutable_values()->set_data_type(TensorProto::FLOAT);
  sparse.mutable_values()->add_dims(2);
  sparse.mutable_values()->add_float_data(5);
  sparse.mutable_values()->add_float_data(7);
  sparse.mutable_indices()->set_data_type(TensorProto::INT64);
  for (int64_t dim : dims) sparse.add_dims(dim);
  for (int64_t dim : index_dims) sparse.mutable_indices()->add_dims(dim);
  for (int64_t index : indices) sparse.mutable_indices()->add_int64_data(index);
  return sparse;
}

TEST(SparseInitializer, BecomesDense) {
  for (const auto& sparse : {Sparse({2, 3}, {2}, {1, 5}), Sparse({2, 3}, {2, 2}, {0, 1, 1, 2})}) {
    auto model = LoadSparse(sparse);
    ASSERT_TRUE(model.ok()) << model.status().message();
    const Graph& graph = (*model)->graph();
    ASSERT_NE(graph.FindValue("s"), kNone);
    auto value = InitializerValue(graph.value(graph.FindValue("s")));
    ASSERT_TRUE(value.ok()) << value.status().message();
    EXPECT_TRUE(SameDims((*value)->tensor.dims(), Dims{2, 3}));
    const auto data = (*value)->tensor.span<float>();
    EXPECT_EQ(std::vector<float>(data.begin(), data.end()), (std::vector<float>{0, 5, 0, 0, 0, 7}));
  }
}

TEST(SparseInitializer, FaultsAreTold) {
  EXPECT_FAILS(LoadSparse(Sparse({2, 3}, {2}, {1, 6})), ORT_FAIL, "\"s\"", "index 1", "[2,3]");
  EXPECT_FAILS(LoadSparse(Sparse({2, 3}, {2}, {-1, 5})), ORT_FAIL, "index 0");
  EXPECT_FAILS(LoadSparse(Sparse({2, 3}, {2, 2}, {0, 1, 2, 0})), ORT_FAIL, "index 1");
  EXPECT_FAILS(LoadSparse(Sparse({2, 3}, {2, 3}, {0, 1, 2, 0, 0, 0})), ORT_FAIL, "[2,3]", "wanted");
  EXPECT_FAILS(LoadSparse(Sparse({2, 3}, {3}, {0, 1, 2})), ORT_FAIL, "wanted");
  EXPECT_FAILS(LoadSparse(Sparse({int64_t{1} << 40, 3}, {2}, {0, 1})), ORT_FAIL, "too much");
  EXPECT_FAILS(LoadSparse(Sparse({int64_t{1} << 40, int64_t{1} << 40}, {2}, {0, 1})), ORT_FAIL, "illegal");
  EXPECT_FAILS(LoadSparse(Sparse({-2, 3}, {2}, {0, 1})), ORT_FAIL, "illegal");
}

TEST(ConstantNode, EveryFormBecomesAnInitializer) {
  auto model = MustLoad(R"(<ir_version: 8, opset_import: ["":17]> g (float[1] x) => (float f) {
      f = Constant <value_float = 1.5> ()         fs = Constant <value_floats = [1.0, 2.0]> ()
      i = Constant <value_int = 7> ()             is = Constant <value_ints = [7, 8, 9]> ()
      s = Constant <value_string = "a"> ()        ss = Constant <value_strings = ["a", "b"]> ()
      t = Constant <value = int8[2] {1, -1}> () })");
  ASSERT_NE(model, nullptr);
  const Graph& graph = model->graph();
  EXPECT_EQ(graph.node_count(), 0u);
  EXPECT_EQ(graph.initializers.size(), 7u);
  const auto text = [&](const char* name) {
    const Value& value = graph.value(graph.FindValue(name));
    EXPECT_TRUE(value.is_constant());
    EXPECT_TRUE(InitializerValue(value).ok()) << name;
    return TypeText(TypeFromProto(value.type));
  };
  EXPECT_EQ(text("f"), "tensor(float)[]");
  EXPECT_EQ(text("fs"), "tensor(float)[2]");
  EXPECT_EQ(text("i"), "tensor(int64)[]");
  EXPECT_EQ(text("is"), "tensor(int64)[3]");
  EXPECT_EQ(text("s"), "tensor(string)[]");
  EXPECT_EQ(text("ss"), "tensor(string)[2]");
  EXPECT_EQ(text("t"), "tensor(int8)[2]");
}

TEST(ConstantNode, FirstValueCounts) {
  const char* none = R"(<ir_version: 8, opset_import: ["":17]> g () => (float f) { f = Constant <other = 1> () })";
  const char* two = R"(<ir_version: 8, opset_import: ["":17]> g () => (float f) {
                         f = Constant <other = 1, value_float = 2.0, value_int = 1> () })";
  EXPECT_FAILS(LoadText(none), ORT_FAIL, "Constant", "no value");
  auto model = MustLoad(two);
  ASSERT_NE(model, nullptr);
  auto value = InitializerValue(model->graph().value(model->graph().outputs[0]));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ((*value)->tensor.span<float>()[0], 2);
}

// A model in a file whose weights, of 600 floats each, lie there in every alignment; `path` is removed with it.
class WeightsInAFile : public ::testing::Test {
 protected:
  void SetUp() override {
    onnx::ModelProto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[1] x) => (float[1] y) { y = Relu (x) })");
    for (const std::string name : {"w1", "w2", "w3", "w4"}) {
      onnx::TensorProto tensor = Make(TensorProto::FLOAT, {600});
      tensor.set_name(name);
      std::string& raw = *tensor.mutable_raw_data();
      raw.resize(2400);
      for (size_t i = 0; i < 600; ++i) {
        const float element = Element(name, i);
        std::memcpy(raw.data() + i * 4, &element, 4);
      }
      AddShifting(std::move(tensor), *proto.mutable_graph());
    }
    std::ofstream(path_, std::ios::binary) << proto.SerializeAsString();
    auto model = LoadModelFile(path_, {}, SilentLogger());
    ASSERT_TRUE(model.ok()) << model.status().message();
    model_ = std::move(*model);
  }
  void TearDown() override { std::filesystem::remove(path_); }

  static float Element(const std::string& name, size_t i) { return static_cast<float>(i) - static_cast<float>(name[1]); }
  static void ExpectElements(const Value& value) {
    auto made = InitializerValue(value);
    ASSERT_TRUE(made.ok()) << made.status().message();
    for (size_t i = 0; i < 600; ++i) ASSERT_EQ((*made)->tensor.span<float>()[i], Element(value.name, i));
  }

  const std::filesystem::path path_ = std::filesystem::path(::testing::TempDir()) / ("weights_in_a_file" + std::to_string(getpid()) + ".onnx");
  std::unique_ptr<Model> model_;
};

TEST_F(WeightsInAFile, WhatIsRetiredComesBack) {
  const Graph& graph = model_->graph();
  size_t without_data = 0;
  for (ValueId id : graph.initializers) {
    const Value& value = graph.value(id);
    RetireInitializer(value);   // never made: nothing to do
    ExpectElements(value);
    const OrtValue* made = *InitializerValue(value);
    RetireInitializer(value);
    EXPECT_TRUE(SameDims(made->tensor.dims(), Dims{600}));
    without_data += made->tensor.data() == nullptr;
    RetireInitializer(value);
    ExpectElements(value);
    EXPECT_EQ(*InitializerValue(value), made);
  }
  EXPECT_EQ(without_data, 3u);   // the fourth is aligned in the file, and is read there
}

TEST_F(WeightsInAFile, WhatIsLentStays) {
  const Graph& graph = model_->graph();
  for (ValueId id : graph.initializers) {
    const Value& value = graph.value(id);
    const OrtValue* made = *InitializerValue(value);
    const void* data = made->tensor.data();
    LendInitializer(value);
    RetireInitializer(value);
    ShareInitializer(value, [](std::shared_ptr<const Buffer>, size_t) { return std::make_shared<const Buffer>(); });
    EXPECT_EQ(made->tensor.data(), data);
    ExpectElements(value);
  }
}

TEST_F(WeightsInAFile, CopiesAreShared) {
  const Graph& graph = model_->graph();
  std::vector<std::shared_ptr<const Buffer>> known;
  for (ValueId id : graph.initializers) {
    const Value& value = graph.value(id);
    const OrtValue* made = *InitializerValue(value);
    const void* data = made->tensor.data();
    ShareInitializer(value, [&](std::shared_ptr<const Buffer> buffer, size_t bytes) {
      EXPECT_EQ(buffer->data(), data);
      Buffer other = *Buffer::Allocate(DefaultCpuAllocator(), bytes);
      std::memcpy(other.data(), data, bytes);
      return known.emplace_back(std::make_shared<const Buffer>(std::move(other)));
    });
    EXPECT_EQ(made->tensor.data() == data, known.empty() || made->tensor.data() != known.back()->data());
    ExpectElements(value);
  }
  EXPECT_EQ(known.size(), 3u);
}

}  // namespace
}  // namespace berth
