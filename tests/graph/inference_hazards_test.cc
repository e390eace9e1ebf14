#include "graph/inference_hazards.h"

#include <gtest/gtest.h>

#include "model_text.h"

namespace berth {
namespace {

std::string EinsumOf(const std::string& equation) {
  return "<ir_version: 8, opset_import: [\"\":17]> g (float[2,2] x) => (float[n] y) { y = Einsum <equation = \"" + equation + "\"> (x) }";
}

// onnx's own inference does not come back from these.
TEST(InferenceHazards, EinsumTermsOfOtherThanLettersAreRefused) {
  for (const char* equation : {"......->", "i....->i", "i.j->i"}) {
    auto model = LoadText(EinsumOf(equation).c_str());
    ASSERT_FALSE(model.ok()) << equation;
    EXPECT_EQ(model.status().code(), ORT_INVALID_GRAPH) << model.status().message();
  }
}

TEST(InferenceHazards, OneEllipsisIsLegal) {
  for (const char* equation : {"...i->i", "i j -> i", "ii->i"}) {
    EXPECT_TRUE(LoadText(EinsumOf(equation).c_str()).ok()) << equation;
  }
}

std::string GatherNDOf(const char* batch_dims, const char* tuple = "1") {
  return std::string("<ir_version: 8, opset_import: [\"\":17]> g (float[2,2] x, int64[2,") + tuple +
         "] i) => (y) { y = GatherND <batch_dims = " + batch_dims + "> (x, i) }";
}

// Its inference counts axes from here on.
TEST(InferenceHazards, GatherNDBeforeItsFirstAxisIsRefused) {
  for (const char* batch_dims : {"-1", "-12", "-9223372036854775807"}) {
    EXPECT_FAILS(LoadText(GatherNDOf(batch_dims).c_str()), ORT_INVALID_GRAPH, "batch_dims");
  }
  EXPECT_FAILS(LoadText(GatherNDOf("9223372036854775807").c_str()), ORT_INVALID_GRAPH, "batch_dims");
  EXPECT_FAILS(LoadText(GatherNDOf("1", "9223372036854775807").c_str()), ORT_INVALID_GRAPH, "batch_dims");
  EXPECT_TRUE(LoadText(GatherNDOf("1").c_str()).ok());
}

TEST(InferenceHazards, AxisThatIsNotThereIsRefused) {
  const auto model = [](const char* axis) {
    return std::string("<ir_version: 8, opset_import: [\"\":17]> g (float[2,2] x, float[2] s) => (y, m) { y, m = "
                       "LayerNormalization <axis = ") + axis + "> (x, s) }";
  };
  for (const char* axis : {"-3", "3", "-9223372036854775807", "2147483648"}) {
    EXPECT_FAILS(LoadText(model(axis).c_str()), ORT_INVALID_GRAPH, "axis");
  }
  for (const char* axis : {"-2", "1", "2"}) EXPECT_TRUE(LoadText(model(axis).c_str()).ok()) << axis;
}

TEST(InferenceHazards, SplitIntoAnotherNumberOfPartsIsRefused) {
  const auto model = [](const char* parts) {
    return std::string("<ir_version: 8, opset_import: [\"\":18]> g (float[5] x) => (y, z) { y, z = Split <num_outputs = ") + parts +
           "> (x) }";
  };
  for (const char* parts : {"0", "1", "3", "-1", "9223372036854775807"}) {
    EXPECT_FAILS(LoadText(model(parts).c_str()), ORT_INVALID_GRAPH, "num_outputs");
  }
  EXPECT_TRUE(LoadText(model("2").c_str()).ok());
}

// It works with what an input declares, which is no number of elements here.
TEST(InferenceHazards, NegativeDimensionsAreUnknown) {
  onnx::ModelProto proto = ParseModel(GatherNDOf("0").c_str());
  for (auto& input : *proto.mutable_graph()->mutable_input()) {
    for (auto& dim : *input.mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim()) dim.set_dim_value(-5);
  }
  auto model = LoadProto(proto);
  ASSERT_TRUE(model.ok()) << model.status().message();
  const Graph& graph = (*model)->graph();
  for (const auto& dim : graph.value(graph.inputs[0]).type.tensor_type().shape().dim()) EXPECT_FALSE(dim.has_dim_value());
}

}  // namespace
}  // namespace berth
