// ORT's built-in providers, their options and LoRA adapters: not in this build. EPs come as libraries
// (RegisterExecutionProviderLibrary).
#include <array>
#include <string_view>

#include "capi/bind.h"
#include "capi/guard.h"
#include "capi/tables.h"
#include "capi/unfilled.h"
#include "session/run_options.h"
#include "session/session_options.h"

namespace berth::capi {
namespace {

template <Literal kProvider, OrtErrorCode kCode, typename... Args>
OrtStatus* ORT_API_CALL NotInThisBuild(Args...) noexcept {
  return Guard([]() -> Status {
    return Error(kCode, kProvider.text, " execution provider is not enabled in this build. EPs come as libraries");
  });
}
template <Literal kProvider, OrtErrorCode kCode = ORT_FAIL, typename... Args, bool kNoexcept>
auto Without(OrtStatus*(ORT_API_CALL*)(Args...) noexcept(kNoexcept)) {
  return &NotInThisBuild<kProvider, kCode, Args...>;
}
template <typename T>
void ORT_API_CALL ReleaseNone(T*) noexcept {}

// Names that ORT knows, by the short and the long form.
constexpr std::array<std::string_view, 12> kBuiltIn = {"DML",    "QNN",    "OpenVINO", "SNPE", "XNNPACK",  "WEBNN",
                                                       "WebGPU", "CoreML", "JS",       "VitisAI", "NvTensorRtRtx", "VSINPU"};

bool IsCalled(std::string_view name, std::string_view provider) {
  return name == provider || (name.starts_with(provider) && name.substr(provider.size()) == "ExecutionProvider");
}

OrtStatus* ORT_API_CALL AppendByName(OrtSessionOptions* options, const char* name, const char* const* keys,
                                     const char* const* values, size_t count) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    BERTH_RETURN_IF_ERROR(NotNull(name, "provider_name"));
    for (size_t i = 0; i < count; ++i) {
      if (keys == nullptr || values == nullptr || keys[i] == nullptr || values[i] == nullptr) {
        return InvalidArgument("SessionOptionsAppendExecutionProvider: option ", i, ": null seen, key and value wanted");
      }
    }
    if (IsCalled(name, "CPU")) return Adopt(AppendCpuProvider(options, options->enable_cpu_mem_arena));
    for (std::string_view provider : kBuiltIn) {
      if (IsCalled(name, provider)) {
        return InvalidArgument("SessionOptionsAppendExecutionProvider: ", provider,
                               " execution provider is not supported in this build.");
      }
    }
    return InvalidArgument("SessionOptionsAppendExecutionProvider: Unknown provider name '", name, "': EPs of libraries are "
                           "appended by device (SessionOptionsAppendExecutionProvider_V2)");
  });
}

OrtStatus* ORT_API_CALL GetExecutionProviderApi(const char* name, uint32_t, const void** out) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(NotNull(name, "provider_name"));
    BERTH_RETURN_IF_ERROR(NotNull(out, "provider_api"));
    return InvalidArgument("GetExecutionProviderApi: \"", name, "\": Specified provider is not supported.");
  });
}

Status NoLora() { return Status(ORT_FAIL, "LoRA adapters are not enabled in this build"); }
OrtStatus* ORT_API_CALL CreateLoraAdapter(const ORTCHAR_T*, OrtAllocator*, OrtLoraAdapter**) noexcept { return Guard(NoLora); }
OrtStatus* ORT_API_CALL CreateLoraAdapterFromArray(const void*, size_t, OrtAllocator*, OrtLoraAdapter**) noexcept {
  return Guard(NoLora);
}
OrtStatus* ORT_API_CALL AddLoraAdapter(OrtRunOptions* options, const OrtLoraAdapter*) noexcept {
  return Guard([&]() -> Status {
    BERTH_RETURN_IF_ERROR(CheckHandle(options, "options"));
    return NoLora();
  });
}

// What an options object of a provider has.
#define BERTH_WITHOUT_OPTIONS(name, text)                                                    \
  api.Create##name##ProviderOptions = Without<text>(api.Create##name##ProviderOptions);      \
  api.Update##name##ProviderOptions = Without<text>(api.Update##name##ProviderOptions);      \
  api.Get##name##ProviderOptionsAsString = Without<text>(api.Get##name##ProviderOptionsAsString)

}  // namespace

