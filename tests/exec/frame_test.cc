#include "exec/frame.h"

#include <gtest/gtest.h>

#include "programs.h"

namespace berth {
namespace {

class FrameTest : public ::testing::Test {
 protected:
  FrameTest() {
    ProgramMaker maker(3);
    maker.program.constants = {{2, &constant_}};
    maker.Io({0}, {1});
    program_ = std::move(maker.program);
    frame_ = std::make_unique<Frame>(program_, options_);
  }
  ~FrameTest() override {
    frame_.reset();
    EXPECT_EQ(allocator_.live, 0);
  }
  // A plan with one place of `bytes` for value 0.
  static std::shared_ptr<const ShapePlan> Plan(size_t bytes) {
    auto plan = std::make_shared<ShapePlan>();
    const Lifetime life{0, 0, 1, bytes};
    plan->arena = PlanArena({&life, 1}, 3);
    return plan;
  }
  Status Prepare(int32_t id, const Dims& dims, ElementType type = kFloat) {
    return frame_->PrepareOutput(id, type, dims, frame_->values()[id]);
  }

  const OrtValue constant_ = FloatValue({1}, 5);
  const std::atomic<bool> terminate_{false};
  const RunControl control_{terminate_, SilentLogger()};
  CountingAllocator allocator_;
  const ExecOptions options_{&allocator_, nullptr, &SilentLogger()};
  Program program_;
  std::unique_ptr<Frame> frame_;
};

TEST_F(FrameTest, WithoutAPlanEachTensorIsABlockAndItsSizeIsNoted) {
  ASSERT_TRUE(frame_->Begin(nullptr, control_).ok());
  ASSERT_TRUE(Prepare(0, {10}).ok());
  EXPECT_TRUE(frame_->values()[0].tensor.owns_memory());
  EXPECT_EQ(frame_->recorded_bytes()[0], 40u);
  ASSERT_TRUE(Prepare(1, {2}, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING).ok());
  EXPECT_EQ(frame_->recorded_bytes()[1], 0u);   // no plan could hold them
  frame_->End();
  EXPECT_EQ(allocator_.live, 0);
}

TEST_F(FrameTest, PlannedTensorsLieInOneBlock) {
  ASSERT_TRUE(frame_->Begin(Plan(40), control_).ok());
  EXPECT_EQ(allocator_.live, 1);
  ASSERT_TRUE(Prepare(0, {10}).ok());
  EXPECT_FALSE(frame_->values()[0].tensor.owns_memory());
  EXPECT_EQ(allocator_.live, 1);
  ASSERT_TRUE(Prepare(0, {1000}).ok());   // larger than planned
  EXPECT_TRUE(frame_->values()[0].tensor.owns_memory());
  EXPECT_EQ(allocator_.live, 2);
  ASSERT_TRUE(Prepare(0, {2}, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING).ok());   // strings need more than bytes
  EXPECT_TRUE(frame_->values()[0].tensor.owns_memory());
  frame_->End();
  EXPECT_EQ(allocator_.live, 1);   // the block stays for the next run
}

TEST_F(FrameTest, FetchedValuesAreNeverInTheBlock) {
  auto plan = std::make_shared<ShapePlan>();
  const Lifetime life{1, 0, 1, 40};
  plan->arena = PlanArena({&life, 1}, 3);
  ASSERT_TRUE(frame_->Begin(plan, control_).ok());
  OrtValue given = FloatValue({10}, 0);
  frame_->SetFetch(1, &given);
  ASSERT_TRUE(Prepare(1, {10}).ok());
  EXPECT_EQ(frame_->values()[1].tensor.data(), given.tensor.data());
  EXPECT_EQ(Prepare(1, {11}).code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Prepare(1, {10}, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32).code(), ORT_INVALID_ARGUMENT);
  frame_->End();
  EXPECT_FALSE(frame_->values()[1].has_value());
}

TEST_F(FrameTest, BlockOnlyGrows) {
  ASSERT_TRUE(frame_->Begin(Plan(4000), control_).ok());
  frame_->End();
  ASSERT_TRUE(frame_->Begin(Plan(40), control_).ok());
  EXPECT_EQ(allocator_.allocations, 1);
  frame_->End();
  ASSERT_TRUE(frame_->Begin(Plan(8000), control_).ok());
  EXPECT_EQ(allocator_.allocations, 2);
  EXPECT_EQ(allocator_.live, 1);
}

TEST_F(FrameTest, NoMemoryForTheBlock) {
  allocator_.fail = true;
  EXPECT_EQ(frame_->Begin(Plan(40), control_).code(), ORT_FAIL);
  EXPECT_EQ(frame_->plan(), nullptr);
  allocator_.fail = false;
  EXPECT_TRUE(frame_->Begin(Plan(40), control_).ok());
}

TEST_F(FrameTest, RefsStartWithTheConstants) {
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(frame_->Begin(nullptr, control_).ok());
    EXPECT_EQ(frame_->refs()[0], nullptr);
    EXPECT_EQ(frame_->refs()[2], &constant_);
    frame_->refs()[0] = &constant_;
    frame_->End();
  }
}

TEST_F(FrameTest, IllegalShapesAreRefused) {
  ASSERT_TRUE(frame_->Begin(nullptr, control_).ok());
  EXPECT_FALSE(Prepare(0, {-1}).ok());
  EXPECT_FALSE(Prepare(0, {INT64_MAX, 8}).ok());
  EXPECT_FALSE(Prepare(0, {INT64_MAX}).ok());
}

TEST_F(FrameTest, ScratchOfAStepDoesNotMove) {
  ASSERT_TRUE(frame_->Begin(nullptr, control_).ok());
  std::vector<char*> blocks;
  for (size_t bytes : {1, 100, 1, 5000, 64, 100000}) {
    auto scratch = frame_->Scratch(bytes);
    ASSERT_TRUE(scratch.ok());
    EXPECT_EQ(reinterpret_cast<uintptr_t>(*scratch) % kCpuAlignment, 0u);
    blocks.push_back(static_cast<char*>(*scratch));
    std::fill_n(blocks.back(), bytes, static_cast<char>(blocks.size()));
  }
  for (size_t i = 0; i < blocks.size(); ++i) EXPECT_EQ(*blocks[i], static_cast<char>(i + 1));
  frame_->EndStep({});
  // The next step gets along with the largest block.
  const int before = allocator_.allocations;
  for (int step = 0; step < 3; ++step) {
    EXPECT_TRUE(frame_->Scratch(100000).ok());
    frame_->EndStep({});
  }
  EXPECT_EQ(allocator_.allocations, before);
  EXPECT_EQ(allocator_.live, 1);
}

TEST_F(FrameTest, ScratchThatCannotBeHad) {
  ASSERT_TRUE(frame_->Begin(nullptr, control_).ok());
  EXPECT_EQ(frame_->Scratch(SIZE_MAX).status().code(), ORT_INVALID_ARGUMENT);
  allocator_.fail = true;
  EXPECT_EQ(frame_->Scratch(8).status().code(), ORT_FAIL);
  allocator_.fail = false;
  EXPECT_TRUE(frame_->Scratch(8).ok());
}

}  // namespace
}  // namespace berth
