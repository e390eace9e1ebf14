#include "base/log.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <sys/types.h>

namespace berth {
namespace {

constexpr std::array<char, 5> kLetters = {'V', 'I', 'W', 'E', 'F'};

void WriteToStderr(Severity severity, const char* category, const char* logger_id, const char* location,
                   const char* message) {
  std::timespec now{};
  std::timespec_get(&now, TIME_UTC);
  std::tm utc{};
#ifdef _WIN32
  gmtime_s(&utc, &now.tv_sec);
#else
  gmtime_r(&now.tv_sec, &utc);
#endif
  char time[32];
  std::strftime(time, sizeof(time), "%Y-%m-%d %H:%M:%S", &utc);
  // One call a line, so that lines of several threads do not mix.
  std::fprintf(stderr, "%s.%03ld [%c:%s:%s %s] %s\n", time, now.tv_nsec / 1'000'000, kLetters[static_cast<int>(severity)],
               category, logger_id, location, message);
}

}  // namespace

LogSink StderrSink() { return WriteToStderr; }

const Logger& SilentLogger() {
  static const Logger logger(std::make_shared<const LogSink>(), "", static_cast<Severity>(5));
  return logger;
}

}  // namespace berth

void OrtLogger::Write(berth::Severity line, const char* category, const char* location,
                      std::string_view message) const noexcept {
  try {
    if (sink != nullptr && *sink) (*sink)(line, category, id.c_str(), location, std::string(message).c_str());
  } catch (...) {
    // A sink that throws loses its line; the work that logged goes on.
  }
}
