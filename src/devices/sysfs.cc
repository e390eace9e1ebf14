#include "devices/sysfs.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "devices/pci.h"

namespace berth {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxAttribute = 256;
constexpr std::string_view kSpace = " \t\r\n";

std::optional<uint32_t> IndexOf(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  uint32_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return index;
}

// ORT_NO_SUCHFILE when it has no vendor: then it sits on no PCI bus.
Status ReadIds(const fs::path& folder, SysfsDevice& device) {
  BERTH_ASSIGN_OR_RETURN(device.vendor_id, ReadHexAttribute(folder / "vendor", 0xFFFF));
  auto id = ReadHexAttribute(folder / "device", 0xFFFF);
  if (!id.ok()) return Error(ORT_FAIL, std::move(id).status().message());
  device.device_id = *id;
  return Ok();
}

}  // namespace

StatusOr<std::string> ReadAttribute(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return Error(ORT_NO_SUCHFILE, file.string(), ": no such file");
  if (error) return Error(ORT_FAIL, file.string(), ": ", error.message());
  if (status.type() != fs::file_type::regular) return Error(ORT_FAIL, file.string(), ": not a regular file");
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMaxAttribute + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) return Error(ORT_FAIL, file.string(), ": cannot be read");
  text.resize(static_cast<size_t>(stream.gcount()));
  if (text.size() > kMaxAttribute) {
    return Error(ORT_FAIL, file.string(), ": more than ", kMaxAttribute, " bytes seen, an attribute of a device wanted");
  }
  text.erase(text.find_last_not_of(kSpace) + 1);
  return text;
}

StatusOr<uint32_t> ReadHexAttribute(const fs::path& file, uint32_t most) {
  BERTH_ASSIGN_OR_RETURN(const std::string text, ReadAttribute(file));
  std::string_view digits = text;
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (error != std::errc() || end != digits.data() + digits.size() || number > most) {
    return Error(ORT_FAIL, file.string(), ": \"", text, "\" seen, a hexadecimal number of at most ", most, " wanted");
  }
  return number;
}

std::vector<std::string> ListFolder(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<SysfsDevice> ScanClass(const fs::path& folder, std::string_view prefix, OrtHardwareDeviceType type,
                                   const Logger& logger) {
  std::vector<SysfsDevice> found;
  for (const std::string& name : ListFolder(folder)) {
    SysfsDevice device;
    device.type = type;
    device.index = IndexOf(name, prefix);
    if (!device.index) continue;
    const fs::path entry = folder / name / "device";
    Status status = ReadIds(entry, device);
    if (status.code() == ORT_NO_SUCHFILE) {
      BERTH_LOG(logger, kVerbose, "devices") << (folder / name).string() << ": not a PCI device; left out";
      continue;
    }
    if (!status.ok()) {
      BERTH_LOG(logger, kWarning, "devices") << status.message() << "; " << name << " is left out";
      continue;
    }
    std::error_code error;
    device.folder = fs::canonical(entry, error);
    std::string address = device.folder.filename().string();
    if (IsPciAddress(address)) {
      device.pci_address = std::move(address);
    } else {
      BERTH_LOG(logger, kWarning, "devices") << entry.string() << ": no PCI address in its path; " << name << " has none";
    }
    found.push_back(std::move(device));
  }
  return found;
}

}  // namespace berth
