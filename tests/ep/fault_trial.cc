// Takes one EP library from registration to unloading, as a program would: fault_trial <library> <EP's name>. Runs on
// any runtime (BERTH_TEST_RUNTIME). Writes one line before each step and one after: what it was, and the code and text
// of what came back; at the end the duties that errors and warnings have named. The EP's name says what a program does beside
// sessions and runs.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <set>

#include "fault_models.h"
#include "fault_steps.h"

namespace berth::testing {
namespace {

std::set<std::string> duties;   // that texts have named

void TakeDuties(const std::string& text) {
  constexpr size_t kLength = 7;   // EPC-001
  for (size_t at = text.find("[EPC-"); at != std::string::npos; at = text.find("[EPC-", at + 1)) {
    duties.insert(text.substr(at + 1, kLength));
  }
}

void Write(const char* what, int code, const std::string& text) {
  std::printf("%s\t%d\t%s\n", what, code, text.c_str());
  std::fflush(stdout);
}

bool Report(const char* step, const Result& result) {
  std::string text = result.text;
  for (char& c : text) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  TakeDuties(text);
  Write(step, static_cast<int>(result.code), text);
  return result.ok();
}

// What comes next is said before: the last such line of a process that died says where.
template <typename Step>
bool Do(const char* name, Step&& step) {
  Write("at", 0, name);
  return Report(name, step());
}

bool Begins(const std::string& name, const char* prefix) { return name.starts_with(prefix); }

// Y = Mul(Neg(Mul(X, W)), W), so that a device has to be waited for in the middle; or what the fault is about.
FaultModel Model(const std::string& name) {
  const bool whole = Begins(name, "capture_") && !Begins(name, "capture_policy_");
  if (Begins(name, "control_") || Begins(name, "context_") || Begins(name, "compat_") || Begins(name, "weightless_") || whole) {
    return ModelFor(name);
  }
  return {TinyModel({{"Mul", "first", {"X", "W"}, "a"}, {"Neg", "neg", {"a"}, "b"}, {"Mul", "last", {"b", "W"}, "Y"}}, "Y"),
          {0, -2, -8, -18, -32, -50}};
}

void AskDevice(const Env& env, const std::string& name, const OrtEpDevice* device) {
  if (Begins(name, "importer_")) Do("import", [&] { return UseImporter(device); });
  if (Begins(name, "graphics_")) Do("graphics", [&] { return UseGraphics(device); });
  if (Begins(name, "incompatible_")) Do("question", [&] { return AskIncompatibility(env, name.c_str()); });
  if (Begins(name, "device_stats_")) Do("statistics", [&] { return AskStatistics(env, device); });
}

void UseSession(const std::string& name, const FaultModel& model, Session& session) {
  const bool captures = Begins(name, "capture_");
  for (int i = 0; i < 2; ++i) {
    Do("run", [&]() -> Result {
      std::vector<float> y;
      Result ran = session.Run(2, &y, "Y", captures);
      // What is replayed writes nothing here.
      if (ran.ok() && y != model.wanted && !captures) return {ORT_FAIL, "wrong result"};
      return ran;
    });
  }
  if (Begins(name, "dynamic_")) Do("option", [&] { return SetDynamicOption(session); });
  if (Begins(name, "sync_")) Do("synchronizing", [&] { return Synchronize(session); });
  if (captures) Do("forgetting", [&] { return Take(Api().SessionReleaseCapturedGraph(session.get(), 0)); });
}

void Compile(const Env& env, const std::string& name, const SessionSetup& setup, const FaultModel& model) {
  std::string compiled;
  if (!Do("compilation", [&] { return CompileModel(env, setup, model.bytes, Begins(name, "weightless_"), &compiled); })) return;
  Do("compiled session", [&]() -> Result {
    Session session(env, setup, compiled);
    if (!session.created().ok()) return session.created();
    std::vector<float> y;
    Result ran = session.Run(2, &y);
    return ran.ok() && y != model.wanted ? Result{ORT_FAIL, "wrong result"} : ran;
  });
}

void TakeProfilesAway(const std::filesystem::path& prefix) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path(), ignored)) {
    if (entry.path().filename().string().starts_with(prefix.filename().string())) std::filesystem::remove(entry.path(), ignored);
  }
}

void Try(Env& env, const char* library, const std::string& name) {
  if (!Do("register", [&] { return env.Register(name.c_str(), library); })) return;
  const auto devices = env.Devices(name);
  const FaultModel model = Model(name);
  const auto profile = std::filesystem::temp_directory_path() / ("berth_fault_" + std::to_string(getpid()));
  {
    SessionSetup setup;
    if (!devices.empty()) {
      AskDevice(env, name, devices[0]);
      Report("append", Begins(name, "vendor_id_") ? setup.Policy(OrtExecutionProviderDevicePolicy_PREFER_CPU)
                                                  : setup.Append(env, devices));
    }
    if (Begins(name, "profiler_")) Take(Api().EnableProfiling(setup.get(), profile.c_str()));
    if (Begins(name, "device_reserve_")) setup.Config("session.use_device_allocator_for_initializers", "1");
    Write("at", 0, "session");
    Session session(env, setup, model.bytes);
    if (Report("session", session.created())) UseSession(name, model, session);
    Do("release", [&]() -> Result {
      session.Release();
      return {};
    });
    if (Begins(name, "context_") || Begins(name, "compat_") || Begins(name, "weightless_")) Compile(env, name, setup, model);
  }
  TakeProfilesAway(profile);
  Do("unregister", [&] { return env.Unregister(name.c_str()); });
}

}  // namespace
}  // namespace berth::testing

int main(int count, char** arguments) {
  using namespace berth::testing;
  if (count != 3) return 2;
  Env env;
  Try(env, arguments[1], arguments[2]);
  Write("at", 0, "end of the process");
  for (const std::string& line : env.Lines(ORT_LOGGING_LEVEL_WARNING)) TakeDuties(line);
  env.Release();
  for (const std::string& line : env.Lines(ORT_LOGGING_LEVEL_WARNING)) TakeDuties(line);
  for (const std::string& duty : duties) Write("duty", 0, duty);
  Write("end", 0, "");
}
