#include <set>

#include "graph/save.h"
#include "session/session.h"

using berth::InvalidArgument;
using berth::Status;

// The EP whose node reads an input first, or makes an output; empty for the built-in kernels and where no node does.
std::string OrtSession::EpOf(const berth::IoDef& def) const {
  const berth::Graph& graph = model_->graph();
  const berth::ValueId id = graph.FindValue(def.name);
  if (id == berth::kNone) return {};
  const berth::Value& value = graph.value(id);
  const berth::NodeId node = value.producer != berth::kNone ? value.producer
                             : value.uses.empty()           ? berth::kNone
                                                            : value.uses.front().node;
  return node == berth::kNone || graph.node(node) == nullptr ? std::string() : graph.node(node)->ep;
}

const OrtEpDevice* OrtSession::DeviceOf(const berth::IoDef& def) const {
  const std::string name = EpOf(def);
  for (const auto& ep : eps_) {
    if (ep->name() == name) return ep->devices().front();
  }
  for (const OrtEpDevice* device : env_.registry().devices()) {
    if (device->factory == nullptr) return device;
  }
  return nullptr;
}

Status OrtSession::Sync(std::span<const berth::IoDef> defs) const {
  std::set<std::string> names;
  for (const berth::IoDef& def : defs) names.insert(EpOf(def));
  for (const auto& ep : eps_) {
    if (names.contains(ep->name())) BERTH_RETURN_IF_ERROR(ep->Sync());
  }
  return berth::Ok();
}

const OrtMemoryInfo& OrtSession::memory_info() const {
  const OrtMemoryInfo* info = allocator_->Info(allocator_);
  return info != nullptr ? *berth::InternMemoryInfo(*info) : berth::CpuMemoryInfo();
}

const OrtMemoryInfo& OrtSession::MemoryInfoOf(const berth::IoDef& def) const {
  const std::string name = EpOf(def);
  for (const auto& ep : eps_) {
    if (ep->name() == name && ep->value_memory() != nullptr) return *ep->value_memory()->info;
  }
  return memory_info();
}

OrtAllocator* OrtSession::DeviceAllocator(const OrtMemoryInfo& info) const {
  if (memory_ == nullptr || info.device == berth::CpuMemoryInfo().device) return nullptr;
  return memory_->FindAllocator(info.device);
}

berth::StatusOr<berth::CountedAllocator::Holder> OrtSession::AllocatorFor(const OrtMemoryInfo& info) const {
  if (!(info.device == berth::CpuMemoryInfo().device)) {
    return InvalidArgument("Session: memory \"", info.name, "\": No requested allocator available");
  }
  if (counted_allocator_ != nullptr) return counted_allocator_->Share();
  return berth::CountedAllocator::Make(0, OrtDeviceAllocator);
}

Status OrtSession::SaveModel() const {
  berth::SaveOptions options;
  if (const char* file = options_.config.Find("session.optimized_model_external_initializers_file_name")) {
    options.weights_file = file;
  }
  if (const char* bytes = options_.config.Find("session.optimized_model_external_initializers_min_size_in_bytes")) {
    options.weights_from = std::strtoull(bytes, nullptr, 10);
  }
  return berth::SaveModel(*model_, options_.optimized_model_path, options);
}
