#include "session/session.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "kernels/packed_weights.h"

namespace berth::capi {
namespace {

OrtStatus* Create(const OrtEnv* env, const ModelSource& source, const OrtSessionOptions* options,
                  OrtPrepackedWeightsContainer* packed, OrtSession** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    if (packed != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(packed, "prepacked_weights_container"));
    // The environment is handed round as const and counted inside.
    BERTH_ASSIGN_OR_RETURN(auto session, OrtSession::Create(*const_cast<OrtEnv*>(env), source, options, packed));
    *out = session.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL CreateSession(const OrtEnv* env, const ORTCHAR_T* path, const OrtSessionOptions* options,
                                      OrtSession** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(path, "model_path"))) return status;
  return Create(env, std::filesystem::path(path), options, nullptr, out);
}

OrtStatus* ORT_API_CALL CreateSessionFromArray(const OrtEnv* env, const void* data, size_t size,
                                               const OrtSessionOptions* options, OrtSession** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(data, "model_data"))) return status;
  return Create(env, std::span(static_cast<const std::byte*>(data), size), options, nullptr, out);
}

OrtStatus* ORT_API_CALL CreateSessionPacked(const OrtEnv* env, const ORTCHAR_T* path, const OrtSessionOptions* options,
                                            OrtPrepackedWeightsContainer* packed, OrtSession** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(path, "model_path"))) return status;
  return Create(env, std::filesystem::path(path), options, packed, out);
}

OrtStatus* ORT_API_CALL CreateSessionFromArrayPacked(const OrtEnv* env, const void* data, size_t size,
                                                     const OrtSessionOptions* options, OrtPrepackedWeightsContainer* packed,
                                                     OrtSession** out) noexcept {
  if (OrtStatus* status = ToOrtStatus(NotNull(data, "model_data"))) return status;
  return Create(env, std::span(static_cast<const std::byte*>(data), size), options, packed, out);
}

using List = std::span<const IoDef> (OrtSession::*)() const;

OrtStatus* Count(const OrtSession* session, List list, size_t* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    *out = (session->*list)().size();
    return Ok();
  });
}

StatusOr<const IoDef*> At(const OrtSession* session, List list, size_t index) {
  BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
  const std::span<const IoDef> defs = (session->*list)();
  if (index >= defs.size()) {
    return Error(ORT_FAIL, "Session: index ", index, " out of range: the model has ", defs.size());
  }
  return &defs[index];
}

OrtStatus* TypeInfo(const OrtSession* session, List list, size_t index, OrtTypeInfo** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const IoDef* def, At(session, list, index));
    BERTH_RETURN_IF_ERROR(NotNull(out, "type_info"));
    *out = new OrtTypeInfo(def->type);
    return Ok();
  });
}

OrtStatus* Name(const OrtSession* session, List list, size_t index, OrtAllocator* allocator, char** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(const IoDef* def, At(session, list, index));
    BERTH_RETURN_IF_ERROR(NotNull(out, "value"));
    BERTH_ASSIGN_OR_RETURN(*out, CopyText(allocator, def->name));
    return Ok();
  });
}

// The three lists are asked for in the same ways.
template <List kList>
struct Asks {
  static OrtStatus* ORT_API_CALL Count(const OrtSession* session, size_t* out) noexcept {
    return capi::Count(session, kList, out);
  }
  static OrtStatus* ORT_API_CALL Type(const OrtSession* session, size_t index, OrtTypeInfo** out) noexcept {
    return TypeInfo(session, kList, index, out);
  }
  static OrtStatus* ORT_API_CALL Name(const OrtSession* session, size_t index, OrtAllocator* allocator,
                                      char** out) noexcept {
    return capi::Name(session, kList, index, allocator, out);
  }
};
using Inputs = Asks<&OrtSession::inputs>;
using Outputs = Asks<&OrtSession::outputs>;
using Overridable = Asks<&OrtSession::overridable_inputs>;

