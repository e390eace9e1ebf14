// What custom operators say of memory: outputs in place of inputs, outputs that are inputs, inputs wanted in host memory.
#include "custom_op.h"

namespace berth::testing {
namespace {

// What the callbacks that get no operator answer, and what they were called with.
struct Pairs {
  std::vector<int> inputs, outputs;
  int asked = 0, released = 0;
  bool same_arrays = true;

  size_t Get(int** input, int** output) {
    ++asked;
    *input = inputs.data();
    *output = outputs.data();
    return inputs.size();
  }
  void Release(int* input, int* output) {
    ++released;
    same_arrays = same_arrays && input == inputs.data() && output == outputs.data();
  }
};
Pairs in_place, alias;

// Adds 1 and notes where it read and wrote.
class Place : public TestOp {
 public:
  explicit Place(size_t input_count = 1, size_t output_count = 1)
      : TestOp("Place", std::vector<Arg>(input_count), std::vector<Arg>(output_count)) {
    in_place = alias = Pairs();
    compute = [this](OrtKernelContext* context) { return Add(context); };
  }
  void MayInplace(std::vector<int> from, std::vector<int> to) {
    in_place.inputs = std::move(from);
    in_place.outputs = std::move(to);
    GetMayInplace = [](int** input, int** output) { return in_place.Get(input, output); };
    ReleaseMayInplace = [](int* input, int* output) { in_place.Release(input, output); };
  }
  void Alias(std::vector<int> from, std::vector<int> to) {
    alias.inputs = std::move(from);
    alias.outputs = std::move(to);
    GetAliasMap = [](int** input, int** output) { return alias.Get(input, output); };
    ReleaseAliasMap = [](int* input, int* output) { alias.Release(input, output); };
  }

  float added = 1;
  std::vector<const void*> read, written;   // by input and output, of the last run

 private:
  OrtStatus* Add(OrtKernelContext* context) {
    read.assign(inputs.size(), nullptr);
    written.assign(outputs.size(), nullptr);
    for (size_t i = 0; i < inputs.size(); ++i) {
      const OrtValue* value = nullptr;
      EXPECT_TRUE(Take(Api().KernelContext_GetInput(context, i, &value)).ok());
      EXPECT_TRUE(Take(Api().GetTensorData(value, &read[i])).ok());
    }
    for (size_t i = 0; i < outputs.size(); ++i) {
      std::vector<float> data = InputOf<float>(context, std::min(i, inputs.size() - 1));
      const int64_t dim = static_cast<int64_t>(data.size());
      OrtValue* value = nullptr;
      EXPECT_TRUE(Take(Api().KernelContext_GetOutput(context, i, &dim, 1, &value)).ok());
      void* to = nullptr;
      EXPECT_TRUE(Take(Api().GetTensorMutableData(value, &to)).ok());
      written[i] = to;
      for (float& element : data) element += added;
      std::copy(data.begin(), data.end(), static_cast<float*>(to));
    }
    return nullptr;
  }
};

// Y = -Place(-X) and, when wanted, Z as the sum of what Place reads and what it gives.
std::string Chain(bool used_later, bool ends_with_place = false, bool starts_with_place = false) {
  Message graph;
  const auto add = [&](const char* op, const std::vector<std::string>& from, const char* to, const char* domain = "") {
    Message node = NodeOf(op, from, {to}, to);
    graph.Nested(1, *domain != '\0' ? node.Text(7, domain) : node);
  };
  if (!starts_with_place) add("Neg", {"X"}, "H");
  add("Place", {starts_with_place ? "X" : "H"}, ends_with_place ? "Y" : "M", "my");
  if (!ends_with_place) add("Neg", {"M"}, "Y");
  if (used_later) add("Add", {"H", "M"}, "Z");
  graph.Text(2, "chain").Nested(11, ValueInfo("X", TensorType(1, {2})));
  for (const char* name : {"Y", "Z"}) {
    if (*name == 'Y' || used_later) graph.Nested(12, ValueInfo(name, TensorType(1, {2})));
  }
  // What Place makes has the shape of what it reads: only then is it put in the same memory.
  if (!ends_with_place) graph.Nested(13, ValueInfo("M", TensorType(1, {2})));
  Message model;
  model.Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17)).Nested(8, Message().Text(1, "my").Int(2, 1));
  return model.bytes();
}

