#include "base/log.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace berth {
namespace {

constexpr std::array<char, 5> kLetters = {'V', 'I', 'W', 'E', 'F'};

void WriteToStderr(Severity severity, const char* category, const char* logger_id, const char* location,
                   const char* message) {
  using Clock = std::chrono::system_clock;
  const Clock::time_point now = Clock::now();
  const auto whole = std::chrono::floor<std::chrono::seconds>(now);
  const int milliseconds = static_cast<int>(std::chrono::floor<std::chrono::milliseconds>(now - whole).count());
  const std::time_t seconds = Clock::to_time_t(whole);
  std::tm utc{};
#ifdef _WIN32
  gmtime_s(&utc, &seconds);
#else
  gmtime_r(&seconds, &utc);
#endif
  char time[32];
  std::strftime(time, sizeof(time), "%Y-%m-%d %H:%M:%S", &utc);
  // One call a line, so that lines of several threads do not mix.
  std::fprintf(stderr, "%s.%03d [%c:%s:%s %s] %s\n", time, milliseconds, kLetters[static_cast<int>(severity)],
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
