#include "plan/constants.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "../graph/model_text.h"
#include "graph/initializer.h"
#include "kernels/packed_weights.h"
#include "plan/program_builder.h"

namespace berth {
namespace {

// Models in files, with weights "w0" to "w3" of 32 by 32 floats, which lie there in every alignment.
class ConstantsTest : public ::testing::Test {
 protected:
  void Build(const char* text, OrtPrepackedWeightsContainer* shared = nullptr) {
    onnx::ModelProto proto = ParseModel(text);
    for (int i = 0; i < 4; ++i) {
      onnx::TensorProto tensor;
      tensor.set_name("w" + std::to_string(i));
      tensor.set_data_type(onnx::TensorProto::FLOAT);
      tensor.add_dims(32);
      tensor.add_dims(32);
      std::vector<float> elements(1024);
      for (size_t e = 0; e < elements.size(); ++e) elements[e] = static_cast<float>(e % 7) - static_cast<float>(i);
      tensor.set_raw_data(elements.data(), 4096);
      AddShifting(std::move(tensor), *proto.mutable_graph());
    }
    std::ofstream(path_, std::ios::binary) << proto.SerializeAsString();
    auto model = LoadModelFile(path_, {}, SilentLogger());
    ASSERT_TRUE(model.ok()) << model.status().message();
    built_ = {};
    model_ = std::move(*model);
    ExecOptions exec{DefaultCpuAllocator(), nullptr, &SilentLogger()};
    exec.fold_constants = true;
    exec.packed_weights = shared;
    auto built = BuildProgram(model_->graph(), {}, exec);
    ASSERT_TRUE(built.ok()) << built.status().message();
    built_ = *std::move(built);
  }
  void TearDown() override { std::filesystem::remove(path_); }

  // How many constants of the program have no data any more.
  size_t Retired() const {
    size_t count = 0;
    for (const auto& [id, value] : built_.program.constants) {
      EXPECT_TRUE(SameDims(value->tensor.dims(), Dims{32, 32}));
      count += value->tensor.data() == nullptr;
    }
    return count;
  }

  // Tests run side by side.
  const std::filesystem::path path_ =
      std::filesystem::path(::testing::TempDir()) / ("constants_test" + std::to_string(getpid()) + ".onnx");
  std::unique_ptr<Model> model_;
  BuiltProgram built_;
};

#define BERTH_HEAD R"(<ir_version: 8, opset_import: ["":17]> g (float[2,32] x, bool b) => (float[2,32] y) )"

TEST_F(ConstantsTest, PackedWeightsGo) {
  Build(BERTH_HEAD R"({ a = MatMul (x, w0) c = MatMul (a, w1) d = Gemm (c, w2) y = Gemm <transB = 1> (d, w3) })");
  EXPECT_EQ(Retired(), 3u);   // the fourth is aligned in the file: its pages go, its address stays
}

TEST_F(ConstantsTest, WeightsOfSeveralNodesGoAfterTheLast) {
  Build(BERTH_HEAD R"({ a = MatMul (x, w0) c = MatMul (a, w1) d = MatMul (c, w2) e = MatMul (d, w3)
                        f = MatMul (e, w0) h = MatMul (f, w1) i = MatMul (h, w2) y = MatMul (i, w3) })");
  EXPECT_EQ(Retired(), 3u);
}

TEST_F(ConstantsTest, WeightsThatOneNodeReadsStay) {
  Build(BERTH_HEAD R"({ a = MatMul (x, w0) c = MatMul (a, w1) d = MatMul (c, w2) e = MatMul (d, w3) f = Transpose (e)
                        h = MatMul (w0, f) i = MatMul (w1, h) j = MatMul (w2, i) k = MatMul (w3, j) y = Transpose (k) })");
  EXPECT_EQ(Retired(), 0u);
}

TEST_F(ConstantsTest, WhatFoldingGaveGoesToo) {
  Build(BERTH_HEAD R"({ a = MatMul (x, w0) c = MatMul (a, w1) d = MatMul (c, w2) e = MatMul (d, w3)
                        s = Add (w0, w1) t = Add (w2, w3) u = MatMul (e, s) v = MatMul (u, t) y = Neg (v) })");
  EXPECT_EQ(Retired(), 3u + 2u);
}

TEST_F(ConstantsTest, WeightsThatBodiesUseStay) {
  Build(BERTH_HEAD R"({ a = MatMul (x, w0) c = MatMul (a, w1) d = MatMul (c, w2) e = MatMul (d, w3)
      y = If (b) <then_branch = then_g () => (float[2,32] t) { t0 = MatMul (e, w0) t1 = MatMul (t0, w1) t = MatMul (t1, w2) },
                  else_branch = else_g () => (float[2,32] l) { l = MatMul (e, w3) }> })");
  EXPECT_EQ(Retired(), 0u);
}

TEST_F(ConstantsTest, GraphOutputsStay) {
  Build(R"(<ir_version: 8, opset_import: ["":17]> g (float[2,32] x) => (float[2,32] y, float[32,32] w0, float[32,32] w1,
           float[32,32] w2, float[32,32] w3)
           { a = MatMul (x, w0) c = MatMul (a, w1) d = MatMul (c, w2) y = MatMul (d, w3) })");
  EXPECT_EQ(Retired(), 0u);
}

TEST_F(ConstantsTest, WhatWasLentStays) {
  const char* text = BERTH_HEAD R"({ a = MatMul (x, w0) c = MatMul (a, w1) d = MatMul (c, w2) y = MatMul (d, w3) })";
  Build(text);
  EXPECT_EQ(Retired(), 3u);
  const Graph& graph = model_->graph();
  for (ValueId id : graph.initializers) {
    ASSERT_TRUE(InitializerValue(graph.value(id)).ok());
    LendInitializer(graph.value(id));
  }
  EXPECT_EQ(Retired(), 0u);   // made again
  auto again = BuildProgram(graph, {}, ExecOptions{DefaultCpuAllocator(), nullptr, &SilentLogger()});
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(Retired(), 0u);
}

TEST_F(ConstantsTest, RoomForResultsIsLimited) {
  auto model = MustLoad(R"(<ir_version: 8, opset_import: ["":17]> g (float[2] x) => (float[2] y) <float[2] w = {1, 2}> {
                           y = Add (x, w) })");
  std::vector<std::unique_ptr<OrtValue>> folded;
  Constants constants(model->graph(), folded);
  EXPECT_TRUE(constants.TakeRoom(64 << 10, 0));              // small
  EXPECT_FALSE(constants.TakeRoom((64 << 10) + 8, 8 << 10));  // more than 8 times as large
  EXPECT_TRUE(constants.TakeRoom(80 << 10, 10 << 10));
  EXPECT_FALSE(constants.TakeRoom(17 << 20, 17 << 20));      // more than all may have
  EXPECT_TRUE(constants.TakeRoom(15 << 20, 15 << 20));
  EXPECT_FALSE(constants.TakeRoom(1 << 20, 1 << 20));        // of what is left
}

}  // namespace
}  // namespace berth
