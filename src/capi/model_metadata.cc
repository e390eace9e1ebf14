#include "graph/model_metadata.h"

#include "capi/bind.h"
#include "capi/guard.h"
#include "session/session.h"

namespace berth::capi {
namespace {

OrtStatus* ORT_API_CALL FromSession(const OrtSession* session, OrtModelMetadata** out) noexcept {
  return Ask(session, "session", out, [&] {
    *out = new OrtModelMetadata(MetadataOf(session->model()));
    return Ok();
  });
}

template <std::string OrtModelMetadata::*kText>
OrtStatus* ORT_API_CALL Text(const OrtModelMetadata* metadata, OrtAllocator* allocator, char** out) noexcept {
  return Ask(metadata, "model_metadata", out, [&]() -> Status {
    BERTH_ASSIGN_OR_RETURN(*out, CopyText(allocator, metadata->*kText));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL Version(const OrtModelMetadata* metadata, int64_t* out) noexcept {
  return Get(metadata, "model_metadata", out, [&] { return metadata->version; });
}

OrtStatus* ORT_API_CALL LookUp(const OrtModelMetadata* metadata, OrtAllocator* allocator, const char* key,
                               char** out) noexcept {
  return Ask(metadata, "model_metadata", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(key, "key"));
    *out = nullptr;
    auto found = metadata->custom.find(key);
    if (found == metadata->custom.end()) return Ok();
    BERTH_ASSIGN_OR_RETURN(*out, CopyText(allocator, found->second));
    return Ok();
  });
}

OrtStatus* ORT_API_CALL Keys(const OrtModelMetadata* metadata, OrtAllocator* allocator, char*** out,
                             int64_t* count) noexcept {
  return Ask(metadata, "model_metadata", out, [&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(count, "num_keys"));
    *out = nullptr;
    *count = static_cast<int64_t>(metadata->custom.size());
    if (metadata->custom.empty()) return Ok();
    BERTH_RETURN_IF_ERROR(CheckAllocator(allocator, "allocator"));
    auto** keys = static_cast<char**>(allocator->Alloc(allocator, metadata->custom.size() * sizeof(char*)));
    if (keys == nullptr) return Status(ORT_FAIL, "allocator: no memory left for the keys");
    size_t i = 0;
    for (const auto& [key, value] : metadata->custom) {
      auto copy = CopyText(allocator, key);
      if (!copy.ok()) {
        while (i > 0) allocator->Free(allocator, keys[--i]);
        allocator->Free(allocator, keys);
        return std::move(copy).status();
      }
      keys[i++] = *copy;
    }
    *out = keys;
    return Ok();
  });
}

}  // namespace

void BindModelMetadata(OrtApi& api) {
  api.SessionGetModelMetadata = FromSession;
  api.ReleaseModelMetadata = ReleaseHandle<OrtModelMetadata>;
  api.ModelMetadataGetProducerName = Text<&OrtModelMetadata::producer_name>;
  api.ModelMetadataGetGraphName = Text<&OrtModelMetadata::graph_name>;
  api.ModelMetadataGetDomain = Text<&OrtModelMetadata::domain>;
  api.ModelMetadataGetDescription = Text<&OrtModelMetadata::description>;
  api.ModelMetadataGetGraphDescription = Text<&OrtModelMetadata::graph_description>;
  api.ModelMetadataGetVersion = Version;
  api.ModelMetadataLookupCustomMetadataMap = LookUp;
  api.ModelMetadataGetCustomMetadataMapKeys = Keys;
}

}  // namespace berth::capi
