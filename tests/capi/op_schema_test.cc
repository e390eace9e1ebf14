// Definitions of operators as EPs read them. What is asserted here is what ONNX Runtime does too.
#include <algorithm>

#include "client.h"

namespace berth::testing {
namespace {

const OrtEpApi& Ep() { return *Api().GetEpApi(); }

struct SchemaReleaser {
  void operator()(OrtOpSchema* schema) const { Ep().ReleaseOpSchema(schema); }
};
using Schema = std::unique_ptr<OrtOpSchema, SchemaReleaser>;

Schema Find(const char* name, int version, const char* domain = "") {
  OrtOpSchema* schema = nullptr;
  Result found = Take(Ep().GetOpSchema(name, version, domain, &schema));
  EXPECT_TRUE(found.ok()) << found;
  return Schema(schema);
}

class OpSchema : public ::testing::Test {
 protected:
  Env env_;   // ONNX Runtime has no definitions before
};

TEST_F(OpSchema, NewestUpToAVersion) {
  for (const auto& [version, since] : {std::pair(13, 13), std::pair(12, 8), std::pair(25, 13)}) {
    Schema schema = Find("Expand", version);
    ASSERT_NE(schema, nullptr);
    int seen = 0;
    EXPECT_TRUE(Take(Ep().OpSchema_GetSinceVersion(schema.get(), &seen)).ok());
    EXPECT_EQ(seen, since);
  }
  EXPECT_EQ(Find("Expand", 7), nullptr);   // it came with 8
  EXPECT_EQ(Find("NoSuchOperator", 13), nullptr);
  EXPECT_EQ(Find("Expand", 13, "no.such.domain"), nullptr);
  EXPECT_NE(Find("Normalizer", 3, "ai.onnx.ml"), nullptr);
}

// Expand (input: T, shape: tensor(int64)) => (output: T).
TEST_F(OpSchema, ParametersAndTypes) {
  Schema schema = Find("Expand", 13);
  size_t inputs = 0, outputs = 0, constraints = 0;
  EXPECT_TRUE(Take(Ep().OpSchema_GetNumInputs(schema.get(), &inputs)).ok());
  EXPECT_TRUE(Take(Ep().OpSchema_GetNumOutputs(schema.get(), &outputs)).ok());
  EXPECT_TRUE(Take(Ep().OpSchema_GetTypeConstraintCount(schema.get(), &constraints)).ok());
  EXPECT_EQ(inputs, 2u);
  EXPECT_EQ(outputs, 1u);
  EXPECT_EQ(constraints, 1u);
  const char* name = nullptr;
  EXPECT_TRUE(Take(Ep().OpSchema_GetInputName(schema.get(), 1, &name)).ok());
  EXPECT_STREQ(name, "shape");
  EXPECT_TRUE(Take(Ep().OpSchema_GetOutputName(schema.get(), 0, &name)).ok());
  EXPECT_STREQ(name, "output");
  const OrtOpSchemaTypeConstraint *t = nullptr, *fixed = t, *out = nullptr, *first = nullptr;
  EXPECT_TRUE(Take(Ep().OpSchema_GetInputTypeConstraint(schema.get(), 0, &t)).ok());
  EXPECT_TRUE(Take(Ep().OpSchema_GetInputTypeConstraint(schema.get(), 1, &fixed)).ok());
  EXPECT_TRUE(Take(Ep().OpSchema_GetOutputTypeConstraint(schema.get(), 0, &out)).ok());
  EXPECT_TRUE(Take(Ep().OpSchema_GetTypeConstraint(schema.get(), 0, &first)).ok());
  ASSERT_NE(t, nullptr);
  EXPECT_EQ(fixed, nullptr);
  EXPECT_EQ(out, t);
  EXPECT_EQ(first, t);
  EXPECT_TRUE(Take(Ep().OpSchemaTypeConstraint_GetTypeParamName(t, &name)).ok());
  EXPECT_STREQ(name, "T");
  const size_t* indices = nullptr;
  size_t count = 0;
  EXPECT_TRUE(Take(Ep().OpSchemaTypeConstraint_GetInputIndices(t, &indices, &count)).ok());
  EXPECT_EQ(std::vector<size_t>(indices, indices + count), std::vector<size_t>{0});
  EXPECT_TRUE(Take(Ep().OpSchemaTypeConstraint_GetOutputIndices(t, &indices, &count)).ok());
  EXPECT_EQ(std::vector<size_t>(indices, indices + count), std::vector<size_t>{0});
  const char* const* types = nullptr;
  EXPECT_TRUE(Take(Ep().OpSchemaTypeConstraint_GetAllowedTypes(t, &types, &count)).ok());
  const std::vector<std::string> all(types, types + count);
  EXPECT_NE(std::find(all.begin(), all.end(), "tensor(bfloat16)"), all.end());
  EXPECT_EQ(std::find(all.begin(), all.end(), "tensor(float8e4m3fn)"), all.end());
}

TEST_F(OpSchema, WhatIsNotThere) {
  Schema schema = Find("Expand", 13);
  const char* name = nullptr;
  const OrtOpSchemaTypeConstraint* constraint = nullptr;
  EXPECT_EQ(Take(Ep().OpSchema_GetInputName(schema.get(), 2, &name)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Ep().OpSchema_GetOutputName(schema.get(), 1, &name)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Ep().OpSchema_GetTypeConstraint(schema.get(), 1, &constraint)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Ep().OpSchema_GetInputTypeConstraint(schema.get(), 2, &constraint)).code, ORT_INVALID_ARGUMENT);
  OrtOpSchema* none = nullptr;
  EXPECT_EQ(Take(Ep().GetOpSchema(nullptr, 13, "", &none)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Ep().GetOpSchema("Expand", 13, nullptr, &none)).code, ORT_INVALID_ARGUMENT);
  Ep().ReleaseOpSchema(nullptr);
}

}  // namespace
}  // namespace berth::testing
