// What becomes of outputs: new values, memory of the caller, copies.
#include <gtest/gtest.h>

#include "programs.h"

namespace berth {
namespace {

class DeliverTest : public ::testing::Test {
 protected:
  // Outputs: 0 made by a step, 1 the feed itself, 2 a constant, 3 a sequence.
  DeliverTest() {
    ProgramMaker maker(4);
    maker.program.constants = {{2, &constant_}};
    maker.program.value_types[3] = ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED;
    maker.Step(AddKernelBody(1), {0}, {1}).Step([](KernelContext& ctx) {
      OrtValue& list = ctx.OutputValue(0);
      list = OrtValue();
      list.kind = ONNX_TYPE_SEQUENCE;
      list.items.push_back(std::make_unique<OrtValue>(FloatValue({1}, ctx.Input(0).span<float>()[0])));
      return Ok();
    }, {1}, {3}).Io({0}, {1, 0, 2, 3});
    executor_ = std::make_unique<Executor>(std::move(maker.program),
                                           ExecOptions{DefaultCpuAllocator(), nullptr, &SilentLogger()});
  }
  // Asks for these outputs, with these values given (null: new ones).
  Status Run(const std::vector<size_t>& outputs, std::vector<OrtValue*>& values) {
    std::vector<Fetch> fetches;
    for (size_t i = 0; i < outputs.size(); ++i) fetches.push_back({outputs[i], &values[i]});
    const OrtValue* feeds[] = {&x_};
    return executor_->Run(feeds, fetches, control_);
  }
  // The same with new values, which live as long as this fixture.
  std::vector<OrtValue*> RunNew(const std::vector<size_t>& outputs) {
    std::vector<OrtValue*> values(outputs.size(), nullptr);
    Status status = Run(outputs, values);
    EXPECT_TRUE(status.ok()) << status.message();
    for (OrtValue* value : values) owned_.emplace_back(value);
    return values;
  }