// What both kinds of running are given.
Status CheckRun(const OrtSession* session, const OrtRunOptions* options, const void* input_names, const void* inputs,
                size_t input_count, const void* output_names, const void* outputs) {
  BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
  if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "run_options"));
  if (input_count > 0) {
    BERTH_RETURN_IF_ERROR(NotNull(input_names, "input_names"));
    BERTH_RETURN_IF_ERROR(NotNull(inputs, "inputs"));
  }
  BERTH_RETURN_IF_ERROR(NotNull(output_names, "output_names"));
  return NotNull(outputs, "outputs");
}

OrtStatus* ORT_API_CALL Run(OrtSession* session, const OrtRunOptions* options, const char* const* input_names,
                            const OrtValue* const* inputs, size_t input_count, const char* const* output_names,
                            size_t output_count, OrtValue** outputs) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckRun(session, options, input_names, inputs, input_count, output_names, outputs));
    return session->Run(options, {input_names, input_count}, {inputs, input_count}, {output_names, output_count},
                        {outputs, output_count});
  });
}

OrtStatus* ORT_API_CALL RunAsync(OrtSession* session, const OrtRunOptions* options, const char* const* input_names,
                                 const OrtValue* const* inputs, size_t input_count, const char* const* output_names,
                                 size_t output_count, OrtValue** outputs, RunAsyncCallbackFn callback, void* user_data) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckRun(session, options, input_names, inputs, input_count, output_names, outputs));
    BERTH_RETURN_IF_ERROR(NotNull(reinterpret_cast<const void*>(callback), "run_async_callback"));
    return session->RunAsync(options, {input_names, input_count}, {inputs, input_count}, {output_names, output_count},
                             {outputs, output_count}, callback, user_data);
  });
}

// Tells something of each input or output of the model.
template <typename T, typename Tell>
OrtStatus* TellEach(const OrtSession* session, List list, T* out, size_t room, Tell&& tell) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    std::vector<T> told;
    for (const IoDef& def : (session->*list)()) told.push_back(tell(def));
    return FillArray(told, out, room, "out");
  });
}
template <List kList>
struct Places {
  static OrtStatus* ORT_API_CALL Memory(const OrtSession* session, const OrtMemoryInfo** out, size_t count) noexcept {
    return TellEach(session, kList, out, count, [&](const IoDef& def) { return &session->MemoryInfoOf(def); });
  }
  static OrtStatus* ORT_API_CALL Device(const OrtSession* session, const OrtEpDevice** out, size_t count) noexcept {
    return TellEach(session, kList, out, count, [&](const IoDef& def) { return session->DeviceOf(def); });
  }
};

OrtStatus* ORT_API_CALL ReleaseCapturedGraph(OrtSession* session, int id) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "session"));
    return session->ReleaseCapturedGraph(id);
  });
}

}  // namespace

void BindSession(OrtApi& api) {
  api.SessionReleaseCapturedGraph = ReleaseCapturedGraph;
  api.CreateSession = CreateSession;
  api.CreateSessionFromArray = CreateSessionFromArray;
  api.ReleaseSession = ReleaseHandle<OrtSession>;
  api.SessionGetInputCount = Inputs::Count;
  api.SessionGetInputTypeInfo = Inputs::Type;
  api.SessionGetInputName = Inputs::Name;
  api.SessionGetOutputCount = Outputs::Count;
  api.SessionGetOutputTypeInfo = Outputs::Type;
  api.SessionGetOutputName = Outputs::Name;
  api.SessionGetOverridableInitializerCount = Overridable::Count;
  api.SessionGetOverridableInitializerTypeInfo = Overridable::Type;
  api.SessionGetOverridableInitializerName = Overridable::Name;
  api.Run = Run;
  api.RunAsync = RunAsync;
  api.CreateSessionWithPrepackedWeightsContainer = CreateSessionPacked;
  api.CreateSessionFromArrayWithPrepackedWeightsContainer = CreateSessionFromArrayPacked;
  api.SessionGetMemoryInfoForInputs = Places<&OrtSession::inputs>::Memory;
  api.SessionGetMemoryInfoForOutputs = Places<&OrtSession::outputs>::Memory;
  api.SessionGetEpDeviceForInputs = Places<&OrtSession::inputs>::Device;
  api.SessionGetEpDeviceForOutputs = Places<&OrtSession::outputs>::Device;
}

}  // namespace berth::capi
