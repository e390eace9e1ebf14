#include "parts.h"

namespace npu {
namespace {

// A point in a queue.
struct Notification : OrtSyncNotificationImpl {
  explicit Notification(std::shared_ptr<Queue> of) : OrtSyncNotificationImpl{}, queue(std::move(of)) {
    ort_version_supported = ORT_API_VERSION;
    OrtSyncNotificationImpl::Release = [](OrtSyncNotificationImpl* self) noexcept {
      delete static_cast<Notification*>(self);
    };
    OrtSyncNotificationImpl::Activate = [](OrtSyncNotificationImpl* self) noexcept -> OrtStatus* {
      auto* me = static_cast<Notification*>(self);
      me->ticket = me->queue->pushed();
      return nullptr;
    };
    OrtSyncNotificationImpl::WaitOnHost = [](OrtSyncNotificationImpl* self) noexcept -> OrtStatus* {
      auto* me = static_cast<Notification*>(self);
      me->queue->Wait(me->ticket);
      return nullptr;
    };
    OrtSyncNotificationImpl::WaitOnDevice = [](OrtSyncNotificationImpl* self,
                                               OrtSyncStream* consumer) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        auto* me = static_cast<Notification*>(self);
        std::shared_ptr<Queue> waiting = QueueOf(consumer);
        if (waiting == nullptr) {
          me->queue->Wait(me->ticket);
        } else if (waiting != me->queue) {
          waiting->Push([queue = me->queue, ticket = me->ticket] { queue->Wait(ticket); });
        }
        return nullptr;
      });
    };
  }
  std::shared_ptr<Queue> queue;
  uint64_t ticket = 0;
};

struct Stream : OrtSyncStreamImpl {
  explicit Stream(int delay_us) : OrtSyncStreamImpl{}, queue(Memory::Get().MakeQueue(delay_us)) {
    ort_version_supported = ORT_API_VERSION;
    OrtSyncStreamImpl::Release = [](OrtSyncStreamImpl* self) noexcept { delete static_cast<Stream*>(self); };
    OrtSyncStreamImpl::GetHandle = [](OrtSyncStreamImpl* self) noexcept -> void* {
      return static_cast<Stream*>(self)->queue.get();
    };
    OrtSyncStreamImpl::CreateNotification = [](OrtSyncStreamImpl* self,
                                               OrtSyncNotificationImpl** out) noexcept -> OrtStatus* {
      return Guard([&]() -> OrtStatus* {
        *out = new Notification(static_cast<Stream*>(self)->queue);
        return nullptr;
      });
    };
    OrtSyncStreamImpl::Flush = [](OrtSyncStreamImpl* self) noexcept -> OrtStatus* {
      static_cast<Stream*>(self)->queue->WaitForAll();
      return nullptr;
    };
    OrtSyncStreamImpl::OnSessionRunEnd = [](OrtSyncStreamImpl*) noexcept -> OrtStatus* { return nullptr; };
  }
  const std::shared_ptr<Queue> queue;
};

}  // namespace

OrtSyncStreamImpl* MakeStream(int delay_us) { return new Stream(delay_us); }

std::shared_ptr<Queue> QueueOf(const OrtSyncStream* stream) {
  if (stream == nullptr) return nullptr;
  return static_cast<const Stream*>(ort_ep->SyncStream_GetImpl(stream))->queue;
}

}  // namespace npu
