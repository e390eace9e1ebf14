// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: string maps, memory and who gives it, streams, containers of weights.
#pragma once

#include "base.h"

namespace Ort {

namespace detail {
template <typename T>
struct KeyValuePairsImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// Borrowed until the next change; null when there is none.
  const char* GetValue(const char* key) const { return GetApi().GetKeyValue(this->p_, key); }
  std::unordered_map<std::string, std::string> GetKeyValuePairs() const {
    std::vector<const char*> keys, values;
    GetKeyValuePairs(keys, values);
    std::unordered_map<std::string, std::string> pairs;
    for (size_t i = 0; i < keys.size(); ++i) pairs.emplace(keys[i], values[i]);
    return pairs;
  }
  /// Parallel lists, sorted by key, borrowed until the next change.
  void GetKeyValuePairs(std::vector<const char*>& keys, std::vector<const char*>& values) const {
    const char *const *k = nullptr, *const *v = nullptr;
    size_t count = 0;
    GetApi().GetKeyValuePairs(this->p_, &k, &v, &count);
    keys.assign(k, k + count);
    values.assign(v, v + count);
  }
};
}  // namespace detail

/// A sorted map of texts, borrowed.
using ConstKeyValuePairs = detail::KeyValuePairsImpl<detail::Unowned<const OrtKeyValuePairs>>;

/// A sorted map of texts.
struct KeyValuePairs : detail::KeyValuePairsImpl<OrtKeyValuePairs> {
  explicit KeyValuePairs(std::nullptr_t) {}
  explicit KeyValuePairs(OrtKeyValuePairs* p) : KeyValuePairsImpl(p) {}
  explicit KeyValuePairs() { GetApi().CreateKeyValuePairs(&p_); }
  explicit KeyValuePairs(const std::unordered_map<std::string, std::string>& pairs) : KeyValuePairs() {
    for (const auto& [key, value] : pairs) Add(key.c_str(), value.c_str());
  }
  /// Both texts are copied; an older value of the key is replaced.
  void Add(const char* key, const char* value) { GetApi().AddKeyValuePair(p_, key, value); }
  void Remove(const char* key) { GetApi().RemoveKeyValuePair(p_, key); }
  ConstKeyValuePairs GetConst() const { return ConstKeyValuePairs(p_); }
};

namespace detail {
template <typename T>
struct MemoryInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::string GetAllocatorName() const { return Out<const char*>(GetApi().MemoryInfoGetName, this->p_); }
  OrtAllocatorType GetAllocatorType() const { return Out<OrtAllocatorType>(GetApi().MemoryInfoGetType, this->p_); }
  int GetDeviceId() const { return Out<int>(GetApi().MemoryInfoGetId, this->p_); }
  OrtMemType GetMemoryType() const { return Out<OrtMemType>(GetApi().MemoryInfoGetMemType, this->p_); }
  OrtMemoryInfoDeviceType GetDeviceType() const {
    OrtMemoryInfoDeviceType type = OrtMemoryInfoDeviceType_CPU;
    GetApi().MemoryInfoGetDeviceType(this->p_, &type);
    return type;
  }
  OrtDeviceMemoryType GetDeviceMemoryType() const { return GetApi().MemoryInfoGetDeviceMemType(this->p_); }
  uint32_t GetVendorId() const { return GetApi().MemoryInfoGetVendorId(this->p_); }

  template <typename U>
  bool operator==(const MemoryInfoImpl<U>& other) const {
    const OrtMemoryInfo *mine = this->p_, *its = other;
    return Out<int>(GetApi().CompareMemoryInfo, mine, its) == 0;
  }
};
}  // namespace detail

/// Says what memory something is in; borrowed.
using ConstMemoryInfo = detail::MemoryInfoImpl<detail::Unowned<const OrtMemoryInfo>>;

