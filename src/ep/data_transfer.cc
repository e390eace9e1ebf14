#include "ep/data_transfer.h"

#include <vector>

#include "ep/guard.h"
#include "ep/slots.h"

namespace berth {

StatusOr<std::unique_ptr<DataTransfer>> DataTransfer::Make(const EpFactory& factory) {
  auto create = Slot<&OrtEpFactory::CreateDataTransfer>(factory.raw());
  if (create == nullptr) return std::unique_ptr<DataTransfer>();
  OrtDataTransferImpl* raw = nullptr;
  Status status = CallEp(factory.name(), "CreateDataTransfer", [&] { return create(factory.raw(), &raw); });
  if (!status.ok()) {
    return Error(ORT_EP_FAIL, "Error creating data transfer: ", status.message(), " (error code ",
                 static_cast<int>(status.code()), ")");
  }
  if (raw == nullptr) return std::unique_ptr<DataTransfer>();
  // From here on the object is released whatever it lacks.
  std::unique_ptr<DataTransfer> made(new DataTransfer(factory.name(), factory.logger(), raw));
  const char* missing = nullptr;
  if (Slot<&OrtDataTransferImpl::CopyTensors>(raw) == nullptr) missing = "CopyTensors";
  if (Slot<&OrtDataTransferImpl::CanCopy>(raw) == nullptr) missing = "CanCopy";
  if (Slot<&OrtDataTransferImpl::Release>(raw) == nullptr) missing = "Release";
  if (missing != nullptr) {
    return Error(ORT_EP_FAIL, "Error creating data transfer: ", Broken("EPC-024", factory.name(), "CreateDataTransfer"),
                 ": OrtDataTransferImpl::", missing, ": missing");
  }
  return made;
}

bool DataTransfer::CanCopy(const OrtMemoryDevice& from, const OrtMemoryDevice& to) const {
  auto ask = Slot<&OrtDataTransferImpl::CanCopy>(raw_);
  return AskEp(ep_, "OrtDataTransferImpl::CanCopy", logger_, false, [&] { return ask(raw_, &from, &to); });
}

Status DataTransfer::Copy(std::span<const OrtValue* const> from, std::span<OrtValue* const> to, OrtSyncStream* stream) const {
  auto copy = Slot<&OrtDataTransferImpl::CopyTensors>(raw_);
  std::vector<const OrtValue*> sources(from.begin(), from.end());
  std::vector<OrtValue*> targets(to.begin(), to.end());
  std::vector<OrtSyncStream*> streams(from.size(), stream);
  return CallEp(ep_, "OrtDataTransferImpl::CopyTensors",
                [&] { return copy(raw_, sources.data(), targets.data(), streams.data(), sources.size()); });
}

DataTransfer::~DataTransfer() {
  auto release = Slot<&OrtDataTransferImpl::Release>(raw_);
  if (release == nullptr) return;
  CallEpVoid(ep_, "OrtDataTransferImpl::Release", logger_, [&] { release(raw_); });
}

}  // namespace berth
