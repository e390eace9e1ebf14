// An EP that breaks one rule: linked once for each, with a kFaultName that says which. "none" is the legal twin.
//
// It offers one device, the CPU, and takes every Mul of two equal shapes. ep_faults.cmake lists the rules.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <onnxruntime_c_api.h>

#include "fault_ep.h"
#include "tiny_model.h"

namespace {

bool Is(std::string_view fault) { return fault == kFaultName; }
bool IsOneOf(std::string_view prefix) { return std::string_view(kFaultName).starts_with(prefix); }

const bool kHasKernels = IsOneOf("kernel_");
const bool kHasDevice = IsOneOf("device_");
const bool kCaptures = IsOneOf("capture_");
bool captured = false;             // by the EPs that capture graphs

const OrtApi* api = nullptr;
const OrtEpApi* ep_api = nullptr;
std::atomic<int> live{0};          // objects of this EP that the host has not given back
std::atomic<int> live_transfers{0};

// A member so that every object is counted from its making to its end.
struct Counted {
  Counted() { ++live; }
  ~Counted() { --live; }
};

#define RETURN_IF(fault, code) \
  if (Is(fault)) return api->CreateStatus(code, "fault: " fault)
#define THROW_IF(fault) \
  if (Is(fault)) throw std::runtime_error("fault: " fault)

struct FaultInfo : OrtNodeComputeInfo {
  Counted counted;
  FaultInfo();
};

struct State {
  Counted counted;
};

// What a callback does that calls back: an environment, a session of the CPU's and a release of both.
OrtStatus* RunAnotherSession() {
  OrtEnv* env = nullptr;
  OrtSession* session = nullptr;
  const std::string model = berth::testing::MulModel();
  if (OrtStatus* status = api->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "inside", &env)) return status;
  OrtStatus* status = api->CreateSessionFromArray(env, model.data(), model.size(), nullptr, &session);
  if (status == nullptr) api->ReleaseSession(session);
  api->ReleaseEnv(env);
  return status;
}

// ---- compute ----

OrtStatus* Multiply(OrtKernelContext* context) {
  const OrtValue* inputs[2] = {};
  for (size_t i = 0; i < 2; ++i) {
    if (OrtStatus* status = api->KernelContext_GetInput(context, i, &inputs[i])) return status;
  }
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  if (OrtStatus* status = api->GetTensorTypeAndShape(inputs[0], &shape)) return status;
  size_t rank = 0, count = 0;
  OrtStatus* status = api->GetDimensionsCount(shape, &rank);
  std::vector<int64_t> dims(rank);
  if (status == nullptr) status = api->GetDimensions(shape, dims.data(), rank);
  if (status == nullptr) status = api->GetTensorShapeElementCount(shape, &count);
  api->ReleaseTensorTypeAndShapeInfo(shape);
  if (status != nullptr) return status;
  if (Is("compute_wrong_shape")) dims.back() += 1;
  if (Is("compute_no_output")) return nullptr;
  OrtValue* output = nullptr;
  if (OrtStatus* failed = api->KernelContext_GetOutput(context, 0, dims.data(), rank, &output)) return failed;
  void *a = nullptr, *b = nullptr, *y = nullptr;
  if (OrtStatus* failed = api->GetTensorMutableData(const_cast<OrtValue*>(inputs[0]), &a)) return failed;
  if (OrtStatus* failed = api->GetTensorMutableData(const_cast<OrtValue*>(inputs[1]), &b)) return failed;
  if (OrtStatus* failed = api->GetTensorMutableData(output, &y)) return failed;
  for (size_t i = 0; i < count; ++i) {
    static_cast<float*>(y)[i] = static_cast<const float*>(a)[i] * static_cast<const float*>(b)[i];
  }
  return nullptr;
}