/// Says what memory something is in.
struct MemoryInfo : detail::MemoryInfoImpl<OrtMemoryInfo> {
  explicit MemoryInfo(std::nullptr_t) {}
  explicit MemoryInfo(OrtMemoryInfo* p) : MemoryInfoImpl(p) {}
  /// For the devices that ORT knows by name.
  MemoryInfo(const char* name, OrtAllocatorType type, int id, OrtMemType mem_type) {
    ThrowOnError(GetApi().CreateMemoryInfo(name, type, id, mem_type, &p_));
  }
  /// For any device. `alignment` 0 for the default.
  MemoryInfo(const char* name, OrtMemoryInfoDeviceType device_type, uint32_t vendor_id, uint32_t device_id,
             OrtDeviceMemoryType mem_type, size_t alignment, OrtAllocatorType allocator_type) {
    ThrowOnError(GetApi().CreateMemoryInfo_V2(name, device_type, vendor_id, static_cast<int32_t>(device_id), mem_type,
                                              alignment, allocator_type, &p_));
  }
  static MemoryInfo CreateCpu(OrtAllocatorType type, OrtMemType mem_type) {
    return MemoryInfo(detail::Out<OrtMemoryInfo*>(GetApi().CreateCpuMemoryInfo, type, mem_type));
  }
  ConstMemoryInfo GetConst() const { return ConstMemoryInfo(p_); }
};

/// A piece of memory that is given back to its allocator in the end.
struct MemoryAllocation {
  MemoryAllocation(OrtAllocator* allocator, void* p, size_t size) : allocator_(allocator), p_(p), size_(size) {}
  MemoryAllocation(MemoryAllocation&& other) noexcept
      : allocator_(other.allocator_), p_(std::exchange(other.p_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MemoryAllocation& operator=(MemoryAllocation&& other) noexcept {
    std::swap(allocator_, other.allocator_);
    std::swap(p_, other.p_);
    std::swap(size_, other.size_);
    return *this;
  }
  MemoryAllocation(const MemoryAllocation&) = delete;
  MemoryAllocation& operator=(const MemoryAllocation&) = delete;
  ~MemoryAllocation() { detail::AllocatedFree{allocator_}(p_); }

  void* get() { return p_; }
  size_t size() const { return size_; }

 private:
  OrtAllocator* allocator_;
  void* p_;
  size_t size_;
};

namespace detail {
template <typename T>
struct AllocatorImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  void* Alloc(size_t size) { return Out<void*>(GetApi().AllocatorAlloc, this->p_, size); }
  /// Memory that will be kept for long; as Alloc where the allocator makes no difference.
  void* Reserve(size_t size) {
    const bool knows = this->p_->version >= 18 && this->p_->Reserve != nullptr;
    return knows ? this->p_->Reserve(this->p_, size) : Alloc(size);
  }
  MemoryAllocation GetAllocation(size_t size) { return MemoryAllocation(this->p_, Alloc(size), size); }
  void Free(void* p) { ThrowOnError(GetApi().AllocatorFree(this->p_, p)); }
  ConstMemoryInfo GetInfo() const {
    return ConstMemoryInfo(Out<const OrtMemoryInfo*>(GetApi().AllocatorGetInfo, this->p_));
  }
  /// Counters; empty when the allocator keeps none.
  KeyValuePairs GetStats() const {
    return KeyValuePairs(Out<OrtKeyValuePairs*>(GetApi().AllocatorGetStats, this->p_));
  }
  /// Gives unused memory back, where the allocator can.
  void Shrink() {
    if (this->p_->version >= 25 && this->p_->Shrink != nullptr) ThrowOnError(this->p_->Shrink(this->p_));
  }
};
}  // namespace detail

/// The allocator for CPU memory, which lives as long as the process.
struct AllocatorWithDefaultOptions : detail::AllocatorImpl<detail::Unowned<OrtAllocator>> {
  explicit AllocatorWithDefaultOptions(std::nullptr_t) {}
  AllocatorWithDefaultOptions() { ThrowOnError(GetApi().GetAllocatorWithDefaultOptions(&p_)); }
};

/// An allocator of a session. It must go before the session does.
struct Allocator : detail::AllocatorImpl<OrtAllocator> {
  explicit Allocator(std::nullptr_t) {}
  explicit Allocator(OrtAllocator* p) : AllocatorImpl(p) {}
  /// The session's allocator for this memory.
  Allocator(const Session& session, const OrtMemoryInfo* info);
};

/// An allocator, borrowed.
using UnownedAllocator = detail::AllocatorImpl<detail::Unowned<OrtAllocator>>;

/// Settings of an arena.
struct ArenaCfg : detail::Base<OrtArenaCfg> {
  explicit ArenaCfg(std::nullptr_t) {}
  /// Limit in bytes (0: none), growth (0: powers of two, 1: as asked), first chunk, largest unused rest of a chunk; -1
  /// for the default of each.
  ArenaCfg(size_t max_mem, int arena_extend_strategy, int initial_chunk_size_bytes, int max_dead_bytes_per_chunk) {
    ThrowOnError(GetApi().CreateArenaCfg(max_mem, arena_extend_strategy, initial_chunk_size_bytes,
                                         max_dead_bytes_per_chunk, &p_));
  }
  /// By name; see OrtApi::CreateArenaCfgV2.
  explicit ArenaCfg(const std::unordered_map<std::string, size_t>& settings) {
    std::vector<const char*> keys;
    std::vector<size_t> values;
    for (const auto& [key, value] : settings) {
      keys.push_back(key.c_str());
      values.push_back(value);
    }
    ThrowOnError(GetApi().CreateArenaCfgV2(keys.data(), values.data(), keys.size(), &p_));
  }
};

namespace detail {
template <typename T>
struct SyncStreamImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// The native handle.
  void* GetHandle() { return GetApi().SyncStream_GetHandle(this->p_); }
};
}  // namespace detail

