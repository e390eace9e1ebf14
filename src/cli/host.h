// The environment, the EP libraries and the sessions of a command.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace berth::cli {

struct SessionArguments {
  std::string model;
  std::vector<std::string> libraries;    // EP libraries
  std::vector<std::string> eps;          // names, the first asked first; none: all that the libraries offer
  std::string policy;                    // a name of PolicyNames that chooses instead, or ""
  std::vector<std::string> ep_options;   // KEY=VALUE, or EP:KEY=VALUE
  std::vector<std::string> config;       // KEY=VALUE: session entries
  int threads = 0;                       // 0: as many as there are cores
  bool verbose = false;
};

class Host {
 public:
  // `verbose`: every line of the library's log goes to stderr, else warnings and errors.
  explicit Host(bool verbose);
  ~Host();

  // Throws Failure(kEp). The name it was registered under.
  std::string Register(const std::string& path);
  void Unregister(const std::string& name);

  // Registers the libraries and makes the session. Throws Failure: kEp, kModel, kUsage for an EP that nobody offers.
  Ort::Session Open(const SessionArguments& arguments);

  const Ort::Env& env() const { return env_; }
  // Of the last Open: the EPs that were asked, in order, without the CPU's own; measured times in milliseconds.
  const std::vector<std::string>& asked() const { return asked_; }
  const std::vector<std::pair<std::string, double>>& times() const { return log_->times; }
  // Why the group was dropped in which `ep` had claimed the node, or "".
  std::string Dropped(const std::string& node, const std::string& ep) const;

 private:
  // What the library's log says.
  struct Log {
    bool verbose = false;
    std::vector<std::pair<std::string, double>> times;
    std::map<std::pair<std::string, std::string>, std::string> dropped;   // node and EP
    std::vector<std::string> selected;   // EPs that a policy chose
    static void ORT_API_CALL Take(void* self, OrtLoggingLevel level, const char* category, const char* id, const char* location,
                                  const char* message);
  };

  std::vector<Ort::ConstEpDevice> DevicesOf(const std::string& ep) const;
  void Append(Ort::SessionOptions& options, const std::vector<std::string>& ep_options);

  std::unique_ptr<Log> log_;
  Ort::Env env_;
  std::vector<std::string> registered_;
  std::vector<std::string> asked_;
  int libraries_ = 0;
};

// Of the policies that choose devices, in the order of OrtExecutionProviderDevicePolicy.
const std::vector<std::string>& PolicyNames();
// "CPU", "GPU", "NPU".
const char* DeviceTypeName(OrtHardwareDeviceType type);
// EP_FAIL and errors that name an EP are kEp, others `otherwise`.
int ExitCodeOf(const Ort::Exception& error, int otherwise);

}  // namespace berth::cli
