// The headers in C++, as a program includes them.
#include <provider_options.h>

#include "header_use.inc"

namespace {

[[maybe_unused]] const onnxruntime::ProviderOptions kOptions = {{"threads", "4"}};
[[maybe_unused]] const onnxruntime::ProviderOptionsVector kVector = {kOptions};
[[maybe_unused]] const onnxruntime::ProviderOptionsMap kMap = {{"provider", kOptions}};

}  // namespace