  const OrtValue constant_ = FloatValue({2}, 50), x_ = FloatValue({2}, 0);
  const std::vector<float> made_ = {1, 2}, fed_ = {0, 1}, kept_ = {50, 51};
  std::atomic<bool> terminate_{false};
  const RunControl control_{terminate_, SilentLogger()};
  std::unique_ptr<Executor> executor_;
  std::vector<std::unique_ptr<OrtValue>> owned_;
};

TEST_F(DeliverTest, NewValuesOfEveryKind) {
  for (int round = 0; round < 2; ++round) {
    auto values = RunNew({0, 1, 2, 3});
    EXPECT_EQ(Floats(*values[0]), made_);
    EXPECT_EQ(Floats(*values[1]), fed_);
    EXPECT_EQ(Floats(*values[2]), kept_);
    EXPECT_NE(values[1]->tensor.data(), x_.tensor.data());          // the caller's feed stays the caller's
    EXPECT_NE(values[2]->tensor.data(), constant_.tensor.data());
    ASSERT_EQ(values[3]->kind, ONNX_TYPE_SEQUENCE);
    EXPECT_EQ(Floats(*values[3]->items.at(0)), (std::vector<float>{1}));
  }
}

TEST_F(DeliverTest, AnyOrderAndAnySubset) {
  auto values = RunNew({2, 0});
  EXPECT_EQ(Floats(*values[0]), kept_);
  EXPECT_EQ(Floats(*values[1]), made_);
  EXPECT_TRUE(RunNew({}).empty());
}

TEST_F(DeliverTest, OneOutputAskedTwice) {
  auto values = RunNew({0, 0, 3, 3});
  EXPECT_EQ(Floats(*values[0]), made_);
  EXPECT_EQ(Floats(*values[1]), made_);
  EXPECT_NE(values[0]->tensor.data(), values[1]->tensor.data());
  EXPECT_EQ(Floats(*values[2]->items.at(0)), Floats(*values[3]->items.at(0)));
}

TEST_F(DeliverTest, MemoryOfTheCallerIsWrittenInPlace) {
  OrtValue a = FloatValue({2}, 9), b = FloatValue({2}, 9), c = FloatValue({2}, 9);
  const void* data = a.tensor.data();
  std::vector<OrtValue*> values = {&a, &b, &c};
  ASSERT_TRUE(Run({0, 1, 2}, values).ok());
  EXPECT_EQ(a.tensor.data(), data);
  EXPECT_EQ(Floats(a), made_);
  EXPECT_EQ(Floats(b), fed_);
  EXPECT_EQ(Floats(c), kept_);
}

TEST_F(DeliverTest, OneOutputIntoTwoTensorsOfTheCaller) {
  OrtValue a = FloatValue({2}, 9), b = FloatValue({2}, 9);
  std::vector<OrtValue*> values = {&a, nullptr, &b};
  ASSERT_TRUE(Run({0, 0, 0}, values).ok());
  owned_.emplace_back(values[1]);
  EXPECT_EQ(Floats(a), made_);
  EXPECT_EQ(Floats(*values[1]), made_);
  EXPECT_EQ(Floats(b), made_);
}

TEST_F(DeliverTest, EmptyValuesOfTheCallerAreFilled) {
  OrtValue a, list;
  std::vector<OrtValue*> values = {&a, &list};
  ASSERT_TRUE(Run({0, 3}, values).ok());
  EXPECT_EQ(Floats(a), made_);
  EXPECT_EQ(list.kind, ONNX_TYPE_SEQUENCE);
}

TEST_F(DeliverTest, MemoryOfAnotherShapeOrTypeIsRefused) {
  for (size_t output : {0, 1, 2}) {
    OrtValue longer = FloatValue({3}, 9);
    std::vector<OrtValue*> values = {nullptr, &longer};
    Status status = Run({0, output}, values);
    EXPECT_EQ(status.code(), ORT_INVALID_ARGUMENT) << output << ": " << status.message();
    EXPECT_NE(status.message().find("[3] seen"), std::string_view::npos) << status.message();
    EXPECT_EQ(values[0], nullptr) << "no other fetch is touched";
    EXPECT_EQ(Floats(longer), (std::vector<float>{9, 10, 11}));

    OrtValue integers(*Tensor::Allocate(DefaultCpuAllocator(), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, Dims{2}));
    values = {&integers};
    EXPECT_EQ(Run({output}, values).code(), ORT_INVALID_ARGUMENT) << output;
  }
}

// A tensor where the model makes a sequence has no place for it.
TEST_F(DeliverTest, TensorOfTheCallerForASequenceIsRefused) {
  OrtValue tensor = FloatValue({1}, 9);
  std::vector<OrtValue*> values = {&tensor};
  EXPECT_EQ(Run({3}, values).code(), ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Floats(tensor), (std::vector<float>{9}));
}

// A kernel may put a tensor of its own into the slot instead of asking for memory.
TEST(Deliver, SlotThatAKernelFilledItself) {
  ProgramMaker maker(2);
  maker.Step([](KernelContext& ctx) {
    ctx.OutputValue(0) = FloatValue({2}, 3);
    return Ok();
  }, {0}, {1}).Io({0}, {1});
  Executor executor(std::move(maker.program), ExecOptions{DefaultCpuAllocator(), nullptr, &SilentLogger()});
  const std::atomic<bool> terminate{false};
  const OrtValue x = FloatValue({1}, 0);
  const OrtValue* feeds[] = {&x};
  OrtValue given = FloatValue({2}, 0);
  OrtValue* value = &given;
  const Fetch fetch{0, &value};
  ASSERT_TRUE(executor.Run(feeds, {&fetch, 1}, {terminate, SilentLogger()}).ok());
  EXPECT_EQ(Floats(given), (std::vector<float>{3, 4}));
}

TEST(Deliver, OutputThatNoStepMade) {
  ProgramMaker maker(2);
  maker.Step([](KernelContext&) { return Ok(); }, {0}, {1}).Io({0}, {1});
  Executor executor(std::move(maker.program), ExecOptions{DefaultCpuAllocator(), nullptr, &SilentLogger()});
  const std::atomic<bool> terminate{false};
  const OrtValue x = FloatValue({1}, 0);
  const OrtValue* feeds[] = {&x};
  OrtValue* value = nullptr;
  const Fetch fetch{0, &value};
  Status status = executor.Run(feeds, {&fetch, 1}, {terminate, SilentLogger()});
  EXPECT_EQ(status.code(), ORT_FAIL);
  EXPECT_NE(status.message().find("no step made it"), std::string_view::npos);
  EXPECT_EQ(value, nullptr);
}

}  // namespace
}  // namespace berth
