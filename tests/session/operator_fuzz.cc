// Any operator with any attributes and inputs: a session is made or refused, a run gives values or a status; nothing aborts,
// hangs, or reads and writes what is not there.
//
// libFuzzer; scripts/check --fuzz builds and runs it. operator_fuzz_main.cc drives it without clang.
// BERTH_FUZZ_MODELS, if set, names a folder of models: those are changed a little, beside the nodes that are drawn.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>

#include "mutated_model.h"
#include "operator_fuzz.h"
#include "session/session.h"

namespace {
// What an input may take at once: more is refused as if memory were short, which must end in a status.
constexpr size_t kMostBytes = size_t{256} << 20;
}  // namespace

[[gnu::noinline]] void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return bytes <= kMostBytes ? std::malloc(bytes > 0 ? bytes : 1) : nullptr;
}
[[gnu::noinline]] void* operator new(size_t bytes) {
  if (void* memory = operator new(bytes, std::nothrow)) return memory;
  throw std::bad_alloc();
}
// Not inlined: GCC takes malloc and free for a pair that does not match where it sees one of them alone.
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace berth {

OperatorFuzzCounts operator_fuzz_counts;

namespace {

OrtEnv& Env() {
  static OrtEnv* env = [] {
    static const OrtApiBase kNoApi{};
    OrtEnv::Options options;
    options.severity = Severity::kFatal;
    options.sink = [](const auto&...) {};
    return *OrtEnv::Acquire(std::move(options), kNoApi);
  }();
  return *env;
}

constexpr size_t kMostRead = size_t{1} << 20;

// Looks at every byte, or at some of many, so that what is not there is found.
void Read(const OrtValue& value) {
  static volatile uint8_t sink;
  if (value.kind == ONNX_TYPE_TENSOR) {
    if (value.tensor.type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
      for (const std::string& text : value.tensor.strings()) sink = static_cast<uint8_t>(sink + text.size());
      return;
    }
    const auto* bytes = static_cast<const uint8_t*>(value.tensor.data());
    const size_t size = value.tensor.bytes(), step = size > kMostRead ? 61 : 1;
    for (size_t i = 0; i < size; i += step) sink = static_cast<uint8_t>(sink ^ bytes[i]);
  }
  for (const auto& item : value.items) Read(*item);
}

// A failure without a text is one that nobody can mend.
bool Succeeded(const Status& status) {
  if (!status.ok() && status.message().empty()) __builtin_trap();
  return status.ok();
}

void Run(OrtSession& session, const DrawnModel& drawn) {
  std::vector<const char*> inputs, outputs;
  std::vector<const OrtValue*> feeds;
  for (size_t i = 0; i < drawn.feeds.size(); ++i) {
    if (drawn.feeds[i] == nullptr) return;
    inputs.push_back(drawn.proto.graph().input(static_cast<int>(i)).name().c_str());
    feeds.push_back(drawn.feeds[i].get());
  }
  for (const auto& output : drawn.proto.graph().output()) outputs.push_back(output.name().c_str());
  // The second run has the memory planned.
  for (int i = 0; i < 2; ++i) {
    std::vector<OrtValue*> results(outputs.size(), nullptr);
    const bool done = Succeeded(session.Run(nullptr, inputs, feeds, outputs, results));
    for (OrtValue* result : results) {
      if (done != (result != nullptr)) __builtin_trap();
      if (result != nullptr) Read(*result);
      delete result;
    }
    if (!done) return;
    ++operator_fuzz_counts.runs;
  }
}

std::vector<onnx::ModelProto> ReadModels() {
  std::vector<onnx::ModelProto> models;
  const char* folder = std::getenv("BERTH_FUZZ_MODELS");
  if (folder == nullptr || *folder == '\0') return models;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    // A loop may be without end by right.
    const bool ends = bytes.find("Loop") == std::string::npos;
    if (onnx::ModelProto model; ends && model.ParseFromString(bytes)) models.push_back(std::move(model));
  }
  return models;
}

const std::vector<onnx::ModelProto>& Models() {
  static const auto* models = new std::vector<onnx::ModelProto>(ReadModels());
  return *models;
}

void Try(size_t which, FuzzBytes& bytes) {
  const size_t operators = OperatorCount();
  const DrawnModel drawn = which < operators ? DrawModel(which, bytes) : MutateModel(Models()[which - operators], bytes);
  const std::string model = drawn.proto.SerializeAsString();
  OrtSessionOptions options;
  options.intra_op_threads = 1;
  try {   // as the C API does
    auto session = OrtSession::Create(Env(), std::as_bytes(std::span(model)), &options);
    if (!Succeeded(session.status())) return;
    ++operator_fuzz_counts.sessions;
    Run(**session, drawn);
  } catch (const std::exception&) {
  }
}

}  // namespace
}  // namespace berth

size_t berth::OperatorFuzzStarts() { return OperatorCount() + Models().size(); }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  berth::FuzzBytes bytes({data, size});
  const size_t which = bytes.Below(berth::OperatorFuzzStarts());
  berth::Try(which, bytes);
  return 0;
}
