// The program names the devices that a session uses.
#include <cstring>

#include "digit.h"

int main() {
  Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "explicit_devices");
  env.RegisterExecutionProviderLibrary("elementwise", ORT_TSTR("libberth_elementwise_ep.so"));

  std::vector<Ort::ConstEpDevice> devices;
  for (const Ort::ConstEpDevice& ep_device : env.GetEpDevices()) {
    const Ort::ConstHardwareDevice hardware = ep_device.Device();
    std::printf("%s of %s on device %u of vendor %s\n", ep_device.GetName(), ep_device.EpVendor(), hardware.DeviceId(),
                hardware.Vendor());
    if (std::strcmp(ep_device.EpName(), "ElementwiseEp") == 0) devices.push_back(ep_device);
  }

  Ort::SessionOptions session_options;
  session_options.AddConfigEntry("session.record_ep_graph_assignment_info", "1");
  Ort::KeyValuePairs options;  // what the EP takes as options
  session_options.AppendExecutionProvider_V2(env, devices, options);
  {
    Ort::Session session(env, ORT_TSTR("models/digits.onnx"), session_options);
    Recognize(session);
  }
  env.UnregisterExecutionProviderLibrary("elementwise");
}
