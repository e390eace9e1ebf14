#include "capi/bind.h"
#include "capi/guard.h"
#include "session/session.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL EnableProfiling(OrtSessionOptions* options, const ORTCHAR_T* prefix) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(prefix, "profile_file_prefix"));
    options->profile_prefix = std::filesystem::path(prefix).string();
    options->enable_profiling = true;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL DisableProfiling(OrtSessionOptions* options) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    options->enable_profiling = false;
    options->profile_prefix.clear();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL EnableRunProfiling(OrtRunOptions* options, const ORTCHAR_T* prefix) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(prefix, "profile_file_prefix"));
    options->profile_prefix = std::filesystem::path(prefix).string();
    options->profiles = true;
    return Ok();
  });
}
OrtStatus* ORT_API_CALL DisableRunProfiling(OrtRunOptions* options) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    options->profiles = false;
    options->profile_prefix.clear();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SessionEndProfiling(OrtSession* session, OrtAllocator* allocator, char** out) noexcept {
  return Ask(session, "session", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    BERTH_ASSIGN_OR_RETURN(std::string path, session->EndProfiling());
    BERTH_ASSIGN_OR_RETURN(*out, CopyText(allocator, path));
    return Ok();
  });
}
OrtStatus* ORT_API_CALL SessionGetProfilingStart(const OrtSession* session, uint64_t* out) noexcept {
  return Get(session, "session", out, [&] { return session->profiling_start(); });
}

}  // namespace

void BindProfiling(OrtApi& api) {
  api.EnableProfiling = EnableProfiling;
  api.DisableProfiling = DisableProfiling;
  api.RunOptionsEnableProfiling = EnableRunProfiling;
  api.RunOptionsDisableProfiling = DisableRunProfiling;
  api.SessionEndProfiling = SessionEndProfiling;
  api.SessionGetProfilingStartTimeNs = SessionGetProfilingStart;
}

}  // namespace berth::capi
