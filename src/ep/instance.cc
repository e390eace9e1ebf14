#include "ep/instance.h"

#include "absl/container/flat_hash_set.h"
#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {
EpInstance::EpInstance(std::span<const OrtEpDevice* const> devices, const Logger& logger)
    : name_(devices[0]->ep_name), factory_(devices[0]->owner), logger_(&logger), use_(&factory_->library()),
      devices_(devices.begin(), devices.end()) {}

StatusOr<std::unique_ptr<EpInstance>> EpInstance::Create(std::span<const OrtEpDevice* const> devices,
                                                         const OrtSessionOptions* options, const Logger& logger) {
  std::unique_ptr<EpInstance> instance(new EpInstance(devices, logger));
  BERTH_RETURN_IF_ERROR(instance->Initialize(options));
  return instance;
}

Status EpInstance::Initialize(const OrtSessionOptions* options) {
  std::vector<const OrtHardwareDevice*> hardware;
  std::vector<const OrtKeyValuePairs*> metadata;
  for (const OrtEpDevice* device : devices_) {
    hardware.push_back(device->device);
    metadata.push_back(&device->metadata);
  }
  OrtEpFactory* factory = factory_->raw();
  auto create = Slot<&OrtEpFactory::CreateEp>(factory);
  BERTH_RETURN_IF_ERROR(CallEp(name_, "CreateEp", [&] {
    return create(factory, hardware.data(), metadata.data(), devices_.size(), options, logger_, &raw_);
  }));
  if (raw_ == nullptr) return Error(ORT_FAIL, Broken("EPC-009", name_, "CreateEp"), ": the factory gave a NULL OrtEp");
  BERTH_RETURN_IF_ERROR(CopyKernelRegistry());

  auto get_name = Slot<&OrtEp::GetName>(raw_);
  const char* text = nullptr;
  if (get_name != nullptr) {
    BERTH_RETURN_IF_ERROR(CallEp(name_, "GetName", [&]() -> OrtStatus* {
      text = get_name(raw_);
      return nullptr;
    }));
  }
  if (text == nullptr || *text == '\0') {
    return Error(ORT_FAIL, Broken("EPC-009", name_, "GetName"), ": no name seen, text wanted");
  }
  name_ = text;
  origin_.emplace(name_, factory_->library().path().string());
  return Ok();
}

Status EpInstance::SetUp() {
  if (auto ask = Slot<&OrtEp::IsConcurrentRunSupported>(raw_)) {
    BERTH_RETURN_IF_ERROR(CallEp(name_, "IsConcurrentRunSupported", [&] { return ask(raw_, &concurrent_runs_); }));
  }
  BERTH_ASSIGN_OR_RETURN(transfer_, DataTransfer::Make(*factory_));
  profiler_ = CreateProfiler();
  return Ok();
}

std::unique_ptr<EpProfiler> EpInstance::CreateProfiler() const {
  auto made = EpProfiler::Make(name_, raw_, *logger_);
  if (made.ok()) return std::move(*made);
  BERTH_LOG(*logger_, kWarning, "ep") << made.status().message() << "; profiles are without its events";
  return nullptr;
}

Status EpInstance::CopyKernelRegistry() {
  auto get = Slot<&OrtEp::GetKernelRegistry>(raw_);
  if (get == nullptr) return Ok();
  const OrtKernelRegistry* registry = nullptr;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "GetKernelRegistry", [&] { return get(raw_, &registry); }));
  if (registry == nullptr) return Ok();
  if (Status live = CheckHandle(registry, "kernel_registry"); !live.ok()) {
    return Error(ORT_EP_FAIL, Broken("EPC-018", name_, "GetKernelRegistry"), ": ", live.message());
  }
  kernel_registry_ = *registry;
  return Ok();
}

