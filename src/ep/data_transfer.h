// An OrtDataTransferImpl that a factory made: copies tensors to, from and between its devices. Released at destruction.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "ep/factory.h"
#include "values/value.h"

namespace berth {

class DataTransfer {
 public:
  // CreateDataTransfer. Null when the factory has none or makes none. Error: ORT_EP_FAIL `Error creating data transfer`
  // with the EP's code and text, or what its object lacks.
  static StatusOr<std::unique_ptr<DataTransfer>> Make(const EpFactory& factory);
  ~DataTransfer();
  DataTransfer(const DataTransfer&) = delete;
  DataTransfer& operator=(const DataTransfer&) = delete;

  OrtDataTransferImpl* raw() const { return raw_; }
  // Whether it says that it copies from one device to the other; false when it throws, which is logged.
  bool CanCopy(const OrtMemoryDevice& from, const OrtMemoryDevice& to) const;
  // CopyTensors: each of `from` into the one of `to` beside it, of the same type and shape. `stream` null: at once.
  // Errors: the EP's.
  Status Copy(std::span<const OrtValue* const> from, std::span<OrtValue* const> to, OrtSyncStream* stream) const;

 private:
  DataTransfer(std::string ep, const Logger& logger, OrtDataTransferImpl* raw)
      : ep_(std::move(ep)), logger_(logger), raw_(raw) {}
  std::string ep_;
  const Logger& logger_;
  OrtDataTransferImpl* raw_;
};

}  // namespace berth
