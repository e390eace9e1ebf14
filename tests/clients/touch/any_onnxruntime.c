/* Stands in for a libonnxruntime.so.1 at link time: its symbols have no version, so that a program linked with it starts on
   any of them. It is never loaded. */
__attribute__((visibility("default"))) const void* OrtGetApiBase(void) { return 0; }
__attribute__((visibility("default"))) void* OrtSessionOptionsAppendExecutionProvider_CPU(void* options, int use_arena) {
  (void)use_arena;
  return options;
}
