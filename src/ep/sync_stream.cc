#include "ep/sync_stream.h"

#include "ep/guard.h"
#include "ep/slots.h"

using berth::Broken;
using berth::CallEp;
using berth::Error;
using berth::Slot;
using berth::Status;
using berth::StatusOr;

namespace {

// A notification of an EP, released at the end of its use.
class Notification {
 public:
  Notification(const berth::EpFactory& factory, OrtSyncNotificationImpl* raw) : factory_(factory), raw_(raw) {}
  Notification(const Notification&) = delete;
  ~Notification() {
    auto release = Slot<&OrtSyncNotificationImpl::Release>(raw_);
    if (release == nullptr) return;
    berth::CallEpVoid(factory_.name(), "OrtSyncNotificationImpl::Release", factory_.logger(), [&] { release(raw_); });
  }
  Status Activate() const {
    auto activate = Slot<&OrtSyncNotificationImpl::Activate>(raw_);
    if (activate == nullptr) return Missing("Activate");
    return CallEp(factory_.name(), "OrtSyncNotificationImpl::Activate", [&] { return activate(raw_); });
  }
  Status WaitOnHost() const {
    auto wait = Slot<&OrtSyncNotificationImpl::WaitOnHost>(raw_);
    if (wait == nullptr) return Missing("WaitOnHost");
    return CallEp(factory_.name(), "OrtSyncNotificationImpl::WaitOnHost", [&] { return wait(raw_); });
  }
  Status WaitOnDevice(OrtSyncStream& consumer) const {
    auto wait = Slot<&OrtSyncNotificationImpl::WaitOnDevice>(raw_);
    if (wait == nullptr) return WaitOnHost();
    return CallEp(factory_.name(), "OrtSyncNotificationImpl::WaitOnDevice", [&] { return wait(raw_, &consumer); });
  }

 private:
  Status Missing(const char* slot) const {
    return Error(ORT_EP_FAIL, Broken("EPC-027", factory_.name(), "OrtSyncStreamImpl::CreateNotification"),
                 ": OrtSyncNotificationImpl::", slot, ": null seen, the callback wanted");
  }
  const berth::EpFactory& factory_;
  OrtSyncNotificationImpl* raw_;
};

}  // namespace

OrtSyncStream::OrtSyncStream(berth::EpFactory& factory, const OrtMemoryDevice& device, OrtSyncStreamImpl* impl)
    : factory_(factory), use_(&factory.library()), device_(device), impl_(impl) {}

StatusOr<std::unique_ptr<OrtSyncStream>> OrtSyncStream::Make(berth::EpFactory& factory, OrtEp* ep,
                                                             const OrtMemoryDevice& device,
                                                             const OrtKeyValuePairs* options) {
  OrtSyncStreamImpl* raw = nullptr;
  auto of_ep = ep != nullptr ? Slot<&OrtEp::CreateSyncStreamForDevice>(ep) : nullptr;
  auto of_factory = Slot<&OrtEpFactory::CreateSyncStreamForDevice>(factory.raw());
  if (of_ep == nullptr && of_factory == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-026", factory.name(), "CreateSyncStreamForDevice"),
                 ": missing, but the EP says it works with streams");
  }
  BERTH_RETURN_IF_ERROR(CallEp(factory.name(), "CreateSyncStreamForDevice", [&] {
    return of_ep != nullptr ? of_ep(ep, &device, &raw) : of_factory(factory.raw(), &device, options, &raw);
  }));
  if (raw == nullptr) return Error(ORT_FAIL, Broken("EPC-026", factory.name(), "CreateSyncStreamForDevice"),
                                   ": null stream seen");
  std::unique_ptr<OrtSyncStream> stream(new OrtSyncStream(factory, device, raw));
  BERTH_RETURN_IF_ERROR(stream->Check());
  auto get_handle = Slot<&OrtSyncStreamImpl::GetHandle>(raw);
  BERTH_RETURN_IF_ERROR(CallEp(factory.name(), "OrtSyncStreamImpl::GetHandle", [&]() -> OrtStatus* {
    stream->handle_ = get_handle(raw);
    return nullptr;
  }));
  return stream;
}

Status OrtSyncStream::Check() const {
  const char* missing = nullptr;
  if (Slot<&OrtSyncStreamImpl::Release>(impl_) == nullptr) missing = "Release";
  if (Slot<&OrtSyncStreamImpl::GetHandle>(impl_) == nullptr) missing = "GetHandle";
  if (Slot<&OrtSyncStreamImpl::Flush>(impl_) == nullptr) missing = "Flush";
  if (missing == nullptr) return berth::Ok();
  return Error(ORT_FAIL, Broken("EPC-026", factory_.name(), "CreateSyncStreamForDevice"), ": OrtSyncStreamImpl::", missing,
               ": null seen, the callback wanted");
}

OrtSyncStream::~OrtSyncStream() {
  auto release = Slot<&OrtSyncStreamImpl::Release>(impl_);
  if (release == nullptr) return;
  berth::CallEpVoid(factory_.name(), "OrtSyncStreamImpl::Release", factory_.logger(), [&] { release(impl_); });
}

uint64_t OrtSyncStream::LastWaitFor(const OrtSyncStream& producer) const {
  std::lock_guard lock(mutex_);
  for (const Wait& wait : waits_) {
    if (wait.producer == &producer) return wait.sync_id;
  }
  return 0;
}

Status OrtSyncStream::Join(OrtSyncStream* consumer) {
  if (consumer == this) return berth::Ok();
  auto create = Slot<&OrtSyncStreamImpl::CreateNotification>(impl_);
  if (create == nullptr) return Flush();
  OrtSyncNotificationImpl* raw = nullptr;
  BERTH_RETURN_IF_ERROR(
      CallEp(factory_.name(), "OrtSyncStreamImpl::CreateNotification", [&] { return create(impl_, &raw); }));
  if (raw == nullptr) return Flush();
  const Notification notification(factory_, raw);
  BERTH_RETURN_IF_ERROR(notification.Activate());
  const uint64_t id = sync_id_.fetch_add(1, std::memory_order_acq_rel) + 1;
  if (consumer == nullptr || &consumer->factory_.library() != &factory_.library()) return notification.WaitOnHost();
  BERTH_RETURN_IF_ERROR(notification.WaitOnDevice(*consumer));
  std::lock_guard lock(consumer->mutex_);
  std::erase_if(consumer->waits_, [&](const Wait& wait) { return wait.producer == this; });
  consumer->waits_.push_back({this, id});
  return berth::Ok();
}

Status OrtSyncStream::Flush() {
  auto flush = Slot<&OrtSyncStreamImpl::Flush>(impl_);
  return CallEp(factory_.name(), "OrtSyncStreamImpl::Flush", [&] { return flush(impl_); });
}

Status OrtSyncStream::OnSessionRunEnd() {
  auto end = Slot<&OrtSyncStreamImpl::OnSessionRunEnd>(impl_);
  return end == nullptr ? berth::Ok()
                        : CallEp(factory_.name(), "OrtSyncStreamImpl::OnSessionRunEnd", [&] { return end(impl_); });
}