void BindProviders(OrtApi& api) {
  BERTH_WITHOUT_OPTIONS(CUDA, "CUDA");
  BERTH_WITHOUT_OPTIONS(TensorRT, "TensorRT");
  BERTH_WITHOUT_OPTIONS(ROCM, "ROCM");
  BERTH_WITHOUT_OPTIONS(CANN, "CANN");
  BERTH_WITHOUT_OPTIONS(Dnnl, "oneDNN");
  api.ReleaseCUDAProviderOptions = ReleaseNone<OrtCUDAProviderOptionsV2>;
  api.ReleaseTensorRTProviderOptions = ReleaseNone<OrtTensorRTProviderOptionsV2>;
  api.ReleaseROCMProviderOptions = ReleaseNone<OrtROCMProviderOptions>;
  api.ReleaseCANNProviderOptions = ReleaseNone<OrtCANNProviderOptions>;
  api.ReleaseDnnlProviderOptions = ReleaseNone<OrtDnnlProviderOptions>;
  api.UpdateTensorRTProviderOptionsWithValue = Without<"TensorRT">(api.UpdateTensorRTProviderOptionsWithValue);
  api.GetTensorRTProviderOptionsByName = Without<"TensorRT">(api.GetTensorRTProviderOptionsByName);
  api.UpdateCUDAProviderOptionsWithValue = Without<"CUDA">(api.UpdateCUDAProviderOptionsWithValue);
  api.GetCUDAProviderOptionsByName = Without<"CUDA">(api.GetCUDAProviderOptionsByName);
  api.SetCurrentGpuDeviceId = Without<"CUDA">(api.SetCurrentGpuDeviceId);
  api.GetCurrentGpuDeviceId = Without<"CUDA">(api.GetCurrentGpuDeviceId);

  api.SessionOptionsAppendExecutionProvider_CUDA = Without<"CUDA">(api.SessionOptionsAppendExecutionProvider_CUDA);
  api.SessionOptionsAppendExecutionProvider_CUDA_V2 =
      Without<"CUDA", ORT_INVALID_ARGUMENT>(api.SessionOptionsAppendExecutionProvider_CUDA_V2);
  api.SessionOptionsAppendExecutionProvider_ROCM = Without<"ROCM">(api.SessionOptionsAppendExecutionProvider_ROCM);
  api.SessionOptionsAppendExecutionProvider_OpenVINO = Without<"OpenVINO">(api.SessionOptionsAppendExecutionProvider_OpenVINO);
  api.SessionOptionsAppendExecutionProvider_OpenVINO_V2 =
      Without<"OpenVINO">(api.SessionOptionsAppendExecutionProvider_OpenVINO_V2);
  api.SessionOptionsAppendExecutionProvider_TensorRT = Without<"TensorRT">(api.SessionOptionsAppendExecutionProvider_TensorRT);
  api.SessionOptionsAppendExecutionProvider_TensorRT_V2 =
      Without<"TensorRT">(api.SessionOptionsAppendExecutionProvider_TensorRT_V2);
  api.SessionOptionsAppendExecutionProvider_MIGraphX = Without<"MIGraphX">(api.SessionOptionsAppendExecutionProvider_MIGraphX);
  api.SessionOptionsAppendExecutionProvider_CANN = Without<"CANN">(api.SessionOptionsAppendExecutionProvider_CANN);
  api.SessionOptionsAppendExecutionProvider_Dnnl = Without<"oneDNN">(api.SessionOptionsAppendExecutionProvider_Dnnl);
  api.SessionOptionsAppendExecutionProvider_VitisAI = Without<"VitisAI">(api.SessionOptionsAppendExecutionProvider_VitisAI);
  api.SessionOptionsAppendExecutionProvider = AppendByName;

  api.GetExecutionProviderApi = GetExecutionProviderApi;
  api.CreateLoraAdapter = CreateLoraAdapter;
  api.CreateLoraAdapterFromArray = CreateLoraAdapterFromArray;
  api.ReleaseLoraAdapter = ReleaseNone<OrtLoraAdapter>;
  api.RunOptionsAddActiveLoraAdapter = AddLoraAdapter;
}

}  // namespace berth::capi