FaultInfo::FaultInfo() : OrtNodeComputeInfo{} {
  ort_version_supported = ORT_API_VERSION;
  OrtNodeComputeInfo::CreateState = [](OrtNodeComputeInfo*, OrtNodeComputeContext*, void** state) -> OrtStatus* {
    THROW_IF("state_throws");
    RETURN_IF("state_error", ORT_NOT_FOUND);
    *state = new State();
    return nullptr;
  };
  OrtNodeComputeInfo::Compute = [](OrtNodeComputeInfo*, void*, OrtKernelContext* context) -> OrtStatus* {
    THROW_IF("compute_throws");
    if (kCaptures) captured = true;
    if (Is("compute_slow")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (Is("compute_reenters")) {
      if (OrtStatus* status = RunAnotherSession()) return status;
    }
    if (Is("compute_output_twice")) {
      const int64_t other[] = {3, 2};
      OrtValue* output = nullptr;
      if (OrtStatus* status = api->KernelContext_GetOutput(context, 0, other, 2, &output)) return status;
    }
    RETURN_IF("compute_error", ORT_DEVICE_RESET);
    if (Is("parallel_throws")) {
      return api->KernelContext_ParallelFor(context, [](void*, size_t) { throw std::runtime_error("fault: parallel_throws"); },
                                            8, 8, nullptr);
    }
    return Multiply(context);
  };
  OrtNodeComputeInfo::ReleaseState = [](OrtNodeComputeInfo*, void* state) {
    delete static_cast<State*>(state);
    THROW_IF("release_state_throws");
  };
  if (Is("compile_null_compute")) OrtNodeComputeInfo::Compute = nullptr;
}

#include "fault_kernel.inc"

// ---- OrtEp ----

struct FaultEp : OrtEp {
  Counted counted;
  std::string name;
  FaultEp();
};

const char* ORT_API_CALL EpName(const OrtEp* self) noexcept {
  return Is("ep_name_null") ? nullptr : static_cast<const FaultEp*>(self)->name.c_str();
}

std::string_view OpType(const OrtNode* node) {
  const char* text = "";
  if (OrtStatus* status = api->Node_GetOperatorType(node, &text)) api->ReleaseStatus(status);
  return text;
}

// Function pointers of the headers promise not to throw; an EP that breaks that has no such promise in its own type.
OrtStatus* GetCapability(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) {
  THROW_IF("capability_throws");
  if (Is("capability_reenters")) {
    if (OrtStatus* status = RunAnotherSession()) return status;
  }
  size_t count = 0;
  if (OrtStatus* status = api->Graph_GetNumNodes(graph, &count)) return status;
  std::vector<const OrtNode*> nodes(count);
  if (OrtStatus* status = api->Graph_GetNodes(graph, nodes.data(), count)) return status;
  std::vector<const OrtNode*> all;
  for (const OrtNode* node : nodes) {
    if (OpType(node) != "Mul" && !Is("claim_all")) continue;
    all.push_back(node);
    if (Is("claim_around")) continue;
    if (Is("claim_single") || Is("device_single") || kHasKernels) {
      if (OrtStatus* status = ep_api->EpGraphSupportInfo_AddSingleNode(info, node)) return status;
      continue;
    }
    for (int times = Is("claim_twice") ? 2 : 1; times > 0; --times) {
      if (OrtStatus* status = ep_api->EpGraphSupportInfo_AddNodesToFuse(info, &node, 1, nullptr)) return status;
    }
  }
  // One group of all, whatever lies between them.
  if (Is("claim_around") && !all.empty()) {
    if (OrtStatus* status = ep_api->EpGraphSupportInfo_AddNodesToFuse(info, all.data(), all.size(), nullptr)) return status;
  }
  RETURN_IF("capability_error", ORT_NOT_FOUND);
  return nullptr;
}

OrtStatus* Compile(OrtEp*, const OrtGraph**, const OrtNode**, size_t count, OrtNodeComputeInfo** infos, OrtNode**) {
  for (size_t i = 0; i < count; ++i) {
    if (Is("compile_null")) continue;
    infos[i] = new FaultInfo();
    THROW_IF("compile_throws");
    RETURN_IF("compile_error", ORT_ENGINE_ERROR);
  }
  return nullptr;
}

void ReleaseInfos(OrtEp*, OrtNodeComputeInfo** infos, size_t count) {
  for (size_t i = 0; i < count; ++i) delete static_cast<FaultInfo*>(infos[i]);
  THROW_IF("release_infos_throws");
}

OrtStatus* OnRunStart(OrtEp*, const OrtRunOptions*) {
  THROW_IF("run_start_throws");
  RETURN_IF("run_start_error", ORT_ENGINE_ERROR);
  return nullptr;
}

OrtStatus* OnRunEnd(OrtEp*, const OrtRunOptions*, bool) {
  THROW_IF("run_end_throws");
  RETURN_IF("run_end_error", ORT_ENGINE_ERROR);
  return nullptr;
}

OrtStatus* OnSessionInitializationEnd(OrtEp*) {
  THROW_IF("init_end_throws");
  RETURN_IF("init_end_error", ORT_EP_FAIL);
  return nullptr;
}

OrtStatus* IsConcurrentRunSupported(OrtEp*, bool* is_supported) {
  THROW_IF("concurrency_throws");
  RETURN_IF("concurrency_error", ORT_ENGINE_ERROR);
  *is_supported = true;
  return nullptr;
}

// A device that is none of those that the factory listed.
OrtStatus* ForeignDefaultDevice(const OrtEp*, const OrtMemoryDevice** device) {
  static std::unique_ptr<OrtMemoryInfo, decltype(api->ReleaseMemoryInfo)> foreign(nullptr, api->ReleaseMemoryInfo);
  OrtMemoryInfo* made = nullptr;
  if (OrtStatus* status = api->CreateMemoryInfo_V2("Foreign", OrtMemoryInfoDeviceType_GPU, 0x4321, 7,
                                                   OrtDeviceMemoryType_DEFAULT, 0, OrtDeviceAllocator, &made)) {
    return status;
  }
  foreign.reset(made);
  *device = ep_api->MemoryInfo_GetMemoryDevice(made);
  return nullptr;
}

// ---- captured graphs ----

void PutCapture(OrtEp& ep) {
  captured = false;
  ep.IsGraphCaptureEnabled = [](const OrtEp*) noexcept { return true; };
  ep.IsGraphCaptured = [](const OrtEp*, int) noexcept { return captured && !Is("capture_never"); };
  ep.ReplayGraph = [](OrtEp*, int) noexcept -> OrtStatus* {
    RETURN_IF("capture_replay_error", ORT_ENGINE_ERROR);
    return nullptr;
  };
  ep.ReleaseCapturedGraph = [](OrtEp*, int) noexcept -> OrtStatus* {
    RETURN_IF("capture_release_error", ORT_ENGINE_ERROR);
    captured = false;
    return nullptr;
  };
  if (Is("capture_no_replay")) ep.ReplayGraph = nullptr;
}

// Puts a function that may throw into a slot whose type says it does not.
template <typename Slot, typename Function>
void Put(Slot& slot, Function* function) {
  static_assert(sizeof(slot) == sizeof(function));
  std::memcpy(&slot, &function, sizeof(slot));
}

FaultEp::FaultEp() : OrtEp{} {
  ort_version_supported = ORT_API_VERSION;
  OrtEp::GetName = EpName;
  Put(OrtEp::GetCapability, ::GetCapability);
  Put(OrtEp::Compile, ::Compile);
  Put(OrtEp::ReleaseNodeComputeInfos, ReleaseInfos);
  Put(OrtEp::OnRunStart, ::OnRunStart);
  Put(OrtEp::OnRunEnd, ::OnRunEnd);
  Put(OrtEp::OnSessionInitializationEnd, ::OnSessionInitializationEnd);
  Put(OrtEp::IsConcurrentRunSupported, ::IsConcurrentRunSupported);
  if (kHasKernels) Put(OrtEp::GetKernelRegistry, ::GetKernelRegistry);
  if (kCaptures) PutCapture(*this);
  if (Is("device_default_foreign")) Put(OrtEp::GetDefaultMemoryDevice, ForeignDefaultDevice);
  if (Is("compile_missing")) OrtEp::Compile = nullptr;
  if (Is("release_infos_missing")) OrtEp::ReleaseNodeComputeInfos = nullptr;
}

#include "fault_factory.inc"

}  // namespace

// The library's two entries, for the files that export them (fault_entry.cc, fault_release.cc).
OrtStatus* FaultCreate(const char* name, const OrtApiBase* base, OrtEpFactory** factories, size_t max, size_t* count) {
  return MakeFactories(name, base, factories, max, count);
}

OrtStatus* FaultRelease(OrtEpFactory* factory) {
  delete static_cast<FaultFactory*>(factory);
  THROW_IF("release_throws");
  RETURN_IF("release_error", ORT_FAIL);
  return nullptr;
}

// How many objects of this EP are alive, for tests that keep the library open.
extern "C" ORT_EXPORT int FaultEpLive() { return live; }
// How many weights were packed, and the packed one that the host gave back last.
extern "C" ORT_EXPORT int FaultEpPacks() { return packs; }
extern "C" ORT_EXPORT const void* FaultEpPacked() { return packed; }
