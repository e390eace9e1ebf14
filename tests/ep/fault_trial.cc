// Takes one EP library from registration to unloading, as a program would: fault_trial <library> <EP's name>. Runs on
// any runtime (BERTH_TEST_RUNTIME). Writes one line before each step and one after: what it was, and the code and text
// of what came back.
#include <cstdio>

#include "host.h"

namespace berth::testing {
namespace {

// What comes next: the last such line of a process that died says where.
void At(const char* step) {
  std::printf("at\t0\t%s\n", step);
  std::fflush(stdout);
}

bool Report(const char* step, const Result& result) {
  std::string text = result.text;
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  std::printf("%s\t%d\t%s\n", step, static_cast<int>(result.code), text.c_str());
  std::fflush(stdout);
  return result.ok();
}

// Y = Mul(Neg(Mul(X, W)), W), so that a device has to be waited for in the middle.
std::string Model() {
  return TinyModel({{"Mul", "first", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "b"}, {"Mul", "last", {"b", "W"}, "Y"}},
                   "Y");
}

void Try(Env& env, const char* library, const char* name) {
  At("register");
  if (!Report("register", env.Register(name, library))) return;
  {
    SessionSetup setup;
    const auto devices = env.Devices(name);
    if (!devices.empty()) Report("append", setup.Append(env, devices));
    At("session");
    Session session(env, setup, Model());
    if (Report("session", session.created())) {
      for (int i = 0; i < 2; ++i) {
        At("run");
        std::vector<float> y;
        Result ran = session.Run(2, &y);
        const std::vector<float> wanted = {0, -2, -8, -18, -32, -50};
        if (ran.ok() && y != wanted) ran = {ORT_FAIL, "wrong result"};
        Report("run", ran);
      }
    }
    At("release");
    session.Release();
    Report("release", {});
  }
  At("unregister");
  Report("unregister", env.Unregister(name));
}

}  // namespace
}  // namespace berth::testing

int main(int count, char** arguments) {
  if (count != 3) return 2;
  berth::testing::Env env;
  berth::testing::Try(env, arguments[1], arguments[2]);
  berth::testing::At("end of the process");
  env.Release();
  std::printf("end\t0\t\n");
}
