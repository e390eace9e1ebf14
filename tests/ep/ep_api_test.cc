// Functions of OrtEpApi that an EP needs no session for: descriptions of kernels, devices of memory. Each with what it refuses.
// The same program runs on ONNX Runtime, but for OnBerth: there null crashes.
#include <climits>

#include "host.h"

namespace berth::testing {
namespace {

const OrtEpApi& EpApi() { return *Api().GetEpApi(); }

class KernelDefinition : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(Take(EpApi().CreateKernelDefBuilder(&builder_)).ok()); }
  void TearDown() override {
    EpApi().ReleaseKernelDef(def_);
    EpApi().ReleaseKernelDefBuilder(builder_);
  }
  void Describe(const char* op_type, int since, int until) {
    ASSERT_TRUE(Take(EpApi().KernelDefBuilder_SetOperatorType(builder_, op_type)).ok());
    ASSERT_TRUE(Take(EpApi().KernelDefBuilder_SetDomain(builder_, "a.domain")).ok());
    ASSERT_TRUE(Take(EpApi().KernelDefBuilder_SetSinceVersion(builder_, since, until)).ok());
    ASSERT_TRUE(Take(EpApi().KernelDefBuilder_SetExecutionProvider(builder_, "AnEp")).ok());
  }
  void Build() { ASSERT_TRUE(Take(EpApi().KernelDefBuilder_Build(builder_, &def_)).ok()); }
  OrtKernelDefBuilder* builder_ = nullptr;
  OrtKernelDef* def_ = nullptr;
};

TEST_F(KernelDefinition, SaysWhatItWasBuiltFrom) {
  Describe("AnOp", 7, 12);
  Build();
  EXPECT_STREQ(EpApi().KernelDef_GetOperatorType(def_), "AnOp");
  EXPECT_STREQ(EpApi().KernelDef_GetDomain(def_), "a.domain");
  EXPECT_STREQ(EpApi().KernelDef_GetExecutionProvider(def_), "AnEp");
  int since = 0, until = 0;
  ASSERT_TRUE(Take(EpApi().KernelDef_GetSinceVersion(def_, &since, &until)).ok());
  EXPECT_EQ(since, 7);
  EXPECT_EQ(until, 12);
}

TEST_F(KernelDefinition, RangeWithoutAnEnd) {
  Describe("AnOp", 7, INT_MAX);
  Build();
  int since = 0, until = 0;
  ASSERT_TRUE(Take(EpApi().KernelDef_GetSinceVersion(def_, &since, &until)).ok());
  EXPECT_EQ(until, INT_MAX);
}

TEST_F(KernelDefinition, VersionsThatAreNone) {
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetSinceVersion(builder_, 0, 7)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetSinceVersion(builder_, 8, 7)).code, ORT_INVALID_ARGUMENT);
  EXPECT_TRUE(Take(EpApi().KernelDefBuilder_SetSinceVersion(builder_, 7, 7)).ok());
}

TEST_F(KernelDefinition, WhereInputsAndOutputsLie) {
  Describe("AnOp", 7, 12);
  ASSERT_TRUE(Take(EpApi().KernelDefBuilder_SetInputMemType(builder_, 1, OrtMemTypeCPUInput)).ok());
  ASSERT_TRUE(Take(EpApi().KernelDefBuilder_SetOutputMemType(builder_, 0, OrtMemTypeCPUOutput)).ok());
  Build();
  OrtMemType type = OrtMemTypeCPU;
  ASSERT_TRUE(Take(EpApi().KernelDef_GetInputMemType(def_, 0, &type)).ok());
  EXPECT_EQ(type, OrtMemTypeDefault);   // what nobody has said
  ASSERT_TRUE(Take(EpApi().KernelDef_GetInputMemType(def_, 1, &type)).ok());
  EXPECT_EQ(type, OrtMemTypeCPUInput);
  ASSERT_TRUE(Take(EpApi().KernelDef_GetOutputMemType(def_, 0, &type)).ok());
  EXPECT_EQ(type, OrtMemTypeCPUOutput);
  ASSERT_TRUE(Take(EpApi().KernelDef_GetOutputMemType(def_, 5, &type)).ok());
  EXPECT_EQ(type, OrtMemTypeDefault);
}

