// Inputs and outputs that a program keeps on the device.
#include <gmock/gmock.h>

#include "npu.h"

namespace berth::testing {
namespace {

using ::testing::Pair;

class DeviceBinding : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(npu_.Devices().size(), 1u);
    info_ = Api().EpDevice_MemoryInfo(npu_.Devices()[0], OrtDeviceMemoryType_DEFAULT);
    ASSERT_TRUE(Take(Api().GetSharedAllocator(npu_.env().get(), info_, &allocator_)).ok());
    ASSERT_NE(allocator_, nullptr);
    ASSERT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &host_)).ok());
    ASSERT_TRUE(setup_.Append(npu_.env(), npu_.Devices(), {{"delay_us", "100"}}).ok());
  }
  void TearDown() override { Api().ReleaseMemoryInfo(host_); }

  OrtValue* OnDevice() const {
    OrtValue* value = nullptr;
    EXPECT_TRUE(
        Take(Api().CreateTensorAsOrtValue(allocator_, kDims, 2, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value)).ok());
    return value;
  }
  OrtValue* OnHost(std::vector<float>& data) const {
    OrtValue* value = nullptr;
    EXPECT_TRUE(Take(Api().CreateTensorWithDataAsOrtValue(host_, data.data(), data.size() * sizeof(float), kDims, 2,
                                                          ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value))
                    .ok());
    return value;
  }
  Result Copy(const OrtValue* from, OrtValue* to) const {
    return Take(Api().CopyTensors(npu_const().env().get(), &from, &to, nullptr, 1));
  }
  std::vector<float> Read(const OrtValue* value) const {
    std::vector<float> data(6);
    OrtValue* host = OnHost(data);
    Result copied = Copy(value, host);
    EXPECT_TRUE(copied.ok()) << copied;
    Api().ReleaseValue(host);
    return data;
  }
  Npu& npu_const() const { return const_cast<Npu&>(npu_); }

  static constexpr int64_t kDims[] = {2, 3};
  Npu npu_;
  SessionSetup setup_;
  const OrtMemoryInfo* info_ = nullptr;
  OrtAllocator* allocator_ = nullptr;
  OrtMemoryInfo* host_ = nullptr;
};

TEST_F(DeviceBinding, CopiesOfTheEnvironment) {
  std::vector<float> data = {1, 2, 3, 4, 5, 6};
  OrtValue *host = OnHost(data), *device = OnDevice(), *other = OnDevice();
  EXPECT_TRUE(Copy(host, device).ok());
  EXPECT_TRUE(Copy(device, other).ok());
  EXPECT_EQ(Read(other), data);
  for (OrtValue* value : {host, device, other}) Api().ReleaseValue(value);
}

TEST_F(DeviceBinding, NothingCrossesTheBorder) {
  Session session(npu_.env(), setup_);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> data(6, 2.0f);
  OrtValue *host = OnHost(data), *x = OnDevice(), *y = nullptr;
  ASSERT_TRUE(Copy(host, x).ok());
  OrtIoBinding* binding = nullptr;
  ASSERT_TRUE(Take(Api().CreateIoBinding(session.get(), &binding)).ok());
  ASSERT_TRUE(Take(Api().BindInput(binding, "X", x)).ok());
  ASSERT_TRUE(Take(Api().BindOutputToDevice(binding, "Y", info_)).ok());
  Border border(npu_);
  for (int i = 0; i < 3; ++i) {
    Result ran = Take(Api().RunWithBinding(session.get(), nullptr, binding));
    ASSERT_TRUE(ran.ok()) << ran;
  }
  EXPECT_THAT(border.Crossed(), Pair(0, 0));
  OrtValue** values = nullptr;
  size_t count = 0;
  OrtAllocator* default_allocator = nullptr;
  ASSERT_TRUE(Take(Api().GetAllocatorWithDefaultOptions(&default_allocator)).ok());
  ASSERT_TRUE(Take(Api().GetBoundOutputValues(binding, default_allocator, &values, &count)).ok());
  ASSERT_EQ(count, 1u);
  y = values[0];
  EXPECT_TRUE(Take(Api().AllocatorFree(default_allocator, values)).ok());
  EXPECT_EQ(Read(y), kTwiceW);
  Api().ReleaseIoBinding(binding);
  for (OrtValue* value : {host, x, y}) Api().ReleaseValue(value);
}

TEST_F(DeviceBinding, OutputsThatTheCallerHasOnTheDevice) {
  Session session(npu_.env(), setup_);
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> data(6, 3.0f);
  OrtValue *host = OnHost(data), *y = OnDevice();
  const char *input = "X", *output = "Y";
  Border border(npu_);
  Result ran = Take(Api().Run(session.get(), nullptr, &input, &host, 1, &output, 1, &y));
  ASSERT_TRUE(ran.ok()) << ran;
  EXPECT_THAT(border.Crossed(), Pair(1, 0)) << "X alone";
  EXPECT_EQ(Read(y), (std::vector<float>{0, 3, 6, 9, 12, 15}));
  for (OrtValue* value : {host, y}) Api().ReleaseValue(value);
}

TEST_F(DeviceBinding, OnBerthWhatNobodyCanReachIsRefused) {
  SessionSetup plain;
  Session session(npu_.env(), plain);
  ASSERT_TRUE(session.created().ok()) << session.created();
  OrtValue *x = OnDevice(), *y = nullptr;
  const char *input = "X", *output = "Y";
  Result ran = Take(Api().Run(session.get(), nullptr, &input, &x, 1, &output, 1, &y));
  EXPECT_EQ(ran.code, ORT_FAIL) << ran;
  EXPECT_TRUE(ran.Says("no data transfer registered")) << ran;
  Api().ReleaseValue(x);
}

}  // namespace
}  // namespace berth::testing
