#include "plan/program_builder.h"

#include <gtest/gtest.h>

#include "model_maker.h"

namespace berth {
namespace {

class ProgramBuilderTest : public ::testing::Test {
 protected:
  StatusOr<BuiltProgram> Build(const ModelMaker& maker) {
    model_ = maker.Load();
    return BuildProgram(model_->graph(), {}, ExecOptions{DefaultCpuAllocator(), nullptr, &SilentLogger()});
  }
  const Program& BuildOk(const ModelMaker& maker) {
    auto built = Build(maker);
    EXPECT_TRUE(built.ok()) << built.status().message();
    if (built.ok()) built_ = *std::move(built);
    return built_.program;
  }
  using Ids = std::vector<int32_t>;
  static Ids Slice(const Program& program, uint32_t begin, uint32_t count) {
    return {program.ids.begin() + begin, program.ids.begin() + begin + count};
  }
  static Ids Inputs(const Program& p, size_t step) { return Slice(p, p.steps[step].inputs_begin, p.steps[step].input_count); }
  static Ids Outputs(const Program& p, size_t step) { return Slice(p, p.steps[step].outputs_begin, p.steps[step].output_count); }
  static Ids Drops(const Program& p, size_t step) { return Slice(p, p.steps[step].drops_begin, p.steps[step].drop_count); }

