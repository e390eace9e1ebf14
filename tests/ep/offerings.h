// What the offering EP offers and what it was asked for, on any host.
#pragma once

#include <sstream>

#include <gmock/gmock.h>

#include "host.h"

namespace berth::testing {

class Offerings : public ::testing::Test {
 protected:
  // Registers an EP under a name that says what it offers (offering_ep.cc).
  void Offer(const std::string& settings) {
    const std::string name = settings + ";.virtual";
    Result result = env_.Register(name.c_str(), kOfferingEp);
    ASSERT_TRUE(result.ok()) << result;
  }
  // What happened since the last time.
  std::vector<std::string> Calls() {
    std::istringstream lines(library_.Get<const char*()>("OfferingEpRecord")());
    std::vector<std::string> calls;
    for (std::string line; std::getline(lines, line);) calls.push_back(line);
    library_.Get<void()>("OfferingEpClear")();
    return calls;
  }
  // The EPs that a session on these options creates, one line each.
  std::vector<std::string> Created(const SessionSetup& setup) {
    Calls();
    Session session(env_, setup);
    EXPECT_TRUE(session.created().ok()) << session.created();
    std::vector<std::string> created = Calls();
    std::erase_if(created, [](const std::string& call) { return !call.starts_with("CreateEp("); });
    session.Release();
    Calls();
    return created;
  }

  void SetUp() override { Calls(); }

  // Declared before the environment, which lets go of the library first.
  OpenLibrary library_{kOfferingEp};
  Env env_;
};

// A delegate that remembers what it was shown and picks what it was told to.
struct Picker {
  std::vector<std::string> shown;                   // "NpuEp NPU 1" for each device
  std::vector<std::pair<std::string, std::string>> model, runtime;
  size_t room = 0;
  std::vector<std::string> picks;                   // devices of `shown` by their text
  OrtErrorCode error = ORT_OK;

  static std::string Text(const OrtEpDevice* device) {
    constexpr const char* kTypes[] = {"CPU", "GPU", "NPU"};
    const OrtHardwareDevice* hardware = Api().EpDevice_Device(device);
    return std::string(Api().EpDevice_EpName(device)) + " " + kTypes[Api().HardwareDevice_Type(hardware)] + " " +
           std::to_string(Api().HardwareDevice_DeviceId(hardware));
  }
  static std::vector<std::pair<std::string, std::string>> Pairs(const OrtKeyValuePairs* pairs) {
    const char* const* keys = nullptr;
    const char* const* values = nullptr;
    size_t count = 0;
    Api().GetKeyValuePairs(pairs, &keys, &values, &count);
    std::vector<std::pair<std::string, std::string>> result;
    for (size_t i = 0; i < count; ++i) result.emplace_back(keys[i], values[i]);
    return result;
  }
  static OrtStatus* ORT_API_CALL Pick(const OrtEpDevice** devices, size_t count, const OrtKeyValuePairs* model,
                                      const OrtKeyValuePairs* runtime, const OrtEpDevice** selected, size_t max_selected,
                                      size_t* selected_count, void* state) noexcept {
    auto& self = *static_cast<Picker*>(state);
    self.model = Pairs(model);
    if (runtime != nullptr) self.runtime = Pairs(runtime);
    self.room = max_selected;
    self.shown.clear();
    for (size_t i = 0; i < count; ++i) self.shown.push_back(Text(devices[i]));
    if (self.error != ORT_OK) return Api().CreateStatus(self.error, "nothing suits me");
    for (const std::string& pick : self.picks) {
      for (size_t i = 0; i < count; ++i) {
        if (self.shown[i] == pick && *selected_count < max_selected) selected[(*selected_count)++] = devices[i];
      }
    }
    return nullptr;
  }
};

}  // namespace berth::testing