TEST_F(KernelDefinition, TypesAndAliases) {
  const OrtDataType *type = nullptr, *again = nullptr, *other = nullptr;
  ASSERT_TRUE(Take(EpApi().GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &type)).ok());
  ASSERT_TRUE(Take(EpApi().GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &again)).ok());
  ASSERT_TRUE(Take(EpApi().GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, &other)).ok());
  EXPECT_EQ(type, again);
  EXPECT_NE(type, other);
  EXPECT_TRUE(Take(EpApi().KernelDefBuilder_AddTypeConstraint(builder_, "T", &type, 1)).ok());
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_AddTypeConstraint(builder_, "T", &type, 0)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_AddTypeConstraint(builder_, "T", nullptr, 1)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_AddTypeConstraint(builder_, nullptr, &type, 1)).code, ORT_INVALID_ARGUMENT);
  const int in[] = {0}, out[] = {0};
  for (auto add : {EpApi().KernelDefBuilder_AddInputOutputAliases, EpApi().KernelDefBuilder_AddInputOutputMutableAliases}) {
    EXPECT_TRUE(Take(add(builder_, in, out, 1)).ok());
    EXPECT_EQ(Take(add(builder_, in, out, 0)).code, ORT_INVALID_ARGUMENT);
    EXPECT_EQ(Take(add(builder_, nullptr, out, 1)).code, ORT_INVALID_ARGUMENT);
    EXPECT_EQ(Take(add(builder_, in, nullptr, 1)).code, ORT_INVALID_ARGUMENT);
  }
}

TEST_F(KernelDefinition, RegistryTakesOneForEach) {
  Describe("AnOp", 7, 12);
  Build();
  OrtKernelRegistry* registry = nullptr;
  ASSERT_TRUE(Take(EpApi().CreateKernelRegistry(&registry)).ok());
  const OrtKernelCreateFunc create = [](void*, const OrtKernelInfo*, OrtKernelImpl**) noexcept -> OrtStatus* { return nullptr; };
  EXPECT_TRUE(Take(EpApi().KernelRegistry_AddKernel(registry, def_, create, nullptr)).ok());
  Result twice = Take(EpApi().KernelRegistry_AddKernel(registry, def_, create, nullptr));
  EXPECT_EQ(twice.code, ORT_FAIL);
  EXPECT_TRUE(twice.Says("Conflicting")) << twice;
  EXPECT_EQ(Take(EpApi().KernelRegistry_AddKernel(registry, def_, nullptr, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelRegistry_AddKernel(registry, nullptr, create, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelRegistry_AddKernel(nullptr, def_, create, nullptr)).code, ORT_INVALID_ARGUMENT);
  EpApi().ReleaseKernelRegistry(registry);
}

TEST_F(KernelDefinition, OnBerthNullIsRefused) {
  EXPECT_EQ(Take(EpApi().CreateKernelDefBuilder(nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().CreateKernelRegistry(nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetOperatorType(nullptr, "AnOp")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetOperatorType(builder_, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetDomain(builder_, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetExecutionProvider(nullptr, "AnEp")).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetInputMemType(nullptr, 0, OrtMemTypeDefault)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_SetOutputMemType(nullptr, 0, OrtMemTypeDefault)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDefBuilder_Build(builder_, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(EpApi().KernelDef_GetOperatorType(nullptr), nullptr);
  EXPECT_EQ(EpApi().KernelDef_GetDomain(nullptr), nullptr);
  EXPECT_EQ(EpApi().KernelDef_GetExecutionProvider(nullptr), nullptr);
  OrtMemType type = OrtMemTypeDefault;
  int version = 0;
  EXPECT_EQ(Take(EpApi().KernelDef_GetInputMemType(nullptr, 0, &type)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDef_GetOutputMemType(nullptr, 0, &type)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelDef_GetSinceVersion(nullptr, &version, &version)).code, ORT_INVALID_ARGUMENT);
  const OrtDataType* data_type = nullptr;
  EXPECT_FALSE(Take(EpApi().GetTensorDataType(static_cast<ONNXTensorElementDataType>(999), &data_type)).ok());
  EXPECT_EQ(data_type, nullptr);
}

TEST(EpApiRelease, NullIsNothing) {
  EpApi().ReleaseEpDevice(nullptr);
  EpApi().ReleaseHardwareDevice(nullptr);
  EpApi().ReleaseKernelRegistry(nullptr);
  EpApi().ReleaseKernelDefBuilder(nullptr);
  EpApi().ReleaseKernelDef(nullptr);
  EpApi().ReleaseKernelImpl(nullptr);
  EpApi().ReleaseOpSchema(nullptr);
  EpApi().ReleaseProfilingEvent(nullptr);
}

class MemoryDevice : public ::testing::Test {
 protected:
  ~MemoryDevice() override {
    for (OrtMemoryInfo* info : infos_) Api().ReleaseMemoryInfo(info);
  }
  const OrtMemoryInfo* Info(const char* name, OrtMemoryInfoDeviceType type, uint32_t vendor, int32_t device,
                            OrtDeviceMemoryType memory, size_t alignment = 0) {
    OrtMemoryInfo* info = nullptr;
    EXPECT_TRUE(Take(Api().CreateMemoryInfo_V2(name, type, vendor, device, memory, alignment, OrtDeviceAllocator, &info)).ok());
    infos_.push_back(info);
    return info;
  }
  const OrtMemoryDevice* Device(const OrtMemoryInfo* info) { return EpApi().MemoryInfo_GetMemoryDevice(info); }
  std::vector<OrtMemoryInfo*> infos_;
};

TEST_F(MemoryDevice, SaysWhatItIs) {
  const auto* device = Device(Info("npu", OrtMemoryInfoDeviceType_NPU, 0x1234, 5, OrtDeviceMemoryType_DEFAULT));
  EXPECT_EQ(EpApi().MemoryDevice_GetDeviceType(device), OrtMemoryInfoDeviceType_NPU);
  EXPECT_EQ(EpApi().MemoryDevice_GetMemoryType(device), OrtDeviceMemoryType_DEFAULT);
  EXPECT_EQ(EpApi().MemoryDevice_GetVendorId(device), 0x1234u);
  EXPECT_EQ(EpApi().MemoryDevice_GetDeviceId(device), 5u);
  const auto* shared = Device(Info("gpu", OrtMemoryInfoDeviceType_GPU, 0x10de, 0, OrtDeviceMemoryType_HOST_ACCESSIBLE));
  EXPECT_EQ(EpApi().MemoryDevice_GetDeviceType(shared), OrtMemoryInfoDeviceType_GPU);
  EXPECT_EQ(EpApi().MemoryDevice_GetMemoryType(shared), OrtDeviceMemoryType_HOST_ACCESSIBLE);
  EXPECT_EQ(EpApi().MemoryDevice_GetDeviceId(shared), 0u);
}

TEST_F(MemoryDevice, EqualityLeavesTheNameOut) {
  constexpr auto kNpu = OrtMemoryInfoDeviceType_NPU;
  constexpr auto kDefault = OrtDeviceMemoryType_DEFAULT;
  const auto* one = Device(Info("one", kNpu, 1, 0, kDefault));
  EXPECT_TRUE(EpApi().MemoryDevice_AreEqual(one, one));
  EXPECT_TRUE(EpApi().MemoryDevice_AreEqual(one, Device(Info("another name", kNpu, 1, 0, kDefault))));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(one, Device(Info("one", OrtMemoryInfoDeviceType_GPU, 1, 0, kDefault))));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(one, Device(Info("one", kNpu, 2, 0, kDefault))));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(one, Device(Info("one", kNpu, 1, 1, kDefault))));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(one, Device(Info("one", kNpu, 1, 0, OrtDeviceMemoryType_HOST_ACCESSIBLE))));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(one, nullptr));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(nullptr, one));
  EXPECT_FALSE(EpApi().MemoryDevice_AreEqual(nullptr, nullptr));
}

TEST_F(MemoryDevice, OfAValue) {
  OrtMemoryInfo* cpu = nullptr;
  ASSERT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &cpu)).ok());
  infos_.push_back(cpu);
  float data[2] = {};
  const int64_t dims[] = {2};
  OrtValue* tensor = nullptr;
  const auto* npu = Info("npu", OrtMemoryInfoDeviceType_NPU, 0x1234, 5, OrtDeviceMemoryType_DEFAULT);
  for (const OrtMemoryInfo* info : {static_cast<const OrtMemoryInfo*>(cpu), npu}) {
    ASSERT_TRUE(Take(Api().CreateTensorWithDataAsOrtValue(info, data, sizeof(data), dims, 1, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT,
                                                          &tensor)).ok());
    EXPECT_TRUE(EpApi().MemoryDevice_AreEqual(EpApi().Value_GetMemoryDevice(tensor), Device(info)));
    Api().ReleaseValue(tensor);
  }
  EXPECT_EQ(EpApi().Value_GetMemoryDevice(nullptr), nullptr);
}

