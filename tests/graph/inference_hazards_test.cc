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

}  // namespace
}  // namespace berth
