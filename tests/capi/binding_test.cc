// Bound inputs and outputs, runs in the background, and where inputs and outputs are.
#include <condition_variable>
#include <cstring>
#include <mutex>

#include "client.h"

namespace berth::testing {
namespace {

constexpr auto kF = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

// Y = Relu(X) for any length.
std::string ReluModel() {
  return ModelOf(Message().Nested(1, NodeOf("Relu", {"X"}, {"Y"})).Text(2, "relu").Nested(11, ValueInfo("X", TensorType(1, {-1})))
                     .Nested(12, ValueInfo("Y", TensorType(1, {-1}))), 17, 8);
}

class Binding : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(session_.created().ok()) << session_.created();
    OrtIoBinding* binding = nullptr;
    ASSERT_TRUE(Take(Api().CreateIoBinding(session_.get(), &binding)).ok());
    binding_ = {binding, {&OrtApi::ReleaseIoBinding}};
  }
  Result Run() { return Take(Api().RunWithBinding(session_.get(), nullptr, binding_.get())); }
  Result BindX(const OrtValue* value) { return Take(Api().BindInput(binding_.get(), "X", value)); }
  Result BindY() { return Take(Api().BindOutputToDevice(binding_.get(), "Y", CpuMemory().get())); }
  std::vector<Owned<OrtValue>> Outputs() {
    OrtValue** values = nullptr;
    size_t count = 0;
    EXPECT_TRUE(Take(Api().GetBoundOutputValues(binding_.get(), DefaultAllocator(), &values, &count)).ok());
    std::vector<Owned<OrtValue>> owned;
    for (size_t i = 0; i < count; ++i) owned.push_back(Own(values[i]));
    if (values != nullptr) {
      EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), values)).ok());
    }
    return owned;
  }
  std::vector<std::string> Names() {
    char* text = nullptr;
    size_t* lengths = nullptr;
    size_t count = 0;
    EXPECT_TRUE(Take(Api().GetBoundOutputNames(binding_.get(), DefaultAllocator(), &text, &lengths, &count)).ok());
    std::vector<std::string> names;
    for (size_t i = 0, at = 0; i < count; at += lengths[i++]) names.emplace_back(text + at, lengths[i]);
    if (text != nullptr) {
      EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), text)).ok());
      EXPECT_TRUE(Take(Api().AllocatorFree(DefaultAllocator(), lengths)).ok());
    }
    return names;
  }

  Env env_;
  AnySession session_{env_, ReluModel()};
  Owned<OrtIoBinding> binding_;
  std::vector<float> x_ = {-1, 2, -3}, y_ = {0, 0, 0};
  Owned<OrtValue> X_ = TensorOf(x_, {3}, kF), Y_ = TensorOf(y_, {3}, kF);
};

TEST_F(Binding, IntoMemoryOfTheCaller) {
  ASSERT_TRUE(BindX(X_.get()).ok());
  ASSERT_TRUE(Take(Api().BindOutput(binding_.get(), "Y", Y_.get())).ok());
  EXPECT_TRUE(Take(Api().SynchronizeBoundInputs(binding_.get())).ok());
  ASSERT_TRUE(Run().ok());
  EXPECT_TRUE(Take(Api().SynchronizeBoundOutputs(binding_.get())).ok());
  EXPECT_EQ(y_, (std::vector<float>{0, 2, 0}));
  // What is bound are the values: new content is seen.
  x_ = {4, -5, 6};
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(y_, (std::vector<float>{4, 0, 6}));
}

TEST_F(Binding, NewOutputsStayBound) {
  ASSERT_TRUE(BindX(X_.get()).ok());
  ASSERT_TRUE(BindY().ok());
  EXPECT_EQ(Names(), std::vector<std::string>{"Y"});
  ASSERT_EQ(Outputs().size(), 1u);   // nothing in it yet
  ASSERT_TRUE(Run().ok());
  auto first = Outputs();
  EXPECT_EQ(DataOf<float>(first[0].get(), 3), (std::vector<float>{0, 2, 0}));
  x_ = {7, 8, 9};
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(DataOf<float>(first[0].get(), 3), (std::vector<float>{7, 8, 9}));
  // Another length does not fit into it; bound anew, it does.
  std::vector<float> longer = {1, 2, 3, 4};
  Owned<OrtValue> other = TensorOf(longer, {4}, kF);
  ASSERT_TRUE(BindX(other.get()).ok());
  EXPECT_EQ(Run().code, ORT_INVALID_ARGUMENT);
  ASSERT_TRUE(BindY().ok());
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(DataOf<float>(Outputs()[0].get(), 4), longer);
}

TEST_F(Binding, ValuesOutliveTheirHandles) {
  {
    Owned<OrtValue> own = NewTensor(kF, {3});
    std::copy_n(x_.data(), 3, [&] {
      void* data = nullptr;
      EXPECT_TRUE(Take(Api().GetTensorMutableData(own.get(), &data)).ok());
      return static_cast<float*>(data);
    }());
    ASSERT_TRUE(BindX(own.get()).ok());
  }
  ASSERT_TRUE(BindY().ok());
  ASSERT_TRUE(Run().ok());
  auto outputs = Outputs();
  Api().ClearBoundOutputs(binding_.get());
  binding_.reset();
  EXPECT_EQ(DataOf<float>(outputs[0].get(), 3), (std::vector<float>{0, 2, 0}));
}

