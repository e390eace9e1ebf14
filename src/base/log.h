// Log lines and where they go.
//
// A Logger is a cheap view of a sink with a threshold and an id; OrtLogger is that class. The environment owns the default
// logger; a session has its own with its id. A line is built only when its severity passes.
//
//   BERTH_LOG(logger, kWarning, "ep") << "library " << path << ": skipped";
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include "base/handle.h"

namespace berth {

// Same values as OrtLoggingLevel.
enum class Severity { kVerbose = 0, kInfo = 1, kWarning = 2, kError = 3, kFatal = 4 };

// Receives finished lines. `category` is the room that speaks, `location` is "file:line function". Called from any thread,
// one call at a time is not guaranteed; must not throw (what it throws is swallowed).
using LogSink = std::function<void(Severity severity, const char* category, const char* logger_id, const char* location,
                                   const char* message)>;

// Writes `time [S:category:id location] message` to stderr, one write a line.
LogSink StderrSink();

}  // namespace berth

struct OrtLogger : berth::Tagged<berth::HandleKind::kLogger> {
  OrtLogger(std::shared_ptr<const berth::LogSink> log_sink, std::string logger_id, berth::Severity threshold)
      : sink(std::move(log_sink)), id(std::move(logger_id)), severity(threshold) {}

  bool Passes(berth::Severity line) const { return line >= severity.load(std::memory_order_relaxed); }
  // Hands a line to the sink without asking the threshold. Any thread.
  void Write(berth::Severity line, const char* category, const char* location, std::string_view message) const noexcept;

  std::shared_ptr<const berth::LogSink> sink;
  std::string id;
  std::atomic<berth::Severity> severity;   // may change while others log
};

namespace berth {

using Logger = OrtLogger;

// A logger that drops everything: for code that runs before an environment exists, and for tests.
const Logger& SilentLogger();

// One line under construction; written when it goes out of scope.
class LogLine {
 public:
  LogLine(const Logger& logger, Severity severity, const char* category, const char* location)
      : logger_(logger), severity_(severity), category_(category), location_(location) {}
  ~LogLine() { logger_.Write(severity_, category_, location_, text_.str()); }
  std::ostream& stream() { return text_; }

 private:
  const Logger& logger_;
  Severity severity_;
  const char* category_;
  const char* location_;
  std::ostringstream text_;
};

}  // namespace berth

#define BERTH_STRINGIZE_INNER(x) #x
#define BERTH_STRINGIZE(x) BERTH_STRINGIZE_INNER(x)
#define BERTH_LOG(logger, level, category)                                                                      \
  if (!(logger).Passes(::berth::Severity::level)) {                                                             \
  } else                                                                                                        \
    ::berth::LogLine((logger), ::berth::Severity::level, (category), __FILE_NAME__ ":" BERTH_STRINGIZE(__LINE__)) \
        .stream()
