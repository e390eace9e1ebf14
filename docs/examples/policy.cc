// The library chooses the devices: an NPU if an EP serves one, and the CPU for the rest.
#include "digit.h"

int main() {
  Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "policy");
  env.RegisterExecutionProviderLibrary("elementwise", ORT_TSTR("libberth_elementwise_ep.so"));
  {
    Ort::SessionOptions session_options;
    session_options.AddConfigEntry("session.record_ep_graph_assignment_info", "1");
    session_options.SetEpSelectionPolicy(OrtExecutionProviderDevicePolicy_PREFER_NPU);
    Ort::Session session(env, ORT_TSTR("models/digits.onnx"), session_options);
    Recognize(session);
  }
  env.UnregisterExecutionProviderLibrary("elementwise");
}
