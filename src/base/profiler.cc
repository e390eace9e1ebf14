#include "base/profiler.h"

#include <atomic>
#include <cstdio>
#include <ctime>
#include <fstream>

#include "absl/strings/str_cat.h"

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

namespace berth {
namespace {

constexpr size_t kMaxEvents = 1000000;   // later ones are dropped: a program that forgets to end profiling lives on

int ProcessNumber() {
#ifdef _WIN32
  return _getpid();
#else
  return static_cast<int>(getpid());
#endif
}

uint64_t ThreadNumber() {
  static std::atomic<uint64_t> next{1};
  thread_local const uint64_t number = next++;
  return number;
}

// `_2026-01-31_23-59-59_007`, in local time.
std::string TimeSuffix() {
  using std::chrono::system_clock;
  const auto now = system_clock::now();
  const auto whole = std::chrono::floor<std::chrono::seconds>(now);
  const auto milliseconds = static_cast<int>(std::chrono::floor<std::chrono::milliseconds>(now - whole).count());
  const std::time_t seconds = system_clock::to_time_t(whole);
  std::tm local{};
#ifdef _WIN32
  localtime_s(&local, &seconds);
#else
  localtime_r(&seconds, &local);
#endif
  char text[64], end[8];
  std::strftime(text, sizeof(text), "_%Y-%m-%d_%H-%M-%S", &local);
  std::snprintf(end, sizeof(end), "_%03d", milliseconds);
  return std::string(text) + end;
}

// How many bytes the character of UTF-8 in front has; 0: there is none in front.
size_t CharacterLength(std::string_view text) {
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};   // by length: what fewer bytes would do for is none
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = first < 0x80 ? 1 : (first >> 5) == 6 ? 2 : (first >> 4) == 14 ? 3 : (first >> 3) == 30 ? 4 : 0;
  if (length <= 1 || text.size() < length) return length <= 1 ? length : 0;
  uint32_t point = first & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next >> 6) != 2) return 0;
    point = (point << 6) | (next & 0x3F);
  }
  const bool is_surrogate = point >= 0xD800 && point < 0xE000;
  return point < kLeast[length] || is_surrogate || point > 0x10FFFF ? 0 : length;
}

// Texts come from models and EPs: what is no UTF-8 in them becomes a question mark.
void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  for (size_t i = 0, length = 0; i < text.size(); i += length > 0 ? length : 1) {
    const char c = text[i];
    length = CharacterLength(text.substr(i));
    if (length != 1) {
      out += length == 0 ? "?" : text.substr(i, length);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", c);
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

int64_t Microseconds(Profiler::Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

}  // namespace

StatusOr<std::unique_ptr<Profiler>> Profiler::Open(const std::filesystem::path& prefix) {
  const std::filesystem::path base = prefix.string() + TimeSuffix();
  std::filesystem::path path = base.string() + ".json";
  std::error_code error;
  for (int i = 1; std::filesystem::exists(path, error); ++i) path = absl::StrCat(base.string(), "_", i, ".json");
  if (!std::ofstream(path, std::ios::binary)) {
    return Error(ORT_FAIL, "profile file \"", path.string(), "\": cannot be opened for writing");
  }
  return std::unique_ptr<Profiler>(new Profiler(std::move(path)));
}

Profiler::~Profiler() { static_cast<void>(Finish()); }

uint64_t Profiler::start_nanoseconds() const {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(start_.time_since_epoch()).count());
}

void Profiler::Attach(Recorder& recorder) {
  std::unique_lock lock(recorders_mutex_);
  recorders_.push_back(&recorder);
}

uint64_t Profiler::Begin(Clock::time_point start) {
  const auto since_1970 = started_at_.time_since_epoch() + (start - start_);
  const auto id = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count());
  std::shared_lock lock(recorders_mutex_);
  for (Recorder* recorder : recorders_) recorder->EventStarts(id);
  return id;
}

void Profiler::End(uint64_t id, Event event) {
  {
    std::shared_lock lock(recorders_mutex_);
    for (Recorder* recorder : recorders_) recorder->EventStops(id, *this, event);
  }
  Add(std::move(event));
}

void Profiler::Add(Event event) {
  const uint64_t thread = ThreadNumber();
  std::lock_guard lock(mutex_);
  if (!finished_ && events_.size() < kMaxEvents) events_.emplace_back(std::move(event), thread);
}

StatusOr<std::string> Profiler::Finish() {
  std::vector<std::pair<Event, uint64_t>> events;
  {
    std::unique_lock lock(recorders_mutex_);
    for (Recorder* recorder : recorders_) {
      for (Event& event : recorder->Finish(*this)) Add(std::move(event));
    }
    recorders_.clear();
  }
  {
    std::lock_guard lock(mutex_);
    if (finished_) return path_.string();
    finished_ = true;
    events.swap(events_);
  }
  BERTH_RETURN_IF_ERROR(Write(std::move(events)));
  return path_.string();
}

Status Profiler::Write(std::vector<std::pair<Event, uint64_t>> events) const {
  std::ofstream file(path_, std::ios::binary | std::ios::trunc);
  file << "[\n";
  std::string line;
  for (size_t i = 0; i < events.size(); ++i) {
    const auto& [event, thread] = events[i];
    const int64_t process = event.process >= 0 ? event.process : ProcessNumber();
    const int64_t on_thread = event.thread >= 0 ? event.thread : static_cast<int64_t>(thread);
    line = absl::StrCat("{\"cat\" : \"", event.category, "\",\"pid\" :", process, ",\"tid\" :", on_thread, ",\"dur\" :",
                        Microseconds(event.end - event.start), ",\"ts\" :", MicrosecondsUntil(event.start),
                        ",\"ph\" : \"X\",\"name\" :");
    AppendQuoted(line, event.name);
    line += ",\"args\" : {";
    for (size_t a = 0; a < event.args.size(); ++a) {
      const auto& [key, value] = event.args[a];
      if (a > 0) line += ',';
      AppendQuoted(line, key);
      line += " : ";
      if (value.starts_with('[') || value.starts_with('{')) line += value;
      else AppendQuoted(line, value);
    }
    line += i + 1 < events.size() ? "}},\n" : "}}\n";
    file << line;
  }
  file << "]\n";
  file.flush();
  if (!file) return Error(ORT_FAIL, "profile file \"", path_.string(), "\": cannot be written");
  return Ok();
}

void ProfiledEvent::Begin() {
  start_ = Profiler::Clock::now();
  for (size_t i = 0; i < profilers_.size(); ++i) {
    if (profilers_[i] != nullptr) ids_[i] = profilers_[i]->Begin(start_);
  }
}

void ProfiledEvent::End(Profiler::Event event) const {
  for (size_t i = 0; i < profilers_.size(); ++i) {
    if (profilers_[i] != nullptr) profilers_[i]->End(ids_[i], event);
  }
}

}  // namespace berth
