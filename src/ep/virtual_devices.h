// Who may offer hardware that is not there (ep-contract a.5).
//
// A library whose registration name ends in ".virtual" may; the environment entry `allow_virtual_devices` tells it. The
// entry is "1" while such a library is being registered or is registered, but during the registration of any other
// library it has the value that the application gave it: the permission is not contagious. A failed registration leaves
// no trace, and with the last such library the application's value is back.
//
// Used under the registry's registration lock.
#pragma once

#include <optional>
#include <string>

#include "ep/env_config.h"

namespace berth {

class VirtualDevices {
 public:
  explicit VirtualDevices(EnvConfig& config);

  // Around the loading of a library: what it sees, and what holds afterwards.
  void BeginRegistration(const std::string& name);
  void EndRegistration(const std::string& name, bool registered);
  void Unregistered(const std::string& name);

 private:
  void Show(bool allowed);
  EnvConfig& config_;
  const std::optional<std::string> original_;   // the application's value
  int libraries_ = 0;                           // registered ones with such a name
};

}  // namespace berth
