#include "base/release_handle.h"

#include <cstdlib>
#include <mutex>
#include <string_view>
#include <vector>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

namespace berth {

bool KeepsReleasedHandles() {
#ifdef BERTH_KEEP_HANDLES
  return true;
#else
  static const bool keeps = [] {
    const char* wish = std::getenv("BERTH_KEEP_HANDLES");
    return wish != nullptr && std::string_view(wish) == "1";
  }();
  return keeps;
#endif
}

void KeepReleasedHandle(void* memory, [[maybe_unused]] size_t bytes) noexcept {
  static auto* mutex = new std::mutex();
  static auto* kept = new std::vector<void*>();   // leak checkers find it there
  std::lock_guard lock(*mutex);
  kept->push_back(memory);
#ifdef __SANITIZE_ADDRESS__
  // All but the tag: what the house itself reads too late is still told.
  constexpr size_t kReadable = 8;
  ASAN_POISON_MEMORY_REGION(static_cast<char*>(memory) + kReadable, bytes - kReadable);
#endif
}

}  // namespace berth