/// A queue of work on a device; from EpDevice::CreateSyncStream.
struct SyncStream : detail::SyncStreamImpl<OrtSyncStream> {
  explicit SyncStream(std::nullptr_t) {}
  explicit SyncStream(OrtSyncStream* p) : SyncStreamImpl(p) {}
};

/// A queue of work, borrowed.
using UnownedSyncStream = detail::SyncStreamImpl<detail::Unowned<OrtSyncStream>>;

/// A store in which sessions share weights that kernels have laid out for themselves. It must outlive them.
struct PrepackedWeightsContainer : detail::Base<OrtPrepackedWeightsContainer> {
  explicit PrepackedWeightsContainer(std::nullptr_t) {}
  explicit PrepackedWeightsContainer(OrtPrepackedWeightsContainer* p) : Base(p) {}
  PrepackedWeightsContainer() { ThrowOnError(GetApi().CreatePrepackedWeightsContainer(&p_)); }
};

namespace detail {
template <typename T>
struct ConstExternalInitializerInfoImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  const std::basic_string<ORTCHAR_T> GetFilePath() const {
    return GetApi().ExternalInitializerInfo_GetFilePath(this->p_);
  }
  int64_t GetFileOffset() const { return GetApi().ExternalInitializerInfo_GetFileOffset(this->p_); }
  size_t GetByteSize() const { return GetApi().ExternalInitializerInfo_GetByteSize(this->p_); }
};
}  // namespace detail

/// Where a weight in another file lies; borrowed.
using ConstExternalInitializerInfo =
    detail::ConstExternalInitializerInfoImpl<detail::Unowned<const OrtExternalInitializerInfo>>;

/// Where a weight in another file lies.
struct ExternalInitializerInfo : detail::ConstExternalInitializerInfoImpl<OrtExternalInitializerInfo> {
  using Base = detail::ConstExternalInitializerInfoImpl<OrtExternalInitializerInfo>;
  using Base::Base;

  explicit ExternalInitializerInfo(std::nullptr_t) {}
  explicit ExternalInitializerInfo(OrtExternalInitializerInfo* p) : Base(p) {}
  ExternalInitializerInfo(const ORTCHAR_T* filepath, int64_t file_offset, size_t byte_size) {
    ThrowOnError(GetApi().CreateExternalInitializerInfo(filepath, file_offset, byte_size, &p_));
  }
  /// The same without an exception; `out` is written on success.
  static Status Create(const ORTCHAR_T* filepath, int64_t file_offset, size_t byte_size, ExternalInitializerInfo& out) {
    OrtExternalInitializerInfo* info = nullptr;
    Status status(GetApi().CreateExternalInitializerInfo(filepath, file_offset, byte_size, &info));
    if (status.IsOK()) out = ExternalInitializerInfo(info);
    return status;
  }
  ConstExternalInitializerInfo GetConst() const { return ConstExternalInitializerInfo(p_); }
};

}  // namespace Ort
