// Part of Berth. SPDX-License-Identifier: MIT
//
// Keys of the metadata of EP devices, hardware devices and compiled models.
#pragma once

/// EP device: version of the EP. Set by the host; an EP may not.
static const char* const kOrtEpDevice_EpMetadataKey_Version = "version";

/// EP device: version of the driver, set by the EP.
static const char* const kOrtEpDevice_EpMetadataKey_OSDriverVersion = "os_driver_version";

/// Compiled model: prefix of the entry, one an EP, by which the EP tells whether the model still suits it.
static const char* const kOrtModelMetadata_EpCompatibilityInfoPrefix = "ep_compatibility_info.";

/// EP device: path of the EP library. Set by the host.
static const char* const kOrtEpDevice_EpMetadataKey_LibraryPath = "library_path";

/// Hardware device: "1" when it is no real hardware.
static const char* const kOrtHardwareDevice_MetadataKey_IsVirtual = "is_virtual";
