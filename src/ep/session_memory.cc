#include "ep/session_memory.h"

#include <algorithm>

#include "ep/guard.h"
#include "ep/run_streams.h"

namespace berth {

SessionMemory::SessionMemory(std::span<const std::unique_ptr<EpInstance>> eps) : eps_(eps) {
  places_.push_back({nullptr, nullptr});
  for (const auto& ep : eps) {
    const EpMemory* memory = ep->value_memory();
    PlaceId place = memory != nullptr ? PlaceOfDevice(memory->info->device) : kHostPlace;
    if (place == kAnyPlace) {
      place = static_cast<PlaceId>(places_.size());
      places_.push_back({ep.get(), memory});
    }
    place_of_.emplace_back(ep->name(), place);
  }
}

PlaceId SessionMemory::PlaceOf(std::string_view ep) const {
  auto found = std::find_if(place_of_.begin(), place_of_.end(), [&](const auto& entry) { return entry.first == ep; });
  return found != place_of_.end() ? found->second : kHostPlace;
}

PlaceId SessionMemory::PlaceOfDevice(const OrtMemoryDevice& device) const {
  for (size_t i = 0; i < places_.size(); ++i) {
    if (this->device(static_cast<PlaceId>(i)) == device) return static_cast<PlaceId>(i);
  }
  return kAnyPlace;
}

const OrtMemoryDevice& SessionMemory::device(PlaceId place) const {
  return places_[place].memory != nullptr ? places_[place].memory->info->device : CpuMemoryInfo().device;
}

OrtAllocator* SessionMemory::FindAllocator(const OrtMemoryDevice& device) const {
  if (device == CpuMemoryInfo().device) return DefaultCpuAllocator();
  for (const auto& ep : eps_) {
    if (OrtAllocator* allocator = ep->FindAllocator(device)) return allocator;
  }
  return nullptr;
}

StatusOr<Tensor> SessionMemory::Allocate(PlaceId place, ElementType type, DimsView dims, OrtSyncStream* stream) const {
  return places_[place].ep->Allocate(*places_[place].memory, type, dims, {stream, false});
}

StatusOr<Tensor> SessionMemory::AllocateOn(const OrtMemoryDevice& device, ElementType type, DimsView dims) const {
  const PlaceId place = PlaceOfDevice(device);
  if (place == kAnyPlace) return InvalidArgument("memory of a device seen that no EP of this session has its values in");
  if (place == kHostPlace) return Tensor::Allocate(DefaultCpuAllocator(), type, dims);
  return Allocate(place, type, dims, nullptr);
}

StatusOr<std::unique_ptr<OrtValue>> SessionMemory::Upload(PlaceId place, const OrtValue& constant, bool reserve) const {
  const EpInstance& ep = *places_[place].ep;
  const EpMemory& memory = ep.read_only_memory() != nullptr ? *ep.read_only_memory() : *places_[place].memory;
  BERTH_ASSIGN_OR_RETURN(Tensor tensor,
                         ep.Allocate(memory, constant.tensor.type(), constant.tensor.dims(), {nullptr, reserve}));
  auto value = std::make_unique<OrtValue>(std::move(tensor));
  BERTH_RETURN_IF_ERROR(Copy(constant, *value, {}));
  return value;
}

const EpInstance* SessionMemory::FindRoute(const OrtMemoryDevice& from, const OrtMemoryDevice& to) const {
  {
    std::lock_guard lock(mutex_);
    for (const Route& route : routes_) {
      if (route.from == from && route.to == to) return route.by;
    }
  }
  std::vector<const EpInstance*> order;
  for (const auto& ep : eps_) {
    if (ep->Owns(from) || ep->Owns(to)) order.push_back(ep.get());
  }
  for (const auto& ep : eps_) {
    if (!ep->Owns(from) && !ep->Owns(to)) order.push_back(ep.get());
  }
  auto found = std::find_if(order.begin(), order.end(), [&](const EpInstance* ep) {
    return ep->transfer() != nullptr && ep->transfer()->CanCopy(from, to);
  });
  const EpInstance* by = found != order.end() ? *found : nullptr;
  std::lock_guard lock(mutex_);
  routes_.push_back({from, to, by});
  return by;
}

Status SessionMemory::Copy(const Tensor& from, OrtValue& to, const CopyHow& how) const {
  // A view of the same memory.
  OrtValue view(Tensor::Place(from.type(), from.dims(), const_cast<void*>(from.data()), &from.memory_info()));
  return Copy(view, to, how);
}

Status SessionMemory::Copy(const OrtValue& from, OrtValue& to, const CopyHow& how) const {
  const OrtMemoryDevice& source = from.tensor.memory_info().device;
  const OrtMemoryDevice& target = to.tensor.memory_info().device;
  if (source.IsHostAccessible() && target.IsHostAccessible()) return CopyInto(from.tensor, to.tensor);
  BERTH_RETURN_IF_ERROR(CheckSameExtent(from.tensor, to.tensor));
  if (const EpInstance* by = FindRoute(source, target)) return CopyBy(*by, from, to, how);
  return CopyThroughHost(from, to, how);
}

Status SessionMemory::CopyBy(const EpInstance& ep, const OrtValue& from, OrtValue& to, const CopyHow& how) const {
  const OrtValue* source = &from;
  OrtValue* target = &to;
  if (how.streams == nullptr) return ep.transfer()->Copy({&source, 1}, {&target, 1}, nullptr);
  OrtSyncStream* stream = how.streams->of(PlaceOf(ep.name()));
  const PlaceId source_place = PlaceOfDevice(from.tensor.memory_info().device);
  const PlaceId target_place = PlaceOfDevice(to.tensor.memory_info().device);
  OrtSyncStream* producer = source_place != kAnyPlace ? how.streams->of(source_place) : nullptr;
  OrtSyncStream* consumer = target_place != kAnyPlace ? how.streams->of(target_place) : nullptr;
  if (producer != nullptr) BERTH_RETURN_IF_ERROR(producer->Join(stream));
  BERTH_RETURN_IF_ERROR(ep.transfer()->Copy({&source, 1}, {&target, 1}, stream));
  if (stream == nullptr) return Ok();
  if (consumer != nullptr && consumer != stream) BERTH_RETURN_IF_ERROR(stream->Join(consumer));
  const bool reads_host = from.tensor.memory_info().device.IsHostAccessible() && !how.source_stays;
  const bool writes_host = to.tensor.memory_info().device.IsHostAccessible() && how.host_waits;
  return reads_host || writes_host ? stream->Join(nullptr) : Ok();
}

Status SessionMemory::CopyThroughHost(const OrtValue& from, OrtValue& to, const CopyHow& how) const {
  const OrtMemoryDevice& host = CpuMemoryInfo().device;
  const OrtMemoryInfo& source = from.tensor.memory_info();
  const OrtMemoryInfo& target = to.tensor.memory_info();
  const EpInstance* out = source.device.IsHostAccessible() ? nullptr : FindRoute(source.device, host);
  const EpInstance* in = target.device.IsHostAccessible() ? nullptr : FindRoute(host, target.device);
  if ((!source.device.IsHostAccessible() && out == nullptr) || (!target.device.IsHostAccessible() && in == nullptr)) {
    return Error(ORT_FAIL, "[EPC-024] copy: from memory \"", source.name, "\" to \"", target.name,
                 "\": no data transfer registered that can");
  }
  BERTH_ASSIGN_OR_RETURN(Tensor between,
                         Tensor::Allocate(DefaultCpuAllocator(), from.tensor.type(), from.tensor.dims()));
  OrtValue host_value(std::move(between));
  const CopyHow waiting{how.streams, false, true};
  BERTH_RETURN_IF_ERROR(out != nullptr ? CopyBy(*out, from, host_value, waiting)
                                       : CopyInto(from.tensor, host_value.tensor));
  return in != nullptr ? CopyBy(*in, host_value, to, waiting) : CopyInto(host_value.tensor, to.tensor);
}

}  // namespace berth
