// Hardware that a file makes up: for tests, and to see how EPs are chosen on machines that are not at hand.
//
//   {"devices": [
//     {"type": "NPU", "vendor_id": 32902, "device_id": 30147, "vendor": "Intel", "metadata": {"pci_bus_id": "0000:00:0b.0"}},
//     {"type": "CPU"}
//   ]}
//
// `type` is CPU, GPU or NPU and must be there; numbers are PCI ids and 0 when left out; `vendor` left out is the name that
// goes with the id, if one is known. The list replaces discovery as it is, so that one without a CPU makes a machine on
// which no policy finds an EP.
#pragma once

#include <filesystem>

#include "devices/discovery.h"

namespace berth {

// Errors name file and line. ORT_NO_SUCHFILE: there is no such file; ORT_FAIL: it cannot be read; ORT_INVALID_ARGUMENT: it
// is no JSON, or says something else than the above (unknown and repeated keys included).
StatusOr<HardwareList> ReadHardwareFile(const std::filesystem::path& path);

}  // namespace berth