  std::unique_ptr<Model> model_;
  BuiltProgram built_;
};

TEST_F(ProgramBuilderTest, StepsFollowTheData) {
  ModelMaker maker;   // the file's order is not the data's
  maker.Input("x").Constant("w").Node("Relu", {"sum"}, {"y"}, "last").Node("Add", {"x", "w"}, {"sum"}, "first").Output("y");
  const Program& program = BuildOk(maker);
  ASSERT_EQ(program.steps.size(), 2u);
  EXPECT_EQ(program.value_count, 4u);
  EXPECT_EQ(program.nodes[program.steps[0].node].name, "first");
  EXPECT_EQ(program.nodes[program.steps[0].node].op_type, "Add");
  EXPECT_EQ(Inputs(program, 1), Outputs(program, 0));
  EXPECT_EQ(program.feeds, (Ids{Inputs(program, 0)[0]}));
  EXPECT_EQ(program.fetches, Outputs(program, 1));
  ASSERT_EQ(program.constants.size(), 1u);
  EXPECT_EQ(program.constants[0].first, Inputs(program, 0)[1]);
  EXPECT_EQ(program.constants[0].second->tensor.span<float>()[1], 2.0f);
}

TEST_F(ProgramBuilderTest, ValuesAreDroppedAfterTheirLastUse) {
  ModelMaker maker;
  maker.Input("x").Node("Relu", {"x"}, {"a"}).Node("Relu", {"a"}, {"b"})
      .Node("Add", {"a", "b"}, {"c"}).Node("Relu", {"c"}, {"y"});
  maker.Output("y");
  const Program& program = BuildOk(maker);
  const int32_t a = Outputs(program, 0)[0], b = Outputs(program, 1)[0], c = Outputs(program, 2)[0];
  EXPECT_EQ(Drops(program, 0), Ids{});
  EXPECT_EQ(Drops(program, 1), Ids{});
  EXPECT_EQ(Drops(program, 2), (Ids{a, b}));
  EXPECT_EQ(Drops(program, 3), (Ids{c}));   // neither the feed nor the output
}

TEST_F(ProgramBuilderTest, OutputThatNobodyUsesIsDroppedAtOnce) {
  ModelMaker maker;
  maker.Input("x").Node("Relu", {"x"}, {"unused"}).Node("Relu", {"x"}, {"y"}).Output("y");
  const Program& program = BuildOk(maker);
  ASSERT_EQ(program.steps.size(), 2u);
  EXPECT_EQ(Drops(program, 0), Outputs(program, 0));
}

TEST_F(ProgramBuilderTest, OutputThatIsUsedTooStays) {
  ModelMaker maker;
  maker.Input("x").Node("Relu", {"x"}, {"a"}).Node("Relu", {"a"}, {"y"}).Output("y").Output("a");
  const Program& program = BuildOk(maker);
  EXPECT_EQ(program.fetches, (Ids{Outputs(program, 1)[0], Outputs(program, 0)[0]}));
  EXPECT_EQ(Drops(program, 1), Ids{});
}

TEST_F(ProgramBuilderTest, InputsThatNothingUsesAreFedNowhere) {
  ModelMaker maker;
  maker.Input("unused").Input("x").Input("through").Node("Relu", {"x"}, {"y"}).Output("y").Output("through");
  const Program& program = BuildOk(maker);
  EXPECT_EQ(program.feeds[0], -1);
  EXPECT_EQ(program.feeds[1], Inputs(program, 0)[0]);
  EXPECT_EQ(program.feeds[2], program.fetches[1]);   // an input that is an output
}

TEST_F(ProgramBuilderTest, InputWithAnInitializerIsBoth) {
  ModelMaker maker;
  maker.Input("x").Input("w").Constant("w").Node("Add", {"x", "w"}, {"y"}).Output("y");
  const Program& program = BuildOk(maker);
  ASSERT_EQ(program.feeds.size(), 2u);
  ASSERT_EQ(program.constants.size(), 1u);
  EXPECT_EQ(program.feeds[1], program.constants[0].first);   // stands in when nothing is fed
}

TEST_F(ProgramBuilderTest, SlotsLeftOutAreNegative) {
  ModelMaker maker;
  maker.Input("x", {1, 1, 4, 4}).Node("MaxPool", {"x"}, {"y", ""}).Output("y", {1, 1, 4, 4});
  auto& attribute = *maker.graph().mutable_node(0)->add_attribute();
  attribute.set_name("kernel_shape");
  attribute.set_type(onnx::AttributeProto::INTS);
  attribute.add_ints(1);
  attribute.add_ints(1);
  const Program& program = BuildOk(maker);
  EXPECT_EQ(Outputs(program, 0), (Ids{program.fetches[0], -1}));
}

TEST_F(ProgramBuilderTest, ShapesAndTypesThatAreKnown) {
  ModelMaker maker;
  maker.Input("x", {-1, 3}).Input("z", {4}).Node("Relu", {"x"}, {"a"}).Node("Relu", {"z"}, {"b"});
  maker.Output("a", {-1, 3}).Output("b", {4});
  const Program& program = BuildOk(maker);
  EXPECT_EQ(program.static_dims[program.fetches[0]], std::nullopt);
  ASSERT_TRUE(program.static_dims[program.fetches[1]].has_value());
  EXPECT_TRUE(SameDims(*program.static_dims[program.fetches[1]], Dims{4}));
  EXPECT_EQ(program.value_types[program.fetches[0]], ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  EXPECT_EQ(program.types[program.steps[0].outputs_begin], ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
  EXPECT_EQ(program.types.size(), program.ids.size());
}

TEST_F(ProgramBuilderTest, NodeThatNoKernelKnowsIsNamed) {
  ModelMaker maker;
  maker.Input("x").Node("EPContext", {"x"}, {"y"}, "blob").Output("y");
  maker.graph().mutable_node(0)->set_domain("com.microsoft");
  maker.Import("com.microsoft", 1);
  auto built = Build(maker);
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.status().code(), ORT_NOT_IMPLEMENTED);
  EXPECT_NE(built.status().message().find("EPContext"), std::string_view::npos) << built.status().message();
  EXPECT_NE(built.status().message().find("blob"), std::string_view::npos) << built.status().message();
}

TEST_F(ProgramBuilderTest, EmptyGraph) {
  ModelMaker maker;
  maker.Input("x").Output("x");
  const Program& program = BuildOk(maker);
  EXPECT_TRUE(program.steps.empty());
  EXPECT_EQ(program.feeds, program.fetches);
}

}  // namespace
}  // namespace berth
