// A program in ONNX Runtime's own spelling that touches every class of the C++ API. It prints what it sees, in
// sections: the same binary prints the same on either library.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace touch {

struct Places {
  std::string digits;      // models/digits.onnx
  std::string custom_ops;  // a model with the operators of custom_ops.cc
  std::string ep_library;  // touch_ep.cc
};

// "[2,-1]".
inline std::string Text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (const int64_t dim : shape) text += (text.size() > 1 ? "," : "") + std::to_string(dim);
  return text + "]";
}
inline const char* YesNo(bool b) { return b ? "yes" : "no"; }

// Runs `f`, which may throw, and gives the code. What is not implemented is no answer, and goes on.
template <typename F>
int CodeOf(F f) {
  try {
    f();
  } catch (const Ort::Exception& e) {
    if (e.GetOrtErrorCode() == ORT_NOT_IMPLEMENTED) throw;
    return e.what()[0] != '\0' ? e.GetOrtErrorCode() : -1;
  }
  return ORT_OK;
}

// The sections.
void Basics(const Places&);
void Elements(const Places&);
void Pairs(const Places&);
void Memory(const Places&);
void Types(const Places&);
void Tensors(const Places&);
void Containers(const Places&);
void Sparse(const Places&);
void Environment(const Places&);
void Options(const Places&);
void Providers(const Places&);
void Sessions(const Places&);
void Binding(const Places&);
void Asynchronous(const Places&);
void Built(const Places&);
void Augmented(const Places&);
void Compiled(const Places&);
void CustomOps(const Places&);
void LiteOps(const Places&);
void Schemas(const Places&);
void Kernels(const Places&);
void Profiles(const Places&);
void EpLibrary(const Places&);

// The environment of the program.
Ort::Env& TheEnv();

}  // namespace touch
