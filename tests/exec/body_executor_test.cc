// Bodies: what goes in without a copy, what comes out as whose.
#include "exec/body_executor.h"

#include <gtest/gtest.h>

#include "programs.h"

namespace berth {
namespace {

// A node with inputs 0 and 1 and outputs 2, 3, 4, 5 that runs a body on input 0; the body captures input 1.
// The body: feeds 0 (input), 1 (captured); makes 2 = 0 + 1 and gives 2, 0, 1 and 2 once more.
class BodyExecutorTest : public ::testing::Test {
 protected:
  using Call = std::function<Status(KernelContext& ctx, const BodyRunner& body)>;

  BodyExecutorTest() {
    ProgramMaker maker(3);
    maker.Step([](KernelContext& ctx) -> Status {
      BERTH_ASSIGN_OR_RETURN(Tensor * sum, ctx.Output(0, ctx.Input(0).dims()));
      for (size_t i = 0; i < sum->element_count(); ++i) {
        sum->mutable_span<float>()[i] = ctx.Input(0).span<float>()[i] + ctx.Input(1).span<float>()[0];
      }
      return Ok();
    }, {0, 1}, {2}).Io({0, 1}, {2, 0, 1, 2});
    body_ = std::make_unique<BodyExecutor>(std::move(maker.program), std::vector<size_t>{1}, Options());
  }
  ~BodyExecutorTest() override {
    outputs_.clear();
    body_.reset();
    EXPECT_EQ(allocator_.live, 0) << "blocks that nobody freed";
  }
  ExecOptions Options() { return {&allocator_, nullptr, &SilentLogger()}; }

  // Runs a program of that one node; its outputs end in outputs_.
  Status Run(Call call, size_t output_count = 1) {
    std::vector<int32_t> outputs;
    for (size_t i = 0; i < output_count; ++i) outputs.push_back(static_cast<int32_t>(2 + i));
    ProgramMaker maker(6);
    maker.Step([&](KernelContext& ctx) { return call(ctx, *body_); }, {0, 1}, outputs).Io({0, 1}, outputs);
    Executor executor(std::move(maker.program), Options());
    std::vector<OrtValue*> made(output_count, nullptr);
    std::vector<Fetch> fetches;
    for (size_t i = 0; i < output_count; ++i) fetches.push_back({i, &made[i]});
    const OrtValue* feeds[] = {&x_, &w_};
    Status status = executor.Run(feeds, fetches, control_);
    for (OrtValue* value : made) outputs_.emplace_back(value);
    return status;
  }

  CountingAllocator allocator_;
  std::atomic<bool> terminate_{false};
  const RunControl control_{terminate_, SilentLogger()};
  const OrtValue x_ = FloatValue({2}, 1), w_ = FloatValue({1}, 10);
  std::unique_ptr<BodyExecutor> body_;
  std::vector<std::unique_ptr<OrtValue>> outputs_;
};

TEST_F(BodyExecutorTest, CapturesAreInputsOfTheStepAndNothingIsCopied) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner& body) {
    EXPECT_EQ(body.input_count(), 1u);
    EXPECT_EQ(body.output_count(), 4u);
    const SharedValue given = std::make_shared<OrtValue>(FloatValue({2}, 1));
    SharedValue outputs[4];
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, outputs));
    EXPECT_EQ(Floats(*outputs[0]), (std::vector<float>{11, 12}));
    EXPECT_EQ(outputs[1], given);                         // passed on with its owner
    EXPECT_EQ(outputs[1].use_count(), 2);
    EXPECT_EQ(outputs[2].get(), &w_);                     // the captured value itself, borrowed
    EXPECT_EQ(outputs[2].use_count(), 0);
    EXPECT_EQ(outputs[3], outputs[0]);                    // one value given twice
    return ctx.ShareOutput(0, outputs[0]);
  });
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST_F(BodyExecutorTest, ABorrowedInputStaysBorrowed) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner& body) {
    const SharedValue given = Borrowed(ctx.InputValue(0));
    SharedValue outputs[4];
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, outputs));
    EXPECT_EQ(outputs[1].get(), &x_);
    EXPECT_EQ(outputs[1].use_count(), 0);
    return ctx.ShareOutput(0, outputs[0]);
  });
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST_F(BodyExecutorTest, AnOutputIsMadeInMemoryThatFits) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner&) {
    ProgramMaker maker(2);
    maker.Step(AddKernelBody(1), {0}, {1}).Io({0}, {1});
    const BodyExecutor body(std::move(maker.program), {}, Options());
    const SharedValue given = Borrowed(ctx.InputValue(0));
    SharedValue output = std::make_shared<OrtValue>(FloatValue({2}, 0));
    const void* data = output->tensor.data();
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, {&output, 1}));
    EXPECT_EQ(output->tensor.data(), data);
    EXPECT_EQ(Floats(*output), (std::vector<float>{2, 3}));

    float theirs[2];   // somebody's memory does as well
    output = std::make_shared<OrtValue>(Tensor::Place(kFloat, Dims{2}, theirs, &CpuMemoryInfo()));
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, {&output, 1}));
    EXPECT_EQ(output->tensor.data(), theirs);
    EXPECT_EQ(theirs[1], 3);

    output = std::make_shared<OrtValue>(FloatValue({3}, 0));   // does not fit
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, {&output, 1}));
    EXPECT_EQ(Floats(*output), (std::vector<float>{2, 3}));

    const SharedValue kept = output;   // nobody writes into what others hold
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, {&output, 1}));
    EXPECT_NE(output, kept);
    return ctx.ShareOutput(0, output);
  });
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST_F(BodyExecutorTest, AValueGivenTwiceIsNotMadeInOfferedMemory) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner& body) {
    const SharedValue given = Borrowed(ctx.InputValue(0));
    float theirs[2] = {0, 0};
    SharedValue outputs[4];
    outputs[0] = std::make_shared<OrtValue>(Tensor::Place(kFloat, Dims{2}, theirs, &CpuMemoryInfo()));
    BERTH_RETURN_IF_ERROR(body.Run(ctx, {&given, 1}, outputs));
    EXPECT_TRUE(outputs[3]->tensor.owns_memory());
    EXPECT_EQ(theirs[0], 0);
    return ctx.ShareOutput(0, outputs[3]);
  });
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST_F(BodyExecutorTest, InputsOfAnotherTypeAreRefused) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner& body) {
    const SharedValue given = std::make_shared<OrtValue>(*Tensor::Allocate(ctx.allocator(), ElementTypeOf<int64_t>(), {}));
    SharedValue outputs[4];
    return body.Run(ctx, {&given, 1}, outputs);
  });
  EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(status.message(), "step0: body: input 0: int64 seen, float wanted");
}

