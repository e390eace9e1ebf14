// A client of both exported symbols, linked to a release's version node by version_nodes_test.py.
#include <stdio.h>

#include <cpu_provider_factory.h>

static int Failed(const OrtApi* api, OrtStatus* status) {
  if (status == NULL) return 0;
  fprintf(stderr, "%s\n", api->GetErrorMessage(status));
  api->ReleaseStatus(status);
  return 1;
}

int main(void) {
  const OrtApiBase* base = OrtGetApiBase();
  const OrtApi* api = base->GetApi(17);
  OrtSessionOptions* options = NULL;
  if (api == NULL || Failed(api, api->CreateSessionOptions(&options))) return 1;
  int failed = Failed(api, OrtSessionOptionsAppendExecutionProvider_CPU(options, 1));
  api->ReleaseSessionOptions(options);
  puts(base->GetVersionString());
  return failed;
}
