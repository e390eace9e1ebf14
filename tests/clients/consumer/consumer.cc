// The same as consumer.c, in C++.
#include <onnxruntime_cxx_api.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  Ort::Env env(ORT_LOGGING_LEVEL_WARNING, "consumer");
  Ort::Session session(env, argv[1], Ort::SessionOptions{});
  float x[] = {1, 2, 3};
  const int64_t shape = 3;
  const auto memory = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto input = Ort::Value::CreateTensor<float>(memory, x, 3, &shape, 1);
  const char *in = "x", *out = "y";
  const auto outputs = session.Run(Ort::RunOptions{nullptr}, &in, &input, 1, &out, 1);
  for (int i = 0; i < 3; ++i) std::printf("%g ", outputs[0].GetTensorData<float>()[i]);
  std::printf("\n");
}
