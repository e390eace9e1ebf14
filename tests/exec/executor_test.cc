#include "exec/executor.h"

#include <thread>

#include <gtest/gtest.h>

#include "programs.h"

namespace berth {
namespace {

class ExecutorTest : public ::testing::Test {
 protected:
  ~ExecutorTest() override {
    executor_.reset();
    EXPECT_EQ(allocator_.live, 0) << "blocks that nobody freed";
  }
  void Make(ProgramMaker& maker) {
    executor_ = std::make_unique<Executor>(std::move(maker.program), ExecOptions{&allocator_, nullptr, &SilentLogger()});
  }
  Status Run(std::vector<const OrtValue*> feeds, std::vector<Fetch> fetches) {
    return executor_->Run(feeds, fetches, control_);
  }
  // One feed, one new output.
  StatusOr<std::vector<float>> RunOne(const OrtValue& x) {
    OrtValue* y = nullptr;
    BERTH_RETURN_IF_ERROR(Run({&x}, {{0, &y}}));
    std::unique_ptr<OrtValue> owned(y);
    return Floats(*owned);
  }
  // x + 1 + 2 + 4 by way of two values in between.
  static ProgramMaker Chain() {
    ProgramMaker maker(4);
    maker.Step(AddKernelBody(1), {0}, {1}).Step(AddKernelBody(2), {1}, {2}, {1}).Step(AddKernelBody(4), {2}, {3}, {2});
    maker.Io({0}, {3});
    return maker;
  }

  CountingAllocator allocator_;
  std::atomic<bool> terminate_{false};
  const RunControl control_{terminate_, SilentLogger()};
  std::unique_ptr<Executor> executor_;
};

TEST_F(ExecutorTest, RunsStepsInOrder) {
  ProgramMaker maker = Chain();
  Make(maker);
  EXPECT_EQ(*RunOne(FloatValue({3}, 0)), (std::vector<float>{7, 8, 9}));
}

TEST_F(ExecutorTest, ShapesOfARunBeforeCostOneAllocation) {
  ProgramMaker maker = Chain();
  Make(maker);
  const OrtValue x = FloatValue({3}, 0);
  ASSERT_TRUE(RunOne(x).ok());   // learns
  ASSERT_TRUE(RunOne(x).ok());   // makes the block
  const int before = allocator_.allocations;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(*RunOne(x), (std::vector<float>{7, 8, 9}));
  EXPECT_EQ(allocator_.allocations, before + 3);   // the outputs
}

TEST_F(ExecutorTest, ShapesKnownBeforehandArePlannedBeforehand) {
  ProgramMaker maker = Chain();
  for (auto& dims : maker.program.static_dims) dims = Dims{3};
  Make(maker);
  ASSERT_TRUE(RunOne(FloatValue({3}, 0)).ok());
  EXPECT_EQ(allocator_.allocations, 2);   // the block, the output
}

TEST_F(ExecutorTest, ShapesMayChangeFromRunToRun) {
  ProgramMaker maker = Chain();
  Make(maker);
  for (int round = 0; round < 3; ++round) {
    for (int64_t n : {3, 1, 200, 0, 7}) {
      auto y = RunOne(FloatValue({n}, 1));
      ASSERT_TRUE(y.ok()) << y.status().message();
      ASSERT_EQ(y->size(), static_cast<size_t>(n));
      for (int64_t i = 0; i < n; ++i) EXPECT_EQ((*y)[static_cast<size_t>(i)], 8.0f + static_cast<float>(i));
    }
  }
  // More shapes than are kept.
  for (int64_t n = 1; n < 40; ++n) EXPECT_EQ(RunOne(FloatValue({n}, 1))->front(), 8.0f);
}

TEST_F(ExecutorTest, SizesThatDependOnDataMayOutgrowThePlan) {
  ProgramMaker maker(3);
  maker.Step([](KernelContext& ctx) -> Status {   // as many elements as the first one says
    const auto n = static_cast<int64_t>(ctx.Input(0).span<float>()[0]);
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(0, Dims{n}));
    for (float& f : y->mutable_span<float>()) f = 5;
    return Ok();
  }, {0}, {1}).Step(AddKernelBody(1), {1}, {2}, {1}).Io({0}, {2});
  Make(maker);
  for (int n : {2, 2, 500, 3, 0, 500}) {
    EXPECT_EQ(*RunOne(FloatValue({1}, static_cast<float>(n))), std::vector<float>(static_cast<size_t>(n), 6)) << n;
  }
}

TEST_F(ExecutorTest, ValuesGoAfterTheirLastUse) {
  std::vector<int> live;
  auto counting = [&](LambdaKernel::Body body) {
    return [this, &live, body](KernelContext& ctx) -> Status {
      Status status = body(ctx);
      live.push_back(allocator_.live);
      return status;
    };
  };
  ProgramMaker maker(4);
  maker.Step(counting(AddKernelBody(1)), {0}, {1}).Step(counting(AddKernelBody(2)), {1}, {2}, {1})
      .Step(counting(AddKernelBody(4)), {2}, {3}, {2}).Io({0}, {3});
  Make(maker);
  ASSERT_TRUE(RunOne(FloatValue({3}, 0)).ok());
  EXPECT_EQ(live, (std::vector<int>{1, 2, 2}));   // without a plan each tensor is a block of its own
}

TEST_F(ExecutorTest, FailingStepNamesItsNodeAndLeavesNothing) {
  bool fail = true;
  ProgramMaker maker(3);
  maker.Step(AddKernelBody(1), {0}, {1}).Step([&](KernelContext& ctx) -> Status {
    BERTH_RETURN_IF_ERROR(ctx.Scratch(1000).status());
    if (fail) return Error(ORT_ENGINE_ERROR, "broken");
    return AddKernelBody(2)(ctx);
  }, {1}, {2}, {1}).Io({0}, {2});
  Make(maker);
  const OrtValue x = FloatValue({2}, 0);
  OrtValue* y = nullptr;
  Status status = Run({&x}, {{0, &y}});
  EXPECT_EQ(status.code(), ORT_ENGINE_ERROR);
  EXPECT_EQ(status.message(), "step1: broken");
  EXPECT_EQ(y, nullptr);
  fail = false;
  EXPECT_EQ(*RunOne(x), (std::vector<float>{3, 4}));
}

TEST_F(ExecutorTest, ShortMemoryIsAnErrorOfThatRun) {
  ProgramMaker maker = Chain();
  Make(maker);
  const OrtValue x = FloatValue({2}, 0);
  for (int round = 0; round < 2; ++round) {   // before and after shapes were learned
    allocator_.fail = true;
    EXPECT_EQ(RunOne(x).status().code(), ORT_FAIL);
    allocator_.fail = false;
    EXPECT_EQ(*RunOne(x), (std::vector<float>{7, 8}));
  }
}

TEST_F(ExecutorTest, TerminateIsSeenBetweenSteps) {
  int ran = 0;
  ProgramMaker maker(3);
  maker.Step([&](KernelContext& ctx) {
    ++ran;
    terminate_ = true;
    return AddKernelBody(1)(ctx);
  }, {0}, {1}).Step([&](KernelContext& ctx) {
    ++ran;
    return AddKernelBody(1)(ctx);
  }, {1}, {2}, {1}).Io({0}, {2});
  Make(maker);
  const OrtValue x = FloatValue({2}, 0);
  Status status = RunOne(x).status();
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("terminate"), std::string_view::npos) << status.message();
  EXPECT_EQ(ran, 1);
  EXPECT_FALSE(RunOne(x).ok());
  EXPECT_EQ(ran, 1);
}

