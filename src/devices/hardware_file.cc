#include "devices/hardware_file.h"

#include "base/mapped_file.h"
#include "devices/json_tree.h"
#include "devices/pci.h"

namespace berth {
namespace {

using Kind = JsonNode::Kind;

Status Refuse(const JsonNode& node, std::string_view what) { return InvalidArgument(node.line, ": ", what); }

Status Unwanted(const JsonNode& node, std::string_view wanted) {
  constexpr const char* kKinds[] = {"null", "a truth value", "a number", "a text", "a list", "an object"};   // as Kind has them
  return Refuse(node, absl::StrCat(node.key.empty() ? "" : "key \"" + node.key + "\": ", kKinds[static_cast<int>(node.kind)],
                                   " seen, ", wanted, " wanted"));
}

Status Want(const JsonNode& node, Kind kind, std::string_view wanted) {
  return node.kind == kind ? Ok() : Unwanted(node, wanted);
}

Status ReadType(const JsonNode& node, OrtHardwareDeviceType& type) {
  BERTH_RETURN_IF_ERROR(Want(node, Kind::kText, "\"CPU\", \"GPU\" or \"NPU\""));
  if (node.text == "CPU") type = OrtHardwareDeviceType_CPU;
  else if (node.text == "GPU") type = OrtHardwareDeviceType_GPU;
  else if (node.text == "NPU") type = OrtHardwareDeviceType_NPU;
  else return Refuse(node, absl::StrCat("key \"type\": \"", node.text, "\" seen, \"CPU\", \"GPU\" or \"NPU\" wanted"));
  return Ok();
}

Status ReadId(const JsonNode& node, uint32_t& id) {
  if (node.kind != Kind::kNumber || !node.whole || node.number > UINT32_MAX) {
    return Unwanted(node, absl::StrCat("a whole number from 0 to ", UINT32_MAX));
  }
  id = static_cast<uint32_t>(node.number);
  return Ok();
}

Status ReadMetadata(const JsonNode& node, OrtKeyValuePairs& metadata) {
  BERTH_RETURN_IF_ERROR(Want(node, Kind::kObject, "an object of texts"));
  for (const JsonNode& member : node.children) {
    if (member.key.empty()) return Refuse(member, "key \"\" of the metadata: a key that is not empty wanted");
    BERTH_RETURN_IF_ERROR(Want(member, Kind::kText, "a text"));
    metadata.Add(member.key, member.text);
  }
  return Ok();
}

StatusOr<std::unique_ptr<OrtHardwareDevice>> ReadDevice(const JsonNode& node) {
  BERTH_RETURN_IF_ERROR(Want(node, Kind::kObject, "an object for each device"));
  auto device = std::make_unique<OrtHardwareDevice>();
  bool has_type = false, has_vendor = false;
  for (const JsonNode& member : node.children) {
    if (member.key == "type") {
      BERTH_RETURN_IF_ERROR(ReadType(member, device->type));
      has_type = true;
    } else if (member.key == "vendor_id") {
      BERTH_RETURN_IF_ERROR(ReadId(member, device->vendor_id));
    } else if (member.key == "device_id") {
      BERTH_RETURN_IF_ERROR(ReadId(member, device->device_id));
    } else if (member.key == "vendor") {
      BERTH_RETURN_IF_ERROR(Want(member, Kind::kText, "a text"));
      device->vendor = member.text;
      has_vendor = true;
    } else if (member.key == "metadata") {
      BERTH_RETURN_IF_ERROR(ReadMetadata(member, device->metadata));
    } else {
      return Refuse(member, absl::StrCat("key \"", member.key,
                                         "\" seen, type, vendor_id, device_id, vendor or metadata wanted"));
    }
  }
  if (!has_type) return Refuse(node, "a device without \"type\" seen");
  if (!has_vendor) device->vendor = PciVendorName(device->vendor_id);
  return device;
}

StatusOr<HardwareList> ReadDevices(std::string_view text) {
  BERTH_ASSIGN_OR_RETURN(const JsonNode root, ParseJson(text));
  BERTH_RETURN_IF_ERROR(Want(root, Kind::kObject, "an object with \"devices\""));
  HardwareList devices;
  if (root.children.empty()) return Refuse(root, "an empty object seen, \"devices\" wanted");
  for (const JsonNode& member : root.children) {
    if (member.key != "devices") return Refuse(member, absl::StrCat("key \"", member.key, "\" seen, devices wanted"));
    BERTH_RETURN_IF_ERROR(Want(member, Kind::kList, "a list of devices"));
    for (const JsonNode& node : member.children) {
      BERTH_ASSIGN_OR_RETURN(auto device, ReadDevice(node));
      devices.push_back(std::move(device));
    }
  }
  return devices;
}

}  // namespace

StatusOr<HardwareList> ReadHardwareFile(const std::filesystem::path& path) {
  auto file = MappedFile::Open(path);
  if (!file.ok()) return std::move(file).status().Annotate("hardware file");
  const std::span<const std::byte> bytes = (*file)->bytes();
  auto devices = ReadDevices({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!devices.ok()) {
    return Error(devices.status().code(), "hardware file: ", path.string(), ":", devices.status().message());
  }
  return devices;
}

}  // namespace berth