TEST_F(BodyExecutorTest, AnErrorNamesTheStepInside) {
  ProgramMaker maker(2);
  maker.Step([](KernelContext&) { return InvalidArgument("no"); }, {0}, {1}).Io({0}, {1});
  body_ = std::make_unique<BodyExecutor>(std::move(maker.program), std::vector<size_t>{}, Options());
  Status status = Run([&](KernelContext& ctx, const BodyRunner& body) {
    const SharedValue given = Borrowed(ctx.InputValue(0));
    SharedValue output;
    Status result = body.Run(ctx, {&given, 1}, {&output, 1});
    EXPECT_EQ(output, nullptr);
    return result;
  });
  EXPECT_EQ(status.message(), "step0: step0: no");
}

TEST_F(BodyExecutorTest, TheFlagOfTheRunEndsABody) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner& body) {
    const SharedValue given = Borrowed(ctx.InputValue(0));
    SharedValue outputs[4];
    terminate_ = true;
    return body.Run(ctx, {&given, 1}, outputs);
  });
  EXPECT_EQ(status.code(), ORT_FAIL);
}

TEST_F(BodyExecutorTest, ASharedOutputThatNobodyElseHoldsIsHandedOut) {
  const void* data = nullptr;
  Status status = Run([&](KernelContext& ctx, const BodyRunner&) {
    auto value = std::make_shared<OrtValue>(FloatValue({2}, 5));
    data = value->tensor.data();
    return ctx.ShareOutput(0, std::move(value));
  });
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(outputs_[0]->tensor.data(), data);
}

TEST_F(BodyExecutorTest, ASharedOutputThatOthersHoldIsCopied) {
  const auto kept = std::make_shared<OrtValue>(FloatValue({2}, 5));
  Status status = Run([&](KernelContext& ctx, const BodyRunner&) -> Status {
    BERTH_RETURN_IF_ERROR(ctx.ShareOutput(0, kept));
    return ctx.ShareOutput(1, kept);
  }, 2);
  ASSERT_TRUE(status.ok()) << status.message();
  for (const auto& output : outputs_) {
    EXPECT_NE(output->tensor.data(), kept->tensor.data());
    EXPECT_EQ(Floats(*output), (std::vector<float>{5, 6}));
  }
}

TEST_F(BodyExecutorTest, ASharedOutputHasTheTypeThatTheGraphSays) {
  Status status = Run([&](KernelContext& ctx, const BodyRunner&) {
    return ctx.ShareOutput(0, std::make_shared<OrtValue>(*Tensor::Allocate(ctx.allocator(), ElementTypeOf<bool>(), {})));
  });
  EXPECT_EQ(status.message(), "step0: output 0: bool seen, float wanted");
}

TEST_F(BodyExecutorTest, WhatAStepSharedGoesWhenNoStepNeedsIt) {
  std::weak_ptr<const OrtValue> watched;
  ProgramMaker maker(3);
  maker.Step([&](KernelContext& ctx) {
    SharedValue value = std::make_shared<OrtValue>(FloatValue({2}, 5));
    watched = value;
    return ctx.ShareOutput(0, std::move(value));
  }, {}, {0});
  maker.Step([&](KernelContext& ctx) {
    EXPECT_FALSE(watched.expired());
    return AddKernelBody(1)(ctx);
  }, {0}, {1}, {0});
  maker.Step([&](KernelContext& ctx) {
    EXPECT_TRUE(watched.expired());
    return AddKernelBody(1)(ctx);
  }, {1}, {2}, {1}).Io({}, {2});
  Executor executor(std::move(maker.program), Options());
  for (int run = 0; run < 2; ++run) {
    OrtValue* y = nullptr;
    const Fetch fetch{0, &y};
    ASSERT_TRUE(executor.Run({}, {&fetch, 1}, control_).ok());
    EXPECT_EQ(Floats(*y), (std::vector<float>{7, 8}));
    delete y;
  }
}

}  // namespace
}  // namespace berth
