#include <cstdio>

#include "capi/bind.h"
#include "capi/tables.h"

namespace berth::capi {
namespace {

constexpr const char kOrtVersion[] = "1.30.0";
static_assert(ORT_API_VERSION == 30);

const char* ORT_API_CALL GetVersionString() noexcept { return kOrtVersion; }

const char* ORT_API_CALL GetBuildInfoString() noexcept {
#ifdef NDEBUG
  return "Berth " BERTH_VERSION ", an independent implementation of the ONNX Runtime API 1.30; build type=Release";
#else
  return "Berth " BERTH_VERSION ", an independent implementation of the ONNX Runtime API 1.30; build type=Checked";
#endif
}

// No environment and so no logger need exist yet: a refusal goes to stderr.
const OrtApi* ORT_API_CALL GetApi(uint32_t version) noexcept {
  if (version >= 1 && version <= ORT_API_VERSION) return OrtApiTable();
  std::fprintf(stderr, "Berth: OrtApiBase::GetApi: API version %u seen, 1 to %d wanted; this library is version %s\n",
               static_cast<unsigned>(version), ORT_API_VERSION, kOrtVersion);
  return nullptr;
}

constexpr OrtApiBase kApiBase = {GetApi, GetVersionString};

}  // namespace

const OrtApiBase* ApiBase() noexcept { return &kApiBase; }

void BindBuildInfo(OrtApi& api) { api.GetBuildInfoString = GetBuildInfoString; }

}  // namespace berth::capi
