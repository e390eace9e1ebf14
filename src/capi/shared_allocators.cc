#include <mutex>
#include <set>
#include <string_view>

#include "capi/array_size.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/sync_stream.h"
#include "session/session.h"

struct OrtArenaCfg : berth::Tagged<berth::HandleKind::kArenaCfg> {
  berth::ArenaSettings settings;
};

namespace berth::capi {
namespace {

// Handles that CreateAllocator has given, once for each call: what ReleaseAllocator gets else is the host's own.
struct Handles {
  std::mutex mutex;
  std::multiset<const OrtAllocator*> live;
};
Handles& TheHandles() {
  static auto* handles = new Handles();   // never destroyed: programs release late
  return *handles;
}

OrtStatus* ORT_API_CALL CreateAllocator(const OrtSession* session, const OrtMemoryInfo* info, OrtAllocator** out) noexcept {
  return Ask(session, "session", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "mem_info"));
    // An EP's own lives as long as the session.
    if (OrtAllocator* of_device = session->DeviceAllocator(*info)) {
      *out = of_device;
      return Ok();
    }
    BERTH_ASSIGN_OR_RETURN(CountedAllocator::Holder holder, session->AllocatorFor(*info));
    Handles& handles = TheHandles();
    std::lock_guard lock(handles.mutex);
    handles.live.insert(holder.get());
    *out = holder.release();
    return Ok();
  });
}

void ORT_API_CALL ReleaseAllocator(OrtAllocator* allocator) noexcept {
  Handles& handles = TheHandles();
  {
    std::lock_guard lock(handles.mutex);
    const auto found = handles.live.find(allocator);
    if (found == handles.live.end()) return;
    handles.live.erase(found);
  }
  CountedAllocator::Holder(static_cast<CountedAllocator*>(allocator)).reset();
}

// ---- of the environment ----

OrtStatus* ORT_API_CALL RegisterAllocator(OrtEnv* env, OrtAllocator* allocator) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    const OrtMemoryInfo* info = allocator->Info(allocator);
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "allocator's memory info"));
    env->allocators().Add(allocator, *info);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL UnregisterAllocator(OrtEnv* env, const OrtMemoryInfo* info) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "mem_info"));
    return env->allocators().Remove(*info);
  });
}

Status CreateShared(OrtEnv* env, const OrtMemoryInfo* info, const OrtArenaCfg* arena) {
  BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
  BERTH_RETURN_IF_ERROR(CheckHandle(info, "mem_info"));
  if (arena != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(arena, "arena_cfg"));
  if (info->device.type != OrtMemoryInfoDeviceType_CPU) {
    return InvalidArgument("CreateAndRegisterAllocator: memory \"", info->name, "\": Only CPU devices are supported");
  }
  env->allocators().Create(arena != nullptr ? arena->settings : ArenaSettings(), *info);
  return Ok();
}
OrtStatus* ORT_API_CALL CreateAndRegister(OrtEnv* env, const OrtMemoryInfo* info, const OrtArenaCfg* arena) noexcept {
  return Guard([&] { return CreateShared(env, info, arena); });
}
OrtStatus* ORT_API_CALL CreateAndRegisterV2(OrtEnv* env, const char* provider, const OrtMemoryInfo* info,
                                            const OrtArenaCfg* arena, const char* const*, const char* const*, size_t) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(provider, "provider_type"));
    if (provider != std::string_view(kCpuEpName)) {
      return InvalidArgument("CreateAndRegisterAllocatorV2: provider \"", provider, "\": not implemented here");
    }
    return CreateShared(env, info, arena);
  });
}

// ---- arena settings ----

OrtStatus* ORT_API_CALL CreateArenaCfg(size_t max_mem, int strategy, int first_chunk, int max_dead, OrtArenaCfg** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    if (strategy < -1 || strategy > 1 || first_chunk < -1 || max_dead < -1) {
      return InvalidArgument("CreateArenaCfg: strategy ", strategy, ", first chunk ", first_chunk, ", dead bytes ", max_dead,
                             " seen: Invalid configuration value was provided.");
    }
    auto arena = std::make_unique<OrtArenaCfg>();
    ArenaSettings& settings = arena->settings;
    settings.limit = max_mem;
    settings.as_requested = strategy == 1;
    if (first_chunk >= 0) settings.first_region = static_cast<size_t>(first_chunk);
    if (max_dead >= 0) settings.most_dead = static_cast<size_t>(max_dead);
    *out = arena.release();
    return Ok();
  });
}

// One setting by its name.
Status SetArena(ArenaSettings& settings, std::string_view key, size_t value) {
  static constexpr std::pair<std::string_view, size_t ArenaSettings::*> kSizes[] = {
      {"max_mem", &ArenaSettings::limit},
      {"initial_chunk_size_bytes", &ArenaSettings::first_region},
      {"max_dead_bytes_per_chunk", &ArenaSettings::most_dead},
      {"initial_growth_chunk_size_bytes", &ArenaSettings::first_region_after_shrink},
      {"max_power_of_two_extend_bytes", &ArenaSettings::largest_doubled}};
  if (key == "arena_extend_strategy") {
    settings.as_requested = value == 1;
    return Ok();
  }
  for (const auto& [name, member] : kSizes) {
    if (name != key) continue;
    settings.*member = value;
    return Ok();
  }
  return InvalidArgument("CreateArenaCfgV2: Invalid key found: ", key);
}

