// The devices that EPs offer, real and made up, as programs see them, where ONNX Runtime answers too: ep-contract a.5, b, c.
#include "offerings.h"

namespace berth::testing {
namespace {

using ::testing::ElementsAre;

class OfferedDevices : public Offerings {
 protected:
  std::vector<std::string> Texts() const {
    std::vector<std::string> texts;
    for (const OrtEpDevice* device : env_.Devices()) texts.push_back(Picker::Text(device));
    return texts;
  }
  const char* Metadata(const OrtEpDevice* device, const char* key) const {
    return Api().GetKeyValue(Api().EpDevice_EpMetadata(device), key);
  }
};

TEST_F(OfferedDevices, BuiltInCpuKernels) {
  ASSERT_EQ(env_.Devices().size(), 1u);
  const OrtEpDevice* device = env_.Devices()[0];
  EXPECT_STREQ(Api().EpDevice_EpName(device), "CPUExecutionProvider");
  EXPECT_STREQ(Api().EpDevice_EpVendor(device), "Microsoft");
  EXPECT_TRUE(std::string(Metadata(device, "version")).starts_with("1.3"));
  EXPECT_THAT(Picker::Pairs(Api().EpDevice_EpOptions(device)), ::testing::IsEmpty());
  EXPECT_EQ(Api().EpDevice_Device(device), env_.Hardware().back());
  EXPECT_EQ(Api().EpDevice_MemoryInfo(device, OrtDeviceMemoryType_DEFAULT), nullptr);
  EXPECT_EQ(Api().EpDevice_MemoryInfo(device, OrtDeviceMemoryType_HOST_ACCESSIBLE), nullptr);
}

TEST_F(OfferedDevices, InOrderOfRegistration) {
  Offer("name=Zed;vendor=Acme;device=CPU,1,3,Other;device=NPU,1,1,Other");
  Offer("name=Abel;vendor=Acme;device=GPU,1,2,Other");
  EXPECT_THAT(Texts(), ElementsAre("CPUExecutionProvider CPU 0", "Zed CPU 3", "Zed NPU 1", "Abel GPU 2"));
  // The same file under another name offers them once more.
  Offer("name=Zed;vendor=Acme;device=GPU,1,4,Other");
  EXPECT_THAT(Texts(), ElementsAre("CPUExecutionProvider CPU 0", "Zed CPU 3", "Zed NPU 1", "Abel GPU 2", "Zed GPU 4"));
  ASSERT_TRUE(env_.Unregister("name=Abel;vendor=Acme;device=GPU,1,2,Other;.virtual").ok());
  EXPECT_THAT(Texts(), ElementsAre("CPUExecutionProvider CPU 0", "Zed CPU 3", "Zed NPU 1", "Zed GPU 4"));
}

TEST_F(OfferedDevices, MadeUpHardwareIsReachedThroughItsEpAlone) {
  const size_t hardware = env_.Hardware().size();
  Offer("name=Zed;vendor=Acme;device=NPU,4660,22136,Nowhere;option=level:high");
  EXPECT_EQ(env_.Hardware().size(), hardware);
  ASSERT_EQ(env_.Devices("Zed").size(), 1u);
  const OrtEpDevice* device = env_.Devices("Zed")[0];
  const OrtHardwareDevice* made_up = Api().EpDevice_Device(device);
  EXPECT_EQ(Api().HardwareDevice_Type(made_up), OrtHardwareDeviceType_NPU);
  EXPECT_EQ(Api().HardwareDevice_VendorId(made_up), 0x1234u);
  EXPECT_EQ(Api().HardwareDevice_DeviceId(made_up), 0x5678u);
  EXPECT_STREQ(Api().HardwareDevice_Vendor(made_up), "Nowhere");
  EXPECT_STREQ(Api().GetKeyValue(Api().HardwareDevice_Metadata(made_up), "is_virtual"), "1");
  EXPECT_STREQ(Metadata(device, "version"), "1.0.0");
  EXPECT_STREQ(Metadata(device, "library_path"), kOfferingEp);
  EXPECT_STREQ(Api().EpDevice_EpVendor(device), "Acme");
  EXPECT_STREQ(Api().GetKeyValue(Api().EpDevice_EpOptions(device), "level"), "high");
}

TEST_F(OfferedDevices, ProcessorAmongThem) {
  ASSERT_TRUE(env_.Register("name=Real;vendor=Acme;hardware=CPU", kOfferingEp).ok());
  ASSERT_EQ(env_.Devices("Real").size(), 1u);
  EXPECT_EQ(Api().EpDevice_Device(env_.Devices("Real")[0]), env_.Hardware().back());
}

// What an EP says of a device that does not suit it.
class Incompatibility : public Offerings {
 protected:
  struct Details {
    Result result;
    uint32_t reasons = 99;
    int32_t error_code = 99;
    std::string notes = "none";
  };
  Details Ask(const char* ep, const OrtHardwareDevice* device) {
    Details details;
    OrtDeviceEpIncompatibilityDetails* raw = nullptr;
    details.result = Take(Api().GetHardwareDeviceEpIncompatibilityDetails(env_.get(), ep, device, &raw));
    if (!details.result.ok()) return details;
    const char* notes = nullptr;
    EXPECT_TRUE(Take(Api().DeviceEpIncompatibilityDetails_GetReasonsBitmask(raw, &details.reasons)).ok());
    EXPECT_TRUE(Take(Api().DeviceEpIncompatibilityDetails_GetErrorCode(raw, &details.error_code)).ok());
    EXPECT_TRUE(Take(Api().DeviceEpIncompatibilityDetails_GetNotes(raw, &notes)).ok());
    if (notes != nullptr) details.notes = notes;
    Api().ReleaseDeviceEpIncompatibilityDetails(raw);
    return details;
  }
};

TEST_F(Incompatibility, AsTheEpTellsIt) {
  Offer("name=Silent;vendor=Acme;device=GPU,1,2,Other");
  Offer("name=Choosy;vendor=Acme;device=GPU,1,2,Other;incompatible=5:-7:too old");
  const OrtHardwareDevice* processor = env_.Hardware().back();
  Details details = Ask("Choosy", processor);
  ASSERT_TRUE(details.result.ok()) << details.result;
  EXPECT_EQ(details.reasons, 5u);   // driver, missing dependency
  EXPECT_EQ(details.error_code, -7);
  EXPECT_EQ(details.notes, "too old");
  for (const Details& nothing : {Ask("Silent", processor), Ask("Choosy", Api().EpDevice_Device(env_.Devices("Choosy")[0]))}) {
    ASSERT_TRUE(nothing.result.ok()) << nothing.result;
    EXPECT_EQ(nothing.reasons, 0u);
    EXPECT_EQ(nothing.error_code, 0);
    EXPECT_EQ(nothing.notes, "none");
  }
}

TEST_F(Incompatibility, OfNobodyAndOfOneThatFails) {
  Offer("name=Broken;vendor=Acme;device=GPU,1,2,Other;incompatible=error");
  const OrtHardwareDevice* processor = env_.Hardware().back();
  EXPECT_EQ(Ask("Nobody", processor).result.code, ORT_INVALID_ARGUMENT);
  const Result broken = Ask("Broken", processor).result;
  EXPECT_EQ(broken.code, ORT_ENGINE_ERROR);
  EXPECT_TRUE(broken.Says("cannot tell")) << broken;
  EXPECT_EQ(Ask(nullptr, processor).result.code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Ask("Broken", nullptr).result.code, ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