EpInstance::~EpInstance() {
  allocators_.clear();
  profiler_.reset();
  if (raw_ == nullptr) return;
  auto release_infos = Slot<&OrtEp::ReleaseNodeComputeInfos>(raw_);
  if (!infos_.empty() && release_infos != nullptr) {
    CallEpVoid(name_, "ReleaseNodeComputeInfos", *logger_, [&] { release_infos(raw_, infos_.data(), infos_.size()); });
  }
  auto release = Slot<&OrtEpFactory::ReleaseEp>(factory_->raw());
  CallEpVoid(name_, "ReleaseEp", *logger_, [&] { release(factory_->raw(), raw_); });
}

Status EpInstance::GetCapability(const OrtGraph& graph, OrtEpGraphSupportInfo& info) {
  auto get = Slot<&OrtEp::GetCapability>(raw_);
  if (get == nullptr) return Ok();   // it claims nothing
  return CallEp(name_, "GetCapability", [&] { return get(raw_, &graph, &info); });
}

StatusOr<OrtEpDataLayout> EpInstance::GetPreferredDataLayout() const {
  OrtEpDataLayout layout = OrtEpDataLayout_NCHW;
  auto get = Slot<&OrtEp::GetPreferredDataLayout>(raw_);
  if (get == nullptr) return layout;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "GetPreferredDataLayout", [&] { return get(raw_, &layout); }));
  if (layout == OrtEpDataLayout_NCHW || layout == OrtEpDataLayout_NHWC) return layout;
  return Error(ORT_EP_FAIL, Broken("EPC-033", name_, "GetPreferredDataLayout"), ": ", static_cast<int>(layout),
               " seen, NCHW (0) or NHWC (1) wanted");
}

StatusOr<int> EpInstance::ShouldConvertDataLayoutForOp(const std::string& domain, const std::string& op_type,
                                                       OrtEpDataLayout target) const {
  int answer = -1;
  auto ask = Slot<&OrtEp::ShouldConvertDataLayoutForOp>(raw_);
  if (ask == nullptr) return answer;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "ShouldConvertDataLayoutForOp",
                               [&] { return ask(raw_, domain.c_str(), op_type.c_str(), target, &answer); }));
  return answer;
}

StatusOr<std::vector<EpInstance::Compiled>> EpInstance::Compile(std::span<const OrtGraph* const> graphs,
                                                                std::span<const OrtNode* const> fused) {
  auto compile = Slot<&OrtEp::Compile>(raw_);
  if (compile == nullptr || Slot<&OrtEp::ReleaseNodeComputeInfos>(raw_) == nullptr) {
    return Error(ORT_FAIL, Broken("EPC-015", name_, compile == nullptr ? "Compile" : "ReleaseNodeComputeInfos"),
                 ": missing, but the EP claimed nodes to fuse");
  }
  std::vector<const OrtGraph*> graph_list(graphs.begin(), graphs.end());
  std::vector<const OrtNode*> node_list(fused.begin(), fused.end());
  std::vector<OrtNodeComputeInfo*> made(graphs.size(), nullptr);
  std::vector<OrtNode*> context_nodes(graphs.size(), nullptr);
  Status status = CallEp(name_, "Compile", [&] {
    return compile(raw_, graph_list.data(), node_list.data(), graphs.size(), made.data(), context_nodes.data());
  });
  std::vector<Compiled> compiled;
  absl::flat_hash_set<const OrtNode*> seen;
  for (size_t i = 0; i < graphs.size(); ++i) {
    // Made with the model editor they are ours from now on; others are not for the EP to give.
    OrtNode* context = context_nodes[i];
    const bool is_new = context != nullptr && seen.insert(context).second;
    const bool is_ours = is_new && CheckHandle(context, "ep_context_node").ok() && context->edited != nullptr;
    if (is_ours) context->edited->set_doc_string(absl::StrCat("EPContext node for ", name_));
    compiled.push_back({made[i], std::unique_ptr<OrtNode>(is_ours ? context : nullptr)});
  }
  // What a failing Compile has made is the EP's to release all the same.
  for (OrtNodeComputeInfo* info : made) {
    if (info != nullptr) infos_.push_back(info);
  }
  BERTH_RETURN_IF_ERROR(std::move(status));
  for (size_t i = 0; i < graphs.size(); ++i) BERTH_RETURN_IF_ERROR(CheckInfo(made[i], graphs[i]->name));
  return compiled;
}

