// Part of Berth. SPDX-License-Identifier: MIT
//
// A part of onnxruntime_cxx_api.h: hardware, execution providers on it, and which nodes they got.
#pragma once

#include "memory.h"

namespace Ort {

namespace detail {
template <typename T>
struct HardwareDeviceImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  OrtHardwareDeviceType Type() const { return GetApi().HardwareDevice_Type(this->p_); }
  uint32_t VendorId() const { return GetApi().HardwareDevice_VendorId(this->p_); }
  uint32_t DeviceId() const { return GetApi().HardwareDevice_DeviceId(this->p_); }
  const char* Vendor() const { return GetApi().HardwareDevice_Vendor(this->p_); }
  ConstKeyValuePairs Metadata() const { return ConstKeyValuePairs(GetApi().HardwareDevice_Metadata(this->p_)); }
};
}  // namespace detail

/// A piece of hardware. It lives as long as the environment.
using ConstHardwareDevice = detail::HardwareDeviceImpl<detail::Unowned<const OrtHardwareDevice>>;

namespace detail {
template <typename T>
struct EpDeviceImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  const char* EpName() const { return GetApi().EpDevice_EpName(this->p_); }
  /// The same.
  const char* GetName() const { return EpName(); }
  const char* EpVendor() const { return GetApi().EpDevice_EpVendor(this->p_); }
  ConstKeyValuePairs EpMetadata() const { return ConstKeyValuePairs(GetApi().EpDevice_EpMetadata(this->p_)); }
  ConstKeyValuePairs EpOptions() const { return ConstKeyValuePairs(GetApi().EpDevice_EpOptions(this->p_)); }
  ConstHardwareDevice Device() const { return ConstHardwareDevice(GetApi().EpDevice_Device(this->p_)); }
  /// The memory of this kind that the EP has on the device; empty for none.
  ConstMemoryInfo GetMemoryInfo(OrtDeviceMemoryType memory_type) const {
    return ConstMemoryInfo(GetApi().EpDevice_MemoryInfo(this->p_, memory_type));
  }
  /// A stream for work on the device outside of runs.
  SyncStream CreateSyncStream(ConstKeyValuePairs stream_options = {}) const {
    return SyncStream(Out<OrtSyncStream*>(GetApi().CreateSyncStreamForEpDevice, this->p_, stream_options));
  }
};
}  // namespace detail

/// An execution provider on a piece of hardware. It lives until an EP library is registered or unregistered.
using ConstEpDevice = detail::EpDeviceImpl<detail::Unowned<const OrtEpDevice>>;

/// What a factory offers in GetSupportedDevices; handed over with release().
struct EpDevice : detail::EpDeviceImpl<OrtEpDevice> {
  explicit EpDevice(std::nullptr_t) {}
  explicit EpDevice(OrtEpDevice* p) : EpDeviceImpl(p) {}
  /// Metadata and options are copied.
  EpDevice(OrtEpFactory& ep_factory, ConstHardwareDevice& hardware_device, ConstKeyValuePairs ep_metadata = {},
           ConstKeyValuePairs ep_options = {}) {
    ThrowOnError(GetEpApi().CreateEpDevice(&ep_factory, hardware_device, ep_metadata, ep_options, &p_));
  }
};

namespace detail {
template <typename T>
struct DeviceEpIncompatibilityDetailsImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  /// Bits of OrtDeviceEpIncompatibilityReason; 0: nothing is in the way.
  uint32_t GetReasonsBitmask() const {
    return Out<uint32_t>(GetApi().DeviceEpIncompatibilityDetails_GetReasonsBitmask, this->p_);
  }
  /// The EP's own words, borrowed; null for none.
  const char* GetNotes() const {
    return Out<const char*>(GetApi().DeviceEpIncompatibilityDetails_GetNotes, this->p_);
  }
  /// The EP's own error number.
  int32_t GetErrorCode() const {
    return Out<int32_t>(GetApi().DeviceEpIncompatibilityDetails_GetErrorCode, this->p_);
  }
};
}  // namespace detail

/// Why an EP cannot use a device.
struct DeviceEpIncompatibilityDetails : detail::DeviceEpIncompatibilityDetailsImpl<OrtDeviceEpIncompatibilityDetails> {
  explicit DeviceEpIncompatibilityDetails(std::nullptr_t) {}
  explicit DeviceEpIncompatibilityDetails(OrtDeviceEpIncompatibilityDetails* p)
      : DeviceEpIncompatibilityDetailsImpl(p) {}
};

namespace detail {
template <typename T>
struct EpAssignedNodeImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::string GetName() const { return Out<const char*>(GetApi().EpAssignedNode_GetName, this->p_); }
  std::string GetDomain() const { return Out<const char*>(GetApi().EpAssignedNode_GetDomain, this->p_); }
  std::string GetOperatorType() const { return Out<const char*>(GetApi().EpAssignedNode_GetOperatorType, this->p_); }
};
}  // namespace detail

/// A node of the model and which EP it went to; borrowed from the session.
using ConstEpAssignedNode = detail::EpAssignedNodeImpl<detail::Unowned<const OrtEpAssignedNode>>;

namespace detail {
template <typename T>
struct EpAssignedSubgraphImpl : Base<T> {
  using B = Base<T>;
  using B::B;

  std::string GetEpName() const { return Out<const char*>(GetApi().EpAssignedSubgraph_GetEpName, this->p_); }
  std::vector<ConstEpAssignedNode> GetNodes() const {
    return Borrowed<ConstEpAssignedNode>(GetApi().EpAssignedSubgraph_GetNodes, this->p_);
  }
};
}  // namespace detail

/// Nodes that an EP got together; borrowed from the session.
using ConstEpAssignedSubgraph = detail::EpAssignedSubgraphImpl<detail::Unowned<const OrtEpAssignedSubgraph>>;

namespace detail {
/// Devices as the C functions take them, from anything with contiguous elements.
template <typename Range>
std::vector<const OrtEpDevice*> RawDevices(const Range& devices) {
  return std::vector<const OrtEpDevice*>(std::data(devices), std::data(devices) + std::size(devices));
}
/// Whether Range is such a thing.
template <typename Range>
using IfDevices = std::enable_if_t<
    std::is_convertible_v<decltype(std::data(std::declval<const Range&>())), const ConstEpDevice*>>;
}  // namespace detail

/// What the EP of these devices thinks of a compiled model, by the text that GetCompatibilityInfoFromModel... gives.
inline OrtCompiledModelCompatibility GetModelCompatibilityForEpDevices(const std::vector<ConstEpDevice>& ep_devices,
                                                                       const char* compatibility_info) {
  const std::vector<const OrtEpDevice*> raw = detail::RawDevices(ep_devices);
  return detail::Out<OrtCompiledModelCompatibility>(GetApi().GetModelCompatibilityForEpDevices, raw.data(), raw.size(),
                                                    compatibility_info);
}

/// What a compiled model says for an EP; null when it says nothing.
inline AllocatedStringPtr GetCompatibilityInfoFromModelAllocated(const ORTCHAR_T* model_path, const char* ep_type,
                                                                 OrtAllocator* allocator) {
  return detail::AllocatedText(allocator, GetApi().GetCompatibilityInfoFromModel, model_path, ep_type);
}
/// The same for a model in memory.
inline AllocatedStringPtr GetCompatibilityInfoFromModelBytesAllocated(const void* model_data, size_t model_data_length,
                                                                      const char* ep_type, OrtAllocator* allocator) {
  return detail::AllocatedText(allocator, GetApi().GetCompatibilityInfoFromModelBytes, model_data, model_data_length,
                               ep_type);
}

}  // namespace Ort
