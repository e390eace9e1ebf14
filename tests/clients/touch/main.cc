#include "touch.h"

namespace touch {

Ort::Env& TheEnv() {
  static Ort::Env env(ORT_LOGGING_LEVEL_ERROR, "touch");
  return env;
}

void Basics(const Places&) {
  std::printf("version %s\n", Ort::GetVersionString().substr(0, 2).c_str());
  std::printf("build info %s\n", YesNo(!Ort::GetBuildInfoString().empty()));
  std::printf("last provider %s\n", Ort::GetAvailableProviders().back().c_str());

  Ort::Status good, also_good(nullptr), bad("it broke", ORT_EP_FAIL);
  std::printf("%s %s %d '%s'\n", YesNo(good.IsOK()), YesNo(bad.IsOK()), also_good.GetErrorCode(),
              good.GetErrorMessage().c_str());
  std::printf("%d %s\n", bad.GetErrorCode(), bad.GetErrorMessage().c_str());
  std::printf("%d\n", CodeOf([&] { Ort::ThrowOnError(bad); }));
  std::printf("%d\n", CodeOf([] { Ort::ThrowOnError(Ort::GetApi().CreateStatus(ORT_NOT_FOUND, "gone")); }));
  const Ort::Status from_exception{Ort::Exception(std::string("thrown"), ORT_INVALID_GRAPH)};
  const Ort::Status from_standard{static_cast<const std::exception&>(std::runtime_error("standard"))};
  std::printf("%d %s %d %s\n", from_exception.GetErrorCode(), from_exception.GetErrorMessage().c_str(),
              from_standard.GetErrorCode(), from_standard.GetErrorMessage().c_str());
  Ort::Status moved = std::move(bad);
  std::printf("%s %s\n", YesNo(bad.IsOK()), moved.GetErrorMessage().c_str());
  std::vector<Ort::Status> several(2);
  std::printf("%s\n", YesNo(several[1].IsOK()));
  std::printf("%s %s %s %s\n", YesNo(&Ort::GetModelEditorApi() != nullptr), YesNo(&Ort::GetCompileApi() != nullptr),
              YesNo(&Ort::GetEpApi() != nullptr), YesNo(&Ort::GetInteropApi() != nullptr));
}

namespace {

struct Section {
  const char* name;
  void (*run)(const Places&);
};

constexpr Section kSections[] = {
    {"basics", Basics},
    {"elements", Elements},
    {"pairs", Pairs},
    {"memory", Memory},
    {"types", Types},
    {"tensors", Tensors},
    {"containers", Containers},
    {"sparse", Sparse},
    {"environment", Environment},
    {"options", Options},
    {"providers", Providers},
    {"sessions", Sessions},
    {"binding", Binding},
    {"asynchronous", Asynchronous},
    {"built", Built},
    {"augmented", Augmented},
    {"compiled", Compiled},
    {"custom_ops", CustomOps},
    {"lite_ops", LiteOps},
    {"schemas", Schemas},
    {"kernels", Kernels},
    {"profiles", Profiles},
    {"ep_library", EpLibrary},
};

}  // namespace
}  // namespace touch

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: touch DIGITS_MODEL CUSTOM_OPS_MODEL EP_LIBRARY\n");
    return 2;
  }
  const touch::Places places{argv[1], argv[2], argv[3]};
  for (const touch::Section& section : touch::kSections) {
    std::printf("== %s\n", section.name);
    std::fflush(stdout);
    try {
      section.run(places);
    } catch (const Ort::Exception& e) {
      std::printf("exception %d\n", e.GetOrtErrorCode());
      std::fprintf(stderr, "%s: %s\n", section.name, e.what());
    }
  }
  return 0;
}
