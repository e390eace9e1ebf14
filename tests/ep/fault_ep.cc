// An EP that breaks one rule: a library for each, whose file name says which. "none" is the legal twin.
//
// It offers one device, the CPU, and takes every Mul of two equal shapes. ep_faults.cmake lists the rules.
#include <dlfcn.h>

#include <atomic>
#include <chrono>
#include <cstdio>
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

bool Is(std::string_view fault) { return fault == FaultName(); }
bool IsOneOf(std::string_view prefix) { return std::string_view(FaultName()).starts_with(prefix); }

const bool kHasKernels = IsOneOf("kernel_");
const bool kHasDevice = IsOneOf("device_") || IsOneOf("importer_");
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
// Every fault that throws has a twin that throws what is no std::exception.
#define THROW_IF(fault)                                         \
  if (Is(fault)) throw std::runtime_error("fault: " fault);     \
  if (Is(fault "_int")) throw 42
// What a callback that returns a status does first.
#define MAY_FAIL(callback)      \
  THROW_IF(callback "_throws"); \
  RETURN_IF(callback "_error", ORT_ENGINE_ERROR)

// Puts a function that may throw into a slot whose type says it does not.
template <typename Slot, typename Function>
void Put(Slot& slot, Function* function) {
  static_assert(sizeof(slot) == sizeof(function));
  std::memcpy(&slot, &function, sizeof(slot));
}

// What is left when the library goes is said in a line of its own.
struct Farewell {
  ~Farewell() {
    if (live > 0) std::printf("left\t%d\tobjects\n", live.load());
  }
} farewell;

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
    if (Is("state_slow")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (Is("state_reenters")) {
      if (OrtStatus* status = RunAnotherSession()) return status;
    }
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
    if (Is("compute_status_foreign")) {
      alignas(16) static char foreign[512] = {};
      return reinterpret_cast<OrtStatus*>(foreign);
    }
    if (Is("compute_input_99") || Is("compute_output_99")) {
      const OrtValue* input = nullptr;
      OrtValue* output = nullptr;
      if (Is("compute_input_99")) return api->KernelContext_GetInput(context, 99, &input);
      return api->KernelContext_GetOutput(context, 99, nullptr, 0, &output);
    }
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
  if (Is("compile_null_state")) OrtNodeComputeInfo::CreateState = nullptr;
  if (Is("compile_null_release")) OrtNodeComputeInfo::ReleaseState = nullptr;
  if (Is("compile_version_zero")) ort_version_supported = 0;
}

#include "fault_kernel.inc"
#include "fault_control.inc"
#include "fault_profiler.inc"

// ---- OrtEp ----

struct FaultEp : OrtEp {
  Counted counted;
  std::string name;
  FaultEp();
};

#include "fault_options.inc"

const char* EpName(const OrtEp* self) {
  THROW_IF("ep_name_throws");
  return Is("ep_name_null") ? nullptr : static_cast<const FaultEp*>(self)->name.c_str();
}

std::string_view OpType(const OrtNode* node) {
  const char* text = "";
  if (OrtStatus* status = api->Node_GetOperatorType(node, &text)) api->ReleaseStatus(status);
  return text;
}

// Claims that are none.
OrtStatus* ClaimNothing(OrtEpGraphSupportInfo* info) {
  static char foreign[512] = {};
  const auto* node = Is("claim_foreign") ? reinterpret_cast<const OrtNode*>(foreign) : nullptr;
  return ep_api->EpGraphSupportInfo_AddNodesToFuse(info, &node, Is("claim_empty") ? 0 : 1, nullptr);
}

