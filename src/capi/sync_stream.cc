#include "ep/sync_stream.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/ep_device.h"
#include "kernels/context.h"
#include "session/run_options.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL Create(const OrtEpDevice* device, const OrtKeyValuePairs* options,
                               OrtSyncStream** out) noexcept {
  return Ask(device, "ep_device", out, [&]() -> Status {
    if (options != nullptr) BERTH_RETURN_IF_ERROR(CheckHandle(options, "stream_options"));
    if (device->owner == nullptr || device->device_memory == nullptr) {
      return InvalidArgument("EP \"", device->ep_name,
                             "\": CreateSyncStreamForEpDevice: a device without memory of its own seen");
    }
    EpFactory& factory = *device->owner;
    if (!factory.IsStreamAware()) {
      return Error(ORT_NOT_IMPLEMENTED, "EP \"", device->ep_name,
                   "\": CreateSyncStreamForEpDevice: the EP does not work with streams");
    }
    BERTH_ASSIGN_OR_RETURN(auto stream, OrtSyncStream::Make(factory, nullptr, device->device_memory->device, options));
    *out = stream.release();
    return Ok();
  });
}

bool IsStream(const OrtSyncStream* stream) { return CheckHandle(stream, "stream").ok(); }

void* ORT_API_CALL GetHandle(OrtSyncStream* stream) noexcept { return IsStream(stream) ? stream->handle() : nullptr; }
const OrtSyncStreamImpl* ORT_API_CALL GetImpl(const OrtSyncStream* stream) noexcept {
  return IsStream(stream) ? stream->impl() : nullptr;
}
uint64_t ORT_API_CALL GetSyncId(const OrtSyncStream* stream) noexcept {
  return IsStream(stream) ? stream->sync_id() : 0;
}
uint64_t ORT_API_CALL LastWait(const OrtSyncStream* producer, const OrtSyncStream* consumer) noexcept {
  return IsStream(producer) && IsStream(consumer) ? consumer->LastWaitFor(*producer) : 0;
}

// Null: the session's own streams again.
void ORT_API_CALL SetRunStream(OrtRunOptions* options, OrtSyncStream* stream) noexcept {
  if (!CheckHandle(options, "options").ok() || (stream != nullptr && !IsStream(stream))) return;
  options->stream = stream;
}

OrtStatus* ORT_API_CALL ContextStream(const OrtKernelContext* context, OrtSyncStream** out) noexcept {
  return Ask(context, "context", out, [&] {
    *out = const_cast<OrtKernelContext*>(context)->stream();
    return Ok();
  });
}
OrtStatus* ORT_API_CALL ContextHandle(const OrtKernelContext* context, void** out) noexcept {
  return Ask(context, "context", out, [&] {
    OrtSyncStream* stream = const_cast<OrtKernelContext*>(context)->stream();
    *out = stream != nullptr ? stream->handle() : nullptr;
    return Ok();
  });
}

}  // namespace

void BindSyncStream(OrtApi& api) {
  api.CreateSyncStreamForEpDevice = Create;
  api.ReleaseSyncStream = ReleaseHandle<OrtSyncStream>;
  api.SyncStream_GetHandle = GetHandle;
  api.RunOptionsSetSyncStream = SetRunStream;
  api.KernelContext_GetSyncStream = ContextStream;
  api.KernelContext_GetGPUComputeStream = ContextHandle;
}

void BindEpSyncStream(OrtEpApi& api) {
  api.SyncStream_GetImpl = GetImpl;
  api.SyncStream_GetSyncId = GetSyncId;
  api.GetSyncIdForLastWaitOnSyncStream = LastWait;
}

}  // namespace berth::capi