TEST_F(Binding, ClearedSidesAreEmpty) {
  ASSERT_TRUE(BindX(X_.get()).ok());
  EXPECT_EQ(Run().code, ORT_INVALID_ARGUMENT);   // no output
  ASSERT_TRUE(BindY().ok());
  ASSERT_TRUE(Run().ok());
  Api().ClearBoundInputs(binding_.get());
  EXPECT_EQ(Run().code, ORT_FAIL);
  Api().ClearBoundOutputs(binding_.get());
  EXPECT_TRUE(Names().empty());
  EXPECT_TRUE(Outputs().empty());
}

TEST_F(Binding, WhatIsRefused) {
  EXPECT_EQ(Take(Api().BindOutput(binding_.get(), "Nothing", Y_.get())).code, ORT_OK);   // seen at the run
  ASSERT_TRUE(BindX(X_.get()).ok());
  Result ran = Run();
  EXPECT_EQ(ran.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(ran.Says("Nothing")) << ran;
  std::vector<int64_t> numbers = {1, 2, 3};
  Owned<OrtValue> wrong = TensorOf(numbers, {3}, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64);
  Api().ClearBoundOutputs(binding_.get());
  ASSERT_TRUE(BindX(wrong.get()).ok());
  ASSERT_TRUE(BindY().ok());
  EXPECT_EQ(Run().code, ORT_INVALID_ARGUMENT);
  Result bound = Take(Api().BindInput(binding_.get(), "Nobody", X_.get()));
  EXPECT_EQ(bound.code, ORT_FAIL);
  EXPECT_TRUE(bound.Says("Nobody")) << bound;
}

TEST_F(Binding, PlacesOfInputsAndOutputs) {
  const OrtMemoryInfo* memory[2] = {};
  const OrtEpDevice* device[2] = {};
  ASSERT_TRUE(Take(Api().SessionGetMemoryInfoForInputs(session_.get(), memory, 1)).ok());
  ASSERT_TRUE(Take(Api().SessionGetMemoryInfoForOutputs(session_.get(), memory + 1, 1)).ok());
  for (const OrtMemoryInfo* info : memory) {
    const char* name = nullptr;
    ASSERT_TRUE(Take(Api().MemoryInfoGetName(info, &name)).ok());
    EXPECT_STREQ(name, "Cpu");
  }
  ASSERT_TRUE(Take(Api().SessionGetEpDeviceForInputs(session_.get(), device, 1)).ok());
  ASSERT_TRUE(Take(Api().SessionGetEpDeviceForOutputs(session_.get(), device + 1, 1)).ok());
  for (const OrtEpDevice* one : device) {
    ASSERT_NE(one, nullptr);
    EXPECT_STREQ(Api().EpDevice_EpName(one), "CPUExecutionProvider");
  }
  EXPECT_EQ(Take(Api().SessionGetMemoryInfoForInputs(session_.get(), memory, 0)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(Api().SessionGetEpDeviceForOutputs(session_.get(), device, 0)).code, ORT_INVALID_ARGUMENT);
}

// The end of a run in the background.
struct Ended {
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  Result result;
  size_t outputs = 99;

  static void ORT_API_CALL Take(void* self, OrtValue**, size_t count, OrtStatusPtr status) {
    auto& me = *static_cast<Ended*>(self);
    Result result = testing::Take(status);
    std::lock_guard lock(me.mutex);
    me.result = result;
    me.outputs = count;
    me.done = true;
    me.ended.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex);
    ended.wait(lock, [this] { return done; });
  }
};

TEST(RunAsync, TellsResultAndFailure) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Take(Api().SetIntraOpNumThreads(setup.get(), 2)).ok());
  AnySession session(env, ReluModel(), setup.get());
  std::vector<float> x = {-1, 5};
  Owned<OrtValue> X = TensorOf(x, {2}, kF);
  const OrtValue* inputs[] = {X.get()};
  OrtValue* outputs[] = {nullptr};
  const char *name = "X", *unknown = "Q", *y = "Y";
  Ended good, bad;
  ASSERT_TRUE(Take(Api().RunAsync(session.get(), nullptr, &name, inputs, 1, &y, 1, outputs, Ended::Take, &good)).ok());
  good.Wait();
  EXPECT_TRUE(good.result.ok()) << good.result;
  EXPECT_EQ(good.outputs, 1u);
  Owned<OrtValue> made = Own(outputs[0]);
  EXPECT_EQ(DataOf<float>(made.get(), 2), (std::vector<float>{0, 5}));
  outputs[0] = nullptr;
  ASSERT_TRUE(Take(Api().RunAsync(session.get(), nullptr, &unknown, inputs, 1, &y, 1, outputs, Ended::Take, &bad)).ok());
  bad.Wait();
  EXPECT_EQ(bad.result.code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(bad.result.Says("Q")) << bad.result;
  EXPECT_EQ(bad.outputs, 0u);
}

TEST(RunAsync, NeedsAThread) {
  Env env;
  SessionSetup setup;
  ASSERT_TRUE(Take(Api().SetIntraOpNumThreads(setup.get(), 1)).ok());
  AnySession session(env, ReluModel(), setup.get());
  std::vector<float> x = {-1};
  Owned<OrtValue> X = TensorOf(x, {1}, kF);
  const OrtValue* inputs[] = {X.get()};
  OrtValue* outputs[] = {nullptr};
  const char *name = "X", *y = "Y";
  EXPECT_EQ(Take(Api().RunAsync(session.get(), nullptr, &name, inputs, 1, &y, 1, outputs, Ended::Take, nullptr)).code,
            ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