TEST_F(ExecutorTest, InputsLeftOutAreNull) {
  bool seen_null = false, seen_value = false;
  ProgramMaker maker(3);
  maker.Step([&](KernelContext& ctx) {
    (ctx.OptionalInput(1) == nullptr ? seen_null : seen_value) = true;
    EXPECT_EQ(ctx.OptionalInput(2), nullptr);   // a slot of the node itself
    EXPECT_FALSE(ctx.WantsOutput(1));
    return AddKernelBody(1)(ctx);
  }, {0, 1, -1}, {2, -1}).Io({0, 1}, {2});
  Make(maker);
  const OrtValue x = FloatValue({2}, 0);
  for (const OrtValue* second : {static_cast<const OrtValue*>(nullptr), &x}) {
    OrtValue* y = nullptr;
    ASSERT_TRUE(Run({&x, second}, {{0, &y}}).ok());
    delete y;
  }
  EXPECT_TRUE(seen_null && seen_value);
}

TEST_F(ExecutorTest, ConstantsAreThereInEveryRun) {
  const OrtValue w = FloatValue({2}, 10);
  ProgramMaker maker(3);
  maker.program.constants = {{1, &w}};
  maker.Step([](KernelContext& ctx) { return AddKernelBody(ctx.Input(1).span<float>()[1])(ctx); }, {0, 1}, {2}).Io({0}, {2});
  Make(maker);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(*RunOne(FloatValue({2}, 0)), (std::vector<float>{11, 12}));
}

TEST_F(ExecutorTest, ManyThreadsAtOnce) {
  ProgramMaker maker = Chain();
  Make(maker);
  // The counting allocator is for one thread.
  executor_ = std::make_unique<Executor>(std::move(Chain().program),
                                         ExecOptions{DefaultCpuAllocator(), nullptr, &SilentLogger()});
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const OrtValue x = FloatValue({1 + (t + i) % 3}, static_cast<float>(t));
        auto y = RunOne(x);
        if (!y.ok() || y->front() != static_cast<float>(t + 7)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace berth
