// Events of a profile as EPs make and read them.
#include "host.h"

namespace berth::testing {
namespace {

const OrtEpApi& EpApi() { return *Api().GetEpApi(); }

TEST(ProfilingEvent, KeepsWhatItWasMadeOf) {
  OrtProfilingEvent* event = nullptr;
  {
    // Texts are copied.
    std::string name = "copy", key = "bytes", value = "24";
    const char *keys[] = {key.c_str()}, *values[] = {value.c_str()};
    Result made = Take(EpApi().CreateProfilingEvent(OrtProfilingEventCategory_KERNEL, 7, -1, name.c_str(), 100, 20,
                                                    keys, values, 1, &event));
    ASSERT_TRUE(made.ok()) << made;
  }
  OrtProfilingEventCategory category = OrtProfilingEventCategory_SESSION;
  ASSERT_TRUE(Take(EpApi().ProfilingEvent_GetCategory(event, &category)).ok());
  EXPECT_EQ(category, OrtProfilingEventCategory_KERNEL);
  const char* text = nullptr;
  ASSERT_TRUE(Take(EpApi().ProfilingEvent_GetName(event, &text)).ok());
  EXPECT_STREQ(text, "copy");
  int64_t microseconds = 0;
  ASSERT_TRUE(Take(EpApi().ProfilingEvent_GetTimestampUs(event, &microseconds)).ok());
  EXPECT_EQ(microseconds, 100);
  ASSERT_TRUE(Take(EpApi().ProfilingEvent_GetDurationUs(event, &microseconds)).ok());
  EXPECT_EQ(microseconds, 20);
  ASSERT_TRUE(Take(EpApi().ProfilingEvent_GetArgValue(event, "bytes", &text)).ok());
  EXPECT_STREQ(text, "24");
  ASSERT_TRUE(Take(EpApi().ProfilingEvent_GetArgValue(event, "absent", &text)).ok());
  EXPECT_EQ(text, nullptr);
  EpApi().ReleaseProfilingEvent(event);
  EpApi().ReleaseProfilingEvent(nullptr);
}

TEST(ProfilingEvent, WrongArguments) {
  OrtProfilingEvent* event = nullptr;
  auto make = [&](int category, const char* name, size_t count) {
    return Take(EpApi().CreateProfilingEvent(static_cast<OrtProfilingEventCategory>(category), -1, -1, name, 0, 0,
                                             nullptr, nullptr, count, &event));
  };
  EXPECT_EQ(make(0, nullptr, 0).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(make(0, "event", 1).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(make(9, "event", 0).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(event, nullptr);
  ASSERT_TRUE(make(0, "event", 0).ok());
  EpApi().ReleaseProfilingEvent(event);
  const char* text = nullptr;
  EXPECT_EQ(Take(EpApi().ProfilingEvent_GetName(nullptr, &text)).code, ORT_INVALID_ARGUMENT);
  EXPECT_EQ(Take(EpApi().ProfilingEventsContainer_AddEvents(nullptr, nullptr, 0)).code, ORT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace berth::testing
