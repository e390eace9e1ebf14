#include "ep/ep_allocator.h"

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {
namespace {

Status CheckAllocator(const std::string& ep, OrtAllocator* allocator) {
  const std::string who = EpCall(ep, "CreateAllocator");
  if (allocator->Alloc == nullptr || allocator->Free == nullptr || allocator->Info == nullptr) {
    return Error(ORT_FAIL, who, ": OrtAllocator: Alloc, Free or Info is missing");
  }
  const OrtMemoryInfo* info = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(ep, "OrtAllocator::Info", [&]() -> OrtStatus* {
    info = allocator->Info(allocator);
    return nullptr;
  }));
  BERTH_RETURN_IF_ERROR(CheckHandle(info, "OrtAllocator::Info").Annotate(who));
  if (info->allocator_type == OrtArenaAllocator) {
    return Error(ORT_FAIL, who, ": allocator of type OrtArenaAllocator seen, OrtDeviceAllocator wanted: the arena type is "
                 "reserved for the host");
  }
  return Ok();
}

}  // namespace

StatusOr<std::unique_ptr<EpAllocator>> EpAllocator::Make(const EpFactory& factory, const OrtMemoryInfo* info,
                                                         const OrtKeyValuePairs* options) {
  auto create = Slot<&OrtEpFactory::CreateAllocator>(factory.raw());
  if (create == nullptr || Slot<&OrtEpFactory::ReleaseAllocator>(factory.raw()) == nullptr) {
    return Error(ORT_FAIL, EpCall(factory.name(), "CreateAllocator"), ": null allocator: memory \"", info->name,
                 "\" is offered, but CreateAllocator or ReleaseAllocator is missing");
  }
  OrtAllocator* raw = nullptr;
  BERTH_RETURN_IF_ERROR(
      CallEp(factory.name(), "CreateAllocator", [&] { return create(factory.raw(), info, options, &raw); }));
  if (raw == nullptr) {
    return Error(ORT_FAIL, EpCall(factory.name(), "CreateAllocator"), ": null allocator seen for memory \"", info->name, "\"");
  }
  std::unique_ptr<EpAllocator> made(new EpAllocator(factory, raw));
  BERTH_RETURN_IF_ERROR(CheckAllocator(factory.name(), raw));
  return made;
}

EpAllocator::~EpAllocator() {
  auto release = Slot<&OrtEpFactory::ReleaseAllocator>(factory_.raw());
  CallEpVoid(factory_.name(), "ReleaseAllocator", factory_.logger(), [&] { release(factory_.raw(), raw_); });
}

}  // namespace berth
