#include "plan/drops.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace berth {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Steps over numbered values; the kernels are never called.
class DropsTest : public ::testing::Test {
 protected:
  void Step(std::vector<int32_t> inputs, std::vector<int32_t> outputs) {
    berth::Step step{};
    step.inputs_begin = Append(inputs);
    step.input_count = static_cast<uint32_t>(inputs.size());
    step.outputs_begin = Append(outputs);
    step.output_count = static_cast<uint32_t>(outputs.size());
    program_.steps.push_back(step);
  }
  void Io(uint32_t values, std::vector<int32_t> feeds, std::vector<int32_t> fetches) {
    program_.value_count = values;
    program_.feeds = std::move(feeds);
    program_.fetches = std::move(fetches);
  }
  std::vector<int32_t> Drops(size_t step) const {
    const int32_t* begin = program_.ids.data() + program_.steps[step].drops_begin;
    return {begin, begin + program_.steps[step].drop_count};
  }
  Program program_;

 private:
  uint32_t Append(const std::vector<int32_t>& numbers) {
    const auto begin = static_cast<uint32_t>(program_.ids.size());
    program_.ids.insert(program_.ids.end(), numbers.begin(), numbers.end());
    return begin;
  }
};

// 0 -> 1 -> 2 -> 3, of which 0 comes in and 3 goes out.
TEST_F(DropsTest, ValuesGoAfterTheirLastUse) {
  Step({0}, {1});
  Step({1}, {2});
  Step({2, 1}, {3});
  Io(4, {0}, {3});
  AddDrops(program_);
  EXPECT_THAT(Drops(0), IsEmpty());
  EXPECT_THAT(Drops(1), IsEmpty());
  EXPECT_THAT(Drops(2), UnorderedElementsAre(1, 2));
}

TEST_F(DropsTest, AnOutputThatNobodyUsesGoesAtOnce) {
  Step({0}, {1, 2});
  Io(3, {0}, {1});
  AddDrops(program_);
  EXPECT_THAT(Drops(0), ElementsAre(2));
}

// 2 is in the memory of 1, which stays until 2 goes.
TEST_F(DropsTest, SharedMemoryStaysAsLongAsItsLastUser) {
  Step({0}, {1});
  Step({1}, {2});
  Step({0}, {3});
  Step({2, 3}, {4});
  Io(5, {0}, {4});
  program_.aliases = {{2, 1, false}};
  AddDrops(program_);
  EXPECT_THAT(Drops(1), IsEmpty());
  EXPECT_THAT(Drops(3), UnorderedElementsAre(1, 2, 3));
}

TEST_F(DropsTest, AResultSharesNoMemory) {
  Step({0}, {1});
  Step({1}, {2});
  Io(3, {0}, {2});
  program_.aliases = {{2, 1, false}};
  AddDrops(program_);
  EXPECT_TRUE(program_.aliases.empty());
  EXPECT_THAT(Drops(1), UnorderedElementsAre(1));
}

TEST_F(DropsTest, AnInputIsWrittenOverAtItsLastUse) {
  Step({0}, {1});
  Step({1}, {2});
  Step({2}, {3});
  Io(4, {0}, {3});
  program_.aliases = {{2, 1, true}};
  AddDrops(program_);
  EXPECT_EQ(program_.aliases.size(), 1u);
}

TEST_F(DropsTest, WhatIsNeededLaterIsNotWrittenOver) {
  Step({0}, {1});
  Step({1}, {2});
  Step({2, 1}, {3});
  Io(4, {0}, {3});
  program_.aliases = {{2, 1, true}};
  AddDrops(program_);
  EXPECT_TRUE(program_.aliases.empty());
}

TEST_F(DropsTest, FeedsResultsAndSharedMemoryAreNotWrittenOver) {
  Step({0}, {1});
  Step({1}, {2});
  Step({2}, {3});
  Io(4, {0}, {3});
  program_.aliases = {{1, 0, true}, {2, 1, false}, {3, 2, true}};
  AddDrops(program_);
  ASSERT_EQ(program_.aliases.size(), 1u);
  EXPECT_EQ(program_.aliases[0].output, 2);
}

TEST_F(DropsTest, OneOutputForAnInput) {
  Step({0}, {1, 2});
  Step({1, 2}, {3, 4});
  Step({3, 4}, {5});
  Io(6, {0}, {5});
  program_.aliases = {{3, 1, true}, {3, 2, true}, {4, 1, true}, {4, 2, true}};
  AddDrops(program_);
  ASSERT_EQ(program_.aliases.size(), 2u);
  EXPECT_EQ(program_.aliases[0].input, 1);
  EXPECT_EQ(program_.aliases[1].input, 2);
}

}  // namespace
}  // namespace berth
