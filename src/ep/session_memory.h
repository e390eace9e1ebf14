// The memories that values of one session live in: the host's, and those of the devices of its EPs.
//
//   place    a number: 0 is host memory, others stand for the memory of an EP's device; EPs with equal devices share
//   one owns     nothing of an EP: the instances keep their allocators and transfers, and outlive this threads
//   immutable after the session's creation, but for a cache that has a lock
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "ep/instance.h"
#include "values/value.h"

namespace berth {

class RunStreams;

using PlaceId = uint16_t;
inline constexpr PlaceId kHostPlace = 0;
inline constexpr PlaceId kAnyPlace = 0xFFFF;  // where the caller of a run says: known at the run alone

// How a copy is made.
struct CopyHow {
  const RunStreams* streams = nullptr;  // of the run; null: copies are done when they return
  bool source_stays = false;            // the source does not change before the streams are waited for
  bool host_waits = true;               // what lands in host memory is there on return
};

class SessionMemory {
 public:
  explicit SessionMemory(std::span<const std::unique_ptr<EpInstance>> eps);

  // False: every value is in host memory.
  bool has_devices() const { return places_.size() > 1; }
  size_t place_count() const { return places_.size(); }
  // Where values of the EP of that name live.
  PlaceId PlaceOf(std::string_view ep) const;
  // kAnyPlace for a device that no values of this session are on.
  PlaceId PlaceOfDevice(const OrtMemoryDevice& device) const;
  // The EP whose memory a place is; not for kHostPlace.
  EpInstance& ep(PlaceId place) const { return *places_[place].ep; }
  // Its device; that of plain CPU memory for kHostPlace.
  const OrtMemoryDevice& device(PlaceId place) const;
  // Whether host code may read values there.
  bool IsReadable(PlaceId place) const { return device(place).IsHostAccessible(); }
  // An allocator of the session for that memory, the host's too; null when it has none.
  OrtAllocator* FindAllocator(const OrtMemoryDevice& device) const;

  // A tensor in memory of a place that is not the host's. `stream` may be null. Errors: as Tensor::Allocate.
  StatusOr<Tensor> Allocate(PlaceId place, ElementType type, DimsView dims, OrtSyncStream* stream) const;
  // The same by device. ORT_INVALID_ARGUMENT: no values of this session are there.
  StatusOr<Tensor> AllocateOn(const OrtMemoryDevice& device, ElementType type, DimsView dims) const;
  // A copy of a constant in memory of its own there, read-only where the EP has such; made at once. `reserve`: past the
  // EP's arena.
  StatusOr<std::unique_ptr<OrtValue>> Upload(PlaceId place, const OrtValue& constant, bool reserve) const;

  // Copies a tensor into one of the same type and shape, between any two memories: by a transfer that says it can, that
  // of an EP owning one of the two before others, else through host memory. Errors: ORT_INVALID_ARGUMENT for another
  // shape; ORT_FAIL `no data transfer registered`; the EP's.
  Status Copy(const Tensor& from, OrtValue& to, const CopyHow& how) const;
  Status Copy(const OrtValue& from, OrtValue& to, const CopyHow& how) const;

 private:
  struct Place {
    EpInstance* ep;          // null: the host
    const EpMemory* memory;  // null: the host
  };
  struct Route {
    OrtMemoryDevice from, to;
    const EpInstance* by;  // null: nobody can
  };
  const EpInstance* FindRoute(const OrtMemoryDevice& from, const OrtMemoryDevice& to) const;
  Status CopyBy(const EpInstance& ep, const OrtValue& from, OrtValue& to, const CopyHow& how) const;
  Status CopyThroughHost(const OrtValue& from, OrtValue& to, const CopyHow& how) const;

  std::span<const std::unique_ptr<EpInstance>> eps_;
  std::vector<Place> places_;
  std::vector<std::pair<std::string, PlaceId>> place_of_;  // by name of EP
  mutable std::mutex mutex_;                               // guards routes_
  mutable std::vector<Route> routes_;
};

}  // namespace berth
