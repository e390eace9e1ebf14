// berth ep list: what EP libraries offer on this machine.
#include <cstdio>

#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/hardware_text.h"
#include "cli/output_text.h"
#include "cli/table.h"
#include "cli/utf.h"

namespace berth::cli {
namespace {

struct Library {
  std::string path, error;
  nlohmann::ordered_json devices = nlohmann::ordered_json::array();
  Table table{{"ep", "version", "vendor", "device", "id", "metadata"}};
  std::string options;   // a line each EP that has some
};

void AddDevice(Library& library, const Ort::ConstEpDevice& device) {
  const Ort::ConstHardwareDevice hardware = device.Device();
  const nlohmann::ordered_json metadata = PairsJson(device.EpMetadata());
  const std::string version = metadata.value("version", "");
  library.devices.push_back({{"ep", device.EpName()},
                             {"vendor", device.EpVendor()},
                             {"version", version},
                             {"hardware", HardwareJson(hardware)},
                             {"metadata", metadata},
                             {"options", PairsJson(device.EpOptions())}});
  std::string text;
  for (const auto& [key, value] : metadata.items()) {
    if (key != "version" && key != "library_path") text += Cat(text.empty() ? "" : "  ", key, "=", value.get<std::string>());
  }
  library.table.Row({device.EpName(), version, device.EpVendor(), DeviceTypeName(hardware.Type()), IdText(hardware), text});
  const std::string options = PairsText(device.EpOptions());
  const std::string line = Cat("  options of ", device.EpName(), ": ", Printable(options), "\n");
  if (!options.empty() && library.options.find(line) == std::string::npos) library.options += line;
}

// Libraries are looked at one by one, so that all devices that are not there without one are its own.
Library Look(Host& host, const std::string& path) {
  Library library;
  library.path = path;
  try {
    const size_t before = host.env().GetEpDevices().size();
    const std::string name = host.Register(path);
    const auto devices = host.env().GetEpDevices();
    for (size_t i = before; i < devices.size(); ++i) AddDevice(library, devices[i]);
    host.Unregister(name);
  } catch (const std::exception& error) {
    library.error = error.what();
  }
  return library;
}

}  // namespace

int EpList(const Arguments& arguments) {
  Host host(arguments.session.verbose);
  auto json = nlohmann::ordered_json::array();
  std::string text;
  bool broken = false;
  for (const std::string& path : arguments.libraries) {
    const Library library = Look(host, path);
    if (!library.error.empty()) {
      broken = true;
      std::fprintf(stderr, "berth ep list: %s\n", Printable(library.error).c_str());
    }
    text += Cat(text.empty() ? "" : "\n", Printable(path), "\n",
                !library.error.empty()  ? "  cannot be used\n"
                : library.table.empty() ? "  offers no device on this machine\n"
                                        : library.table.Text() + library.options);
    json.push_back({{"path", path},
                    {"error", library.error.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(library.error)},
                    {"devices", library.devices}});
  }
  if (arguments.json) {
    PrintJson({{"schema", "berth.ep_list/1"}, {"libraries", std::move(json)}});
  } else {
    PrintText(text);
  }
  return broken ? kEp : kDone;
}

}  // namespace berth::cli
