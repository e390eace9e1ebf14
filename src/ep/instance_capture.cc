// The side of EpInstance that captures and replays graphs.
#include "ep/guard.h"
#include "ep/instance.h"
#include "ep/slots.h"

namespace berth {

bool EpInstance::IsGraphCaptureEnabled() const {
  auto ask = Slot<&OrtEp::IsGraphCaptureEnabled>(raw_);
  return ask != nullptr && AskEp(name_, "IsGraphCaptureEnabled", *logger_, false, [&] { return ask(raw_); });
}

bool EpInstance::HasGraphReplay() const {
  return Slot<&OrtEp::IsGraphCaptured>(raw_) != nullptr && Slot<&OrtEp::ReplayGraph>(raw_) != nullptr;
}

bool EpInstance::CapturesWithCpuNodes() const {
  auto ask = Slot<&OrtEp::GetGraphCaptureNodeAssignmentPolicy>(raw_);
  if (ask == nullptr) return false;
  const auto policy = AskEp(name_, "GetGraphCaptureNodeAssignmentPolicy", *logger_,
                            OrtGraphCaptureNodeAssignmentPolicy_ALL_NODES_ON_EP, [&] { return ask(raw_); });
  return policy == OrtGraphCaptureNodeAssignmentPolicy_ALLOW_CPU_FOR_SHAPES;
}

bool EpInstance::IsGraphCaptured(int id) const {
  auto ask = Slot<&OrtEp::IsGraphCaptured>(raw_);
  return AskEp(name_, "IsGraphCaptured", *logger_, false, [&] { return ask(raw_, id); });
}

Status EpInstance::ReplayGraph(int id) const {
  auto call = Slot<&OrtEp::ReplayGraph>(raw_);
  return CallEp(name_, "ReplayGraph", [&] { return call(raw_, id); });
}

Status EpInstance::ReleaseCapturedGraph(int id) const {
  auto call = Slot<&OrtEp::ReleaseCapturedGraph>(raw_);
  return call == nullptr ? Ok() : CallEp(name_, "ReleaseCapturedGraph", [&] { return call(raw_, id); });
}

}  // namespace berth