class CustomOpsMemory : public ::testing::Test {
 protected:
  std::vector<std::vector<float>> Run(const Place& op, const std::string& model, const std::vector<const char*>& names) {
    WithOps ops({&op});
    AnySession session(env_, model, ops.setup.get());
    EXPECT_TRUE(session.created().ok()) << session.created();
    std::vector<std::vector<float>> all;
    if (!session.created().ok()) return all;
    for (int run = 0; run < 2; ++run) {   // the second has its memory planned
      std::vector<OrtValue*> outputs(names.size(), nullptr);
      const Result ran = session.Run({"X"}, {X_.get()}, names, outputs);
      EXPECT_TRUE(ran.ok()) << ran;
      all.clear();
      for (OrtValue* output : outputs) all.push_back(DataOf<float>(output, 2));
    }
    return all;
  }

  Env env_;
  std::vector<float> x_ = {1, 2};
  Owned<OrtValue> X_ = TensorOf(x_, {2}, kFloat);
  using Floats = std::vector<std::vector<float>>;
};

TEST_F(CustomOpsMemory, WithoutHintsOutputsHaveMemoryOfTheirOwn) {
  Place op;
  EXPECT_EQ(Run(op, Chain(false), {"Y"}), (Floats{{0, 1}}));
  EXPECT_NE(op.read, op.written);
}

TEST_F(CustomOpsMemory, InPlaceOfAnInputThatNobodyNeedsAnyMore) {
  Place op;
  op.MayInplace({0}, {0});
  EXPECT_EQ(Run(op, Chain(false), {"Y"}), (Floats{{0, 1}}));
  EXPECT_EQ(op.read, op.written);
  EXPECT_EQ(in_place.asked, in_place.released);
  EXPECT_GE(in_place.asked, 1);
  EXPECT_TRUE(in_place.same_arrays);
}

TEST_F(CustomOpsMemory, NotInPlaceOfAnInputThatIsNeededLater) {
  Place op;
  op.MayInplace({0}, {0});
  EXPECT_EQ(Run(op, Chain(true), {"Y", "Z"}), (Floats{{0, 1}, {-1, -3}}));
  EXPECT_NE(op.read, op.written);
}

TEST_F(CustomOpsMemory, NotInPlaceOfAnInputOfTheModel) {
  Place op;
  op.MayInplace({0}, {0});
  EXPECT_EQ(Run(op, Chain(false, false, true), {"Y"}), (Floats{{-2, -3}}));
  EXPECT_NE(op.read, op.written);
  EXPECT_EQ(x_, (std::vector<float>{1, 2}));
}

TEST_F(CustomOpsMemory, AnAliasSharesItsInputWhoeverNeedsItLater) {
  Place op;
  op.added = 0;
  op.Alias({0}, {0});
  EXPECT_EQ(Run(op, Chain(true), {"Y", "Z"}), (Floats{{1, 2}, {-2, -4}}));
  EXPECT_EQ(op.read, op.written);
  EXPECT_EQ(alias.asked, alias.released);
  EXPECT_TRUE(alias.same_arrays);
}

TEST_F(CustomOpsMemory, AnAliasOfAnInputOfTheModel) {
  Place op;
  op.added = 0;
  op.Alias({0}, {0});
  EXPECT_EQ(Run(op, Chain(false, false, true), {"Y"}), (Floats{{-1, -2}}));
  EXPECT_EQ(op.read, op.written);
}

// What a program asks for is made where the program gets it, not in the memory of an input.
TEST_F(CustomOpsMemory, NoAliasOfAnOutputOfTheModel) {
  Place op;
  op.Alias({0}, {0});
  EXPECT_EQ(Run(op, Chain(false, true), {"Y"}), (Floats{{0, -1}}));
  EXPECT_NE(op.read, op.written);
  EXPECT_EQ(Run(op, Chain(false, true, true), {"Y"}), (Floats{{2, 3}}));
  EXPECT_NE(op.read, op.written);
  EXPECT_EQ(x_, (std::vector<float>{1, 2}));
}

