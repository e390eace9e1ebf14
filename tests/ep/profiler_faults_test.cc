// Profilers that break a rule: nothing fails for a profile, the log names the duty, and the profile is whole without what was
// lost.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "fault_session.h"

namespace berth::testing {
namespace {

// What the profile of a session with that EP says; everything else works.
std::string Profile(Fault& fault) {
  const auto prefix = std::filesystem::path(::testing::TempDir()) / ("profiler_fault_" + std::to_string(getpid()));
  EXPECT_TRUE(Take(Api().EnableProfiling(fault.setup().get(), prefix.c_str())).ok());
  {
    Session session(fault.env(), fault.setup());
    EXPECT_TRUE(session.created().ok()) << session.created();
    std::vector<float> y;
    EXPECT_TRUE(session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
  }
  std::ostringstream text;
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path())) {
    if (!entry.path().filename().string().starts_with(prefix.filename().string())) continue;
    text << std::ifstream(entry.path()).rdbuf();
    std::filesystem::remove(entry.path());
  }
  return text.str();
}

bool HasHostsEvents(const std::string& profile) {
  return profile.find("model_run") != std::string::npos && profile.find(']') != std::string::npos;
}

// The profile has the host's events; the EP's own, unless they are lost.
void ExpectProfile(const char* name, const char* duty, bool has_own, const char* text = "") {
  Fault fault(name);
  const std::string profile = Profile(fault);
  EXPECT_TRUE(HasHostsEvents(profile)) << name << ": " << profile;
  EXPECT_EQ(profile.find("sound event") != std::string::npos, has_own) << name << ": " << profile;
  if (duty == nullptr) {
    EXPECT_FALSE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, "")) << name;
    return;
  }
  bool found = false;
  for (const std::string& line : fault.env().Lines(ORT_LOGGING_LEVEL_WARNING)) {
    found = found || (line.find(duty) != std::string::npos && line.find(name) != std::string::npos &&
                      line.find(FaultPath(name)) != std::string::npos && line.find(text) != std::string::npos);
  }
  EXPECT_TRUE(found) << name << ": " << ::testing::PrintToString(fault.env().Lines(ORT_LOGGING_LEVEL_WARNING));
}

TEST(ProfilerFaults, SoundOnesAreTheLegalTwins) {
  ExpectProfile("profiler_fine", nullptr, true);
  ExpectProfile("profiler_null", nullptr, false);
  ExpectProfile("profiler_no_events", nullptr, true);      // it does not want to know of the host's
  ExpectProfile("profiler_version_zero", nullptr, true);   // its callbacks were there from the start
  ExpectProfile("profiler_slow", nullptr, true);
  ExpectProfile("profiler_reenters", nullptr, true);
}

TEST(ProfilerFaults, Making) {
  ExpectProfile("profiler_create_error", "EPC-034", false, "fault: profiler_create_error");
  ExpectProfile("profiler_create_throws", "EPC-008", false, "fault: profiler_create_throws");
  ExpectProfile("profiler_create_throws_int", "EPC-008", false, "foreign type");
  ExpectProfile("profiler_no_release", "EPC-034", false, "Release");
  ExpectProfile("profiler_no_start", "EPC-034", false, "StartProfiling");
  ExpectProfile("profiler_no_end", "EPC-034", false, "EndProfiling");
}

// One that does not start is told of nothing more.
TEST(ProfilerFaults, Callbacks) {
  for (const auto& [callback, has_own] : {std::pair("start", false), {"event", true}, {"stop", true}, {"end", false}}) {
    const std::string name = std::string("profiler_") + callback;
    ExpectProfile((name + "_error").c_str(), "EPC-035", has_own, ("fault: " + name + "_error").c_str());
    ExpectProfile((name + "_throws").c_str(), "EPC-008", has_own, ("fault: " + name + "_throws").c_str());
    ExpectProfile((name + "_throws_int").c_str(), "EPC-008", has_own, "foreign type");
  }
  ExpectProfile("profiler_release_throws", "EPC-008", true, "OrtEpProfilerImpl::Release");
}

// The EP is told at once by CreateProfilingEvent and AddEvents; it passes the error on, and what it has added is lost with it.
TEST(ProfilerFaults, EventsThatAreNone) {
  for (const char* name : {"profiler_events_null", "profiler_events_null_entry", "profiler_events_foreign",
                           "profiler_events_elsewhere", "profiler_category", "profiler_name_null"}) {
    ExpectProfile(name, "EPC-035", false);
  }
}

TEST(ProfilerFaults, TimesThatNoClockHas) {
  Fault fault("profiler_times_wild");
  const std::string profile = Profile(fault);
  EXPECT_TRUE(HasHostsEvents(profile));
  EXPECT_NE(profile.find("sound event"), std::string::npos) << "the others stay";
  for (const char* event : {"wild start\"", "wild start before", "wild length", "wild end before the start"}) {
    EXPECT_EQ(profile.find(event), std::string::npos) << profile;
    EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, event)) << event;
  }
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, "[EPC-036]"));
}

TEST(ProfilerFaults, NamesThatMustBeEscaped) {
  Fault fault("profiler_name_odd");
  const std::string profile = Profile(fault);
  EXPECT_NE(profile.find("odd \\\"\\\\\\u000a\\u0001"), std::string::npos) << profile;
  EXPECT_EQ(profile.find('\xff'), std::string::npos) << "a profile is UTF-8 text";
}

TEST(ProfilerFaults, OfARun) {
  Fault fault("profiler_end_throws");
  const auto prefix = std::filesystem::path(::testing::TempDir()) / ("profiler_run_" + std::to_string(getpid()));
  Session session(fault.env(), fault.setup());
  OrtRunOptions* options = nullptr;
  ASSERT_TRUE(Take(Api().CreateRunOptions(&options)).ok());
  ASSERT_TRUE(Take(Api().RunOptionsEnableProfiling(options, prefix.c_str())).ok());
  EXPECT_TRUE(session.Run(2, nullptr, "Y", false, options).ok());
  Api().ReleaseRunOptions(options);
  EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, "fault: profiler_end_throws"));
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path())) {
    if (entry.path().filename().string().starts_with(prefix.filename().string())) std::filesystem::remove(entry.path());
  }
}

}  // namespace
}  // namespace berth::testing