TEST_F(MemoryDevice, OfASequenceIsNone) {
  float data[2] = {};
  const int64_t dims[] = {2};
  OrtMemoryInfo* cpu = nullptr;
  ASSERT_TRUE(Take(Api().CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &cpu)).ok());
  infos_.push_back(cpu);
  OrtValue *tensor = nullptr, *sequence = nullptr;
  ASSERT_TRUE(Take(Api().CreateTensorWithDataAsOrtValue(cpu, data, sizeof(data), dims, 1, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT,
                                                        &tensor)).ok());
  ASSERT_TRUE(Take(Api().CreateValue(&tensor, 1, ONNX_TYPE_SEQUENCE, &sequence)).ok());
  EXPECT_EQ(EpApi().Value_GetMemoryDevice(sequence), nullptr);
  Api().ReleaseValue(sequence);
  Api().ReleaseValue(tensor);
}

TEST(EpApiConfig, IsACopyOfTheEnvironments) {
  OrtKeyValuePairs* entries = nullptr;
  {
    Env env(Options{{"a.key", "a value"}});
    ASSERT_TRUE(Take(EpApi().GetEnvConfigEntries(&entries)).ok());
    EXPECT_STREQ(Api().GetKeyValue(entries, "a.key"), "a value");
    Api().AddKeyValuePair(entries, "a.key", "changed");
    Api().ReleaseKeyValuePairs(entries);
    ASSERT_TRUE(Take(EpApi().GetEnvConfigEntries(&entries)).ok());
    EXPECT_STREQ(Api().GetKeyValue(entries, "a.key"), "a value");
    Api().ReleaseKeyValuePairs(entries);
    EXPECT_EQ(Take(EpApi().GetEnvConfigEntries(nullptr)).code, ORT_INVALID_ARGUMENT);
  }
  EXPECT_EQ(Take(EpApi().GetEnvConfigEntries(&entries)).code, ORT_FAIL) << "there is no environment";
}

