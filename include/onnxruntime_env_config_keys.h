// Part of Berth. SPDX-License-Identifier: MIT
//
// Keys of environment configuration entries: OrtEnvCreationOptions::config_entries.
// Options of one EP library stand under "ep_factory.<EP name>.<option>".
#pragma once

/// "1": EP libraries may offer devices that are no real hardware. Default "0".
static const char* const kOrtEnvAllowVirtualDevices = "allow_virtual_devices";
