#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/ep_profiler.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL Create(OrtProfilingEventCategory category, int32_t process_id, int32_t thread_id,
                               const char* name, int64_t timestamp_us, int64_t duration_us, const char* const* keys,
                               const char* const* values, size_t count, OrtProfilingEvent** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(out, "out"));
    BERTH_RETURN_IF_ERROR(NotNull(name, "event_name"));
    if (count > 0) {
      BERTH_RETURN_IF_ERROR(NotNull(keys, "arg_keys"));
      BERTH_RETURN_IF_ERROR(NotNull(values, "arg_values"));
    }
    if (category < OrtProfilingEventCategory_SESSION || category > OrtProfilingEventCategory_API) {
      return InvalidArgument("CreateProfilingEvent: category ", static_cast<int>(category), ": no such category");
    }
    auto event = std::make_unique<OrtProfilingEvent>();
    event->category = category;
    event->process_id = process_id;
    event->thread_id = thread_id;
    event->name = name;
    event->timestamp_us = timestamp_us;
    event->duration_us = duration_us;
    for (size_t i = 0; i < count; ++i) {
      BERTH_RETURN_IF_ERROR(NotNull(keys[i], "arg_keys"));
      BERTH_RETURN_IF_ERROR(NotNull(values[i], "arg_values"));
      event->args.emplace_back(keys[i], values[i]);
    }
    *out = event.release();
    return Ok();
  });
}

OrtStatus* ORT_API_CALL GetCategory(const OrtProfilingEvent* event, OrtProfilingEventCategory* out) noexcept {
  return Get(event, "event", out, [&] { return event->category; });
}
OrtStatus* ORT_API_CALL GetName(const OrtProfilingEvent* event, const char** out) noexcept {
  return Get(event, "event", out, [&] { return event->name.c_str(); });
}
OrtStatus* ORT_API_CALL GetTimestamp(const OrtProfilingEvent* event, int64_t* out) noexcept {
  return Get(event, "event", out, [&] { return event->timestamp_us; });
}
OrtStatus* ORT_API_CALL GetDuration(const OrtProfilingEvent* event, int64_t* out) noexcept {
  return Get(event, "event", out, [&] { return event->duration_us; });
}
OrtStatus* ORT_API_CALL GetArg(const OrtProfilingEvent* event, const char* key, const char** out) noexcept {
  return Ask(event, "event", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(key, "key"));
    const std::string* value = event->FindArg(key);
    *out = value != nullptr ? value->c_str() : nullptr;
    return Ok();
  });
}

OrtStatus* ORT_API_CALL AddEvents(OrtProfilingEventsContainer* container, const OrtProfilingEvent* const* events,
                                  size_t count) noexcept {
  return Ask(container, "events_container", events, [&]() -> Status {
    for (size_t i = 0; i < count; ++i) BERTH_RETURN_IF_ERROR(CheckHandle(events[i], "events"));
    for (size_t i = 0; i < count; ++i) container->events.push_back(*events[i]);
    return Ok();
  });
}

}  // namespace

void BindProfilingEvent(OrtEpApi& api) {
  api.CreateProfilingEvent = Create;
  api.ReleaseProfilingEvent = ReleaseHandle<OrtProfilingEvent>;
  api.ProfilingEvent_GetCategory = GetCategory;
  api.ProfilingEvent_GetName = GetName;
  api.ProfilingEvent_GetTimestampUs = GetTimestamp;
  api.ProfilingEvent_GetDurationUs = GetDuration;
  api.ProfilingEvent_GetArgValue = GetArg;
  api.ProfilingEventsContainer_AddEvents = AddEvents;
}

}  // namespace berth::capi
