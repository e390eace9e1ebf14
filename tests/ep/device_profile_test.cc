// An EP's own events in the profiles of sessions and of runs. The same program runs on ONNX Runtime.
#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "npu.h"

namespace berth::testing {
namespace {

using ::testing::HasSubstr;

// The lines of the profile whose file begins with `prefix`, which goes away.
std::vector<std::string> TakeProfile(const std::filesystem::path& prefix) {
  std::vector<std::string> lines;
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path())) {
    if (!entry.path().filename().string().starts_with(prefix.filename().string())) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    std::filesystem::remove(entry.path());
  }
  return lines;
}

std::vector<std::string> With(const std::vector<std::string>& lines, std::string_view part) {
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    if (line.find(part) != std::string::npos) found.push_back(line);
  }
  return found;
}

int64_t Number(const std::string& line, const std::string& key) {
  const size_t at = line.find("\"" + key + "\" :");
  return at == std::string::npos ? -1 : std::atoll(line.c_str() + at + key.size() + 4);
}

std::filesystem::path Prefix(const char* name) {
  return std::filesystem::path(::testing::TempDir()) / (name + std::to_string(getpid()));
}

class DeviceProfile : public ::testing::Test {
 protected:
  // What the device did, as the profile has it, with the host's event that it belongs to.
  void ExpectEvents(const std::vector<std::string>& lines, size_t count) {
    const std::vector<std::string> device = With(lines, "VirtualNpu group"), runs = With(lines, "model_run");
    ASSERT_EQ(device.size(), count) << ::testing::PrintToString(lines);
    ASSERT_EQ(runs.size(), count);
    for (size_t i = 0; i < count; ++i) {
      EXPECT_THAT(device[i], HasSubstr("\"cat\" : \"Kernel\""));
      EXPECT_THAT(device[i], HasSubstr("\"host_event\" : \"VirtualNpu_"));
      EXPECT_THAT(device[i], HasSubstr("_kernel_time\""));
      EXPECT_GE(Number(device[i], "dur"), 0);
      // The clocks are two, and this process may be put aside between reading one and the other: no more can be said of it.
      EXPECT_GE(Number(device[i], "ts"), 0);
    }
  }
  Npu npu_;
};

TEST_F(DeviceProfile, OfASession) {
  const auto prefix = Prefix("npu_session_profile");
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(npu_.env(), npu_.Devices()).ok());
  ASSERT_TRUE(Take(Api().EnableProfiling(setup.get(), prefix.c_str())).ok());
  Session session(npu_.env(), setup);
  ASSERT_TRUE(session.created().ok()) << session.created();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(session.Run(2).ok());
  OrtAllocator* allocator = nullptr;
  ASSERT_TRUE(Take(Api().GetAllocatorWithDefaultOptions(&allocator)).ok());
  char* path = nullptr;
  ASSERT_TRUE(Take(Api().SessionEndProfiling(session.get(), allocator, &path)).ok());
  allocator->Free(allocator, path);
  ASSERT_TRUE(session.Run(2).ok());   // not profiled any more
  ExpectEvents(TakeProfile(prefix), 2);
}

// A session that is released ends its profile.
TEST_F(DeviceProfile, OfASessionThatGoes) {
  const auto prefix = Prefix("npu_released_profile");
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(npu_.env(), npu_.Devices()).ok());
  ASSERT_TRUE(Take(Api().EnableProfiling(setup.get(), prefix.c_str())).ok());
  Session session(npu_.env(), setup);
  ASSERT_TRUE(session.Run(2).ok());
  session.Release();
  ExpectEvents(TakeProfile(prefix), 1);
}

TEST_F(DeviceProfile, OfARun) {
  const auto prefix = Prefix("npu_run_profile");
  SessionSetup setup;
  ASSERT_TRUE(setup.Append(npu_.env(), npu_.Devices()).ok());
  Session session(npu_.env(), setup);
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  ASSERT_TRUE(session.Run(2).ok());
  ASSERT_TRUE(Take(Api().RunOptionsEnableProfiling(options, prefix.c_str())).ok());
  ASSERT_TRUE(session.Run(2, nullptr, "Y", false, options).ok());
  Api().ReleaseRunOptions(options);
  ExpectEvents(TakeProfile(prefix), 1);
}

}  // namespace
}  // namespace berth::testing