OrtStatus* ORT_API_CALL CreateArenaCfgV2(const char* const* keys, const size_t* values, size_t count,
                                         OrtArenaCfg** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    if (count > 0) {
      BERTH_RETURN_IF_ERROR(NotNull(keys, "arena_config_keys"));
      BERTH_RETURN_IF_ERROR(NotNull(values, "arena_config_values"));
    }
    auto arena = std::make_unique<OrtArenaCfg>();
    for (size_t i = 0; i < count; ++i) {
      BERTH_RETURN_IF_ERROR(NotNull(keys[i], "arena_config_keys"));
      BERTH_RETURN_IF_ERROR(SetArena(arena->settings, keys[i], values[i]));
    }
    *out = arena.release();
    return Ok();
  });
}

// ---- of EP devices ----

OrtStatus* ORT_API_CALL CreateSharedAllocator(OrtEnv* env, const OrtEpDevice* device, OrtDeviceMemoryType memory,
                                              OrtAllocatorType type, const OrtKeyValuePairs* options,
                                              OrtAllocator** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(CheckHandle(device, "ep_device"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "allocator"));
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "allocator_options"));
    if (type != OrtDeviceAllocator && type != OrtArenaAllocator) {
      return InvalidArgument("CreateSharedAllocator: allocator type ", static_cast<int>(type), ": no such type");
    }
    BERTH_ASSIGN_OR_RETURN(*out, env->registry().MakeSharedAllocator(device, memory, options));
    return Ok();
  });
}

// Null for memory that nobody has an allocator for.
OrtStatus* ORT_API_CALL GetSharedAllocator(OrtEnv* env, const OrtMemoryInfo* info, OrtAllocator** out) noexcept {
  return Ask(env, "env", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(info, "mem_info"));
    OrtAllocator* const given = env->allocators().Find(*info);
    *out = given != nullptr ? given : env->registry().FindSharedAllocator(info->device);
    return Ok();
  });
}

OrtStatus* ORT_API_CALL ReleaseSharedAllocator(OrtEnv* env, const OrtEpDevice* device, OrtDeviceMemoryType memory) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(env, "env"));
    BERTH_RETURN_IF_ERROR(CheckHandle(device, "ep_device"));
    return env->registry().ReleaseSharedAllocator(device, memory);
  });
}

// All tensors of one side are in one memory.
template <typename T>
Status CheckOneMemory(std::span<T* const> values, const char* what) {
  for (size_t i = 1; i < values.size(); ++i) {
    if (values[i]->tensor.memory_info().device == values[0]->tensor.memory_info().device) continue;
    return InvalidArgument("CopyTensors: ", what, " ", i, ": memory \"", values[i]->tensor.memory_info().name,
                           "\" seen, that of the first wanted");
  }
  return Ok();
}

OrtStatus* ORT_API_CALL CopyTensors(const OrtEnv* env, const OrtValue* const* from, OrtValue* const* to,
                                    OrtSyncStream* stream, size_t count) noexcept {
  return Ask(env, "env", from, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(to, "dst_tensors"));
    if (count == 0) return InvalidArgument("CopyTensors: no tensor seen, at least one wanted");
    BERTH_RETURN_IF_ERROR(CheckArraySize(from, count, "src_tensors"));
    for (size_t i = 0; i < count; ++i) {
      BERTH_RETURN_IF_ERROR(CheckHandle(from[i], "src_tensors"));
      BERTH_RETURN_IF_ERROR(CheckHandle(to[i], "dst_tensors"));
      if (!from[i]->is_tensor() || !to[i]->is_tensor()) return InvalidArgument("CopyTensors: value ", i, ": no tensor");
    }
    if (stream != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(stream, "stream"));
    const std::span<const OrtValue* const> sources(from, count);
    const std::span<OrtValue* const> targets(to, count);
    BERTH_RETURN_IF_ERROR(CheckOneMemory(sources, "source"));
    BERTH_RETURN_IF_ERROR(CheckOneMemory(targets, "target"));
    if (!IsInHostMemory(*from[0]) || !IsInHostMemory(*to[0])) {
      for (size_t i = 0; i < count; ++i) BERTH_RETURN_IF_ERROR(CheckSameExtent(from[i]->tensor, to[i]->tensor));
      return const_cast<OrtEnv*>(env)->registry().CopyTensors(sources, targets, stream);
    }
    for (size_t i = 0; i < count; ++i) BERTH_RETURN_IF_ERROR(CopyInto(from[i]->tensor, to[i]->tensor));
    return Ok();
  });
}

}  // namespace

void BindSharedAllocators(OrtApi& api) {
  api.CreateAllocator = CreateAllocator;
  api.ReleaseAllocator = ReleaseAllocator;
  api.RegisterAllocator = RegisterAllocator;
  api.UnregisterAllocator = UnregisterAllocator;
  api.CreateAndRegisterAllocator = CreateAndRegister;
  api.CreateAndRegisterAllocatorV2 = CreateAndRegisterV2;
  api.CreateArenaCfg = CreateArenaCfg;
  api.CreateArenaCfgV2 = CreateArenaCfgV2;
  api.ReleaseArenaCfg = ReleaseHandle<OrtArenaCfg>;
  api.CreateSharedAllocator = CreateSharedAllocator;
  api.GetSharedAllocator = GetSharedAllocator;
  api.ReleaseSharedAllocator = ReleaseSharedAllocator;
  api.CopyTensors = CopyTensors;
}

}  // namespace berth::capi
