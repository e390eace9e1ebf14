// berth devices: the hardware that EPs are offered.
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/hardware_text.h"
#include "cli/output_text.h"
#include "cli/table.h"

namespace berth::cli {

int Devices(const Arguments& arguments) {
  const Host host(arguments.session.verbose);
  auto devices = nlohmann::ordered_json::array();
  Table table({"device", "vendor", "id", "metadata"});
  for (const Ort::ConstHardwareDevice& device : host.env().GetHardwareDevices()) {
    devices.push_back(HardwareJson(device));
    table.Row({DeviceTypeName(device.Type()), device.Vendor(), IdText(device), PairsText(device.Metadata())});
  }
  if (arguments.json) {
    PrintJson({{"schema", "berth.devices/1"}, {"devices", std::move(devices)}});
  } else {
    PrintText(table.Text());
  }
  return kDone;
}

}  // namespace berth::cli