// Function pointers of the headers promise not to throw; an EP that breaks that has no such promise in its own type.
OrtStatus* GetCapability(OrtEp*, const OrtGraph* graph, OrtEpGraphSupportInfo* info) {
  THROW_IF("capability_throws");
  if (Is("claim_empty") || Is("claim_null") || Is("claim_foreign")) return ClaimNothing(info);
  if (Is("capability_reenters")) {
    if (OrtStatus* status = RunAnotherSession()) return status;
  }
  size_t count = 0;
  if (OrtStatus* status = api->Graph_GetNumNodes(graph, &count)) return status;
  std::vector<const OrtNode*> nodes(count);
  if (OrtStatus* status = api->Graph_GetNodes(graph, nodes.data(), count)) return status;
  std::vector<const OrtNode*> all;
  for (const OrtNode* node : nodes) {
    const bool is_mine = OpType(node) == (kHasControl ? ControlOp() : "Mul") || (kHasContext && OpType(node) == "EPContext");
    if (!is_mine && !Is("claim_all")) continue;
    all.push_back(node);
    if (Is("claim_around")) continue;
    if (Is("claim_single") || Is("device_single") || kHasKernels || kHasControl) {
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

OrtStatus* Compile(OrtEp*, const OrtGraph**, const OrtNode** fused, size_t count, OrtNodeComputeInfo** infos,
                   OrtNode** context_nodes) {
  if (Is("compile_reenters")) {
    if (OrtStatus* status = RunAnotherSession()) return status;
  }
  for (size_t i = 0; i < count; ++i) {
    if (Is("compile_null")) continue;
    infos[i] = new FaultInfo();
    THROW_IF("compile_throws");
    RETURN_IF("compile_error", ORT_ENGINE_ERROR);
    if (kHasContext) {
      if (OrtStatus* status = MakeContextNode(fused[i], &context_nodes[i])) return status;
    }
  }
  return nullptr;
}

void ReleaseInfos(OrtEp*, OrtNodeComputeInfo** infos, size_t count) {
  for (size_t i = 0; i < count; ++i) delete static_cast<FaultInfo*>(infos[i]);
  THROW_IF("release_infos_throws");
}

OrtStatus* OnRunStart(OrtEp*, const OrtRunOptions*) {
  if (Is("run_start_reenters")) {
    if (OrtStatus* status = RunAnotherSession()) return status;
  }
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
OrtStatus* DefaultDevice(const OrtEp*, const OrtMemoryDevice** device) {
  MAY_FAIL("device_default");
  if (Is("device_default_null")) return nullptr;
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

OrtGraphCaptureNodeAssignmentPolicy CapturePolicy(const OrtEp*) {
  THROW_IF("capture_policy_throws");
  if (Is("capture_policy_unknown")) return static_cast<OrtGraphCaptureNodeAssignmentPolicy>(99);
  return Is("capture_policy_all") ? OrtGraphCaptureNodeAssignmentPolicy_ALL_NODES_ON_EP
                                  : OrtGraphCaptureNodeAssignmentPolicy_ALLOW_CPU_FOR_SHAPES;
}

void PutCapture(OrtEp& ep) {
  captured = false;
  Put(ep.IsGraphCaptureEnabled, +[](const OrtEp*) {
    THROW_IF("capture_enabled_throws");
    return true;
  });
  Put(ep.IsGraphCaptured, +[](const OrtEp*, int) {
    THROW_IF("capture_captured_throws");
    return captured && !Is("capture_never");
  });
  Put(ep.ReplayGraph, +[](OrtEp*, int) -> OrtStatus* {
    MAY_FAIL("capture_replay");
    return nullptr;
  });
  Put(ep.ReleaseCapturedGraph, +[](OrtEp*, int) -> OrtStatus* {
    MAY_FAIL("capture_release");
    captured = false;
    return nullptr;
  });
  if (IsOneOf("capture_policy_")) Put(ep.GetGraphCaptureNodeAssignmentPolicy, CapturePolicy);
  if (Is("capture_no_replay")) ep.ReplayGraph = nullptr;
}

FaultEp::FaultEp() : OrtEp{} {
  ort_version_supported = Is("ep_version_zero") ? 0 : Is("ep_version_99") ? 99 : ORT_API_VERSION;
  Put(OrtEp::GetName, EpName);
  Put(OrtEp::GetCapability, ::GetCapability);
  Put(OrtEp::Compile, ::Compile);
  Put(OrtEp::ReleaseNodeComputeInfos, ReleaseInfos);
  Put(OrtEp::OnRunStart, ::OnRunStart);
  Put(OrtEp::OnRunEnd, ::OnRunEnd);
  Put(OrtEp::OnSessionInitializationEnd, ::OnSessionInitializationEnd);
  Put(OrtEp::IsConcurrentRunSupported, ::IsConcurrentRunSupported);
  if (kHasKernels || kHasControl) Put(OrtEp::GetKernelRegistry, ::GetKernelRegistry);
  if (kHasProfiler) Put(OrtEp::CreateProfiler, ::CreateProfiler);
  if (kCaptures) PutCapture(*this);
  PutOptions(*this);
  if (IsOneOf("device_default_")) Put(OrtEp::GetDefaultMemoryDevice, DefaultDevice);
  if (Is("compile_missing")) OrtEp::Compile = nullptr;
  if (Is("release_infos_missing")) OrtEp::ReleaseNodeComputeInfos = nullptr;
}

#include "fault_factory.inc"

}  // namespace

const char* FaultName() {
  static const std::string name = [] {
    Dl_info library{};
    dladdr(reinterpret_cast<const void*>(&FaultName), &library);
    const std::string file = library.dli_fname;
    const size_t start = file.rfind("libep_fault_") + std::string_view("libep_fault_").size();
    return file.substr(start, file.rfind('.') - start);
  }();
  return name.c_str();
}

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
