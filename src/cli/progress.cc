#include "cli/progress.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "cli/utf.h"

namespace berth::cli {

Progress::Progress(std::string what) : what_(Printable(what)) {
  if (isatty(STDERR_FILENO)) thread_ = std::thread([this] { Show(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Progress::Show() {
  int seconds = 0;
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return done_; })) {
    std::fprintf(stderr, "\r\033[K%s ... %d s", what_.c_str(), ++seconds);
  }
  if (seconds > 0) std::fputs("\r\033[K", stderr);
}

}  // namespace berth::cli