StatusOr<std::string> EpInstance::GetCompiledModelCompatibilityInfo(const OrtGraph& graph) const {
  auto get = Slot<&OrtEp::GetCompiledModelCompatibilityInfo>(raw_);
  if (get == nullptr) return std::string();
  std::string text;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "GetCompiledModelCompatibilityInfo", [&]() -> OrtStatus* {
    const char* info = get(raw_, &graph);
    if (info != nullptr) text = info;
    return nullptr;
  }));
  return text;
}

StatusOr<OrtCompiledModelCompatibility> EpInstance::ValidateCompiledModelCompatibilityInfo(const char* info) const {
  return factory_->ValidateCompiledModelCompatibilityInfo(devices_, info);
}

StatusOr<OrtWeightlessSupport> EpInstance::GetWeightlessSupport() const {
  auto get = Slot<&OrtEp::GetWeightlessSupport>(raw_);
  if (get == nullptr) return Error(ORT_NOT_IMPLEMENTED, Broken("EPC-045", name_, "GetWeightlessSupport"),
                                   ": the EP does not have it");
  OrtWeightlessSupport support = OrtWeightlessSupport_NONE;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "GetWeightlessSupport", [&] { return get(raw_, &support); }));
  if (support >= OrtWeightlessSupport_NONE && support <= OrtWeightlessSupport_ALL) return support;
  return Error(ORT_EP_FAIL, Broken("EPC-045", name_, "GetWeightlessSupport"), ": ", static_cast<int>(support),
               " seen, NONE (0), EXTERNAL_ONLY (1) or ALL (2) wanted");
}

Status EpInstance::CheckInfo(const OrtNodeComputeInfo* info, const std::string& graph) const {
  if (info == nullptr) {
    return Error(ORT_EP_FAIL, Broken("EPC-015", name_, "Compile"),
                 ": graph \"", graph, "\": null seen: the EP did not set a valid ",
                 "OrtNodeComputeInfo");
  }
  const char* missing = nullptr;
  if (Slot<&OrtNodeComputeInfo::CreateState>(info) == nullptr) missing = "CreateState";
  if (Slot<&OrtNodeComputeInfo::Compute>(info) == nullptr) missing = "Compute";
  if (Slot<&OrtNodeComputeInfo::ReleaseState>(info) == nullptr) missing = "ReleaseState";
  if (missing == nullptr) return Ok();
  return Error(ORT_EP_FAIL, Broken("EPC-015", name_, "Compile"), ": graph \"", graph, "\": OrtNodeComputeInfo::", missing,
               ": null seen: the EP did not set a valid OrtNodeComputeInfo");
}

Status EpInstance::OnRunStart(const OrtRunOptions* options) const {
  auto call = Slot<&OrtEp::OnRunStart>(raw_);
  return call == nullptr ? Ok() : CallEp(name_, "OnRunStart", [&] { return call(raw_, options); });
}

Status EpInstance::OnRunEnd(const OrtRunOptions* options, bool sync) const {
  auto call = Slot<&OrtEp::OnRunEnd>(raw_);
  return call == nullptr ? Ok() : CallEp(name_, "OnRunEnd", [&] { return call(raw_, options, sync); });
}

Status EpInstance::OnSessionInitializationEnd() const {
  auto call = Slot<&OrtEp::OnSessionInitializationEnd>(raw_);
  return call == nullptr ? Ok() : CallEp(name_, "OnSessionInitializationEnd", [&] { return call(raw_); });
}

Status EpInstance::SetDynamicOptions(std::span<const char* const> keys, std::span<const char* const> values) const {
  auto call = Slot<&OrtEp::SetDynamicOptions>(raw_);
  if (call == nullptr) return Ok();
  return CallEp(name_, "SetDynamicOptions", [&] { return call(raw_, keys.data(), values.data(), keys.size()); });
}

Status EpInstance::Sync() const {
  auto call = Slot<&OrtEp::Sync>(raw_);
  return call == nullptr ? Ok() : CallEp(name_, "Sync", [&] { return call(raw_); });
}

}  // namespace berth
