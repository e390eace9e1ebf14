// How the tool ends when something is wrong: an exit code and one line.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace berth::cli {

enum ExitCode : int {
  kDone = 0,
  kFailed = 1,     // a run failed, or a file could not be written
  kUsage = 2,      // the command line
  kModel = 3,      // a model that cannot be read or run here
  kEp = 4,         // an EP library, or an EP at work
  kInput = 5,      // a file to feed that cannot be read or does not fit
};

// The text reads `which: seen, wanted`; main() puts the command in front.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// One text out of pieces: Cat("seen ", 3).
template <typename... Pieces>
std::string Cat(const Pieces&... pieces) {
  std::ostringstream text;
  (text << ... << pieces);
  return text.str();
}

}  // namespace berth::cli