// What an EP gets that is not in a session of its own: nulls.
TEST(EpApiObjects, OnBerthNullIsRefused) {
  OrtKernelImpl* kernel = nullptr;
  const OrtEp* ep = nullptr;
  EXPECT_EQ(Take(EpApi().CreateIfKernel(nullptr, &kernel)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().CreateLoopKernel(nullptr, nullptr, &kernel)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().CreateScanKernel(nullptr, nullptr, &kernel)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().KernelInfo_GetEp(nullptr, &ep)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().EpGraphSupportInfo_AddNodesToFuse(nullptr, nullptr, 1, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().EpGraphSupportInfo_AddSingleNode(nullptr, nullptr)).code, ORT_INVALID_ARGUMENT);
  const OrtKernelDef* def = nullptr;
  EXPECT_EQ(Take(EpApi().EpGraphSupportInfo_LookUpKernel(nullptr, nullptr, &def)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().SharedPrePackedWeightCache_StoreWeightData(nullptr, nullptr, nullptr, 1)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().DeviceEpIncompatibilityDetails_SetDetails(nullptr, 0, 0, nullptr)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(EpApi().NodeComputeContext_NodeName(nullptr), nullptr);
  EXPECT_EQ(EpApi().SyncStream_GetImpl(nullptr), nullptr);
  EXPECT_EQ(EpApi().SyncStream_GetSyncId(nullptr), 0u);
  EXPECT_EQ(EpApi().GetSyncIdForLastWaitOnSyncStream(nullptr, nullptr), 0u);
  EXPECT_EQ(EpApi().MemoryInfo_GetMemoryDevice(nullptr), nullptr);
  OrtEpDevice* device = nullptr;
  EXPECT_EQ(Take(EpApi().CreateEpDevice(nullptr, nullptr, nullptr, nullptr, &device)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().EpDevice_AddAllocatorInfo(nullptr, nullptr)).code, ORT_INVALID_ARGUMENT);
  OrtHardwareDevice* hardware = nullptr;
  EXPECT_EQ(Take(EpApi().CreateHardwareDevice(OrtHardwareDeviceType_NPU, 1, 2, nullptr, nullptr, &hardware)).code,
            ORT_INVALID_ARGUMENT);
  const void* data = nullptr;
  size_t size = 0;
  EXPECT_EQ(Take(EpApi().SessionOptionsGetWeightlessSourceModelBuffer(nullptr, &data, &size)).code, ORT_INVALID_ARGUMENT);
}

// Hardware that an EP makes up says what it was made of, and goes once.
TEST(EpApiObjects, HardwareThatIsMadeUp) {
  Env env(Options{{"allow_virtual_devices", "1"}});
  OrtKeyValuePairs* metadata = nullptr;
  Api().CreateKeyValuePairs(&metadata);
  Api().AddKeyValuePair(metadata, "is_virtual", "1");
  OrtHardwareDevice* hardware = nullptr;
  ASSERT_TRUE(Take(EpApi().CreateHardwareDevice(OrtHardwareDeviceType_NPU, 0x1234, 7, "Maker", metadata, &hardware)).ok());
  Api().ReleaseKeyValuePairs(metadata);
  EXPECT_EQ(Api().HardwareDevice_Type(hardware), OrtHardwareDeviceType_NPU);
  EXPECT_EQ(Api().HardwareDevice_VendorId(hardware), 0x1234u);
  EXPECT_EQ(Api().HardwareDevice_DeviceId(hardware), 7u);
  EXPECT_STREQ(Api().HardwareDevice_Vendor(hardware), "Maker");
  EXPECT_STREQ(Api().GetKeyValue(Api().HardwareDevice_Metadata(hardware), "is_virtual"), "1");
  for (const OrtHardwareDevice* listed : env.Hardware()) EXPECT_NE(listed, hardware);
  EpApi().ReleaseHardwareDevice(hardware);
}

}  // namespace
}  // namespace berth::testing
