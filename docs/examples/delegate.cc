// A function of the program chooses the devices: those of EPs of one vendor first, the CPU in any case.
#include <cstring>

#include "digit.h"

namespace {

// `state` is the vendor's name.
OrtStatus* ORT_API_CALL Choose(const OrtEpDevice** ep_devices, size_t num_devices, const OrtKeyValuePairs* model_metadata,
                               const OrtKeyValuePairs*, const OrtEpDevice** selected, size_t max_selected, size_t* num_selected,
                               void* state) {
  const char* graph = Ort::ConstKeyValuePairs(model_metadata).GetValue("graph_name");
  std::printf("%zu devices for model %s\n", num_devices, graph != nullptr ? graph : "without a name");
  *num_selected = 0;
  for (size_t i = 0; i < num_devices && *num_selected + 1 < max_selected; ++i) {
    const Ort::ConstEpDevice device(ep_devices[i]);
    const bool wanted = std::strcmp(device.EpVendor(), static_cast<const char*>(state)) == 0;
    if (wanted && std::strcmp(device.EpName(), "CPUExecutionProvider") != 0) selected[(*num_selected)++] = ep_devices[i];
  }
  for (size_t i = 0; i < num_devices; ++i) {
    if (std::strcmp(Ort::ConstEpDevice(ep_devices[i]).EpName(), "CPUExecutionProvider") == 0) {
      selected[(*num_selected)++] = ep_devices[i];
    }
  }
  return nullptr;
}

}  // namespace

int main() {
  Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "delegate");
  env.RegisterExecutionProviderLibrary("elementwise", ORT_TSTR("libberth_elementwise_ep.so"));
  {
    char vendor[] = "Berth";
    Ort::SessionOptions session_options;
    session_options.AddConfigEntry("session.record_ep_graph_assignment_info", "1");
    session_options.SetEpSelectionPolicy(Choose, vendor);
    Ort::Session session(env, ORT_TSTR("models/digits.onnx"), session_options);
    Recognize(session);
  }
  env.UnregisterExecutionProviderLibrary("elementwise");
}
