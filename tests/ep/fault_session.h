// Sessions with an EP that breaks a rule: what each must give, and that nothing of the EP is left alive.
#pragma once

#include "host.h"

namespace berth::testing {

// A fault library in an environment of its own.
class Fault {
 public:
  explicit Fault(const char* fault) : fault_(fault), library_(FaultPath(fault)) {
    EXPECT_TRUE(env_.Register(fault, FaultPath(fault)).ok()) << fault;
    EXPECT_TRUE(setup_.Append(env_, env_.Devices(fault)).ok()) << fault;
    before_ = Live();
  }
  // Everything that the EP made for sessions is gone, and another EP works.
  ~Fault() {
    EXPECT_EQ(Live(), before_) << fault_;
    EXPECT_TRUE(env_.Unregister(fault_).ok()) << fault_;
    EXPECT_EQ(Live(), 0) << fault_;
    EXPECT_TRUE(env_.Register("sound", FaultPath("none")).ok());
    SessionSetup setup;
    EXPECT_TRUE(setup.Append(env_, env_.Devices("sound")).ok());
    Session session(env_, setup);
    std::vector<float> y;
    EXPECT_TRUE(session.created().ok() && session.Run(2, &y).ok());
    EXPECT_EQ(y, kTwiceW);
  }
  int Live() const { return library_.Get<int()>("FaultEpLive")(); }
  // How many weights its kernels have packed, and the packed one that the last of them got back.
  int Packs() const { return library_.Get<int()>("FaultEpPacks")(); }
  const void* Packed() const { return library_.Get<const void*()>("FaultEpPacked")(); }
  Env& env() { return env_; }
  SessionSetup& setup() { return setup_; }

 private:
  const char* fault_;
  OpenLibrary library_;
  Env env_;
  SessionSetup setup_;
  int before_ = 0;
};

inline void ExpectCreationFails(const char* name, OrtErrorCode code, std::string_view text) {
  Fault fault(name);
  Session session(fault.env(), fault.setup());
  EXPECT_EQ(session.created().code, code) << name << ": " << session.created();
  EXPECT_TRUE(session.created().Says(text)) << name << ": " << session.created();
  EXPECT_TRUE(session.created().Says(name)) << "names the EP: " << session.created();
  EXPECT_EQ(session.get(), nullptr);
}

inline void ExpectRunFails(const char* name, OrtErrorCode code, std::string_view text) {
  Fault fault(name);
  Session session(fault.env(), fault.setup());
  ASSERT_TRUE(session.created().ok()) << name << ": " << session.created();
  for (int i = 0; i < 2; ++i) {  // a failed run breaks nothing for the next
    Result ran = session.Run(2);
    EXPECT_EQ(ran.code, code) << name << ": " << ran;
    EXPECT_TRUE(ran.Says(text)) << name << ": " << ran;
  }
}

// The EP gets nothing, the CPU does the work, and the log says why; under berth.ep_strict it is an error.
inline void ExpectLeftToCpu(const char* name, std::string_view text) {
  Fault fault(name);
  {
    Session session(fault.env(), fault.setup());
    ASSERT_TRUE(session.created().ok()) << name << ": " << session.created();
    std::vector<float> y;
    EXPECT_TRUE(session.Run(2, &y).ok()) << name;
    EXPECT_EQ(y, kTwiceW) << name;
    EXPECT_TRUE(fault.env().Logged(ORT_LOGGING_LEVEL_WARNING, text)) << name;
  }
  fault.setup().Config("berth.ep_strict", "1");
  Session strict(fault.env(), fault.setup());
  EXPECT_EQ(strict.created().code, ORT_EP_FAIL) << name << ": " << strict.created();
  EXPECT_TRUE(strict.created().Says(text)) << name << ": " << strict.created();
}

}  // namespace berth::testing
