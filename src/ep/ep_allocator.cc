#include "ep/ep_allocator.h"

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {
namespace {

Status CheckAllocator(const std::string& ep, OrtAllocator* allocator) {
  const std::string who = Broken("EPC-022", ep, "CreateAllocator");
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
    return Error(ORT_FAIL, Broken("EPC-007", ep, "CreateAllocator"),
                 ": allocator of type OrtArenaAllocator seen, OrtDeviceAllocator wanted: the arena type is "
                 "reserved for the host");
  }
  return Ok();
}

}  // namespace

StatusOr<std::unique_ptr<EpAllocator>> EpAllocator::Make(const EpFactory& factory, const OrtMemoryInfo* info,
                                                         const OrtKeyValuePairs* options) {
  auto create = Slot<&OrtEpFactory::CreateAllocator>(factory.raw());
  if (create == nullptr || Slot<&OrtEpFactory::ReleaseAllocator>(factory.raw()) == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-022", factory.name(), "CreateAllocator"), ": null allocator: memory \"", info->name,
                 "\" is offered, but CreateAllocator or ReleaseAllocator is missing");
  }
  OrtAllocator* raw = nullptr;
  BERTH_RETURN_IF_ERROR(
      CallEp(factory.name(), "CreateAllocator", [&] { return create(factory.raw(), info, options, &raw); }));
  return Check(factory, info, raw);
}

StatusOr<std::unique_ptr<EpAllocator>> EpAllocator::Make(OrtEp* ep, const EpFactory& factory, const OrtMemoryInfo* info) {
  auto create = Slot<&OrtEp::CreateAllocator>(ep);
  if (create == nullptr) return Make(factory, info, nullptr);
  if (Slot<&OrtEpFactory::ReleaseAllocator>(factory.raw()) == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-022", factory.name(), "ReleaseAllocator"),
                 ": missing, but OrtEp::CreateAllocator makes allocators");
  }
  OrtAllocator* raw = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(factory.name(), "OrtEp::CreateAllocator", [&] { return create(ep, info, &raw); }));
  return Check(factory, info, raw);
}

StatusOr<std::unique_ptr<EpAllocator>> EpAllocator::Check(const EpFactory& factory, const OrtMemoryInfo* info,
                                                          OrtAllocator* made) {
  if (made == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-022", factory.name(), "CreateAllocator"),
                 ": null allocator seen for memory \"", info->name, "\"");
  }
  std::unique_ptr<EpAllocator> allocator(new EpAllocator(factory, made));
  BERTH_RETURN_IF_ERROR(CheckAllocator(factory.name(), made));
  return allocator;
}

EpAllocator::~EpAllocator() {
  auto release = Slot<&OrtEpFactory::ReleaseAllocator>(factory_.raw());
  CallEpVoid(factory_.name(), "ReleaseAllocator", factory_.logger(), [&] { release(factory_.raw(), raw_); });
}

}  // namespace berth