TEST_F(CustomOpsMemory, PairsThatTheOperatorDoesNotHave) {
  Place op;
  op.MayInplace({5, -1, 0}, {0, 0, 7});
  EXPECT_EQ(Run(op, Chain(false), {"Y"}), (Floats{{0, 1}}));
  EXPECT_NE(op.read, op.written);
}

TEST_F(CustomOpsMemory, OlderTablesAreNotAsked) {
  Place op;
  op.version = 17;
  op.MayInplace({0}, {0});
  op.Alias({0}, {0});
  EXPECT_EQ(Run(op, Chain(false), {"Y"}), (Floats{{0, 1}}));
  EXPECT_NE(op.read, op.written);
  EXPECT_EQ(in_place.asked + alias.asked, 0);
}

TEST_F(CustomOpsMemory, NoPairsAreNotReleased) {
  Place op;
  op.MayInplace({}, {});
  EXPECT_EQ(Run(op, Chain(false), {"Y"}), (Floats{{0, 1}}));
  EXPECT_GE(in_place.asked, 1);
  EXPECT_EQ(in_place.released, 0);
}

TEST_F(CustomOpsMemory, OursPairsInNoArray) {
  Place op;
  op.GetMayInplace = [](int**, int**) -> size_t { return 2; };
  WithOps ops({&op});
  AnySession session(env_, Chain(false), ops.setup.get());
  EXPECT_EQ(session.created().code, ORT_INVALID_ARGUMENT) << session.created();
  EXPECT_TRUE(session.created().Says("GetMayInplace()")) << session.created();
}

TEST_F(CustomOpsMemory, HostMemoryWantedOnTheHost) {
  Place op;
  op.GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeCPUInput; };
  EXPECT_EQ(Run(op, Chain(false), {"Y"}), (Floats{{0, 1}}));
}

// The EP's values are in memory of its own, but for the inputs that the operator wants on the host.
TEST_F(CustomOpsMemory, HostMemoryWantedOnADevice) {
  TestOp op("Mul", {{}, {}}, {{}});
  op.ep = "device_single";
  op.GetInputMemoryType = [](const OrtCustomOp*, size_t i) { return i == 1 ? OrtMemTypeCPUInput : OrtMemTypeDefault; };
  std::vector<OrtMemoryInfoDeviceType> where;
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    where.clear();
    for (size_t i = 0; i < 2; ++i) {
      const OrtValue* value = nullptr;
      const OrtMemoryInfo* info = nullptr;
      EXPECT_TRUE(Take(Api().KernelContext_GetInput(context, i, &value)).ok());
      EXPECT_TRUE(Take(Api().GetTensorMemoryInfo(value, &info)).ok());
      OrtMemoryInfoDeviceType type{};
      Api().MemoryInfoGetDeviceType(info, &type);
      where.push_back(type);
    }
    std::vector<float> product = InputOf<float>(context, 0);   // memory that counts as the device's, and is the host's
    const std::vector<float> factor = InputOf<float>(context, 1);
    for (size_t i = 0; i < product.size(); ++i) product[i] *= factor[i];
    SetOutput(context, 0, product);
    return nullptr;
  };
  ASSERT_TRUE(env_.Register("device_single", FaultPath("device_single")).ok());
  {
    WithOps ops({&op}, "");
    const Result appended = ops.setup.Append(env_, env_.Devices("device_single"));
    ASSERT_TRUE(appended.ok()) << appended;
    AnySession session(env_, OpModel("Mul", {{"X", 1, {2}}, {"W", 1, {2}}}, {{"Y", 1, {2}}}, {}, 1, ""), ops.setup.get());
    ASSERT_TRUE(session.created().ok()) << session.created();
    std::vector<OrtValue*> outputs(1, nullptr);
    const Result ran = session.Run({"X", "W"}, {X_.get(), X_.get()}, {"Y"}, outputs);
    ASSERT_TRUE(ran.ok()) << ran;
    EXPECT_EQ(DataOf<float>(outputs[0], 2), (std::vector<float>{1, 4}));
    EXPECT_EQ(where, (std::vector<OrtMemoryInfoDeviceType>{OrtMemoryInfoDeviceType_NPU, OrtMemoryInfoDeviceType_CPU}));
  }
  EXPECT_TRUE(env_.Unregister("device_single").ok());
}

}  // namespace
}  // namespace berth::testing
