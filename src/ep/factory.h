// One OrtEpFactory of an EP library and the devices that it offers.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "ep/ep_device.h"
#include "ep/guard.h"

namespace berth {

class EpLibrary;

// What an EP is told it may fill, and what the array really holds: an EP that overruns is found out, not suffered.
inline constexpr size_t kMaxFactories = 4;
inline constexpr size_t kMaxEpDevices = 8;
inline constexpr size_t kAnswerRoom = 64;

class EpFactory {
 public:
  EpFactory(EpLibrary& library, OrtEpFactory* raw, const Logger& logger);
  EpFactory(const EpFactory&) = delete;
  EpFactory& operator=(const EpFactory&) = delete;

  EpLibrary& library() const { return library_; }
  OrtEpFactory* raw() const { return raw_; }
  const Logger& logger() const { return logger_; }
  // The EP's name as its devices have it; the library's registration name while it has offered none.
  const std::string& name() const { return name_; }
  std::span<const std::unique_ptr<OrtEpDevice>> devices() const { return devices_; }

  // Whether the callbacks that every EP must have are there. ORT_FAIL naming the first that is missing.
  Status CheckCallbacks() const;
  // Whether the EP works with streams; false when it throws, which is logged.
  bool IsStreamAware() const;
  // GetSupportedDevices (ep-contract c.2). Takes over the devices. Errors: the EP's; ORT_FAIL for more devices than there
  // is room for, and for one that this host did not make, that is of another library, or that was handed over before.
  // After an error every device that the EP wrote is freed.
  Status OfferDevices(std::span<const OrtHardwareDevice* const> hardware);
  void DropDevices() { devices_.clear(); }
  // Texts about its EP name the library from now on: when all of it is loaded, as until then errors say so anyway.
  void TellOrigin();

  // What the EP says of a compiled model with this compatibility text on these devices, all of this factory; NOT_APPLICABLE when
  // it has no callback for it.
  StatusOr<OrtCompiledModelCompatibility> ValidateCompiledModelCompatibilityInfo(std::span<const OrtEpDevice* const> devices,
                                                                                 const char* info) const;
  // The domains of custom operators that the EP brings, and keeps; none when it does not have both callbacks.
  StatusOr<std::vector<OrtCustomOpDomain*>> CustomOpDomains() const;

 private:
  Status TakeOver(std::span<OrtEpDevice* const> offered);
  EpLibrary& library_;
  OrtEpFactory* raw_;
  const Logger& logger_;
  std::string name_;
  std::vector<std::unique_ptr<OrtEpDevice>> devices_;
  std::unique_ptr<EpOrigin> origin_;
};

}  // namespace berth
