#include <climits>

#include <onnxruntime_ep_device_ep_metadata_keys.h>

#include "base/mapped_file.h"
#include "capi/bind.h"
#include "capi/guard.h"
#include "ep/factory.h"
#include "graph/load.h"
#include "session/session.h"

namespace berth::capi {
namespace {

Status Entry(std::span<const std::byte> model, const char* ep, OrtAllocator* allocator, char** out) {
  BERTH_ASSIGN_OR_RETURN(auto metadata, ReadMetadata(model));
  const auto found = metadata.find(std::string(kOrtModelMetadata_EpCompatibilityInfoPrefix) + ep);
  *out = nullptr;
  if (found != metadata.end()) {
    BERTH_ASSIGN_OR_RETURN(*out, CopyText(allocator, found->second));
  }
  return Ok();
}

Status CheckQuery(const char* ep, OrtAllocator* allocator, char** out) {
  BERTH_RETURN_IF_ERROR(NotNull(ep, "ep_type"));
  if (*ep == '\0') return InvalidArgument("argument \"ep_type\": empty seen, a name wanted");
  BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
  return NotNull(out, "compatibility_info");
}

OrtStatus* ORT_API_CALL InfoFromModel(const ORTCHAR_T* path, const char* ep, OrtAllocator* allocator, char** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(path, "model_path"));
    if (*path == 0) return Error(ORT_NO_SUCHFILE, "argument \"model_path\": empty seen, a path wanted");
    BERTH_RETURN_IF_ERROR(CheckQuery(ep, allocator, out));
    BERTH_ASSIGN_OR_RETURN(auto file, MappedFile::Open(path));
    return Entry(file->bytes(), ep, allocator, out);
  });
}

OrtStatus* ORT_API_CALL InfoFromBytes(const void* data, size_t size, const char* ep, OrtAllocator* allocator,
                                      char** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(data, "model_data"));
    if (size == 0 || size > INT_MAX) {
      return InvalidArgument("argument \"model_data_length\": ", size, " seen, 1 to ", INT_MAX, " wanted");
    }
    BERTH_RETURN_IF_ERROR(CheckQuery(ep, allocator, out));
    return Entry({static_cast<const std::byte*>(data), size}, ep, allocator, out);
  });
}

OrtStatus* ORT_API_CALL CompatibilityForDevices(const OrtEpDevice* const* devices, size_t count, const char* info,
                                                OrtCompiledModelCompatibility* out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(devices, "ep_devices"));
    BERTH_RETURN_IF_ERROR(NotNull(info, "compatibility_info"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "out_status"));
    if (count == 0) return Status(ORT_INVALID_ARGUMENT, "GetModelCompatibilityForEpDevices: no device seen, at least one wanted");
    for (size_t i = 0; i < count; ++i) {
      BERTH_RETURN_IF_ERROR(CheckHandle(devices[i], "ep_devices"));
      if (devices[i]->factory != devices[0]->factory) {
        return InvalidArgument("GetModelCompatibilityForEpDevices: device ", i, " of EP \"", devices[i]->ep_name,
                               "\" seen, all of one EP wanted: \"", devices[0]->ep_name, "\"");
      }
    }
    *out = OrtCompiledModelCompatibility_EP_NOT_APPLICABLE;
    if (devices[0]->owner == nullptr) return Ok();   // the CPU compiles nothing
    BERTH_ASSIGN_OR_RETURN(*out, devices[0]->owner->ValidateCompiledModelCompatibilityInfo({devices, count}, info));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL SetEpDynamicOptions(OrtSession* session, const char* const* keys, const char* const* values,
                                            size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(session, "sess"));
    BERTH_RETURN_IF_ERROR(NotNull(keys, "keys"));
    BERTH_RETURN_IF_ERROR(NotNull(values, "values"));
    if (count == 0) return Status(ORT_INVALID_ARGUMENT, "SetEpDynamicOptions: no option seen, at least one wanted");
    for (size_t i = 0; i < count; ++i) {
      if (keys[i] == nullptr || *keys[i] == '\0' || values[i] == nullptr || *values[i] == '\0') {
        return InvalidArgument("SetEpDynamicOptions: option ", i, ": null or empty seen, a key and a value wanted");
      }
    }
    return session->SetEpDynamicOptions({keys, count}, {values, count});
  });
}

}  // namespace

void BindCompatibility(OrtApi& api) {
  api.GetCompatibilityInfoFromModel = InfoFromModel;
  api.GetCompatibilityInfoFromModelBytes = InfoFromBytes;
  api.GetModelCompatibilityForEpDevices = CompatibilityForDevices;
  api.SetEpDynamicOptions = SetEpDynamicOptions;
}

}  // namespace berth::capi
