// Importers of foreign memory, and graphics, that break a rule: the program's call fails with what the EP did, and nothing of
// it stays.
#include "fault_session.h"
#include "fault_steps.h"

namespace berth::testing {
namespace {

template <typename Use>
Result Try(const char* name, Use&& use) {
  Fault fault(name);
  return use(fault.env().Devices(name)[0]);
}

void ExpectImport(const char* name, OrtErrorCode code, std::string_view duty, std::string_view text) {
  Result result = Try(name, UseImporter);
  EXPECT_EQ(result.code, code) << name << ": " << result;
  EXPECT_TRUE(result.Says(duty) && result.Says(text) && result.Says(name)) << name << ": " << result;
  EXPECT_TRUE(result.ok() || result.Says(FaultPath(name))) << "names the library: " << result;
}

TEST(ImporterFaults, SoundOnesAreTheLegalTwins) {
  for (const char* name : {"importer_fine", "importer_null", "importer_version_zero", "importer_handle_no_device"}) {
    Result result = Try(name, UseImporter);
    EXPECT_TRUE(result.ok()) << name << ": " << result;
  }
}

TEST(ImporterFaults, Making) {
  ExpectImport("importer_create_error", ORT_ENGINE_ERROR, "EPC-037", "fault: importer_create_error");
  ExpectImport("importer_create_throws", ORT_EP_FAIL, "EPC-008", "fault: importer_create_throws");
  ExpectImport("importer_create_throws_int", ORT_EP_FAIL, "EPC-008", "foreign type");
  ExpectImport("importer_no_release", ORT_EP_FAIL, "EPC-037", "Release");
}

TEST(ImporterFaults, Callbacks) {
  for (const char* callback : {"memory", "tensor", "semaphore", "wait", "signal"}) {
    const std::string name = std::string("importer_") + callback;
    ExpectImport((name + "_error").c_str(), ORT_ENGINE_ERROR, "EPC-038", "fault: " + name + "_error");
    ExpectImport((name + "_throws").c_str(), ORT_EP_FAIL, "EPC-008", "fault: " + name + "_throws");
    ExpectImport((name + "_throws_int").c_str(), ORT_EP_FAIL, "EPC-008", "foreign type");
  }
}

TEST(ImporterFaults, ResultsThatAreNone) {
  for (const char* name : {"importer_memory_null", "importer_tensor_null", "importer_semaphore_null"}) {
    ExpectImport(name, ORT_FAIL, "EPC-038", "null result");
  }
  ExpectImport("importer_tensor_foreign", ORT_EP_FAIL, "EPC-038", "CreateTensorFromMemory");
}

TEST(ImporterFaults, Handles) {
  ExpectImport("importer_handle_no_release", ORT_EP_FAIL, "EPC-039", "Release: null seen");
  ExpectImport("importer_handle_foreign_device", ORT_EP_FAIL, "EPC-039", "none of the devices that its library offered");
}

// One that does not say can import nothing.
TEST(ImporterFaults, Questions) {
  for (const char* name : {"importer_can_memory_throws", "importer_can_semaphore_throws", "importer_incomplete"}) {
    Result result = Try(name, UseImporter);
    EXPECT_EQ(result.code, ORT_FAIL) << name << ": " << result;
    EXPECT_TRUE(result.Says("of that kind cannot be imported")) << name << ": " << result;
  }
  Fault fault("importer_can_memory_throws");
  UseImporter(fault.env().Devices("importer_can_memory_throws")[0]);
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, "[EPC-008] EP \"importer_can_memory_throws\": CanImportMemory()"));
}

TEST(ImporterFaults, ExceptionsAtTheEndAreLogged) {
  for (const char* name : {"importer_release_throws", "importer_handle_release_throws"}) {
    Fault fault(name);
    EXPECT_TRUE(UseImporter(fault.env().Devices(name)[0]).ok()) << name;
    EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_ERROR, std::string("fault: ") + name)) << name;
  }
}

TEST(GraphicsFaults, Callbacks) {
  EXPECT_TRUE(Try("graphics_fine", UseGraphics).ok()) << "the legal twin";
  for (const char* callback : {"init", "deinit"}) {
    const std::string name = std::string("graphics_") + callback;
    Result error = Try((name + "_error").c_str(), UseGraphics);
    EXPECT_EQ(error.code, ORT_ENGINE_ERROR) << error;
    EXPECT_TRUE(error.Says("[EPC-040]") && error.Says("fault: " + name + "_error")) << error;
    Result thrown = Try((name + "_throws").c_str(), UseGraphics);
    EXPECT_EQ(thrown.code, ORT_EP_FAIL) << thrown;
    EXPECT_TRUE(thrown.Says("[EPC-008]") && thrown.Says("fault: " + name + "_throws")) << thrown;
  }
}

}  // namespace
}  // namespace berth::testing
