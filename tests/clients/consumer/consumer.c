/* Adds two to each of the numbers of a model given on the command line: x [3] -> y [3]. */
#include <onnxruntime_c_api.h>

#include <stdio.h>

static const OrtApi* ort;

static void Check(OrtStatus* status) {
  if (status == NULL) return;
  fprintf(stderr, "%d: %s\n", ort->GetErrorCode(status), ort->GetErrorMessage(status));
  ort->ReleaseStatus(status);
  exit(1);
}

int main(int argc, char** argv) {
  const char *in = "x", *out = "y";
  float x[3] = {1, 2, 3}, *y;
  const int64_t shape = 3;
  OrtEnv* env;
  OrtSessionOptions* options;
  OrtSession* session;
  OrtMemoryInfo* memory;
  OrtValue *input, *output = NULL;
  int i;
  if (argc != 2) return 2;
  ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
  if (ort == NULL) return 3;
  Check(ort->CreateEnv(ORT_LOGGING_LEVEL_WARNING, "consumer", &env));
  Check(ort->CreateSessionOptions(&options));
  Check(ort->CreateSession(env, argv[1], options, &session));
  Check(ort->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory));
  Check(ort->CreateTensorWithDataAsOrtValue(memory, x, sizeof(x), &shape, 1, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input));
  Check(ort->Run(session, NULL, &in, (const OrtValue* const*)&input, 1, &out, 1, &output));
  Check(ort->GetTensorMutableData(output, (void**)&y));
  for (i = 0; i < 3; ++i) printf("%g ", y[i]);
  printf("\n");
  ort->ReleaseValue(output);
  ort->ReleaseValue(input);
  ort->ReleaseMemoryInfo(memory);
  ort->ReleaseSession(session);
  ort->ReleaseSessionOptions(options);
  ort->ReleaseEnv(env);
  return 0;
}
